package io.calroute.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The packaged Calroute loses its store, or its database ends, and it comes back. */
class RebuildIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final List<String> STAFF =
      List.of("prov_anna00000001", "prov_ben000000001", "prov_carla0000001", "prov_dave00000001");

  @TempDir private static Path home;
  private static Path data;
  private static Installation installation;
  private static KilledCalroute calroute;

  @BeforeAll
  static void install() {
    data = home.resolve("data");
    installation = new Installation(home, 0, 0).with("calroute.data-dir", data);
    calroute = new KilledCalroute(home, installation.properties());
  }

  @BeforeEach
  void run() {
    if (!calroute.isRunning()) {
      calroute.start();
    }
  }

  @AfterAll
  static void end() {
    calroute.close();
    installation.close();
  }

  @Test
  void theProcessEndsWithItsEmbeddedDatabaseAndTheNextStartTakesCallbacks() throws Exception {
    assertThat(calroute.killStore()).isEqualTo(4);
    calroute.start();
    post(calroute, SavvyCalBooking.of("appt_after"), "appointment.canceled");
  }

  @Test
  void callbacksThatAreSentAgainMakeNoSecondEventAndChangesMoveTheOnesThatStand() throws Exception {
    List<SavvyCalBooking> bookings = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bookings.add(SavvyCalBooking.of("appt_lost%08d".formatted(i)).with(STAFF.get(i % 4)));
    }
    bookings.add(SavvyCalBooking.of("appt_lostboth").with(STAFF.get(1), STAFF.get(2)));
    bookings.forEach(one -> post(calroute, one, "appointment.created"));
    atRest(calroute);
    List<String> before = ids(installation);
    assertThat(before).hasSize(10);
    // Nothing but JSON goes into a pipe, whatever else a command has to say.
    assertThat(RunningCalroute.json(calroute.run("plan", "--json")).path("calls").asInt(-1))
        .isZero();

    calroute.close();
    assertThat(FileSystemUtils.deleteRecursively(data)).isTrue();
    JsonNode rebuilt = RunningCalroute.json(calroute.run("rebuild", "--write", "--json"));
    assertThat(rebuilt)
        .hasSize(4)
        .allSatisfy(one -> assertThat(one.path("failure").isNull()).isTrue());
    assertThat(rebuilt.findValues("rebuilt").stream().mapToInt(JsonNode::asInt).sum())
        .isEqualTo(10);
    calroute.start();
    bookings.forEach(one -> post(calroute, one, "appointment.created"));
    atRest(calroute);
    assertThat(ids(installation)).isEqualTo(before);

    Instant later = Instant.parse("2027-04-01T09:00:00Z");
    post(calroute, bookings.get(0).at(later, HALF).later(), "appointment.rescheduled");
    post(calroute, bookings.get(2).at(later, HALF).later(), "appointment.rescheduled");
    post(calroute, bookings.get(5).later(), "appointment.canceled");
    atRest(calroute);
    assertThat(standing(installation))
        .filteredOn(one -> one.start().equals(later))
        .extracting(SimulatedEvent::calendar)
        .containsExactlyInAnyOrder("anna@example.com", "carla@example.org");
    assertThat(before).hasSize(10).containsAll(ids(installation));
    assertThat(ids(installation)).hasSize(9);
    assertThat(
            installation.google().requests().count(Operation.INSERT)
                + installation.graph().requests().count(Operation.INSERT))
        .isEqualTo(10);
  }

  private static void post(KilledCalroute calroute, SavvyCalBooking booking, String type) {
    assertThat(calroute.postSavvyCal(booking.callback(type))).isEqualTo(202);
  }

  private static void atRest(KilledCalroute calroute) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode status = calroute.get("/api/status");
              return status.path("callbacks").path("pending").asInt() == 0
                  && status.path("appointments").path("due").asInt() == 0
                  && status.path("appointments").path("verifying").asInt() == 0;
            });
  }

  private static List<SimulatedEvent> standing(Installation installation) {
    return Stream.concat(
            Stream.of("anna@example.com", "ben@example.com")
                .flatMap(one -> installation.google().calendar(one).events().stream()),
            Stream.of("carla@example.org", "dave@example.org")
                .flatMap(one -> installation.graph().mailbox(one).events().stream()))
        .toList();
  }

  private static List<String> ids(Installation installation) {
    return standing(installation).stream().map(SimulatedEvent::id).sorted().toList();
  }
}
