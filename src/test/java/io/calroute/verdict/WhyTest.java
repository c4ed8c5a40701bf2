package io.calroute.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import io.calroute.sync.rebuild.RebuildStore;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Each cause of a verdict, brought about for real. */
class WhyTest {

  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final List<String> STAFF =
      List.of(
          "stands",
          "abroad",
          "refused",
          "gone",
          "readonly",
          "slow",
          "used",
          "broken",
          "unsure",
          "deleted",
          "edited",
          "late",
          "linked",
          "off",
          "queue",
          "pending",
          "unmapped",
          "held",
          "rebuilt");

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static PexipEngageSimulator pexip;

  @BeforeAll
  static void start() {
    pexip = PexipEngageSimulator.start(Clock.systemUTC(), 0);
    pexip.hire(Staff.of("anna@example.com", "anna@example.com"));
    pexip.deliveries().fate(Fate.LOSE);
    installation =
        new Installation(home, 0, 0)
            .asking(pexip)
            .with("calroute.tentative", "skip")
            .with("calroute.drift", "report")
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.teams.organizer", "rooms@example.org");
    STAFF.forEach(name -> installation.staff("prov_" + name, "google", calendar(name)));
    installation.staff("prov_tenant", "office365", "tenant@example.org");
    installation.everybodyElse(Provider.CABINETFM, "google", "shared@example.com");
    installation.google().unknownCalendar(calendar("gone"));
    installation.google().readOnly(calendar("readonly"));
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    pexip.close();
  }

  @Test
  void whatStandsIsFoundInTheCalendarByEveryId() {
    book("appt_why_stands01", "stands");
    JsonNode verdict = awaitCode("appt_why_stands01", "in-calendar");
    assertThat(verdict.path("well").asBoolean()).isTrue();
    assertThat(verdict.path("since").asText()).isNotEmpty();
    assertThat(verdict.path("sentence").asText())
        .startsWith("In stands@example.com: it stands there, at 2027-03-01 16:00 in Europe/Paris");
    assertThat(verdict.at("/places/0/link").asText())
        .startsWith("https://www.google.com/calendar/event?eid=");
    assertThat(verdict.path("runbook").asText()).isEqualTo("docs/runbook.md#in-calendar");
    String event = verdict.at("/places/0/eventId").asText();
    for (String id : List.of(event, event + "@google.com", "ext_appt_why_stands01")) {
      assertThat(why(id).path("code").asText()).as(id).isEqualTo("in-calendar");
    }
    String callback = verdict.path("callback").asText();
    assertThat(why(callback).at("/appointment/id").asText()).isEqualTo("appt_why_stands01");
  }

  @Test
  void whatStandsAtAnotherClockIsElsewhere() {
    post(
        SavvyCalBooking.of("appt_why_abroad01")
            .with("prov_abroad")
            .at(MONDAY, HALF)
            .in(ZoneId.of("America/New_York")));
    assertThat(awaitCode("appt_why_abroad01", "elsewhere").path("sentence").asText())
        .contains(
            "2027-03-01 10:00 in America/New_York, which is 2027-03-01 16:00 in Europe/Paris");
  }

  @Test
  void whoeverOnlyAnEntryForEverybodyTakesIsElsewhereBecauseOfIt() {
    Provider.CABINETFM.tell(calroute, CabinetFmBooking.of(78_001).with("999").callback("new"));
    assertThat(awaitCode("78001", "elsewhere").path("sentence").asText())
        .containsPattern(
            "it is in shared@example.com because entry \\d+ of the directory takes everybody of"
                + " cabinetfm");
  }

