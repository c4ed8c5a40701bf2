package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.endtoend.StaffCalendars;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callbacks do not tell is heard all the same, where a provider can be asked. */
class BothWaysTest {

  private static final String ANNA = "anna@example.com";
  private static final String CARLA = "carla@example.org";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static SavvyCalSimulator savvycal;
  private static AgendizeSimulator agendize;
  private static PexipEngageSimulator pexipEngage;
  private SimulatedProvider provider;

  @BeforeAll
  static void start() {
    Clock clock = Clock.systemUTC();
    savvycal = SavvyCalSimulator.start(clock, 0);
    agendize = AgendizeSimulator.start(clock, 0);
    pexipEngage = PexipEngageSimulator.start(clock, 0);
    installation = new Installation(home, 0, 0);
    for (SimulatedProvider one : List.of(savvycal, agendize, pexipEngage)) {
      installation.asking(one);
    }
    installation.with("calroute.reconcile.fast", "2s").with("calroute.reconcile.slow", "3s");
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    List.of(savvycal, agendize, pexipEngage).forEach(SimulatedProvider::close);
    calroute.close();
    installation.close();
  }

  @Test
  void savvycal() {
    lifeOf(savvycal, Staff.of("prov_anna00000001", ANNA), Staff.of("prov_carla0000001", CARLA));
  }

  @Test
  void agendize() {
    lifeOf(agendize, Staff.of("881", ANNA), Staff.of("883", CARLA));
  }

  @Test
  void pexipEngage() {
    lifeOf(pexipEngage, Staff.of(ANNA, ANNA), Staff.of(CARLA, CARLA));
  }

  private void lifeOf(SimulatedProvider simulated, Staff anna, Staff carla) {
    provider = simulated;
    provider.hire(anna);
    provider.hire(carla);
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      before.add(provider.book(anna.id(), TOMORROW.plus(Duration.ofHours(i)), HALF));
    }
    provider.deliveries().to(calroute);
    whatWasThereBeforeIsPlannedAndWrittenOnceAccepted(before);
    whatNoCallbackToldIsFound(before, carla);
    whatIsSaidLateChangesNothing(before.get(4));
  }

  private void whatWasThereBeforeIsPlannedAndWrittenOnceAccepted(List<String> before) {
    String word = provider.provider().word();
    JsonNode begun =
        RunningCalroute.json(
            calroute.call("POST", "/api/backfill", "{\"provider\":\"" + word + "\"}").body());
    String id = begun.path("id").asText();
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(backfill(id).path("state").asText()).isEqualTo("planned"));
    JsonNode planned = backfill(id);
    assertThat(planned.path("create").asInt()).isEqualTo(before.size());
    assertThat(planned.path("conflicts")).isEmpty();
    before.forEach(booking -> assertThat(calendars(booking).in(ANNA)).isEmpty());
    calroute.call("POST", "/api/backfill/" + id + "/accept", "");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(backfill(id).path("state").asText()).isEqualTo("done");
              before.forEach(booking -> assertThat(calendars(booking).in(ANNA)).hasSize(1));
            });
  }

  private void whatNoCallbackToldIsFound(List<String> known, Staff carla) {
    provider.deliveries().fate(Fate.LOSE);
    Instant later = TOMORROW.plus(Duration.ofDays(2));
    String moved = provider.move(known.get(0), later, HALF);
    provider.reassign(known.get(1), carla.id());
    provider.cancel(known.get(2));
    provider.delete(known.get(3));
    String fresh = provider.book(carla.id(), later, HALF);
    provider.deliveries().settle();
    assertThat(provider.deliveries().undelivered()).isGreaterThanOrEqualTo(4);
    calendars(moved).awaitOne(ANNA, later, HALF);
    calendars(known.get(1)).awaitOne(CARLA, TOMORROW.plus(Duration.ofHours(1)), HALF);
    calendars(known.get(1)).awaitNone(ANNA);
    calendars(known.get(2)).awaitNone(ANNA);
    calendars(known.get(3)).awaitNone(ANNA);
    calendars(fresh).awaitOne(CARLA, later, HALF);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(connection().path("missedFound").asInt()).isGreaterThanOrEqualTo(4));
    provider.deliveries().fate(Fate.DELIVER);
  }

  private void whatIsSaidLateChangesNothing(String id) {
    provider.deliveries().fate(Fate.HOLD);
    Instant first = TOMORROW.plus(Duration.ofDays(3));
    Instant last = TOMORROW.plus(Duration.ofDays(4));
    String between = provider.move(id, first, HALF);
    String now = provider.move(between, last, HALF);
    calendars(now).awaitOne(ANNA, last, HALF);
    provider.deliveries().fate(Fate.DELIVER);
    provider.deliveries().release();
    provider.deliveries().settle();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode status = calroute.get("/api/status");
              assertThat(status.at("/callbacks/pending").asInt()).isZero();
              // Moves of one second are told apart only by which callback comes last.
              assertThat(status.at("/appointments/due").asInt()).isZero();
            });
    assertThat(calendars(now).in(ANNA))
        .singleElement()
        .satisfies(event -> assertThat(event.start()).isEqualTo(last));
  }

  private JsonNode backfill(String id) {
    return calroute.get("/api/backfill/" + id);
  }

  private JsonNode connection() {
    for (JsonNode one : calroute.get("/api/connections").path("items")) {
      if (one.path("provider").asText().equals(provider.provider().word())) {
        return one;
      }
    }
    throw new AssertionError("The connection is not told");
  }

  private StaffCalendars calendars(String id) {
    return new StaffCalendars(installation, provider.provider().word() + "/default/" + id);
  }
}
