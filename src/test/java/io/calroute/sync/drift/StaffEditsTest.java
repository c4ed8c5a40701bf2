package io.calroute.sync.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What staff make of events with the means of their calendars, and what the next word does then.
 */
class StaffEditsTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ANNA = "anna@example.com";
  private static final String CARLA = "carla@example.org";
  private static final Instant MOVED = Instant.parse("2027-04-01T09:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  @TempDir private static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.drift", "repair")
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s");
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void anEventThatStaffMadeAllDayIsMoved() {
    SavvyCalBooking google = book("appt_allday000001", "prov_anna00000001");
    SavvyCalBooking graph = book("appt_allday000002", "prov_carla0000001");
    editGoogle(
        google,
        "{'start':{'date':'2027-03-01','dateTime':null,'timeZone':null},"
            + "'end':{'date':'2027-03-02','dateTime':null,'timeZone':null}}");
    editGraph(
        graph,
        "{'isAllDay':true,'start':{'dateTime':'2027-03-01T00:00:00','timeZone':'UTC'},"
            + "'end':{'dateTime':'2027-03-02T00:00:00','timeZone':'UTC'}}");

    move(google, MOVED, HALF);
    move(graph, MOVED, HALF);

    assertThat(event(google).start()).isEqualTo(MOVED);
    assertThat(event(google).allDay()).isFalse();
    assertThat(event(graph).start()).isEqualTo(MOVED);
    assertThat(event(graph).allDay()).isFalse();
  }

  @Test
  void anEventThatStaffMadeAllDayIsMovedWhateverTheEtagsAreWorth() {
    SavvyCalBooking graph = book("appt_allday000003", "prov_carla0000001");
    installation.graph().settings().conditionalPatch(false);
    try {
      editGraph(
          graph,
          "{'isAllDay':true,'start':{'dateTime':'2027-03-01T00:00:00','timeZone':'UTC'},"
              + "'end':{'dateTime':'2027-03-02T00:00:00','timeZone':'UTC'}}");
      // The start stays: the end alone is what the provider's word changes.
      move(graph, graph.start(), QUARTER);
      assertThat(event(graph).allDay()).isFalse();
      assertThat(event(graph).end()).isEqualTo(graph.start().plus(QUARTER));
    } finally {
      installation.graph().settings().conditionalPatch(true);
    }
  }

  @Test
  void anEventThatStaffMadeASeriesIsOneEventAgainOnceItMoves() {
    SavvyCalBooking google = book("appt_series000001", "prov_anna00000001");
    SavvyCalBooking graph = book("appt_series000002", "prov_carla0000001");
    editGoogle(google, "{'recurrence':['RRULE:FREQ=WEEKLY'],'endTimeUnspecified':true}");
    editGraph(
        graph,
        "{'recurrence':{'pattern':{'type':'daily','interval':1},"
            + "'range':{'type':'noEnd','startDate':'2027-03-01'}}}");

    move(google, MOVED, HALF);
    move(graph, MOVED, HALF);

    assertThat(event(google).start()).isEqualTo(MOVED);
    assertThat(event(google).resource().has("recurrence")).isFalse();
    assertThat(event(google).resource().has("endTimeUnspecified")).isFalse();
    assertThat(event(graph).start()).isEqualTo(MOVED);
    assertThat(event(graph).resource().path("recurrence").isNull()).isTrue();
  }

  @Test
  void repairPutsTimesRightThatSomethingElseHides() {
    SavvyCalBooking google = book("appt_series000003", "prov_anna00000001");
    SavvyCalBooking graph =
        book(
            SavvyCalBooking.of("appt_allday000004")
                .with("prov_carla0000001")
                .at(Instant.parse("2027-03-02T00:00:00Z"), Duration.ofDays(1))
                .in(java.time.ZoneId.of("UTC")));
    editGoogle(google, "{'recurrence':['RRULE:FREQ=WEEKLY']}");
    editGraph(graph, "{'isAllDay':true}");

    sweep(ANNA);
    sweep(CARLA);

    await().atMost(SOON).until(() -> !event(google).resource().has("recurrence"));
    await().atMost(SOON).until(() -> !event(graph).allDay());
  }

  @Test
  void morePlacesThanOursAreReplacedByOurs() {
    SavvyCalBooking graph = book("appt_places000001", "prov_carla0000001");
    editGraph(graph, "{'locations':[{'displayName':'Room 1'},{'displayName':'Room 2'}]}");

    sweep(CARLA);

    await().atMost(SOON).until(() -> event(graph).resource().path("locations").isEmpty());
  }

  @Test
  void repairLeavesWhatStaffMadePrivateAndWhatTheySaidOfTheirTime() {
    SavvyCalBooking google = book("appt_private00001", "prov_anna00000001");
    SavvyCalBooking graph = book("appt_private00002", "prov_carla0000001");
    editGoogle(google, "{'summary':'Mine','visibility':'private','transparency':'transparent'}");
    editGraph(graph, "{'subject':'Mine','sensitivity':'private','showAs':'oof'}");

    sweep(ANNA);
    sweep(CARLA);
    await().atMost(SOON).until(() -> !event(google).title().equals("Mine"));
    await().atMost(SOON).until(() -> !event(graph).title().equals("Mine"));
    move(google, MOVED, HALF);
    move(graph, MOVED, HALF);

    assertThat(event(google).resource().path("visibility").asText()).isEqualTo("private");
    assertThat(event(google).resource().path("transparency").asText()).isEqualTo("transparent");
    assertThat(event(graph).resource().path("sensitivity").asText()).isEqualTo("private");
    assertThat(event(graph).resource().path("showAs").asText()).isEqualTo("oof");

    // And it is no drift that would be found again and again.
    installation.google().requests().clear();
    installation.graph().requests().clear();
    sweep(ANNA);
    sweep(CARLA);
    assertThat(installation.google().requests().count()).isEqualTo(1);
    assertThat(installation.graph().requests().count()).isEqualTo(1);
  }

  @Test
  void repairPutsBackWhatStaffMadeLessPrivate() {
    SavvyCalBooking google = book("appt_public000001", "prov_anna00000001");
    editGoogle(google, "{'visibility':'public'}");

    sweep(ANNA);

    await().atMost(SOON).until(() -> !event(google).resource().has("visibility"));
  }

  private static SavvyCalBooking book(String id, String provider) {
    return book(SavvyCalBooking.of(id).with(provider));
  }

  private static SavvyCalBooking book(SavvyCalBooking booking) {
    send(booking, "appointment.created");
    return booking;
  }

  private static void move(SavvyCalBooking booking, Instant start, Duration length) {
    send(booking.at(start, length).later(), "appointment.rescheduled");
  }

  private static void send(SavvyCalBooking booking, String type) {
    assertThat(
            calroute
                .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
                .statusCode())
        .isEqualTo(202);
    await()
        .atMost(SOON)
        .until(
            () ->
                calroute.get("/api/status").path("callbacks").path("pending").asInt() == 0
                    && calroute
                        .get("/api/appointments/savvycal/" + booking.id())
                        .at("/sync/state")
                        .asText()
                        .equals("synced"));
  }

  private static SimulatedEvent event(SavvyCalBooking booking) {
    String key = "savvycal/default/" + booking.id();
    List<SimulatedEvent> all =
        new java.util.ArrayList<>(installation.google().calendar(ANNA).events());
    all.addAll(installation.graph().mailbox(CARLA).events());
    return all.stream()
        .filter(event -> event.marker() != null && event.marker().appointment().endsWith(key))
        .findFirst()
        .orElseThrow();
  }

  private static void editGoogle(SavvyCalBooking booking, String patch) {
    installation.google().calendar(ANNA).edit(event(booking).id(), json(patch));
  }

  private static void editGraph(SavvyCalBooking booking, String patch) {
    installation.graph().mailbox(CARLA).edit(event(booking).id(), json(patch));
  }

  private static void sweep(String calendar) {
    calroute
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update(
            "update sweep set swept_at = null"
                + " where lane_id = (select id from lane where calendar = ?)",
            calendar);
    assertThat(calroute.call("POST", "/api/sweep?calendar=" + calendar).statusCode())
        .isEqualTo(202);
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
                            calendar)));
  }

  private static JsonNode json(String text) {
    return RunningCalroute.json(text.replace('\'', '"'));
  }
}
