package io.calroute.sync.remap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A mapping is edited, and the last callbacks are applied again. */
class RemapTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String ANNA = "prov_anna00000001";
  private static final String CARLA = "prov_carla0000001";
  private static final String SECOND = "Second opinion";
  private static final String SERVICE = "let service = text($object.service.name)";

  @TempDir private Path home;
  private EditedCalroute edited;

  @BeforeEach
  void start() {
    edited =
        EditedCalroute.prepare(
            home, Map.of("calroute.sync.sweep-interval", "0s", "calroute.sync.mode", "apply"));
    edited.installation().withoutQuotas();
    edited.run();
  }

  @AfterEach
  void stop() {
    edited.close();
  }

  @Test
  void onlyRealDifferencesCostCallsAndOnlyOnce() throws IOException {
    for (int i = 0; i < 120; i++) {
      send(booking("usual" + i).with(ANNA), "appointment.created");
    }
    send(booking("second1").with(ANNA).about(SECOND), "appointment.created");
    send(booking("second2").with(CARLA).about(SECOND), "appointment.created");
    SavvyCalBooking story = booking("story").with(ANNA).about(SECOND);
    SavvyCalBooking moved = story.at(START.plus(HALF), HALF).later();
    send(story, "appointment.created");
    send(moved.at(START.plus(HALF.multipliedBy(4)), HALF).later(), "appointment.rescheduled");
    send(moved, "appointment.rescheduled");
    SavvyCalBooking over = booking("over").with(ANNA).about(SECOND);
    send(over, "appointment.created");
    send(over.later(), "appointment.canceled");
    rest();
    forgetCalls();

    use("mappings/savvycal.jslt", SERVICE, anotherNameFor(SECOND));
    assertThat(post("/api/remap?provider=savvycal")).isEqualTo(202);
    // Intake goes on meanwhile, with the mapping of now.
    send(booking("meanwhile").with(CARLA).about(SECOND), "appointment.created");
    JsonNode remap = awaitRemap();
    rest();

    assertThat(remap.path("done").asInt()).isEqualTo(remap.path("appointments").asInt());
    assertThat(remap.path("changed").asInt()).isEqualTo(4);
    assertThat(remap.path("problems")).isEmpty();
    assertThat(installation().google().requests().count(Operation.PATCH)).isEqualTo(2);
    assertThat(writes()).isEqualTo(4);
    assertThat(appointment("second1").path("title").asText()).isEqualTo("Another view: Jane Doe");
    assertThat(appointment("second1").at("/sync/revision").asInt()).isEqualTo(2);
    assertThat(appointment("usual1").at("/sync/revision").asInt()).isEqualTo(1);
    // The newest word, not the one that came last.
    assertThat(appointment("story").at("/start/dateTime").asText())
        .isEqualTo("2027-03-01T12:00:00");
    assertThat(appointment("story").path("title").asText()).isEqualTo("Another view: Jane Doe");
    assertThat(appointment("over").path("status").asText()).isEqualTo("cancelled");

    forgetCalls();
    assertThat(post("/api/remap?provider=savvycal&connection=default")).isEqualTo(202);
    JsonNode again = awaitRemap();
    rest();
    assertThat(again.path("unchanged")).isEqualTo(again.path("appointments"));
    assertThat(again.path("connection").asText()).isEqualTo("default");
    assertThat(writes()).isZero();
    assertThat(appointment("second1").at("/sync/revision").asInt()).isEqualTo(2);
    // A later word still counts.
    send(
        booking("second1").with(ANNA).about(SECOND).at(START.plus(HALF), HALF).later(),
        "appointment.rescheduled");
    rest();
    assertThat(appointment("second1").at("/start/dateTime").asText())
        .isEqualTo("2027-03-01T10:30:00");
  }

  @Test
  void anEditedEventMappingIsWrittenWithoutARevision() throws IOException {
    send(booking("google").with(ANNA), "appointment.created");
    send(booking("office").with(CARLA), "appointment.created");
    rest();
    forgetCalls();

    use("mappings/google-event.jslt", "\"opaque\"", "\"transparent\"");
    post("/api/remap?provider=savvycal");
    JsonNode remap = awaitRemap();
    rest();

    assertThat(remap.path("rewritten").asInt()).isEqualTo(1);
    assertThat(remap.path("unchanged").asInt()).isEqualTo(1);
    assertThat(writes()).isEqualTo(1);
    assertThat(installation().google().calendar("anna@example.com").events())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.resource().path("transparency").asText())
                    .isEqualTo("transparent"));
    assertThat(appointment("google").at("/sync/revision").asInt()).isEqualTo(1);
  }

  @Test
  void whatCannotBeMappedAgainIsCountedAndStaysAsItIs() throws IOException {
    for (String name : List.of("purged", "unwanted", "broken", "renamed", "fine")) {
      send(booking(name).with(ANNA).about(name), "appointment.created");
    }
    rest();
    jdbc().update("delete from callback where appointment_key = 'appt_remap_purged'");
    forgetCalls();

    use(
        "mappings/savvycal.jslt",
        "else if (not($id))",
        """
        else if ($object.service.name == "unwanted")
          a:ignored($type, $id, "unwanted", "Nobody wants it.")
        else if ($object.service.name == "broken")
          refuse("broken", "It does not fit.")
        else if (not($id))
        """
            .strip());
    edited.edit(
        "mappings/savvycal.jslt",
        "\"id\": $id,",
        "\"id\": replace($id, \"_renamed\", \"_other\"),");
    use("mappings/savvycal.jslt", SERVICE, anotherNameFor("fine"));
    post("/api/remap?provider=savvycal");
    JsonNode remap = awaitRemap();
    rest();

    assertThat(remap.path("changed").asInt()).isEqualTo(1);
    assertThat(remap.path("purged").asInt()).isEqualTo(1);
    assertThat(remap.path("ignored").asInt()).isEqualTo(1);
    assertThat(remap.path("failed").asInt()).isEqualTo(2);
    assertThat(remap.path("problems").findValuesAsText("code"))
        .containsExactlyInAnyOrder("unwanted", "broken", "other-id");
    assertThat(writes()).isEqualTo(1);
    assertThat(installation().google().calendar("anna@example.com").events()).hasSize(5);
    assertThat(calroute().get("/api/callbacks?outcome=failed").path("items")).isEmpty();
  }

  @Test
  void goesOnAfterARestartWhereItWas() throws IOException {
    for (int i = 0; i < 60; i++) {
      send(booking("many" + i).with(ANNA).about(SECOND), "appointment.created");
    }
    rest();
    use("mappings/savvycal.jslt", SERVICE, anotherNameFor(SECOND));
    // As it stands in the store when a process was killed after its first batch.
    Long last = jdbc().queryForObject("select max(id) from appointment", Long.class);
    Long some =
        jdbc()
            .queryForObject("select id from appointment order by id offset 39 limit 1", Long.class);
    calroute().close();
    edited.run();
    forgetCalls();
    jdbc()
        .update(
            "insert into remap (provider, requested_at, last_id, after_id, appointments, unchanged)"
                + " values ('savvycal', now(), ?, ?, 60, 40)",
            last,
            some);
    JsonNode remap = awaitRemap();
    rest();

    assertThat(remap.path("changed").asInt()).isEqualTo(20);
    assertThat(remap.path("done").asInt()).isEqualTo(60);
    assertThat(writes()).isEqualTo(20);

    forgetCalls();
    post("/api/remap?provider=savvycal");
    calroute().close();
    edited.run();
    assertThat(awaitRemap().path("done").asInt()).isEqualTo(60);
    rest();
    assertThat(appointment("many0").at("/sync/revision").asInt()).isEqualTo(2);
    assertThat(writes()).isEqualTo(40);
  }

  @Test
  void aProviderThatNobodyKnowsIsRefused() {
    assertThat(post("/api/remap")).isEqualTo(400);
    assertThat(post("/api/remap?provider=acme")).isEqualTo(404);
    assertThat(post("/api/remap?provider=savvycal&connection=other")).isEqualTo(404);
    assertThat(calroute().get("/api/remap").path("items")).isEmpty();
    assertThat(calroute().get("/api/status").path("remaps")).isEmpty();
  }

  private static String anotherNameFor(String service) {
    return "let service = if ($object.service.name == \""
        + service
        + "\") \"Another view\" else text($object.service.name)";
  }

  /** Edits a mapping whose golden cases would object. */
  private void use(String mapping, String piece, String other) throws IOException {
    Path cases = edited.file(mapping.replace(".jslt", ""));
    if (Files.exists(cases)) {
      try (Stream<Path> all = Files.list(cases)) {
        for (Path one : (Iterable<Path>) all::iterator) {
          Files.delete(one);
        }
      }
    }
    edited.edit(mapping, piece, other);
    edited.awaitInUse();
  }

  private JsonNode awaitRemap() {
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode newest = calroute().get("/api/remap").path("items").path(0);
              return newest.hasNonNull("finishedAt");
            });
    assertThat(calroute().get("/api/status").path("remaps")).isEmpty();
    return calroute().get("/api/remap").path("items").path(0);
  }

  private void rest() {
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode status = calroute().get("/api/status");
              return status.at("/callbacks/pending").asInt() == 0
                  && status.at("/appointments/due").asInt() == 0;
            });
  }

  private void forgetCalls() {
    installation().google().requests().clear();
    installation().graph().requests().clear();
  }

  private long writes() {
    return Stream.of(installation().google().requests(), installation().graph().requests())
        .flatMap(log -> log.exchanges().stream())
        .filter(one -> one.operation() != Operation.TOKEN)
        .count();
  }

  private JsonNode appointment(String name) {
    return calroute().get("/api/appointments/savvycal/appt_remap_" + name);
  }

  private static SavvyCalBooking booking(String name) {
    return SavvyCalBooking.of("appt_remap_" + name).at(START, HALF);
  }

  private void send(SavvyCalBooking booking, String type) {
    assertThat(edited.send(booking, type)).isEqualTo(202);
  }

  private int post(String path) {
    return calroute().call("POST", path).statusCode();
  }

  private RunningCalroute calroute() {
    return edited.calroute();
  }

  private io.calroute.sandbox.Installation installation() {
    return edited.installation();
  }

  private JdbcTemplate jdbc() {
    return calroute().bean(JdbcTemplate.class);
  }
}
