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
import java.util.stream.IntStream;
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

  private static final Instant LATER = Instant.parse("2027-03-02T10:00:00Z");

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

  @Test
  void updatesArePaidForWithWhatTheyCost() {
    drain(
        Long.getLong("quota.project", 3_000),
        Long.getLong("quota.user", 600),
        Integer.getInteger("quota.bookings", 300),
        Integer.getInteger("quota.calendars", 10),
        Operation.PATCH);
  }

  private void drain(long project, long user, int bookings, int calendars) {
    drain(project, user, bookings, calendars, Operation.INSERT);
  }

  /** The share that counts is of the smaller quota: the project's, or those of all users. */
  private void drain(long project, long user, int bookings, int calendars, Operation last) {
    int cost = last == Operation.PATCH ? 3 : 1;
    try (Installation installation = new Installation(home, 0, 0)) {
      installation.google().quota(project, user);
      installation
          .with("calroute.google.quota.project", project)
          .with("calroute.google.quota.user", user);
      for (int i = 0; i < calendars; i++) {
        installation.staff("prov_quota" + i, "google", "quota" + i + "@example.com");
      }
      installation.google().requests().keep(bookings * 6);
      List<SavvyCalBooking> booked =
          IntStream.range(0, bookings)
              .mapToObj(
                  i -> SavvyCalBooking.of("appt_quota" + i).with("prov_quota" + i % calendars))
              .toList();
      pileUp(installation, booked, "appointment.created");
      workOff(installation, Operation.INSERT, bookings);
      if (last == Operation.PATCH) {
        pileUp(
            installation,
            booked.stream().map(one -> one.later().at(LATER, one.length())).toList(),
            "appointment.rescheduled");
        workOff(installation, Operation.PATCH, bookings);
      }
      List<Exchange> calls = installation.google().requests().exchanges(last);
      assertThat(calls).extracting(Exchange::status).containsOnly(200);
      // A process that has just started is slower than any quota for a second or two.
      int warm = calls.size() / 5;
      Duration taken = Duration.between(calls.get(warm).time(), calls.get(calls.size() - 1).time());
      double allowed = taken.toMillis() / 60_000.0 * Math.min(project, user * (double) calendars);
      LOG.warn(
          "{} calls in {} s: {} % of the quota",
          calls.size(),
          String.format(Locale.ROOT, "%.1f", taken.toMillis() / 1000.0),
          String.format(Locale.ROOT, "%.1f", (calls.size() - warm) * cost * 100 / allowed));
    }
  }

  /** Lets everything become due while nobody works on it. */
  private static void pileUp(
      Installation installation, List<SavvyCalBooking> bookings, String type) {
    installation.with("calroute.sync.workers", 0);
    try (RunningCalroute calroute = installation.run()) {
      for (SavvyCalBooking booking : bookings) {
        assertThat(
                calroute
                    .postSigned(
                        "/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
                    .statusCode())
            .isEqualTo(202);
      }
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  calroute.get("/api/status").at("/appointments/due").asInt() == bookings.size()
                      && calroute.get("/api/status").at("/callbacks/pending").asInt() == 0);
    }
  }

  private static void workOff(Installation installation, Operation operation, int calls) {
    installation.with("calroute.sync.workers", 16);
    try (RunningCalroute calroute = installation.run()) {
      await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> installation.google().requests().count(operation) >= calls);
    }
  }
}
