package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Google's quota is used almost up and never passed. Longer runs by system properties: {@code
 * quota.project}, {@code quota.user} (units per minute), {@code quota.bookings} and {@code
 * quota.calendars}.
 */
class QuotaTest {

  private static final Logger LOG = LoggerFactory.getLogger(QuotaTest.class);

  private static final Instant LATER = Instant.parse("2027-03-02T10:00:00Z");

  /** Low enough that a busy machine is still faster. */
  private static final int PROJECT = Integer.getInteger("quota.project", 600);

  private static final int USER = Integer.getInteger("quota.user", 300);

  private static final int BOOKINGS = Integer.getInteger("quota.bookings", 60);
  private static final int CALENDARS = Integer.getInteger("quota.calendars", 10);

  /** Whose quota all by itself is less than the project's. */
  private static final String ONE = "one";

  private static final String OTHER = "other";

  /** An idle machine leaves 3 %; one with other work comes late to some places, which lapse. */
  private static final int SHARE = 60;

  @TempDir private static Path home;

  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    installation.google().quota(PROJECT, USER);
    installation.google().requests().keep(BOOKINGS * 6);
    installation
        .with("calroute.google.quota.project", PROJECT)
        .with("calroute.google.quota.user", USER);
    for (int i = 0; i < CALENDARS; i++) {
      staff("project" + i);
      staff("update" + i);
      staff("returned" + i);
    }
    staff(ONE);
    staff(OTHER);
    calroute = installation.run();
    warmUp();
  }

  /** A process that has just started may be slower than any quota. */
  private static void warmUp() {
    created(spread("update", BOOKINGS / 2));
    awaitCalls(Operation.INSERT, BOOKINGS / 2);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @BeforeEach
  void nothingWasCalled() {
    installation.google().requests().clear();
  }

  @Test
  void projectQuotaIsUsedAndKept() {
    created(spread("project", BOOKINGS));
    awaitCalls(Operation.INSERT, BOOKINGS);
    theQuotaIsUsedAndKept(calls(), smallerQuota());
  }

  @Test
  void userQuotaIsUsedAndKeptWhileOthersGoOn() {
    created(
        IntStream.range(0, BOOKINGS / 2)
            .mapToObj(i -> SavvyCalBooking.of("appt_" + ONE + i).with("prov_" + ONE))
            .toList());
    created(List.of(SavvyCalBooking.of("appt_" + OTHER).with("prov_" + OTHER)));
    awaitCalls(Operation.INSERT, BOOKINGS / 2 + 1);
    assertThat(calls())
        .extracting(Exchange::calendar)
        .as("the other calendar does not wait for the one that has used its quota up")
        .endsWith(calendar(ONE), calendar(ONE), calendar(ONE));
    theQuotaIsUsedAndKept(
        calls().stream().filter(call -> call.calendar().equals(calendar(ONE))).toList(),
        Math.min(PROJECT, USER));
  }

  @Test
  void updatesArePaidForWithWhatTheyCost() {
    int bookings = BOOKINGS / 2;
    post(
        spread("update", bookings).stream()
            .map(one -> one.later().at(LATER, one.length()))
            .toList(),
        "appointment.rescheduled");
    awaitCalls(Operation.PATCH, bookings);
    theQuotaIsUsedAndKept(calls(), smallerQuota());
  }

  /**
   * Whoever claims the lane next keeps its units in the same place, and would lose them to a lane
   * that closes late.
   */
  @Test
  void whatALaneHasNotSpentComesBackBeforeTheLaneIsFree() {
    JdbcTemplate store = calroute.bean(JdbcTemplate.class);
    store.execute(
        """
        create table returned (free boolean);
        create function note_returned() returns trigger language plpgsql as $$ begin
          insert into returned
            select min(s.leased_until) is null from lane join lease s on s.lane_id = id where allowances @> array[new.name]
            having count(*) = 1;
          return null;
        end $$;
        create trigger returned after update on allowance for each row
          when (new.spent_until < old.spent_until) execute function note_returned()""");
    try {
      List<SavvyCalBooking> bookings = spread("returned", CALENDARS);
      created(bookings);
      awaitCalls(Operation.INSERT, CALENDARS);
      // Booked like an update, which costs more.
      post(bookings.stream().map(SavvyCalBooking::later).toList(), "appointment.canceled");
      awaitCalls(Operation.DELETE, CALENDARS);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  store.queryForObject(
                      "select count(*) = 0 from lease where leased_until is not null",
                      Boolean.class));
      assertThat(store.queryForList("select free from returned", Boolean.class))
          .isNotEmpty()
          .containsOnly(false);
    } finally {
      store.execute("drop function note_returned cascade; drop table returned");
    }
  }

  /**
   * However short a stretch of time: what flows in during it and during the second that calls may
   * take to arrive, and one burst. All of these together are less than the quota in each minute.
   */
  private static void theQuotaIsUsedAndKept(List<Exchange> calls, int perMinute) {
    assertThat(calls).extracting(Exchange::status).containsOnly(200);
    int burst = Math.max(6, PROJECT / 100);
    for (int first = 0; first < calls.size(); first++) {
      int units = 0;
      for (int last = first; last < calls.size(); last++) {
        units += cost(calls.get(last));
        Duration stretch = Duration.between(calls.get(first).time(), calls.get(last).time());
        assertThat((double) units)
            .as("units in %s", stretch)
            .isLessThanOrEqualTo(burst + flow(perMinute, stretch.plusSeconds(1)));
      }
    }
    double share = shareOfTheBestHalf(calls, perMinute);
    LOG.info("{} calls: {} % of the quota", calls.size(), Math.round(share));
    assertThat(share).as("share of the quota that is used").isGreaterThan(SHARE);
  }

  /**
   * Without the burst at the beginning. A machine with other work stops now and then; half of the
   * calls come without such a stop.
   */
  private static double shareOfTheBestHalf(List<Exchange> calls, int perMinute) {
    int half = calls.size() / 2;
    return IntStream.range(calls.size() / 5, calls.size() - half)
        .mapToDouble(
            first -> {
              Instant from = calls.get(first).time();
              Instant until = calls.get(first + half).time();
              int units =
                  calls.subList(first + 1, first + half + 1).stream()
                      .mapToInt(QuotaTest::cost)
                      .sum();
              return units * 100 / flow(perMinute, Duration.between(from, until));
            })
        .max()
        .orElseThrow();
  }

  private static double flow(int perMinute, Duration time) {
    return perMinute * time.toMillis() / 60_000.0;
  }

  /** Calendar API guide, "Manage quotas". */
  private static int cost(Exchange call) {
    return call.operation() == Operation.PATCH ? 3 : 1;
  }

  private static List<Exchange> calls() {
    return installation.google().requests().exchanges().stream()
        .filter(call -> call.operation() != Operation.TOKEN)
        .toList();
  }

  private static int smallerQuota() {
    return Math.min(PROJECT, USER * CALENDARS);
  }

  private static void staff(String name) {
    installation.staff("prov_" + name, "google", calendar(name));
  }

  private static String calendar(String name) {
    return name + "@example.com";
  }

  private static List<SavvyCalBooking> spread(String name, int bookings) {
    return IntStream.range(0, bookings)
        .mapToObj(i -> SavvyCalBooking.of("appt_" + name + i).with("prov_" + name + i % CALENDARS))
        .toList();
  }

  private static void created(List<SavvyCalBooking> bookings) {
    post(bookings, "appointment.created");
  }

  private static void post(List<SavvyCalBooking> bookings, String type) {
    for (SavvyCalBooking booking : bookings) {
      assertThat(
              calroute
                  .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
                  .statusCode())
          .isEqualTo(202);
    }
  }

  private static void awaitCalls(Operation operation, int calls) {
    await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> installation.google().requests().count(operation) >= calls);
  }
}
