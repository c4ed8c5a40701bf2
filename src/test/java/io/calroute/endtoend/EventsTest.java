package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a running Calroute tells its hooks. */
@ExtendWith(OutputCaptureExtension.class)
class EventsTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant LATER = Instant.parse("2027-03-02T15:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String CONFIG = "config/application.yaml";
  private static final String ROUTE = "routes/on-event.camel.yaml";
  private static final Queue<JsonNode> TOLD = new ConcurrentLinkedQueue<>();

  @TempDir static Path home;
  private static EditedCalroute edited;
  private static HttpServer hook;

  @BeforeAll
  static void start() throws IOException {
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        call -> {
          TOLD.add(
              Json.parse(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    hook.start();
    edited = EditedCalroute.start(home, Map.of());
  }

  @AfterAll
  static void stop() {
    edited.close();
    hook.stop(0);
  }

  @AfterEach
  void restore() {
    edited.installation().google().faults().clear();
    edited.restore();
    edited.awaitInUse();
  }

  @Test
  void nothingIsKeptForHooksAsShipped() {
    String before = lastEvent();
    SavvyCalBooking booking = book("appt_quiet", "prov_ben000000001");
    new StaffCalendars(edited.installation(), "savvycal/default/" + booking.id())
        .awaitOne("ben@example.com", booking.start(), HALF);
    book("appt_quieter", "prov_stranger");
    await().atMost(SOON).until(() -> state("appt_quieter").equals("unrouted"));

    assertThat(lastEvent()).isEqualTo(before);
    assertThat(edited.calroute().get("/api/status").path("events"))
        .isEqualTo(Json.parse("{\"pending\":0,\"failing\":0,\"oldestSeconds\":0}"));
  }

  @Test
  void theRouteAsShippedWritesEventsIntoTheLogOnceTheyAreWanted(CapturedOutput log) {
    edited.edit(CONFIG, "calroute:\n", "calroute:\n  events:\n    types: [appointment.unrouted]\n");
    edited.awaitInUse();
    book("appt_logged", "prov_stranger");
    await()
        .atMost(SOON)
        .until(() -> log.getAll().contains("appointment.unrouted of savvycal/default/appt_logged"));
  }

  @Test
  void theLifeOfAnAppointmentIsToldInOrderAndWithoutItsClient() {
    listen("");
    SavvyCalBooking booking = book("appt_life", "prov_stranger");
    awaitTold("appt_life", 1);
    booking = booking.with("prov_ben000000001").later();
    assertThat(edited.send(booking, "appointment.rescheduled")).isEqualTo(202);
    awaitTold("appt_life", 2);
    booking = booking.at(LATER, HALF).later();
    assertThat(edited.send(booking, "appointment.rescheduled")).isEqualTo(202);
    awaitTold("appt_life", 3);
    assertThat(edited.send(booking.later(), "appointment.canceled")).isEqualTo(202);
    awaitTold("appt_life", 5);

    assertThat(told("appt_life"))
        .extracting(event -> event.path("type").textValue())
        .containsExactly(
            "appointment.unrouted",
            "appointment.synced",
            "appointment.synced",
            "appointment.cancelled",
            "appointment.synced");
    assertThat(told("appt_life"))
        .extracting(event -> event.at("/data/revision").asInt())
        .containsExactly(1, 2, 3, 4, 4);
    assertThat(told("appt_life").get(2).at("/data/start").textValue()).isEqualTo(LATER.toString());
    assertThat(told("appt_life").get(2).at("/data/references/0/calendar").textValue())
        .isEqualTo("ben@example.com");
    assertThat(told("appt_life").get(4).at("/data/references").isMissingNode()).isTrue();
    assertThat(told("appt_life").toString()).doesNotContain("Jane").doesNotContain("Initial");
  }

  @Test
  void clientsAreInEventsWhenAskedFor() {
    listen("\n    include-client: true");
    book("appt_client", "prov_ben000000001");
    awaitTold("appt_client", 1);
    assertThat(told("appt_client").get(0).at("/data/client/name").textValue()).isNotBlank();
    assertThat(told("appt_client").get(0).at("/data/title").textValue()).isNotBlank();
  }

  @Test
  void anEventThatSomebodyHasEditedIsTold() {
    listen("");
    SavvyCalBooking booking = book("appt_drift", "prov_ben000000001");
    awaitTold("appt_drift", 1);
    StaffCalendars calendars =
        new StaffCalendars(edited.installation(), "savvycal/default/" + booking.id());
    calendars.await(
        "ben@example.com",
        event ->
            edited
                .installation()
                .google()
                .calendar("ben@example.com")
                .edit(event.id(), Json.object().put("summary", "Mine")));
    assertThat(edited.send(booking.at(LATER, HALF).later(), "appointment.rescheduled"))
        .isEqualTo(202);
    awaitTold("appt_drift", 3);
    JsonNode drift = told("appt_drift").get(1);
    assertThat(drift.path("type").textValue()).isEqualTo("drift.found");
    assertThat(drift.at("/data/kind").textValue()).isEqualTo("edited");
    assertThat(drift.at("/data/members").toString()).isEqualTo("[\"summary\"]");
  }

  @Test
  void aCalendarThatTakesNoCallsIsToldOnce() {
    listen("");
    edited
        .installation()
        .google()
        .faults()
        .add(FaultRule.of(Effect.status(403, "quotaExceeded"), Operation.INSERT));
    book("appt_paused", "prov_anna00000001");
    await().atMost(SOON).until(() -> !told("google/anna@example.com").isEmpty());
    JsonNode paused = told("google/anna@example.com").get(0);
    assertThat(paused.path("type").textValue()).isEqualTo("calendar.paused");
    assertThat(paused.at("/data/code").textValue()).isEqualTo("google-quota-exhausted");
    edited.installation().google().faults().clear();
    edited.calroute().call("POST", "/api/appointments/savvycal/appt_paused/resync");
    awaitTold("appt_paused", 1);
    assertThat(told("google/anna@example.com")).hasSize(1);
  }

  @Test
  void filesThatAreNotTakenAreTold() {
    listen("");
    edited.edit("mappings/savvycal.jslt", "missing-id", "missing-id\" \"");
    await().atMost(SOON).until(() -> !told("bundle").isEmpty());
    assertThat(told("bundle").get(0).at("/data/problems/0/file").textValue())
        .isEqualTo("mappings/savvycal.jslt");
  }

  @Test
  void whoWantsEventsNeedsARouteThatTakesThem() {
    listen("");
    edited.delete(ROUTE);
    edited.awaitProblem(
        "routes/", 0, "No route takes direct:on-event, and calroute.events.types is set");
  }

  @Test
  void aTypeThatIsNoneIsRefused() {
    edited.edit(CONFIG, "calroute:\n", "calroute:\n  events:\n    types: [appointment.sunk]\n");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(edited.bundle().path("problems").toString())
                    .contains("calroute.events.types"));
  }

  /** The number of the last event that was kept, whether it has been handed over or not. */
  private static String lastEvent() {
    return edited
        .calroute()
        .bean(JdbcTemplate.class)
        .queryForObject("select last_value || ' ' || is_called from event_id_seq", String.class);
  }

  private static void listen(String more) {
    TOLD.clear();
    edited.edit(
        CONFIG,
        "calroute:\n",
        "calroute:\n  events:\n    types: [appointment.synced, appointment.failed,"
            + " appointment.unrouted, appointment.cancelled, drift.found, calendar.paused,"
            + " bundle.refused]"
            + more
            + "\n");
    edited.edit(
        ROUTE,
        text ->
            text
                + "        - to:\n            id: tell\n            uri: http\n"
                + "            parameters:\n              httpUri: 127.0.0.1:"
                + hook.getAddress().getPort()
                + "/\n");
    edited.awaitInUse();
  }

  private static SavvyCalBooking book(String id, String staff) {
    SavvyCalBooking booking = SavvyCalBooking.of(id).with(staff);
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
    return booking;
  }

  private static String state(String id) {
    return edited.calroute().get("/api/appointments/savvycal/" + id).at("/sync/state").asText();
  }

  private static void awaitTold(String id, int events) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(told(id)).hasSizeGreaterThanOrEqualTo(events));
  }

  /** What was told about an appointment of SavvyCal's, or about something else, oldest first. */
  private static List<JsonNode> told(String subject) {
    return TOLD.stream()
        .filter(
            event ->
                Stream.of(subject, "savvycal/default/" + subject)
                    .anyMatch(event.path("subject").textValue()::equals))
        .toList();
  }
}
