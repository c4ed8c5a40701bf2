package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a target asks for is done: pauses, for one calendar, for hours, for all of a tenant. */
class ThrottlingTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** Calendars that wait for credentials together. */
  private static final int MANY = 12;

  @TempDir private static Path home;

  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    for (String name :
        List.of("used", "unused", "quick", "refused", "taken", "token", "now", "asked", "alive")) {
      installation.staff("prov_" + name, "google", name + "@example.com");
    }
    for (String name : List.of("paused", "going", "even", "odd", "noteams", "dead", "parked")) {
      installation.staff("prov_" + name, "office365", name + "@example.org");
    }
    for (int i = 0; i < MANY; i++) {
      installation.staff("prov_many" + i, "office365", "many" + i + "@example.org");
    }
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @AfterEach
  void nothingIsWrongAnyMore() {
    installation.google().faults().clear();
    installation.graph().faults().clear();
    installation.graph().latency(Duration.ZERO);
  }

  @Test
  void retryAfterIsHonouredToTheFractionForOneMailboxAndSurvivesARestart() {
    installation
        .graph()
        .faults()
        .add(
            FaultRule.of(Effect.status(429).retryAfter("2.128"), Operation.INSERT)
                .calendar("paused@example.org")
                .next(1));
    book("appt_throttle001", "prov_paused");
    await().atMost(SOON).until(() -> lane("paused@example.org") != null);
    assertThat(lane("paused@example.org").path("code").asText())
        .isEqualTo("microsoft365-throttled");

    book("appt_throttle002", "prov_going");
    await().atMost(SOON).until(() -> mailbox("going@example.org") == 1);
    restart();

    await().atMost(SOON).until(() -> mailbox("paused@example.org") == 1);
    List<Exchange> creates =
        installation.graph().requests().exchanges(Operation.INSERT).stream()
            .filter(call -> call.calendar().equals("paused@example.org"))
            .toList();
    assertThat(creates).hasSize(2);
    assertThat(Duration.between(creates.get(0).time(), creates.get(1).time()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(2_128));
    await().atMost(SOON).until(() -> lane("paused@example.org") == null);
    assertThat(pausesInStore("paused@example.org")).isZero();
  }

  @Test
  void usedUpCalendarIsParkedForHoursAndOthersGoOn() {
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(403, "quotaExceeded"), Operation.INSERT)
                .calendar("used@example.com"));
    book("appt_throttle003", "prov_used");
    await().atMost(SOON).until(() -> lane("used@example.com") != null);
    restart();

    book("appt_throttle004", "prov_unused");
    await()
        .atMost(SOON)
        .until(() -> installation.google().calendar("unused@example.com").events().size() == 1);
    JsonNode lane = lane("used@example.com");
    assertThat(lane.path("code").asText()).isEqualTo("google-quota-exhausted");
    assertThat(Instant.parse(lane.path("pausedUntil").asText()))
        .isAfter(Instant.now().plus(Duration.ofMinutes(50)));
    assertThat(calls("used@example.com")).isEqualTo(1);
    assertThat(state("appt_throttle003")).isEqualTo("parked");
  }

  @Test
  void bothWordsForTooFastAreAPauseWithBackoff() {
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(403, "userRateLimitExceeded"), Operation.INSERT)
                .calendar("quick@example.com")
                .next(1));
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(429, "rateLimitExceeded"), Operation.INSERT)
                .calendar("quick@example.com")
                .next(1));
    book("appt_throttle005", "prov_quick");
    await()
        .atMost(SOON)
        .until(() -> installation.google().calendar("quick@example.com").events().size() == 1);
    List<Exchange> calls = creates("quick@example.com");
    assertThat(calls).hasSize(3);
    // The second pause is longer than the first can be at its shortest.
    assertThat(Duration.between(calls.get(1).time(), calls.get(2).time()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void refusedForGoodIsFailedWithItsReasonAndNotTriedAgain() {
    installation.google().readOnly("refused@example.com");
    book("appt_throttle006", "prov_refused");
    await().atMost(SOON).until(() -> "failed".equals(state("appt_throttle006")));
    restart();
    book("appt_throttle007", "prov_taken");
    await()
        .atMost(SOON)
        .until(() -> installation.google().calendar("taken@example.com").events().size() == 1);
    assertThat(calls("refused@example.com")).isEqualTo(1);
    assertThat(appointment("appt_throttle006").at("/sync/lastError/code").asText())
        .startsWith("google-403-");
  }

  @Test
  void deadCredentialsParkTheWholeTenantAndEverythingGoesOnWhenTheyWorkAgain() {
    int fault =
        installation
            .graph()
            .faults()
            .add(FaultRule.of(Effect.status(401, "invalid_client"), Operation.TOKEN));
    // It has no token yet.
    restart();
    book("appt_dead0000001", "prov_dead");
    await().atMost(SOON).until(() -> refused() == 1);
    long asked = installation.graph().requests().count(Operation.TOKEN);
    for (int i = 0; i < MANY; i++) {
      book("appt_deadmany" + i, "prov_many" + i);
    }
    book("appt_dead0000002", "prov_alive");
    await()
        .atMost(SOON)
        .until(() -> installation.google().calendar("alive@example.com").events().size() == 1);
    restart();
    assertThat(refused()).isEqualTo(1);
    await()
        .atMost(SOON)
        .until(() -> installation.graph().requests().count(Operation.TOKEN) >= asked + 2);
    // A dozen calendars wait; the target was asked by one at a time.
    assertThat(installation.graph().requests().count(Operation.TOKEN)).isLessThan(asked + 8);
    assertThat(state("appt_deadmany3")).isEqualTo("parked");
    assertThat(calroute.call("GET", "/actuator/prometheus").body())
        .contains("calroute_credentials_refused 1.0");

    installation.graph().faults().remove(fault);
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> {
              assertThat(refused()).isZero();
              assertThat(mailbox("dead@example.org")).isEqualTo(1);
              for (int i = 0; i < MANY; i++) {
                assertThat(mailbox("many" + i + "@example.org")).isEqualTo(1);
              }
            });
  }

  @Test
  void aResyncTriesParkedCalendarsNowAndKeepsThePausesThatATargetAskedFor() {
    installation.with("calroute.sync.retry-first", "1h").with("calroute.sync.retry-limit", "1h");
    restart();
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(403, "quotaExceeded"), Operation.INSERT)
                .calendar("now@example.com")
                .next(1));
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(
                    Effect.status(429, "rateLimitExceeded").retryAfter("1800"), Operation.INSERT)
                .calendar("asked@example.com")
                .next(1));
    int refusal =
        installation
            .graph()
            .faults()
            .add(FaultRule.of(Effect.status(401, "invalid_client"), Operation.TOKEN));
    book("appt_resync000001", "prov_now");
    book("appt_resync000002", "prov_asked");
    book("appt_resync000003", "prov_parked");
    await()
        .atMost(SOON)
        .until(
            () ->
                lane("now@example.com") != null
                    && lane("asked@example.com") != null
                    && refused() == 1);
    installation.graph().faults().remove(refusal);

    assertThat(resync("appt_resync000001").path("pausing")).isEmpty();
    assertThat(resync("appt_resync000003").path("pausing")).isEmpty();
    JsonNode pausing = resync("appt_resync000002").path("pausing");
    assertThat(pausing).hasSize(1);
    assertThat(pausing.get(0).path("calendar").asText()).isEqualTo("asked@example.com");
    assertThat(Instant.parse(pausing.get(0).path("pausedUntil").asText()))
        .isAfter(Instant.now().plus(Duration.ofMinutes(20)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(installation.google().calendar("now@example.com").events()).hasSize(1);
              assertThat(mailbox("parked@example.org")).isEqualTo(1);
              assertThat(refused()).isZero();
              assertThat(lane("now@example.com")).isNull();
            });
    assertThat(lane("asked@example.com")).isNotNull();
    assertThat(calls("asked@example.com")).isEqualTo(1);
    installation.without("calroute.sync.retry-");
    restart();
  }

  private JsonNode resync(String id) {
    var answer = calroute.call("POST", "/api/appointments/savvycal/" + id + "/resync");
    assertThat(answer.statusCode()).isEqualTo(202);
    return RunningCalroute.json(answer.body());
  }

  @Test
  void tokensThatDieInTheMiddleAreRenewedWithoutAPause() {
    book("appt_token000001", "prov_token");
    await()
        .atMost(SOON)
        .until(() -> installation.google().calendar("token@example.com").events().size() == 1);
    installation.google().expireTokens();
    book("appt_token000002", "prov_token");
    await()
        .atMost(SOON)
        .until(() -> installation.google().calendar("token@example.com").events().size() == 2);
    assertThat(refused()).isZero();
    assertThat(lane("token@example.com")).isNull();
  }

  @Test
  void aMailboxNeverHasMoreThanOneCallAtOnce() {
    installation.graph().latency(Duration.ofMillis(20));
    for (int i = 0; i < 15; i++) {
      book("appt_peak" + i, i % 2 == 0 ? "prov_even" : "prov_odd");
    }
    await().atMost(SOON).until(() -> mailbox("even@example.org") == 8);
    await().atMost(SOON).until(() -> mailbox("odd@example.org") == 7);
    assertThat(installation.graph().requests().peakConcurrency("even@example.org")).isEqualTo(1);
    assertThat(installation.graph().requests().peakConcurrency("odd@example.org")).isEqualTo(1);
  }

  @Test
  void aMailboxWithoutTeamsIsRememberedWhileItsLaneIsWorkedIn() {
    installation.graph().mailbox("noteams@example.org").teamsAllowed(false);
    assertThat(
            calroute
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    SavvyCalBooking.of("appt_noteams0001")
                        .with("prov_noteams")
                        .online(null)
                        .callback("appointment.created"))
                .statusCode())
        .isEqualTo(202);
    await().atMost(SOON).until(() -> "synced".equals(state("appt_noteams0001")));
    assertThat(mailbox("noteams@example.org")).isEqualTo(1);
  }

  private void restart() {
    calroute.close();
    calroute = installation.run();
  }

  private void book(String id, String staff) {
    assertThat(
            calroute
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    SavvyCalBooking.of(id).with(staff).callback("appointment.created"))
                .statusCode())
        .isEqualTo(202);
  }

  private int mailbox(String address) {
    return installation.graph().mailbox(address).events().size();
  }

  private long calls(String calendar) {
    return creates(calendar).size();
  }

  private static List<Exchange> creates(String calendar) {
    return installation.google().requests().exchanges(Operation.INSERT).stream()
        .filter(call -> call.calendar().equals(calendar))
        .toList();
  }

  private int refused() {
    return calroute.get("/api/status").path("refusedCredentials").size();
  }

  private JsonNode appointment(String id) {
    return calroute.get("/api/appointments/savvycal/" + id);
  }

  /** Null while nothing is known of it. */
  private String state(String id) {
    return calroute.call("GET", "/api/appointments/savvycal/" + id).statusCode() == 200
        ? appointment(id).at("/sync/state").asText()
        : null;
  }

  /** Null when the calendar is not paused. */
  private JsonNode lane(String calendar) {
    for (JsonNode lane : calroute.get("/api/status").path("lanes")) {
      if (lane.path("calendar").asText().equals(calendar)) {
        return lane;
      }
    }
    return null;
  }

  private int pausesInStore(String calendar) {
    Integer pauses =
        calroute
            .bean(org.springframework.jdbc.core.JdbcTemplate.class)
            .queryForObject("select pauses from lane where calendar = ?", Integer.class, calendar);
    return pauses == null ? 0 : pauses;
  }
}
