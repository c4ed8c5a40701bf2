package io.calroute.sync.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.endtoend.StaffCalendars;
import io.calroute.policy.LiveSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What people make of events, found by a sweep or by the next write. */
class DriftTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Instant MOVED = Instant.parse("2027-04-01T09:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);

  /** Staff of each test, enough for all of them. */
  private static final int TESTS = 30;

  private static final AtomicInteger BEGUN = new AtomicInteger();

  @TempDir private static Path home;

  private static Installation installation;
  private static RunningCalroute calroute;

  private final String test = String.valueOf(BEGUN.getAndIncrement());
  private final String anna = "anna" + test + "@example.com";
  private final String ben = "ben" + test + "@example.com";
  private final String carla = "carla" + test + "@example.org";
  private final String dave = "dave" + test + "@example.org";
  private final Set<String> booked = new HashSet<>();
  private final Map<String, Double> counts = new HashMap<>();

  @BeforeAll
  static void startOnce() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.sync.sweep-orphans", "1")
            .with("calroute.google.page-size", "2")
            .with("calroute.microsoft365.page-size", "2");
    for (int i = 0; i < TESTS; i++) {
      for (String name : List.of("anna" + i, "ben" + i)) {
        installation.staff("prov_" + name, "google", name + "@example.com");
      }
      for (String name : List.of("carla" + i, "dave" + i)) {
        installation.staff("prov_" + name, "office365", name + "@example.org");
      }
    }
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  /** What the operators of this installation want of drift. */
  private void policy(SyncSettings.Drift drift) {
    LiveSettings settings = calroute.bean(LiveSettings.class);
    SyncSettings now = settings.get();
    settings.replacePolicyBy(
        new SyncSettings(
            now.tenant(), now.tentative(), now.personal(), drift, now.teams(), now.sync()));
    for (String kind : List.of("edited", "deleted")) {
      for (String target : List.of("google", "office365")) {
        counts.put(kind + target, drifts(kind, target));
      }
    }
  }

  @Test
  void repairPutsOursRightWithOneCallAndLeavesTheRest() {
    policy(SyncSettings.Drift.REPAIR);
    SimulatedEvent google = book("appt_drift000001", staff(anna), anna);
    SimulatedEvent graph = book("appt_drift000002", staff(carla), carla);
    installation
        .google()
        .calendar(anna)
        .edit(
            google.id(), json("{'summary':'Mine','colorId':'7','reminders':{'useDefault':true}}"));
    installation
        .graph()
        .mailbox(carla)
        .edit(graph.id(), json("{'subject':'Mine','categories':['Red']}"));
    clearLogs();

    sweep(anna);
    sweep(carla);
    await().atMost(SOON).until(() -> events(anna).get(0).title().equals(google.title()));
    await().atMost(SOON).until(() -> events(carla).get(0).title().equals(graph.title()));
    assertThat(events(anna).get(0).resource().path("colorId").asText()).isEqualTo("7");
    assertThat(events(carla).get(0).resource().path("categories").get(0).asText()).isEqualTo("Red");
    assertThat(installation.google().requests().count(Operation.LIST)).isEqualTo(1);
    assertThat(installation.google().requests().count(Operation.PATCH)).isEqualTo(1);
    assertThat(installation.google().requests().count()).isEqualTo(2);
    assertThat(installation.graph().requests().count()).isEqualTo(2);

    // Our own writes are no drift.
    clearLogs();
    sweep(anna);
    sweep(carla);
    assertThat(installation.google().requests().count()).isEqualTo(1);
    assertThat(installation.graph().requests().count()).isEqualTo(1);
    assertThat(counted("edited", "google")).isTrue();
  }

  @Test
  void whatIsNotOursIsNoDrift() {
    policy(SyncSettings.Drift.REPAIR);
    SimulatedEvent google = book("appt_drift000003", staff(anna), anna);
    SimulatedEvent graph = book("appt_drift000004", staff(carla), carla);
    installation.google().calendar(anna).edit(google.id(), json("{'colorId':'7'}"));
    installation.graph().mailbox(carla).touch(graph.id());
    clearLogs();
    sweep(anna);
    sweep(carla);
    assertThat(installation.google().requests().count()).isEqualTo(1);
    assertThat(installation.graph().requests().count()).isEqualTo(1);
    // The next change meets the etag that the sweep took note of: one call.
    clearLogs();
    send(
        SavvyCalBooking.of("appt_drift000003").with(staff(anna)).about("Other").later(),
        "appointment.rescheduled");
    await().atMost(SOON).until(() -> events(anna).get(0).title().contains("Other"));
    assertThat(installation.google().requests().count()).isEqualTo(1);
  }

  @Test
  void repairMakesDeletedEventsAnew() {
    policy(SyncSettings.Drift.REPAIR);
    SimulatedEvent google = book("appt_drift000005", staff(anna), anna);
    SimulatedEvent graph = book("appt_drift000006", staff(carla), carla);
    installation.google().calendar(anna).delete(google.id());
    installation.graph().mailbox(carla).delete(graph.id());
    sweep(anna);
    sweep(carla);
    await().atMost(SOON).until(() -> events(anna).size() == 1 && events(carla).size() == 1);
    assertThat(events(anna).get(0).id()).isNotEqualTo(google.id());
    assertThat(events(anna).get(0).marker().generation()).isEqualTo(2);
  }

  @Test
  void reportLeavesItAndListsItUntilTheProviderSaysSomethingNew() {
    policy(SyncSettings.Drift.REPORT);
    SimulatedEvent edited = book("appt_drift000007", staff(anna), anna);
    SimulatedEvent deleted = book("appt_drift000008", staff(carla), carla);
    installation.google().calendar(anna).edit(edited.id(), json("{'summary':'Mine'}"));
    installation.graph().mailbox(carla).delete(deleted.id());
    sweep(anna);
    sweep(carla);
    calroute.close();
    calroute = installation.run();
    policy(SyncSettings.Drift.REPORT);
    assertThat(events(anna).get(0).title()).isEqualTo("Mine");
    assertThat(events(carla)).isEmpty();
    List<JsonNode> items = drift();
    assertThat(items).hasSize(2);
    assertThat(items)
        .extracting(one -> one.path("appointmentId").asText())
        .containsExactlyInAnyOrder("appt_drift000007", "appt_drift000008");
    assertThat(items.toString()).contains("\"members\":[\"summary\"]");

    send(
        SavvyCalBooking.of("appt_drift000007").with(staff(anna)).about("Other").later(),
        "appointment.rescheduled");
    send(
        SavvyCalBooking.of("appt_drift000008").with(staff(carla)).about("Other").later(),
        "appointment.rescheduled");
    await().atMost(SOON).until(() -> events(carla).size() == 1);
    await().atMost(SOON).until(() -> events(anna).get(0).title().contains("Other"));
    assertThat(drift()).isEmpty();
  }

  @Test
  void repairFoundByTheNextWritePutsAllOfOursRightAndIsCounted() {
    policy(SyncSettings.Drift.REPAIR);
    disturbAndMove("01");
    assertThat(events(anna).get(0).title()).isNotEqualTo("Mine");
    assertThat(events(carla).get(0).title()).isNotEqualTo("Mine");
    assertThat(drift()).isEmpty();
  }

  @Test
  void ignoredWhenFoundByTheNextWriteItStaysAndIsCountedOnly() {
    policy(SyncSettings.Drift.IGNORE);
    disturbAndMove("02");
    assertThat(events(anna).get(0).title()).isEqualTo("Mine");
    assertThat(events(carla).get(0).title()).isEqualTo("Mine");
    assertThat(drift()).isEmpty();
  }

  @Test
  void reportedWhenFoundByTheNextWriteItStaysAndIsListedUntilThatMemberIsWritten() {
    policy(SyncSettings.Drift.REPORT);
    disturbAndMove("03");
    assertThat(events(anna).get(0).title()).isEqualTo("Mine");
    assertThat(events(carla).get(0).title()).isEqualTo("Mine");
    List<JsonNode> items = drift();
    assertThat(items).hasSize(2);
    assertThat(items).extracting(one -> one.path("kind").asText()).containsOnly("edited");
    assertThat(items.toString())
        .contains("\"members\":[\"summary\"]")
        .contains("\"members\":[\"subject\"]");
    // Neither a sweep nor somebody's look is news.
    sweep(anna);
    calroute.call("POST", "/api/appointments/savvycal/appt_edited_g03/resync");
    synced("appt_edited_g03");
    assertThat(counted("edited", "google")).isTrue();
    assertThat(drift()).hasSize(2);

    send(
        booking("appt_edited_g03", staff(anna)).about("Other").at(MOVED, HALF).later().later(),
        "appointment.rescheduled");
    await().atMost(SOON).until(() -> events(anna).get(0).title().contains("Other"));
    synced("appt_edited_g03");
    assertThat(drift()).hasSize(1);
  }

  @Test
  void notesBesideOurWordsOutliveASweepARepairAndEveryChange() {
    policy(SyncSettings.Drift.REPAIR);
    SimulatedEvent google = book("appt_notes_g", staff(anna), anna);
    SimulatedEvent graph = book("appt_notes_m", staff(carla), carla);
    String words = google.resource().path("description").asText();
    String body = graph.resource().path("body").path("content").asText();
    installation
        .google()
        .calendar(anna)
        .edit(google.id(), Json.object().put("description", words + "\nBring the folder"));
    ObjectNode noted = Json.object();
    noted
        .putObject("body")
        .put("contentType", "html")
        .put("content", body + "<p>Bring the folder</p>");
    installation.graph().mailbox(carla).edit(graph.id(), noted);
    sweep(anna);
    sweep(carla);
    for (String service : List.of("Second opinion", "Third opinion")) {
      say("appt_notes_g", staff(anna), service);
      say("appt_notes_m", staff(carla), service);
      assertThat(text(anna)).contains(service).contains("Bring the folder");
      assertThat(text(carla)).contains(service).contains("Bring the folder");
    }
    installation.google().calendar(anna).edit(google.id(), json("{'summary':'Mine'}"));
    installation.graph().mailbox(carla).edit(graph.id(), json("{'subject':'Mine'}"));
    sweep(anna);
    sweep(carla);
    await().atMost(SOON).until(() -> !events(anna).get(0).title().equals("Mine"));
    await().atMost(SOON).until(() -> !events(carla).get(0).title().equals("Mine"));
    synced("appt_notes_g");
    synced("appt_notes_m");
    assertThat(text(anna)).contains("Third opinion").contains("Bring the folder");
    assertThat(text(carla)).contains("Third opinion").contains("Bring the folder");
  }

  private int versions;

  private void say(String id, String staff, String service) {
    versions++;
    SavvyCalBooking booking = booking(id, staff).about(service);
    for (int i = 0; i < versions; i++) {
      booking = booking.later();
    }
    send(booking, "appointment.rescheduled");
    String calendar = staff.startsWith("prov_anna") ? anna : carla;
    await().atMost(SOON).until(() -> text(calendar).contains(service));
    synced(id);
  }

  private String text(String calendar) {
    JsonNode resource = events(calendar).get(0).resource();
    return resource.path("description").asText(resource.path("body").path("content").asText());
  }

  /** Somebody renames two events and deletes two others, and then the provider moves them. */
  private void disturbAndMove(String suffix) {
    SimulatedEvent inGoogle = book("appt_deleted_g" + suffix, staff(ben), ben);
    SimulatedEvent inMailbox = book("appt_deleted_m" + suffix, staff(dave), dave);
    installation.google().calendar(ben).delete(inGoogle.id());
    installation.graph().mailbox(dave).delete(inMailbox.id());
    move("appt_deleted_g" + suffix, staff(ben));
    move("appt_deleted_m" + suffix, staff(dave));

    SimulatedEvent google = book("appt_edited_g" + suffix, staff(anna), anna);
    SimulatedEvent graph = book("appt_edited_m" + suffix, staff(carla), carla);
    installation.google().calendar(anna).edit(google.id(), json("{'summary':'Mine'}"));
    installation.graph().mailbox(carla).edit(graph.id(), json("{'subject':'Mine'}"));
    move("appt_edited_g" + suffix, staff(anna));
    move("appt_edited_m" + suffix, staff(carla));
    await().atMost(SOON).until(() -> events(anna).get(0).start().equals(MOVED));
    await().atMost(SOON).until(() -> events(carla).get(0).start().equals(MOVED));
    synced("appt_edited_g" + suffix);
    synced("appt_edited_m" + suffix);
    // What the provider says is news, whatever somebody has deleted.
    await().atMost(SOON).until(() -> events(ben).size() == 1 && events(dave).size() == 1);
    synced("appt_deleted_g" + suffix);
    synced("appt_deleted_m" + suffix);
    assertThat(events(ben).get(0).start()).isEqualTo(MOVED);
    assertThat(events(dave).get(0).start()).isEqualTo(MOVED);
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

  /** Once, since this test began. */
  private boolean counted(String kind, String target) {
    return drifts(kind, target) == counts.get(kind + target) + 1;
  }

  private static double drifts(String kind, String target) {
    String name = "calroute_drift_total{kind=\"" + kind + "\",target=\"" + target + "\"} ";
    return calroute
        .call("GET", "/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  /** What is listed of this test's appointments. */
  private List<JsonNode> drift() {
    List<JsonNode> items = new ArrayList<>();
    calroute
        .get("/api/drift")
        .path("items")
        .forEach(
            one -> {
              if (booked.contains(one.path("appointmentId").asText())) {
                items.add(one);
              }
            });
    return items;
  }

  private static String staff(String calendar) {
    return "prov_" + calendar.substring(0, calendar.indexOf('@'));
  }

  /** As if the store had never known of these events. */
  private void forgetReferences() {
    jdbc()
        .update(
            "update reference set wanted = false, state = 'gone', event_id = null"
                + " where lane_id = (select id from lane where calendar = ?)",
            anna);
  }

  private static JdbcTemplate jdbc() {
    return calroute.bean(JdbcTemplate.class);
  }

  @Test
  void orphansGoAndOtherInstallationsEventsStay() {
    policy(SyncSettings.Drift.REPAIR);
    SimulatedEvent own = book("appt_drift000009", staff(anna), anna);
    String marker =
        "'private':{'app':'calroute','appt':'savvycal/default/%s','gen':'%s','ver':'1-x'}";
    String times =
        "'start':{'dateTime':'2027-03-01T10:00:00Z'},'end':{'dateTime':'2027-03-01T11:00:00Z'}";
    // Another installation's: the marker is the same, the id is not what this one would give.
    String foreign =
        installation
            .google()
            .calendar(anna)
            .invite(
                anna,
                json(
                    "{'summary':'Foreign','extendedProperties':{"
                        + marker.formatted("appt_drift000009", "1")
                        + "},"
                        + times
                        + "}"));
    // The event of this installation that the store no longer knows of.
    forgetReferences();
    sweep(anna);
    assertThat(events(anna)).extracting(SimulatedEvent::id).containsExactly(foreign);
    assertThat(foreign).isNotEqualTo(own.id());
  }

  @Test
  void listsOfManyPagesAreReadToTheEnd() {
    policy(SyncSettings.Drift.REPAIR);
    for (int i = 0; i < 5; i++) {
      book("appt_paged_g" + i, staff(anna), anna);
      book("appt_paged_m" + i, staff(carla), carla);
    }
    SimulatedEvent last = events(anna).get(events(anna).size() - 1);
    installation.google().calendar(anna).edit(last.id(), json("{'summary':'Mine'}"));
    clearLogs();
    sweep(anna);
    sweep(carla);
    await()
        .atMost(SOON)
        .until(() -> events(anna).stream().noneMatch(one -> one.title().equals("Mine")));

    assertThat(installation.google().requests().count(Operation.LIST)).isEqualTo(3);
    assertThat(installation.graph().requests().count(Operation.LIST)).isEqualTo(3);
    // Nothing of the later pages is taken for absent or for an orphan.
    assertThat(installation.google().requests().count()).isEqualTo(4);
    assertThat(installation.graph().requests().count()).isEqualTo(3);
  }

  @Test
  void manyOrphansStayUntilConfirmed() {
    policy(SyncSettings.Drift.REPAIR);
    book("appt_many00000001", staff(anna), anna);
    book("appt_many00000002", staff(anna), anna);
    forgetReferences();
    sweep(anna);
    assertThat(events(anna)).hasSize(2);
    sweep(anna + "&confirm=true");
    assertThat(events(anna)).isEmpty();
  }

  @Test
  void eventsOfUnknownAppointmentsStayUntilConfirmed() {
    policy(SyncSettings.Drift.REPAIR);
    book("appt_drift000010", staff(anna), anna);
    jdbc().update("delete from appointment where external_id = 'appt_drift000010'");
    sweep(anna);
    assertThat(events(anna)).hasSize(1);
    sweep(anna + "&confirm=true");
    assertThat(events(anna)).isEmpty();
  }

  @Test
  void sweepsComeByThemselves() {
    restartWith("calroute.sync.sweep-interval", "1s");
    SimulatedEvent google = book("appt_drift000011", staff(anna), anna);
    installation.google().calendar(anna).edit(google.id(), json("{'location':'Mars'}"));
    await().atMost(SOON).until(() -> !"Mars".equals(events(anna).get(0).location()));
    restartWith("calroute.sync.sweep-interval", "24h");
    await()
        .atMost(SOON)
        .until(
            () ->
                jdbc()
                    .queryForList("select 1 from sweep where next_at <= now()", Integer.class)
                    .isEmpty());
  }

  private static void restartWith(String key, String value) {
    calroute.close();
    installation.with(key, value);
    calroute = installation.run();
  }

  @Test
  void aCalendarThatIsNeverLeftAloneIsSweptBeforeItsNextWrite() {
    policy(SyncSettings.Drift.REPAIR);
    book("appt_busy00000001", staff(anna), anna);
    book("appt_busy00000002", staff(ben), ben);
    // Who sweeps is kept waiting elsewhere.
    installation
        .google()
        .faults()
        .add(FaultRule.of(Effect.delay(Duration.ofSeconds(8)), Operation.LIST).calendar(ben));
    clearLogs();
    assertThat(calroute.call("POST", "/api/sweep?calendar=" + ben).statusCode()).isEqualTo(202);
    await().atMost(SOON).until(() -> installation.google().requests().peakConcurrency(ben) == 1);
    jdbc()
        .update(
            "insert into sweep (lane_id, next_at) select id, now() - interval '1 hour' from lane"
                + " where calendar = ? on conflict (lane_id) do update set next_at ="
                + " excluded.next_at",
            anna);
    send(SavvyCalBooking.of("appt_busy00000003").with(staff(anna)), "appointment.created");
    await().atMost(SOON).until(() -> events(anna).size() == 2);
    assertThat(installation.google().requests().exchanges())
        .filteredOn(call -> anna.equals(call.calendar()))
        .extracting(Exchange::operation)
        .containsExactly(Operation.LIST, Operation.INSERT);
    // Others are swept again.
    installation.google().faults().clear();
    await().atMost(SOON).until(() -> installation.google().requests().count(Operation.LIST) == 2);
  }

  private SimulatedEvent book(String id, String staff, String calendar) {
    booked.add(id);
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
                    jdbc()
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