  @Test
  void whatTheDoorHasRefusedMayHaveBeenWhatNeverCame() {
    JsonNode never = why("appt_why_nobody01");
    assertThat(never.path("code").asText()).isEqualTo("never-received");
    assertThat(never.path("sentence").asText()).doesNotContain("appt_why_nobody01");
    assertThat(press(never, "Fetch now"))
        .isEqualTo("/api/fetch?provider=pexip-engage&connection=default&id=appt_why_nobody01");

    String body = savvycal("appt_why_nobody01", "stands").callback("appointment.created");
    for (int i = 0; i < 3; i++) {
      assertThat(
              calroute
                  .post("/callbacks/savvycal", body, Map.of("X-SavvyCal-Signature", "sha256=00"))
                  .statusCode())
          .isEqualTo(401);
    }
    calroute.post("/callbacks/pexip-engage/a-secret-in-a-wrong-place", body, Map.of());
    soon(
        () ->
            assertThat(why("appt_why_nobody01").path("sentence").asText())
                .contains("3 callbacks for savvycal/default were refused with 401 (the signature")
                .contains("1 callback for an unknown connection of pexip-engage was refused")
                .contains("it may have been among them"));
    JsonNode refused = why("appt_why_nobody01");
    assertThat(refused.path("code").asText()).isEqualTo("refused-at-the-door");
    assertThat(refused.path("well").asBoolean()).isFalse();
    // One refusal amid callbacks that are taken says little.
    post(savvycal("appt_why_somebody01", "stands").callback("appointment.created"));
    soon(
        () ->
            assertThat(why("appt_why_nobody01").path("code").asText()).isEqualTo("never-received"));
    String all = calroute.call("GET", "/api/callbacks/refused").body();
    assertThat(all).contains("\"status\":401").doesNotContain("a-secret-in-a-wrong-place");
    assertThat(
            calroute
                .bean(JdbcTemplate.class)
                .queryForObject("select count(*) from refused_callback", Integer.class))
        .isEqualTo(2);
    // Others here ask about what came not to the door at all.
    calroute.bean(JdbcTemplate.class).update("delete from refused_callback");
  }

