package io.calroute.sync.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edited mapping is tried on what is ahead before it is saved. */
class PreviewTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant AHEAD =
      Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(30));
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String ANNA = "prov_anna00000001";
  private static final String BEN = "prov_ben000000001";
  private static final String CARLA = "prov_carla0000001";
  private static final String SAVVYCAL = "mappings/savvycal.jslt";

  @TempDir static Path home;
  private static EditedCalroute edited;

  @BeforeAll
  static void start() {
    edited = EditedCalroute.start(home, Map.of("calroute.sync.sweep-interval", "0s"));
    send(booking("plain").with(ANNA));
    send(booking("online").with(CARLA).online(null));
    send(booking("both").with(ANNA, CARLA).about("Second opinion"));
    send(booking("moves").with(BEN).about("Walk"));
    send(booking("over").with(ANNA).at(AHEAD.minus(Duration.ofDays(60)), HALF));
    send(booking("purged").with(BEN));
    calroute()
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update("delete from callback where appointment_key = 'appt_preview_purged'");
  }

  @AfterAll
  static void stop() {
    edited.close();
  }

  @Test
  void tellsWhatARemapWouldDoAndDoesNothing() throws IOException {
    forgetCalls();
    String now = edited.text(SAVVYCAL);
    String other =
        now.replace(
                "let service = text($object.service.name)",
                "let service = if ($object.service.name == \"Second opinion\") \"Another view\""
                    + " else text($object.service.name)")
            .replace(
                "\"staff\": staff-of($object),",
                "\"staff\": if ($service == \"Walk\") [{\"id\": \""
                    + ANNA
                    + "\", \"email\": null,"
                    + " \"name\": null, \"link\": null}] else staff-of($object),")
            .replace(
                "\"location\": null,",
                "\"location\": if ($object.appointment_type == \"virtual\") \"Booth 3\" else null,");
    JsonNode preview = preview("mapping=savvycal", other);

    JsonNode summary = preview.path("summary");
    assertThat(summary.path("appointments").asInt()).isEqualTo(5);
    assertThat(summary.path("revisions").asInt()).isEqualTo(3);
    assertThat(summary.path("differing").asInt()).isEqualTo(3);
    assertThat(summary.path("purged").asInt()).isEqualTo(1);
    assertThat(summary.path("failed").asInt()).isZero();
    // Two titles, one event that moves to another calendar, one location.
    assertThat(summary.path("calls").asInt()).isEqualTo(5);
    assertThat(preview.path("items").findValuesAsText("appointmentId"))
        .containsExactly("appt_preview_moves", "appt_preview_both", "appt_preview_online");
    JsonNode moves = preview.path("items").get(0);
    assertThat(moves.path("events").findValuesAsText("change")).containsExactly("removed", "added");
    assertThat(preview.path("items").get(1).at("/events/0/members/1").toString())
        .isEqualTo(
            "{\"pointer\":\"/summary\",\"before\":\"Second opinion: Jane Doe\","
                + "\"after\":\"Another view: Jane Doe\"}");
    assertThat(calls()).isZero();
    assertThat(paged("mapping=savvycal", other)).isEqualTo(list(preview.path("items")));
    assertThat(preview("provider=savvycal", now).at("/summary/differing").asInt()).isZero();

    // What was told is what happens.
    forgetGoldenCases("mappings/savvycal");
    edited.save(SAVVYCAL, other);
    edited.awaitInUse();
    calroute().call("POST", "/api/remap?provider=savvycal");
    await()
        .atMost(SOON)
        .until(() -> calroute().get("/api/remap").at("/items/0").hasNonNull("finishedAt"));
    rest();
    assertThat(calls()).isEqualTo(summary.path("calls").asInt());
    assertThat(preview("mapping=savvycal", other).at("/summary/revisions").asInt()).isZero();

    // The same for a mapping that makes events.
    String event = "mappings/google-event.jslt";
    String transparent = edited.text(event).replace("\"opaque\"", "\"transparent\"");
    JsonNode ofEvents = preview("mapping=google-event&provider=savvycal", transparent);
    assertThat(ofEvents.at("/summary/revisions").asInt()).isZero();
    assertThat(ofEvents.at("/summary/differing").asInt()).isEqualTo(4);
    assertThat(ofEvents.at("/summary/calls").asInt()).isEqualTo(4);
    assertThat(ofEvents.at("/summary/calendars").toString())
        .isEqualTo(
            "[{\"target\":\"googleCalendar\",\"calendar\":\"anna@example.com\",\"calls\":3},"
                + "{\"target\":\"googleCalendar\",\"calendar\":\"ben@example.com\",\"calls\":1}]");
    assertThat(preview("mapping=google-event&provider=agendize", transparent).at("/summary/calls"))
        .hasToString("0");
  }

  @Test
  void tellsWhatALibraryWouldChangeOfAllThatImportIt() {
    String texts = edited.text("mappings/lib/event.jslt").replace("\"Service\"", "\"About\"");
    JsonNode ofTexts = preview("mapping=lib/event", texts);
    assertThat(ofTexts.path("mapping").asText()).isEqualTo("lib/event");
    assertThat(ofTexts.at("/summary/revisions").asInt()).isZero();
    assertThat(ofTexts.at("/summary/differing").asInt()).isEqualTo(5);
    assertThat(ofTexts.path("items").findValuesAsText("target"))
        .contains("googleCalendar", "office365Calendar");

    String words =
        edited
            .text("mappings/lib/appointment.jslt")
            .replace("$service + \": \" + $client-name", "$client-name + \", \" + $service");
    JsonNode ofWords = preview("mapping=lib/appointment&provider=savvycal", words);
    assertThat(ofWords.at("/summary/revisions").asInt()).isEqualTo(4);
    assertThat(ofWords.path("items").findValuesAsText("after"))
        .contains("Jane Doe, Second opinion");
    assertThat(preview("mapping=lib/appointment", words).path("items"))
        .isEqualTo(ofWords.path("items"));
    assertThat(preview("mapping=lib/appointment&provider=agendize", words).at("/summary/differing"))
        .hasToString("0");
    assertThat(paged("mapping=lib/appointment", words)).isEqualTo(list(ofWords.path("items")));

    HttpResponse<String> broken =
        calroute().call("POST", "/api/preview?mapping=lib/event", texts + "\n$nobody");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(RunningCalroute.json(broken.body()).path("detail").asText()).contains("lib/event");
    assertThat(calroute().call("POST", "/api/preview?mapping=lib/nothing", texts).statusCode())
        .isEqualTo(404);
  }

  @Test
  void tellsWhatTheMappingWouldNotTake() {
    String refusing =
        edited
            .text(SAVVYCAL)
            .replace(
                "else if (not($id))",
                "else if (starts-with($id, \"appt_preview_pl\"))"
                    + " refuse(\"no-plain\", \"No plain ones.\")\nelse if (not($id))");
    JsonNode preview = preview("mapping=savvycal", refusing);
    assertThat(preview.at("/summary/failed").asInt()).isEqualTo(1);
    assertThat(preview.at("/summary/problems").toString())
        .isEqualTo(
            "[{\"connection\":\"default\",\"appointmentId\":\"appt_preview_plain\","
                + "\"code\":\"no-plain\",\"message\":\"No plain ones.\"}]");
  }

  @Test
  void saysWhereTheTextDoesNotCompile() {
    HttpResponse<String> answer =
        calroute().call("POST", "/api/preview?mapping=savvycal", "{\n  \"id\": $nobody\n}\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = RunningCalroute.json(answer.body());
    assertThat(problem.path("title").asText()).isEqualTo("bad-mapping");
    assertThat(problem.path("line").asInt()).isEqualTo(2);
    assertThat(problem.path("reason").asText()).contains("nobody");
    assertThat(problem.path("detail").asText()).startsWith("savvycal.jslt:2:");

    assertThat(calroute().call("POST", "/api/preview", "{}").statusCode()).isEqualTo(400);
    assertThat(calroute().call("POST", "/api/preview?mapping=acme", "{}").statusCode())
        .isEqualTo(404);
    assertThat(calroute().call("POST", "/api/preview?mapping=savvycal").statusCode())
        .isEqualTo(415);
    assertThat(
            calroute()
                .call("POST", "/api/preview?mapping=savvycal", "x".repeat((1 << 20) + 1))
                .statusCode())
        .isEqualTo(400);
  }

  private static JsonNode preview(String query, String text) {
    HttpResponse<String> answer = calroute().call("POST", "/api/preview?" + query, text);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return RunningCalroute.json(answer.body());
  }

  private static List<JsonNode> paged(String query, String text) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page = preview(query + "&limit=1", text);
    all.addAll(list(page.path("items")));
    while (!page.path("next").isNull()) {
      page = preview(query + "&limit=1&after=" + page.path("next").asText(), text);
      assertThat(page.path("summary").isNull()).isTrue();
      all.addAll(list(page.path("items")));
    }
    return all;
  }

  private static List<JsonNode> list(JsonNode items) {
    List<JsonNode> list = new ArrayList<>();
    items.forEach(list::add);
    return list;
  }

  private static void forgetGoldenCases(String directory) throws IOException {
    try (Stream<Path> all = Files.list(edited.file(directory))) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Files.delete(one);
      }
    }
  }

  private static SavvyCalBooking booking(String name) {
    return SavvyCalBooking.of("appt_preview_" + name).at(AHEAD, HALF);
  }

  /** One after the other: appointments that are applied together get their ids in any order. */
  private static void send(SavvyCalBooking booking) {
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
    rest();
  }

  private static void rest() {
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode status = calroute().get("/api/status");
              return status.at("/callbacks/pending").asInt() == 0
                  && status.at("/appointments/due").asInt() == 0;
            });
  }

  private static void forgetCalls() {
    edited.installation().google().requests().clear();
    edited.installation().graph().requests().clear();
  }

  private static long calls() {
    return Stream.of(
            edited.installation().google().requests(), edited.installation().graph().requests())
        .flatMap(log -> log.exchanges().stream())
        .filter(one -> one.operation() != Operation.TOKEN)
        .count();
  }

  private static RunningCalroute calroute() {
    return edited.calroute();
  }
}
