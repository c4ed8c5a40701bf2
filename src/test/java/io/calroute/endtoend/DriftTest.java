package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Effect;
import io.calroute.sandbox.Exchange;
import io.calroute.sandbox.FaultRule;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.Operation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SavvyCalBooking;
import io.calroute.sandbox.SimulatedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people make of events, found by a sweep or by the next write. */
class DriftTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ANNA = "anna@example.com";
  private static final String CARLA = "carla@example.org";
  private static final String BEN = "ben@example.com";
  private static final String DAVE = "dave@example.org";
  private static final Instant MOVED = Instant.parse("2027-04-01T09:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);

  @TempDir private Path home;
  private Installation installation;
  private RunningCalroute calroute;

  @AfterEach
  void stop() {
    calroute.close();
    installation.close();
  }

  private void start(String policy) {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.drift", policy)
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s");
    calroute = installation.run();
  }

  @Test
  void repairPutsOursRightWithOneCallAndLeavesTheRest() {
    start("repair");
    SimulatedEvent google = book("appt_drift000001", "prov_anna00000001", ANNA);
    SimulatedEvent graph = book("appt_drift000002", "prov_carla0000001", CARLA);
    installation
        .google()
        .calendar(ANNA)
        .edit(
            google.id(), json("{'summary':'Mine','colorId':'7','reminders':{'useDefault':true}}"));
    installation
        .graph()
        .mailbox(CARLA)
        .edit(graph.id(), json("{'subject':'Mine','categories':['Red']}"));
    clearLogs();

    sweep(ANNA);
    sweep(CARLA);
    await().atMost(SOON).until(() -> events(ANNA).get(0).title().equals(google.title()));
    await().atMost(SOON).until(() -> events(CARLA).get(0).title().equals(graph.title()));
    assertThat(events(ANNA).get(0).resource().path("colorId").asText()).isEqualTo("7");
    assertThat(events(CARLA).get(0).resource().path("categories").get(0).asText()).isEqualTo("Red");
    assertThat(installation.google().requests().count(Operation.LIST)).isEqualTo(1);
    assertThat(installation.google().requests().count(Operation.PATCH)).isEqualTo(1);
    assertThat(installation.google().requests().count()).isEqualTo(2);
    assertThat(installation.graph().requests().count()).isEqualTo(2);

    // Our own writes are no drift.
    clearLogs();
    sweep(ANNA);
    sweep(CARLA);
    assertThat(installation.google().requests().count()).isEqualTo(1);
    assertThat(installation.graph().requests().count()).isEqualTo(1);
    assertThat(calroute.call("GET", "/actuator/prometheus").body())
        .contains("calroute_drift_total{kind=\"edited\",target=\"google\"} 1.0");
  }

  @Test
  void whatIsNotOursIsNoDrift() {
    start("repair");
    SimulatedEvent google = book("appt_drift000003", "prov_anna00000001", ANNA);
    SimulatedEvent graph = book("appt_drift000004", "prov_carla0000001", CARLA);
    installation.google().calendar(ANNA).edit(google.id(), json("{'colorId':'7'}"));
    installation.graph().mailbox(CARLA).touch(graph.id());
    clearLogs();
    sweep(ANNA);
    sweep(CARLA);
    assertThat(installation.google().requests().count()).isEqualTo(1);
    assertThat(installation.graph().requests().count()).isEqualTo(1);
    // The next change meets the etag that the sweep took note of: one call.
    clearLogs();
    send(
        SavvyCalBooking.of("appt_drift000003").with("prov_anna00000001").about("Other").later(),
        "appointment.rescheduled");
    await().atMost(SOON).until(() -> events(ANNA).get(0).title().contains("Other"));
    assertThat(installation.google().requests().count()).isEqualTo(1);
  }

  @Test
  void repairMakesDeletedEventsAnew() {
    start("repair");
    SimulatedEvent google = book("appt_drift000005", "prov_anna00000001", ANNA);
    SimulatedEvent graph = book("appt_drift000006", "prov_carla0000001", CARLA);
    installation.google().calendar(ANNA).delete(google.id());
    installation.graph().mailbox(CARLA).delete(graph.id());
    sweep(ANNA);
    sweep(CARLA);
    await().atMost(SOON).until(() -> events(ANNA).size() == 1 && events(CARLA).size() == 1);
    assertThat(events(ANNA).get(0).id()).isNotEqualTo(google.id());
    assertThat(events(ANNA).get(0).marker().generation()).isEqualTo(2);
  }

  @Test
  void reportLeavesItAndListsItUntilTheProviderSaysSomethingNew() {
    start("report");
    SimulatedEvent edited = book("appt_drift000007", "prov_anna00000001", ANNA);
    SimulatedEvent deleted = book("appt_drift000008", "prov_carla0000001", CARLA);
    installation.google().calendar(ANNA).edit(edited.id(), json("{'summary':'Mine'}"));
    installation.graph().mailbox(CARLA).delete(deleted.id());
    sweep(ANNA);
    sweep(CARLA);
    calroute.close();
    calroute = installation.run();
    assertThat(events(ANNA).get(0).title()).isEqualTo("Mine");
    assertThat(events(CARLA)).isEmpty();
    JsonNode items = calroute.get("/api/drift").path("items");
    assertThat(items).hasSize(2);
    assertThat(items.findValuesAsText("appointmentId"))
        .containsExactlyInAnyOrder("appt_drift000007", "appt_drift000008");
    assertThat(items.toString()).contains("\"members\":[\"summary\"]");

    send(
        SavvyCalBooking.of("appt_drift000007").with("prov_anna00000001").about("Other").later(),
        "appointment.rescheduled");
    send(
        SavvyCalBooking.of("appt_drift000008").with("prov_carla0000001").about("Other").later(),
        "appointment.rescheduled");
    await().atMost(SOON).until(() -> events(CARLA).size() == 1);
    await().atMost(SOON).until(() -> events(ANNA).get(0).title().contains("Other"));
    assertThat(calroute.get("/api/drift").path("items")).isEmpty();
  }

  @Test
  void repairFoundByTheNextWritePutsAllOfOursRightAndIsCounted() {
    start("repair");
    disturbAndMove("01");
    assertThat(events(ANNA).get(0).title()).isNotEqualTo("Mine");
    assertThat(events(CARLA).get(0).title()).isNotEqualTo("Mine");
    assertThat(calroute.get("/api/drift").path("items")).isEmpty();
  }

  @Test
  void ignoredWhenFoundByTheNextWriteItStaysAndIsCountedOnly() {
    start("ignore");
    disturbAndMove("02");
    assertThat(events(ANNA).get(0).title()).isEqualTo("Mine");
    assertThat(events(CARLA).get(0).title()).isEqualTo("Mine");
    assertThat(calroute.get("/api/drift").path("items")).isEmpty();
  }

  @Test
  void reportedWhenFoundByTheNextWriteItStaysAndIsListedUntilThatMemberIsWritten() {
    start("report");
    disturbAndMove("03");
    assertThat(events(ANNA).get(0).title()).isEqualTo("Mine");
    assertThat(events(CARLA).get(0).title()).isEqualTo("Mine");
    JsonNode items = calroute.get("/api/drift").path("items");
    assertThat(items).hasSize(2);
    assertThat(items.findValuesAsText("kind")).containsOnly("edited");
    assertThat(items.toString())
        .contains("\"members\":[\"summary\"]")
        .contains("\"members\":[\"subject\"]");
    // Neither a sweep nor somebody's look is news.
    sweep(ANNA);
    calroute.call("POST", "/api/appointments/savvycal/appt_edited_g03/resync");
    synced("appt_edited_g03");
    assertThat(counted("edited", "google")).isTrue();
    assertThat(calroute.get("/api/drift").path("items")).hasSize(2);

    send(
        booking("appt_edited_g03", "prov_anna00000001")
            .about("Other")
            .at(MOVED, HALF)
            .later()
            .later(),
        "appointment.rescheduled");
    await().atMost(SOON).until(() -> events(ANNA).get(0).title().contains("Other"));
    synced("appt_edited_g03");
    assertThat(calroute.get("/api/drift").path("items")).hasSize(1);
  }

  @Test
  void notesBesideOurWordsOutliveASweepARepairAndEveryChange() {
    start("repair");
    SimulatedEvent google = book("appt_notes_g", "prov_anna00000001", ANNA);
    SimulatedEvent graph = book("appt_notes_m", "prov_carla0000001", CARLA);
    String words = google.resource().path("description").asText();
    String body = graph.resource().path("body").path("content").asText();
    installation
        .google()
        .calendar(ANNA)
        .edit(google.id(), Json.object().put("description", words + "\nBring the folder"));
    ObjectNode noted = Json.object();
    noted
        .putObject("body")
        .put("contentType", "html")
        .put("content", body + "<p>Bring the folder</p>");
    installation.graph().mailbox(CARLA).edit(graph.id(), noted);
    sweep(ANNA);
    sweep(CARLA);
    for (String service : List.of("Second opinion", "Third opinion")) {
      say("appt_notes_g", "prov_anna00000001", service);
      say("appt_notes_m", "prov_carla0000001", service);
      assertThat(text(ANNA)).contains(service).contains("Bring the folder");
      assertThat(text(CARLA)).contains(service).contains("Bring the folder");
    }
    installation.google().calendar(ANNA).edit(google.id(), json("{'summary':'Mine'}"));
    installation.graph().mailbox(CARLA).edit(graph.id(), json("{'subject':'Mine'}"));
    sweep(ANNA);
    sweep(CARLA);
    await().atMost(SOON).until(() -> !events(ANNA).get(0).title().equals("Mine"));
    await().atMost(SOON).until(() -> !events(CARLA).get(0).title().equals("Mine"));
    synced("appt_notes_g");
    synced("appt_notes_m");
    assertThat(text(ANNA)).contains("Third opinion").contains("Bring the folder");
    assertThat(text(CARLA)).contains("Third opinion").contains("Bring the folder");
  }

  private int versions;

  private void say(String id, String staff, String service) {
    versions++;
    SavvyCalBooking booking = booking(id, staff).about(service);
    for (int i = 0; i < versions; i++) {
      booking = booking.later();
    }
    send(booking, "appointment.rescheduled");
    String calendar = staff.startsWith("prov_anna") ? ANNA : CARLA;
    await().atMost(SOON).until(() -> text(calendar).contains(service));
    synced(id);
  }

  private String text(String calendar) {
    JsonNode resource = events(calendar).get(0).resource();
    return resource.path("description").asText(resource.path("body").path("content").asText());
  }

  /** Somebody renames two events and deletes two others, and then the provider moves them. */
  private void disturbAndMove(String suffix) {
    SimulatedEvent inGoogle = book("appt_deleted_g" + suffix, "prov_ben000000001", BEN);
    SimulatedEvent inMailbox = book("appt_deleted_m" + suffix, "prov_dave00000001", DAVE);
    installation.google().calendar(BEN).delete(inGoogle.id());
    installation.graph().mailbox(DAVE).delete(inMailbox.id());
    move("appt_deleted_g" + suffix, "prov_ben000000001");
    move("appt_deleted_m" + suffix, "prov_dave00000001");

    SimulatedEvent google = book("appt_edited_g" + suffix, "prov_anna00000001", ANNA);
    SimulatedEvent graph = book("appt_edited_m" + suffix, "prov_carla0000001", CARLA);
    installation.google().calendar(ANNA).edit(google.id(), json("{'summary':'Mine'}"));
    installation.graph().mailbox(CARLA).edit(graph.id(), json("{'subject':'Mine'}"));
    move("appt_edited_g" + suffix, "prov_anna00000001");
    move("appt_edited_m" + suffix, "prov_carla0000001");
    await().atMost(SOON).until(() -> events(ANNA).get(0).start().equals(MOVED));
    await().atMost(SOON).until(() -> events(CARLA).get(0).start().equals(MOVED));
    synced("appt_edited_g" + suffix);
    synced("appt_edited_m" + suffix);
    // What the provider says is news, whatever somebody has deleted.
    await().atMost(SOON).until(() -> events(BEN).size() == 1 && events(DAVE).size() == 1);
    synced("appt_deleted_g" + suffix);
    synced("appt_deleted_m" + suffix);
    assertThat(events(BEN).get(0).start()).isEqualTo(MOVED);
    assertThat(events(DAVE).get(0).start()).isEqualTo(MOVED);
    for (String target : List.of("google", "office365")) {
      assertThat(counted("edited", target)).isTrue();
      assertThat(counted("deleted", target)).isTrue();
    }
  }

  private void move(String id, String staff) {
    send(booking(id, staff).at(MOVED, HALF).later(), "appointment.rescheduled");
  }

  private static SavvyCalBooking booking(String id, String staff) {
    return SavvyCalBooking.of(id).with(staff);
  }

  private boolean counted(String kind, String target) {
    return calroute
        .call("GET", "/actuator/prometheus")
        .body()
        .contains("calroute_drift_total{kind=\"" + kind + "\",target=\"" + target + "\"} 1.0");
  }

  @Test
  void orphansGoAndOtherInstallationsEventsStay() {
    start("repair");
    SimulatedEvent own = book("appt_drift000009", "prov_anna00000001", ANNA);
    String marker =
        "'private':{'app':'calroute','appt':'savvycal/default/%s','gen':'%s','ver':'1-x'}";
    String times =
        "'start':{'dateTime':'2027-03-01T10:00:00Z'},'end':{'dateTime':'2027-03-01T11:00:00Z'}";
    // Another installation's: the marker is the same, the id is not what this one would give.
    String foreign =
        installation
            .google()
            .calendar(ANNA)
            .invite(
                ANNA,
                json(
                    "{'summary':'Foreign','extendedProperties':{"
                        + marker.formatted("appt_drift000009", "1")
                        + "},"
                        + times
                        + "}"));
    // The event of this installation that the store no longer knows of.
    calroute
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update("update reference set wanted = false, state = 'gone', event_id = null");
    sweep(ANNA);
    assertThat(events(ANNA)).extracting(SimulatedEvent::id).containsExactly(foreign);
    assertThat(foreign).isNotEqualTo(own.id());
  }

  @Test
  void listsOfManyPagesAreReadToTheEnd() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.google.page-size", "2")
            .with("calroute.microsoft365.page-size", "2");
    calroute = installation.run();
    for (int i = 0; i < 5; i++) {
      book("appt_paged_g" + i, "prov_anna00000001", ANNA);
      book("appt_paged_m" + i, "prov_carla0000001", CARLA);
    }
    SimulatedEvent last = events(ANNA).get(events(ANNA).size() - 1);
    installation.google().calendar(ANNA).edit(last.id(), json("{'summary':'Mine'}"));
    clearLogs();
    sweep(ANNA);
    sweep(CARLA);
    await()
        .atMost(SOON)
        .until(() -> events(ANNA).stream().noneMatch(one -> one.title().equals("Mine")));

    assertThat(installation.google().requests().count(Operation.LIST)).isEqualTo(3);
    assertThat(installation.graph().requests().count(Operation.LIST)).isEqualTo(3);
    // Nothing of the later pages is taken for absent or for an orphan.
    assertThat(installation.google().requests().count()).isEqualTo(4);
    assertThat(installation.graph().requests().count()).isEqualTo(3);
  }

  @Test
  void manyOrphansStayUntilConfirmed() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.sync.sweep-orphans", "1");
    calroute = installation.run();
    book("appt_many00000001", "prov_anna00000001", ANNA);
    book("appt_many00000002", "prov_anna00000001", ANNA);
    calroute
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update("update reference set wanted = false, state = 'gone', event_id = null");
    sweep(ANNA);
    assertThat(events(ANNA)).hasSize(2);
    sweep(ANNA + "&confirm=true");
    assertThat(events(ANNA)).isEmpty();
  }

  @Test
  void eventsOfUnknownAppointmentsStayUntilConfirmed() {
    start("repair");
    book("appt_drift000010", "prov_anna00000001", ANNA);
    calroute
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update("delete from appointment");
    sweep(ANNA);
    assertThat(events(ANNA)).hasSize(1);
    sweep(ANNA + "&confirm=true");
    assertThat(events(ANNA)).isEmpty();
  }

  @Test
  void sweepsComeByThemselves() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.sync.sweep-interval", "1s");
    calroute = installation.run();
    SimulatedEvent google = book("appt_drift000011", "prov_anna00000001", ANNA);
    installation.google().calendar(ANNA).edit(google.id(), json("{'location':'Mars'}"));
    await().atMost(SOON).until(() -> !"Mars".equals(events(ANNA).get(0).location()));
  }

  @Test
  void aCalendarThatIsNeverLeftAloneIsSweptBeforeItsNextWrite() {
    start("repair");
    book("appt_busy00000001", "prov_anna00000001", ANNA);
    book("appt_busy00000002", "prov_ben000000001", BEN);
    // Who sweeps is kept waiting elsewhere.
    installation
        .google()
        .faults()
        .add(FaultRule.of(Effect.delay(Duration.ofSeconds(15)), Operation.LIST).calendar(BEN));
    clearLogs();
    assertThat(calroute.call("POST", "/api/sweep?calendar=" + BEN).statusCode()).isEqualTo(202);
    await().atMost(SOON).until(() -> installation.google().requests().peakConcurrency(BEN) == 1);
    calroute
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update(
            "insert into sweep (lane_id, next_at) select id, now() - interval '1 hour' from lane"
                + " where calendar = ? on conflict (lane_id) do update set next_at = excluded.next_at",
            ANNA);
    send(SavvyCalBooking.of("appt_busy00000003").with("prov_anna00000001"), "appointment.created");
    await().atMost(SOON).until(() -> events(ANNA).size() == 2);
    assertThat(installation.google().requests().exchanges())
        .filteredOn(call -> ANNA.equals(call.calendar()))
        .extracting(Exchange::operation)
        .containsExactly(Operation.LIST, Operation.INSERT);
  }

  private SimulatedEvent book(String id, String staff, String calendar) {
    send(SavvyCalBooking.of(id).with(staff), "appointment.created");
    StaffCalendars calendars = new StaffCalendars(installation, "savvycal/default/" + id);
    await().atMost(SOON).until(() -> calendars.in(calendar).size() == 1);
    synced(id);
    return calendars.in(calendar).get(0);
  }

  private void synced(String id) {
    await()
        .atMost(SOON)
        .until(
            () ->
                calroute.get("/api/status").path("callbacks").path("pending").asInt() == 0
                    && calroute
                        .get("/api/appointments/savvycal/" + id)
                        .at("/sync/state")
                        .asText()
                        .equals("synced"));
  }

  private void send(SavvyCalBooking booking, String type) {
    assertThat(
            calroute
                .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
                .statusCode())
        .isEqualTo(202);
  }

  /** Waits until the calendar is swept. */
  private void sweep(String calendar) {
    assertThat(calroute.call("POST", "/api/sweep?calendar=" + calendar).statusCode())
        .isEqualTo(202);
    String name = calendar.replaceAll("&.*", "");
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                Boolean.TRUE.equals(
                    calroute
                        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
                        .queryForObject(
                            "select next_at > now() and swept_at is not null from sweep"
                                + " where lane_id = (select id from lane where calendar = ?)",
                            Boolean.class,
                            name)));
  }

  private void clearLogs() {
    installation.google().requests().clear();
    installation.graph().requests().clear();
  }

  private List<SimulatedEvent> events(String calendar) {
    return calendar.endsWith("@example.com")
        ? installation.google().calendar(calendar).events()
        : installation.graph().mailbox(calendar).events();
  }

  private static JsonNode json(String text) {
    return RunningCalroute.json(text.replace('\'', '"'));
  }
}
