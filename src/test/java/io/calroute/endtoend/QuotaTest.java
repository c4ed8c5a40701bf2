package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Exchange;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Operation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Google's quota is used almost up and never passed. Longer runs by system properties: {@code
 * quota.project}, {@code quota.user} (units per minute), {@code quota.bookings} and {@code
 * quota.calendars}.
 */
class QuotaTest {

  private static final Logger LOG = LoggerFactory.getLogger(QuotaTest.class);

  @TempDir private Path home;

  @Test
  void projectQuotaIsUsedAndKept() {
    drain(
        Long.getLong("quota.project", 900),
        Long.getLong("quota.user", 600),
        Integer.getInteger("quota.bookings", 300),
        Integer.getInteger("quota.calendars", 10));
  }

  @Test
  void userQuotaIsUsedAndKeptWhileOthersGoOn() {
    drain(10_000, 300, 150, 1);
  }

  /** The share that counts is of the smaller quota: the project's, or those of all users. */
  private void drain(long project, long user, int bookings, int calendars) {
    try (Installation installation = new Installation(home, 0, 0)) {
      installation.google().quota(project, user);
      installation
          .with("calroute.google.quota.project", project)
          .with("calroute.google.quota.user", user);
      for (int i = 0; i < calendars; i++) {
        installation.staff("prov_quota" + i, "google", "quota" + i + "@example.com");
      }
      installation.google().requests().keep(bookings * 3);
      installation.with("calroute.sync.workers", 0);
      try (RunningCalroute calroute = installation.run()) {
        for (int i = 0; i < bookings; i++) {
          book(calroute, "appt_quota" + i, "prov_quota" + i % calendars);
        }
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () ->
                    calroute.get("/api/status").at("/appointments/due").asInt() == bookings
                        && calroute.get("/api/status").at("/callbacks/pending").asInt() == 0);
      }
      installation.with("calroute.sync.workers", 16);
      try (RunningCalroute calroute = installation.run()) {
        await()
            .atMost(Duration.ofMinutes(10))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> installation.google().requests().count(Operation.INSERT) >= bookings);
      }
      List<Exchange> calls = installation.google().requests().exchanges(Operation.INSERT);
      assertThat(calls).extracting(Exchange::status).containsOnly(200);
      // A process that has just started is slower than any quota for a second or two.
      int warm = calls.size() / 5;
      Instant first = calls.get(warm).time();
      Instant last = calls.get(calls.size() - 1).time();
      double minutes = Duration.between(first, last).toMillis() / 60_000.0;
      double share =
          (calls.size() - warm) / (minutes * Math.min(project, user * (double) calendars));
      LOG.warn(
          "{} calls in {} s: {} % of the quota",
          calls.size(),
          String.format(Locale.ROOT, "%.1f", minutes * 60),
          String.format(Locale.ROOT, "%.1f", share * 100));
    }
  }

  private static void book(RunningCalroute calroute, String id, String staff) {
    assertThat(
            calroute
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    SavvyCalBooking.of(id).with(staff).callback("appointment.created"))
                .statusCode())
        .isEqualTo(202);
  }
}
