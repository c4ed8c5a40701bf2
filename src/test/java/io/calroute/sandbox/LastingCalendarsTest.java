package io.calroute.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.StateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated calendars that survive their process. */
class LastingCalendarsTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2027-03-01T15:00:00Z");

  @TempDir Path home;

  @Test
  void calendarsAndStoreGoOnTogether() {
    SavvyCalBooking inGoogle =
        SavvyCalBooking.of("appt_last00000001")
            .with("prov_anna00000001")
            .at(START, Duration.ofMinutes(30));
    SavvyCalBooking online =
        SavvyCalBooking.of("appt_last00000002")
            .with("prov_carla0000001")
            .online(null)
            .at(START, Duration.ofMinutes(45));
    List<JsonNode> before;
    try (Installation installation = Installation.lasting(home, 0, 0)) {
      try (RunningCalroute calroute = installation.run()) {
        Provider.SAVVYCAL.tell(calroute, inGoogle.callback("appointment.created"));
        Provider.SAVVYCAL.tell(calroute, online.callback("appointment.created"));
        await().atMost(SOON).until(() -> events(installation).size() == 2);
        await().atMost(SOON).until(() -> due(calroute) == 0);
      }
      before = resources(installation);
    }

    try (Installation installation = Installation.lasting(home, 0, 0)) {
      assertThat(resources(installation)).isEqualTo(before);
      try (RunningCalroute calroute = installation.run()) {
        Provider.SAVVYCAL.tell(
            calroute,
            online
                .at(START.plus(Duration.ofDays(1)), Duration.ofMinutes(45))
                .later()
                .callback("appointment.rescheduled"));
        Provider.SAVVYCAL.tell(calroute, inGoogle.later().callback("appointment.canceled"));
        await()
            .atMost(SOON)
            .untilAsserted(
                () ->
                    assertThat(events(installation))
                        .singleElement()
                        .satisfies(
                            event ->
                                assertThat(event.start())
                                    .isEqualTo(START.plus(Duration.ofDays(1)))));
      }
      assertThat(installation.google().requests().count(Operation.INSERT)).isZero();
      assertThat(installation.graph().requests().count(Operation.INSERT)).isZero();
    }
  }

  @Test
  void aTornLastLineIsLeftOut() throws Exception {
    Path file = home.resolve("state.jsonl");
    try (StateFile state = StateFile.open(file, (name, kept) -> {})) {
      state.keep("a", Json.parse("1"));
      state.keep("b", Json.parse("2"));
      state.keep("a", null);
    }
    Files.writeString(
        file, "{\"name\":\"c\",\"sta", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

    Map<String, JsonNode> kept = new LinkedHashMap<>();
    StateFile.open(file, kept::put).close();

    assertThat(kept).containsOnlyKeys("b");
  }

  private static int due(RunningCalroute calroute) {
    return calroute.get("/api/status").path("appointments").path("due").asInt();
  }

  private static List<SimulatedEvent> events(Installation installation) {
    return java.util.stream.Stream.of(
            installation.google().calendars(), installation.graph().mailboxes())
        .flatMap(List::stream)
        .flatMap(calendar -> calendar.events().stream())
        .toList();
  }

  private static List<JsonNode> resources(Installation installation) {
    return events(installation).stream().map(SimulatedEvent::resource).toList();
  }
}
