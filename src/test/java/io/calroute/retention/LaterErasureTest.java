package io.calroute.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What comes of an erased person's bookings after the erasure. */
class LaterErasureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofDays(60));
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String JANE = "jane.doe@example.net";
  private static final String BEN = "prov_ben000000001";
  private static final String DAVE = "prov_dave00000001";

  @TempDir private static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JdbcTemplate jdbc;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0).inviting();
    calroute = installation.run();
    jdbc = calroute.bean(JdbcTemplate.class);
  }

  @BeforeEach
  void nothingIsKept() {
    jdbc.update("delete from appointment");
    jdbc.update("delete from callback");
    jdbc.update("delete from erasure");
    installation.graph().mailbox("dave@example.org").wipe();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void anEventWithATeamsMeetingShowsNobodyWhoWasErasedOnceItMoves() {
    SavvyCalBooking booking = online("moves");
    send(booking.callback("appointment.created"));
    rest();
    note("Mine.");

    JsonNode erased = erase(JANE, "leave");

    assertThat(erased.path("stay")).hasSize(1);
    assertThat(naming("jane")).containsOnly(0);
    assertThat(daves().resource().at("/body/content").asText()).contains("Client: Jane");
    assertThat(daves().resource().at("/attendees/0").toString()).contains(JANE);
    String link = daves().joinUrl();
    send(booking.at(START.plus(HALF), HALF).later().callback("appointment.rescheduled"));
    rest();
    assertThat(daves().start()).isEqualTo(START.plus(HALF));
    assertThat(daves().resource().toString())
        .doesNotContainIgnoringCase("jane")
        .contains("Initial", "Mine.", link);
    assertThat(state(booking)).isEqualTo("synced");
    assertThat(
            jdbc.queryForList(
                "select 1 from reference where late_texts is not null or applied_hash = 'erased'"))
        .isEmpty();
  }

  /** That an event carries a meeting says nothing of anybody, and nothing else tells it. */
  @Test
  void aMeetingThatIsWantedNoMoreGoesFromAnEventThatAnErasureHasLeft() {
    SavvyCalBooking booking = online("in-person");
    send(booking.callback("appointment.created"));
    rest();
    assertThat(daves().joinUrl()).isNotNull();
    erase(JANE, "leave");

    send(booking("in-person").with(DAVE).later().callback("appointment.rescheduled"));
    rest();

    assertThat(daves().joinUrl()).isNull();
    assertThat(daves().resource().toString()).doesNotContainIgnoringCase("jane");
  }

  @Test
  void anEventWhoseWordsCantBeToldFromAMeetingsIsSaidToShowThePerson() {
    SavvyCalBooking booking = online("edited");
    send(booking.callback("appointment.created"));
    rest();
    edit("Client: ", "Client (call first): ");
    erase(JANE, "leave");

    send(booking.at(START.plus(HALF), HALF).later().callback("appointment.rescheduled"));
    rest();

    assertThat(daves().start()).isEqualTo(START.plus(HALF));
    assertThat(daves().resource().toString()).contains("Client (call first): Jane");
    assertThat(naming("jane")).containsOnly(0);
    assertThat(state(booking)).isEqualTo("failed");
    JsonNode why = calroute.get("/api/why?id=" + booking.id()).at("/items/0");
    assertThat(why.toString()).contains("shows-erased").contains("somebody who was erased");
    JsonNode again = erase(JANE, "empty");
    rest();
    assertThat(again.path("emptied")).hasSize(1);
    assertThat(state(booking)).isEqualTo("failed");

    jdbc.update("update reference set made_at = made_at - interval '1 day'");
    installation.graph().mailbox("dave@example.org").delete(daves().id());
    calroute.call("POST", "/api/appointments/savvycal/" + booking.id() + "/resync");
    rest();
    assertThat(daves().resource().toString()).doesNotContainIgnoringCase("jane");
    assertThat(state(booking)).isEqualTo("synced");
  }

  /** Whatever is asked for: the store names nobody, and nobody is told that the event is empty. */
  @Test
  void anEventThatCantBeEmptiedIsSaidToShowThePerson() {
    SavvyCalBooking booking = online("emptied");
    send(booking.callback("appointment.created"));
    rest();
    edit("Client: ", "Client (call first): ");

    erase(JANE, "empty");
    rest();

    assertThat(daves().resource().toString()).contains("Client (call first): Jane");
    assertThat(naming("jane")).containsOnly(0);
    assertThat(state(booking)).isEqualTo("failed");
  }

  @Test
  void eventsThatAnErasureHasLeftAreEmptiedByALaterOne() {
    SavvyCalBooking google = booking("google").with(BEN);
    SavvyCalBooking teams = online("teams");
    SavvyCalBooking over =
        booking("over").with(BEN).at(Instant.now().minus(Duration.ofDays(2)), HALF);
    for (SavvyCalBooking one : List.of(google, teams, over)) {
      send(one.callback("appointment.created"));
    }
    rest();
    assertThat(erase(JANE, "leave").path("stay")).hasSize(3);
    assertThat(erase(JANE, "leave").path("stay")).hasSize(3);
    assertThat(erase("somebody@example.net", "empty").path("emptied")).isEmpty();
    assertThat(eventOf(google).toString()).contains("Jane");

    JsonNode tried = erase(JANE, true, "empty");
    assertThat(tried.path("emptied")).hasSize(2);
    JsonNode emptied = erase(JANE, "empty");
    rest();

    assertThat(emptied.path("emptied")).isEqualTo(tried.path("emptied"));
    assertThat(emptied.at("/stay/0/appointment/id").asText()).isEqualTo(over.id());
    assertThat(emptied.path("stay")).hasSize(1);
    assertThat(eventOf(google).toString()).doesNotContainIgnoringCase("jane").contains("Initial");
    assertThat(daves().resource().toString()).doesNotContainIgnoringCase("jane");
    JsonNode nothing = erase(JANE, "empty");
    assertThat(nothing.path("emptied")).isEmpty();
    assertThat(nothing.path("stay")).hasSize(1);
  }

  @Test
  void whatIsIgnoredLaterAboutAnErasedAppointmentIsNotKept() {
    SavvyCalBooking booking = booking("ignored").with(BEN);
    SavvyCalBooking other = booking("others").with(BEN);
    send(booking.callback("appointment.created"));
    rest();
    erase(JANE, "leave");

    send(booking.callback("appointment.reminded"));
    send(other.callback("appointment.reminded"));
    rest();

    assertThat(
            jdbc.queryForList(
                "select body is null from callback where type = 'appointment.reminded' order by id",
                Boolean.class))
        .containsExactly(true, false);
    assertThat(calroute.get("/api/callbacks?outcome=ignored").path("items")).hasSize(2);
  }

  /** One of a person's bookings says the id and the address, another the address alone. */
  @Test
  void whoWasErasedByAddressDoesNotComeBackByAnIdThatAnotherBookingSays() {
    SavvyCalBooking known = booking("known").with(BEN);
    SavvyCalBooking brief = booking("brief").with(BEN).at(START.plus(Duration.ofDays(1)), HALF);
    String id = "crm-0000017";
    send(identified(known, "appointment.created", id));
    send(brief.callback("appointment.created"));
    rest();
    assertThat(naming(id).get(0)).isOne();

    erase(JANE, "leave");
    send(
        identified(brief.later().about("Another"), "appointment.rescheduled", id)
            .replace("\"email\":\"jane.doe@example.net\"", "\"email\":null"));
    rest();

    assertThat(
            jdbc.queryForObject(
                "select document #>> '{service,name}' from appointment where external_id = ?",
                String.class,
                brief.id()))
        .isEqualTo("Another");
    assertThat(naming(id)).containsOnly(0);
    assertThat(naming("jane")).containsOnly(0);
  }

  private static String identified(SavvyCalBooking booking, String type, String id) {
    return booking
        .callback(type)
        .replace("\"client_data\":", "\"client\":{\"id\":\"" + id + "\"},\"client_data\":")
        .replace("\"reference_id\":\"ext_" + booking.id() + "\"", "\"reference_id\":null");
  }

  private static SavvyCalBooking booking(String name) {
    return SavvyCalBooking.of("appt_later_" + name).at(START, HALF);
  }

  private static SavvyCalBooking online(String name) {
    return booking(name).with(DAVE).online(null);
  }

  private static SimulatedEvent daves() {
    return installation.graph().mailbox("dave@example.org").events().get(0);
  }

  private static JsonNode eventOf(SavvyCalBooking booking) {
    return installation.google().calendar("ben@example.com").events().stream()
        .map(SimulatedEvent::resource)
        .filter(event -> event.toString().contains(booking.id()))
        .findFirst()
        .orElseThrow();
  }

  private static void note(String text) {
    String body = daves().resource().at("/body/content").asText();
    write(body.contains("<body>") ? body.replace("<body>", "<body>" + text) : text + body);
  }

  private static void edit(String before, String after) {
    String body = daves().resource().at("/body/content").asText();
    assertThat(body).contains(before);
    write(body.replace(before, after));
  }

  private static void write(String body) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("body").put("contentType", "html").put("content", body);
    installation.graph().mailbox("dave@example.org").edit(daves().id(), patch);
  }

  private static String state(SavvyCalBooking booking) {
    return calroute.get("/api/appointments/savvycal/" + booking.id()).at("/sync/state").asText();
  }

  /** Appointments, callbacks and references that have a name in them. */
  private static List<Integer> naming(String name) {
    return Stream.of(
            "appointment where document::text ilike ?",
            "callback where convert_from(body, 'UTF8') ilike ?",
            "reference where concat(applied_content, in_flight_content, late_texts) ilike ?")
        .map(
            rows ->
                jdbc.queryForObject(
                    "select count(*) from " + rows, Integer.class, "%" + name + "%"))
        .toList();
  }

  private static JsonNode erase(String client, String calendars) {
    return erase(client, false, calendars);
  }

  private static JsonNode erase(String client, boolean dryRun, String calendars) {
    return RunningCalroute.json(
        calroute
            .call(
                "POST",
                "/api/erase",
                "{\"client\": \"%s\", \"dryRun\": %s, \"calendars\": \"%s\"}"
                    .formatted(client, dryRun, calendars))
            .body());
  }

  private static void send(String callback) {
    assertThat(calroute.postSigned("/callbacks/savvycal", "x-savvycal-signature", callback).body())
        .contains("accepted");
  }

  private static void rest() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    """
                    select not exists (select from callback where outcome = 'pending')
                      and not exists (select from reference where due_at is not null)
                    """,
                    Boolean.class));
  }
}