  /** As curl sends what comes after its {@code -d}. */
  private static int asAForm(String body) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + calroute.operationsPort() + "/api/backfill"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsFetchedIsAskedForAndHeldUntilABackfillIsAccepted() {
    String id = pexip.book("anna@example.com", MONDAY, HALF);
    pexip.latency(Duration.ofSeconds(1));
    assertThat(calroute.call("POST", press(why(id), "Fetch now")).statusCode()).isEqualTo(202);
    awaitCode(id, "being-asked");
    pexip.latency(Duration.ZERO);
    JsonNode held = awaitCode(id, "backfill-not-accepted");
    assertThat(held.path("standing").asText()).isEqualTo("In no calendar");

    assertThat(asAForm("null")).isEqualTo(400);
    assertThat(asAForm("{\"provider\": \"pexip-engage\"}")).isEqualTo(202);
    assertThat(calroute.call("POST", press(why(id), "Begin a backfill")).statusCode())
        .isEqualTo(202);
    soon(() -> assertThat(press(why(id), "Accept")).isNotNull());
    assertThat(calroute.call("POST", press(why(id), "Accept")).statusCode()).isEqualTo(202);
    awaitAnyOf(id, "in-calendar", "elsewhere");

    long asked = pexip.requests().count(Operation.GET);
    calroute.call("POST", press(why("apt-why-unknown"), "Fetch now"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> pexip.requests().count(Operation.GET) > asked);
    soon(
        () ->
            assertThat(why("apt-why-unknown").path("sentence").asText())
                .containsPattern(
                    "pexip-engage/default was asked at \\S+ \\S+ UTC and knows none by this id")
                .contains("Look at the id"));
    assertThat(why("apt-why-unknown").path("code").asText())
        .as("what its provider does not know was never there, and is not called off")
        .isEqualTo("never-received");
    assertThat(why("apt-why-nobody2").path("sentence").asText())
        .as("of another id nobody has asked")
        .doesNotContain("knows none");

    pexip.faults().add(FaultRule.of(Effect.status(500)));
    calroute.call("POST", press(why("apt-why-nobody"), "Fetch now"));
    soon(
        () ->
            assertThat(why("apt-why-nobody").path("sentence").asText())
                .contains("pexip-engage/default was asked in vain (provider-failing)"));
    assertThat(calroute.call("POST", press(why("apt-why-nobody"), "Ask no more")).statusCode())
        .isEqualTo(200);
    pexip.faults().clear();
    assertThat(why("apt-why-nobody").path("code").asText())
        .as("nobody asks for ever by an id that is nobody's")
        .isEqualTo("never-received");
    assertThat(
            calroute
                .call("POST", "/api/fetch/withdraw?provider=pexip-engage&id=apt-why-nobody")
                .statusCode())
        .isEqualTo(404);
    assertThat(
            calroute.call("POST", "/api/fetch?provider=savvycal&id=appt_why_nobody02").statusCode())
        .isEqualTo(409);
    assertThat(calroute.call("POST", "/api/fetch?provider=nobody&id=x").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aPendingCallbackIsNotYetApplied() {
    TransactionTemplate transactions = calroute.bean(TransactionTemplate.class);
    JdbcTemplate jdbc = calroute.bean(JdbcTemplate.class);
    transactions.executeWithoutResult(
        transaction -> {
          jdbc.execute("lock table appointment in share row exclusive mode");
          book("appt_why_pending1", "pending");
          JsonNode verdict = why("appt_why_pending1");
          assertThat(verdict.path("code").asText()).isEqualTo("not-yet-applied");
          assertThat(verdict.path("sentence").asText())
              .contains("waits to be mapped and applied; it is next");
        });
    awaitCode("appt_why_pending1", "in-calendar");
  }

  @Test
  void aCallbackThatCanNotBeMappedIsFoundByAnyIdInIt() {
    String body = savvycal("appt_why_unread01", "unmapped").callback("appointment.created");
    post(withoutTimes(body));
    JsonNode verdict = awaitCode("appt_why_unread01", "not-mapped");
    assertThat(verdict.at("/appointment/id").asText()).isEqualTo("appt_why_unread01");
    assertThat(verdict.path("sentence").asText())
        .contains("(appointment.created) could not be applied (bad-time, mappings/savvycal.jslt)")
        .doesNotContain("nonsense");
    assertThat(press(verdict, "Replay"))
        .isEqualTo("/api/callbacks/" + verdict.path("callback").asText() + "/replay");
    // The external id stands in the body alone.
    assertThat(why("ext_appt_why_unread01").path("code").asText()).isEqualTo("not-mapped");

    // Without an id the mapping refuses by itself, and the body still names the client.
    post(
        savvycal("appt_why_noid0001", "unmapped")
            .callback("appointment.created", "evt_why_noid")
            .replace("\"id\":\"appt_why_noid0001\",", ""));
    JsonNode named = awaitCode("ext_appt_why_noid0001", "not-mapped");
    assertThat(named.path("sentence").asText())
        .containsPattern("\\(missing-id, mappings/savvycal\\.jslt:\\d+\\)");
    assertThat(why("evt_why_noid").path("callback")).isEqualTo(named.path("callback"));
  }

  @Test
  void aChangeThatCouldNotBeMappedIsToldOfWhatStands() {
    SavvyCalBooking booking = savvycal("appt_why_halfway1", "unmapped");
    post(booking);
    awaitCode("appt_why_halfway1", "in-calendar");
    post(withoutTimes(booking.later().callback("appointment.rescheduled")));
    assertThat(awaitCode("appt_why_halfway1", "not-mapped").path("standing").asText())
        .isEqualTo("In unmapped@example.com, as it was said before");
  }

  @Test
  void anIgnoredCallbackNamesItsRule() {
    post(savvycal("appt_why_ignored1", "stands").callback("appointment.viewed"));
    JsonNode verdict = awaitCode("appt_why_ignored1", "ignored");
    assertThat(verdict.path("sentence").asText())
        .contains("was ignored by the rule")
        .contains("in mappings/savvycal.jslt");
  }

  @Test
  void somebodyUnknownIsNamedWithTheEntriesThatWereTried() {
    book("appt_why_unknown1", "nobody");
    JsonNode verdict = awaitCode("appt_why_unknown1", "staff-unknown");
    assertThat(verdict.path("sentence").asText())
        .contains("the directory names no calendar for prov_nobody")
        .contains("; the nearest of ", " are entry 1 (staffId is to be ", "), entry 2 (", " more");
    assertThat(verdict.path("tried")).hasSize(10);
    assertThat(why("state=unrouted", "state").path("sentence").asText()).contains("prov_nobody");
    assertThat(verdict.path("press")).as("an entry is all it takes").isEmpty();
  }

  @Test
  void anEditOfTheDirectoryThatCanNotBeReadIsNamedWhereSomebodyIsUnknown() throws IOException {
    book("appt_why_unknown2", "newcomer");
    awaitCode("appt_why_unknown2", "staff-unknown");
    String before = Files.readString(installation.directoryFile());
    Files.writeString(
        installation.directoryFile(), before + "calroute: {directory: [{calender: x}]}");
    soon(
        () ->
            assertThat(why("appt_why_unknown2").path("sentence").asText())
                .contains("; the newest edit of config/directory.yaml is not followed: ")
                .contains("calender")
                .contains("Mend config/directory.yaml"));
    Files.writeString(installation.directoryFile(), before);
    soon(
        () ->
            assertThat(why("appt_why_unknown2").path("sentence").asText())
                .doesNotContain("not followed"));
  }

  @Test
  void requestsAndEntriesOfTheStaffsOwnAreHeldBackByThePolicy() {
    Provider.PEXIP_ENGAGE.tell(
        calroute,
        PexipEngageBooking.of("apt-why-request")
            .with("anna@example.com")
            .now("INCOMING_REQUEST")
            .callback("CREATE"));
    awaitCode("apt-why-request", "tentative");
    Provider.AGENDIZE.tell(
        calroute, AgendizeBooking.of(990_001).with("881").personal().callback("created"));
    awaitCode("990001", "personal");
  }

  @Test
  void anInvitationWithoutATimeIsUnscheduled() {
    Provider.PEXIP_ENGAGE.tell(
        calroute,
        PexipEngageBooking.of("apt-why-timeless")
            .with("anna@example.com")
            .now("OUTGOING_INVITE")
            .withoutTime()
            .callback("CREATE"));
    awaitCode("apt-why-timeless", "unscheduled");
  }

  @Test
  void inPlanModeNothingIsWritten(@TempDir Path other) {
    try (Installation planned = new Installation(other, 0, 0).with("calroute.sync.mode", "plan")) {
      try (RunningCalroute running = planned.run()) {
        String body =
            SavvyCalBooking.of("appt_why_planned1")
                .with("prov_anna00000001")
                .callback("appointment.created");
        running.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body);
        soon(
            () ->
                assertThat(
                        running.get("/api/why?id=appt_why_planned1").at("/items/0/code").asText())
                    .isEqualTo("plan-mode"));
      }
    }
  }

  @Test
  void whatIsBehindOthersWaitsForItsTurn() {
    installation.google().latency(Duration.ofSeconds(2));
    try {
      for (int i = 1; i <= 3; i++) {
        book("appt_why_queue00" + i, "queue");
      }
      soon(
          () -> {
            JsonNode verdict = why("appt_why_queue003");
            assertThat(verdict.path("code").asText()).isEqualTo("waiting");
            assertThat(verdict.path("sentence").asText())
                .contains("before it in this calendar")
                .contains("Calroute goes on by itself, next at");
          });
    } finally {
      installation.google().latency(Duration.ZERO);
    }
    awaitCode("appt_why_queue003", "in-calendar");
  }

  @Test
  void aCalendarThatRestsSaysWhoLetsItRest() {
    fault(Effect.status(429).retryAfter("45"), "slow");
    book("appt_why_slow0001", "slow");
    JsonNode slow = awaitCode("appt_why_slow0001", "throttled");
    assertThat(slow.path("sentence").asText())
        .contains(
            "Not in slow@example.com: google throttles this calendar's calls (google-throttled)");
    assertThat(Instant.parse(slow.path("until").asText())).isAfter(Instant.now());
    calroute.call("POST", "/api/appointments/savvycal/appt_why_slow0001/resync");
    assertThat(why("appt_why_slow0001").path("since")).isEqualTo(slow.path("since"));
    assertThat(Instant.parse(slow.path("since").asText())).isBefore(Instant.now());
    fault(Effect.status(403, "quotaExceeded"), "used");
    book("appt_why_used0001", "used");
    awaitCode("appt_why_used0001", "throttled");
    assertThat(why("state=parked", "state").path("code").asText()).isEqualTo("throttled");
  }

  @Test
  void refusedCredentialsAreTheAdministratorsToMend() {
    int fault =
        installation
            .graph()
            .faults()
            .add(FaultRule.of(Effect.status(401, "invalid_client"), Operation.TOKEN));
    installation.graph().expireTokens();
    book("appt_why_tenant01", "tenant");
    JsonNode verdict = awaitCode("appt_why_tenant01", "credentials-refused");
    assertThat(verdict.path("sentence").asText())
        .contains("the credentials for microsoft365 are refused");
    assertThat(verdict.path("who").asText()).isEqualTo("administrator");
    installation.graph().faults().remove(fault);
    assertThat(calroute.call("POST", press(verdict, "Resync")).statusCode()).isEqualTo(202);
    awaitCode("appt_why_tenant01", "in-calendar");
  }

  @Test
  void aCallThatFailedIsTriedAgain() {
    int fault = fault(Effect.status(500), "broken");
    book("appt_why_broken01", "broken");
    JsonNode verdict = awaitCode("appt_why_broken01", "retrying");
    assertThat(verdict.path("until").asText()).isNotEmpty();
    installation.google().faults().remove(fault);
    awaitCode("appt_why_broken01", "in-calendar");
  }

  @Test
  void aCreateThatGotNoAnswerMayHaveWorked() {
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.commitThenDropConnection(), Operation.INSERT)
                .calendar(calendar("unsure"))
                .next(1));
    int away =
        installation
            .google()
            .faults()
            .add(FaultRule.of(Effect.status(503)).calendar(calendar("unsure")));
    book("appt_why_unsure01", "unsure");
    soon(
        () ->
            assertThat(why("appt_why_unsure01").path("sentence").asText())
                .startsWith("Perhaps in unsure@example.com: the last of "));
    assertThat(installation.google().calendar(calendar("unsure")).events()).hasSize(1);
    installation.google().faults().remove(away);
    awaitCode("appt_why_unsure01", "in-calendar");
  }

