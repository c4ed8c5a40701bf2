package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Operation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SavvyCalBooking;
import io.calroute.sandbox.SimulatedEvent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people make of events, found by a sweep. */
class DriftTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ANNA = "anna@example.com";
  private static final String CARLA = "carla@example.org";

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

  private SimulatedEvent book(String id, String staff, String calendar) {
    send(SavvyCalBooking.of(id).with(staff), "appointment.created");
    StaffCalendars calendars = new StaffCalendars(installation, "savvycal/default/" + id);
    await().atMost(SOON).until(() -> calendars.in(calendar).size() == 1);
    await()
        .atMost(SOON)
        .until(
            () ->
                calroute
                    .get("/api/appointments/savvycal/" + id)
                    .at("/sync/state")
                    .asText()
                    .equals("synced"));
    return calendars.in(calendar).get(0);
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

  private java.util.List<SimulatedEvent> events(String calendar) {
    return calendar.endsWith("@example.com")
        ? installation.google().calendar(calendar).events()
        : installation.graph().mailbox(calendar).events();
  }

  private static JsonNode json(String text) {
    return RunningCalroute.json(text.replace('\'', '"'));
  }
}