  @Test
  void whatIsRefusedForGoodSaysWhetherTheCalendarTheRightOrTheCallIsWrong() {
    fault(Effect.status(400, "invalid"), "refused");
    book("appt_why_gone0001", "gone");
    book("appt_why_readonly", "readonly");
    book("appt_why_refused1", "refused");
    awaitCode("appt_why_gone0001", "calendar-gone");
    awaitCode("appt_why_readonly", "calendar-forbidden");
    JsonNode failed = awaitCode("appt_why_refused1", "failed");
    assertThat(failed.path("sentence").asText())
        .contains("Not in refused@example.com: the call was refused for good (google-400-invalid)");
    assertThat(press(failed, "Resync"))
        .isEqualTo(
            "/api/appointment/resync?provider=savvycal&connection=default&id=appt_why_refused1");
  }

  @Test
  void whatStaffHaveDeletedOrEditedIsTheirs() {
    book("appt_why_deleted1", "deleted");
    book("appt_why_edited01", "edited");
    String deleted = awaitCode("appt_why_deleted1", "in-calendar").at("/places/0/eventId").asText();
    String edited = awaitCode("appt_why_edited01", "in-calendar").at("/places/0/eventId").asText();
    installation.google().calendar(calendar("deleted")).delete(deleted);
    installation
        .google()
        .calendar(calendar("edited"))
        .edit(edited, RunningCalroute.json("{\"summary\":\"Mine\"}"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              calroute.call("POST", "/api/sweep?calendar=" + calendar("deleted"));
              calroute.call("POST", "/api/sweep?calendar=" + calendar("edited"));
              assertThat(why("appt_why_deleted1").path("code").asText())
                  .isEqualTo("deleted-by-staff");
              assertThat(why("appt_why_edited01").path("code").asText())
                  .isEqualTo("edited-by-staff");
            });
    JsonNode verdict = why("appt_why_edited01");
    assertThat(verdict.path("sentence").asText()).contains("summary", "Change it back");
    assertThat(verdict.path("press")).isEmpty();
  }

  @Test
  void aCallbackThatCameLateIsStale() {
    SavvyCalBooking booking = savvycal("appt_why_late0001", "late");
    post(booking.later());
    awaitCode("appt_why_late0001", "in-calendar");
    String late =
        RunningCalroute.json(post(booking.callback("appointment.created")).body())
            .path("id")
            .asText();
    JsonNode verdict = awaitCode("appt_why_late0001", "stale");
    assertThat(verdict.path("callback").asText()).isEqualTo(late);
    assertThat(verdict.path("standing").asText()).startsWith("In late@example.com");
    assertThat(why(late).path("code").asText()).isEqualTo("stale");
    assertThat(calroute.get("/api/why?id=" + late).path("items"))
        .as("the verdict on the appointment says all that the one on the callback would")
        .hasSize(1);
  }

  @Test
  void anEventWithoutItsMeetingWaitsForTheLink() {
    installation.graph().settings().accessPolicy(false);
    post(savvycal("appt_why_linked01", "linked").online(null));
    soon(
        () ->
            assertThat(why("appt_why_linked01").path("sentence").asText())
                .startsWith("In linked@example.com: the online meeting of rooms@example.org")
                .contains("teams-no-access-policy"));
    JsonNode verdict = awaitCode("appt_why_linked01", "link-pending");
    installation.graph().settings().accessPolicy(true);
    calroute.call("POST", press(verdict, "Resync"));
    JsonNode stands = awaitCode("appt_why_linked01", "in-calendar");
    String link =
        calroute
            .get("/api/appointments/savvycal/appt_why_linked01")
            .at("/onlineMeeting/videoLink")
            .asText();
    assertThat(why(link).at("/appointment/id")).isEqualTo(stands.at("/appointment/id"));
    assertThat(stands.toString()).doesNotContain(link);
  }

  @Test
  void aCancelledAppointmentSaysByWhichCallback() {
    SavvyCalBooking booking = savvycal("appt_why_off00001", "off");
    post(booking);
    awaitCode("appt_why_off00001", "in-calendar");
    String by =
        RunningCalroute.json(post(booking.later().callback("appointment.canceled")).body())
            .path("id")
            .asText();
    JsonNode verdict = awaitCode("appt_why_off00001", "cancelled");
    assertThat(verdict.path("sentence").asText())
        .startsWith(
            "In no calendar: it was cancelled by callback "
                + by
                + " (appointment.canceled), since");
    assertThat(verdict.path("callback").asText()).isEqualTo(by);
    // A later word that changes nothing of it does not take its place.
    post(booking.later().later().callback("appointment.canceled"));
    soon(
        () ->
            assertThat(calroute.get("/api/callbacks?limit=1").at("/items/0/outcome").asText())
                .isIn("unchanged", "applied"));
    assertThat(why("appt_why_off00001").path("callback").asText()).isEqualTo(by);
    // Nor does an older one that comes late.
    post(booking.callback("appointment.created", "evt_why_off_late"));
    awaitCode("evt_why_off_late", "stale");
    assertThat(why("appt_why_off00001").path("code").asText()).isEqualTo("cancelled");
    assertThat(why("appt_why_off00001").path("callback").asText()).isEqualTo(by);
  }

  @Test
  void aFormerIdLeadsToTheNewOne() {
    CabinetFmBooking booking = CabinetFmBooking.of(77_001).with("881");
    Provider.CABINETFM.tell(calroute, booking.callback("new"));
    awaitAnyOf("77001", "in-calendar", "elsewhere");
    Provider.CABINETFM.tell(calroute, booking.rescheduled(77_002, MONDAY).callback("reschedule"));
    awaitCode("77001", "superseded");
    soon(
        () -> {
          JsonNode both = calroute.get("/api/why?id=77001").path("items");
          assertThat(both).hasSize(2);
          assertThat(both.get(0).path("successor").asText()).isEqualTo("77002");
          assertThat(both.get(1).at("/appointment/id").asText()).isEqualTo("77002");
          assertThat(both.get(1).path("code").asText()).isIn("in-calendar", "elsewhere");
        });
    List<String> found = new ArrayList<>();
    calroute.get("/api/references?id=77001").forEach(one -> found.add(one.path("id").asText()));
    assertThat(found).contains("77001", "77002");
  }

  @Test
  void aHeldDirectoryIsTheCauseWhereItWouldPlaceOtherwise() {
    book("appt_why_held0001", "held");
    awaitCode("appt_why_held0001", "in-calendar");
    DirectoryStore directories = calroute.bean(DirectoryStore.class);
    Directory slip =
        new Directory(
            List.of(
                new DirectoryEntry(
                    new DirectoryEntry.Match("savvycal", null, "prov_held", null, null, null),
                    "google",
                    "slip@example.com")));
    directories.offer(
        "another replica",
        slip,
        "policy",
        null,
        DirectoryStore.HeldBy.BRAKE,
        DirectoryStore.Effect.NONE);
    try {
      JsonNode verdict = why("appt_why_held0001");
      assertThat(verdict.path("code").asText()).isEqualTo("directory-held");
      assertThat(press(verdict, "Confirm")).startsWith("/api/directory/confirm?version=");
    } finally {
      directories.withdraw("another replica");
    }
  }

  @Test
  void aPlaceholderIsRebuilt() {
    JdbcTemplate jdbc = calroute.bean(JdbcTemplate.class);
    book("appt_why_rebuilt1", "rebuilt");
    awaitCode("appt_why_rebuilt1", "in-calendar");
    long lane =
        jdbc.queryForObject(
            "select id from lane where calendar = ?", Long.class, calendar("rebuilt"));
    calroute
        .bean(RebuildStore.class)
        .insert(
            new Lane(lane, Target.GOOGLE, calendar("rebuilt"), false, null, false),
            new AppointmentKey("savvycal", "default", "appt_why_rebuilt2"),
            1,
            new StandingEvent(
                "ev-rebuilt",
                null,
                null,
                false,
                null,
                new Marker("savvycal/default/appt_why_rebuilt2", 1, "1-x"),
                null));
    assertThat(why("appt_why_rebuilt2").path("sentence").asText())
        .startsWith("In rebuilt@example.com: the store was rebuilt from the calendars");
    assertThat(why("appt_why_rebuilt2").path("code").asText()).isEqualTo("rebuilt");
  }

  @Test
  void wordsFindAppointmentsWhereNoIdDoes() {
    post(savvycal("appt_why_words001", "stands").about("Whywords consult"));
    awaitCode("appt_why_words001", "in-calendar");
    JsonNode found = why("q=whywords", "q");
    assertThat(found.at("/appointment/id").asText()).isEqualTo("appt_why_words001");
    assertThat(found.toString()).doesNotContain("Jane", "jane.doe");
    assertThat(why("q=appt_why_words001", "q").path("code").asText()).isEqualTo("in-calendar");
    assertThat(why("q=nobodyhasthisword", "q").path("code").asText()).isEqualTo("never-received");
  }

  @Test
  void whatMakesNoSenseIsAProblem() {
    for (String query : List.of("", "?id=", "?state=broken", "?id=" + "x".repeat(2001))) {
      assertThat(calroute.call("GET", "/api/why" + query).statusCode()).as(query).isEqualTo(400);
    }
  }

  private static String calendar(String name) {
    return name + "@example.com";
  }

  private static SavvyCalBooking savvycal(String id, String staff) {
    return SavvyCalBooking.of(id).with("prov_" + staff).at(MONDAY, HALF).in(PARIS);
  }

  private static void book(String id, String staff) {
    post(savvycal(id, staff));
  }

  private static HttpResponse<String> post(SavvyCalBooking booking) {
    return post(booking.callback("appointment.created"));
  }

  private static HttpResponse<String> post(String body) {
    HttpResponse<String> answer =
        calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body);
    assertThat(answer.statusCode()).isEqualTo(202);
    return answer;
  }

  private static String withoutTimes(String body) {
    return body.replaceAll("\"(utc|local|unix_ts)\":(\"[^\"]*\"|\\d+)", "\"$1\":\"nonsense\"");
  }

  private static int fault(Effect effect, String staff) {
    return installation
        .google()
        .faults()
        .add(FaultRule.of(effect, Operation.INSERT).calendar(calendar(staff)));
  }

  private static JsonNode awaitCode(String id, String code) {
    return awaitAnyOf(id, code);
  }

  private static JsonNode awaitAnyOf(String id, String... codes) {
    soon(
        () ->
            assertThat(why(id).path("code").asText())
                .as(why(id).toString())
                .isIn((Object[]) codes));
    return why(id);
  }

  private static JsonNode why(String id) {
    return calroute
        .get("/api/why?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
        .at("/items/0");
  }

  private static JsonNode why(String query, String by) {
    assertThat(query).startsWith(by + "=");
    return calroute.get("/api/why?" + query).at("/items/0");
  }

  private static String press(JsonNode verdict, String label) {
    for (JsonNode one : verdict.path("press")) {
      if (one.path("label").asText().startsWith(label)) {
        assertThat(one.path("method").asText()).isEqualTo("POST");
        return one.path("path").asText();
      }
    }
    throw new AssertionError("Nothing to press for " + label + ": " + verdict);
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
  }
}
