package io.calroute.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.CliConnector;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every call of the operations API, against all of Calroute. */
class OperationsApiTest {

  private static final String GERD = "gerd@example.com";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.teams.organizer", "rooms@example.org")
            .staff("prov_solo000000001", "google", "solo@example.com")
            .staff("prov_refused000001", "google", "refused@example.com")
            .staff("prov_used000000001", "google", "used@example.com")
            .staff("prov_slow000000001", "google", "slow@example.com")
            .staff("prov_gerd000000001", "google", GERD);
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void appointmentInSyncShowsItsTimesAsOnTheWallAndWhatStandsWhere() {
    book(
        SavvyCalBooking.of("appt_shown0000001")
            .with("prov_solo000000001", "prov_carla0000001")
            .at(Instant.parse("2027-03-01T15:00:00Z"), Duration.ofMinutes(30))
            .in(ZoneId.of("Europe/Rome")));

    JsonNode shown = awaitState("appt_shown0000001", "synced");
    assertThat(shown.path("provider").asText()).isEqualTo("savvycal");
    assertThat(shown.path("connection").asText()).isEqualTo("default");
    assertThat(shown.path("id").asText()).isEqualTo("appt_shown0000001");
    assertThat(shown.path("status").asText()).isEqualTo("confirmed");
    assertThat(shown.path("start"))
        .isEqualTo(json("{'dateTime':'2027-03-01T16:00:00','timeZone':'Europe/Rome'}"));
    assertThat(shown.path("end"))
        .isEqualTo(json("{'dateTime':'2027-03-01T16:30:00','timeZone':'Europe/Rome'}"));
    assertThat(shown.path("title").asText()).isNotEmpty();
    assertThat(shown.path("staff"))
        .isEqualTo(
            json(
                "[{'id':'prov_solo000000001','email':null},"
                    + "{'id':'prov_carla0000001','email':null}]"));
    assertThat(shown.path("externalIds").toString()).contains("ext_appt_shown0000001");
    assertThat(shown.path("sync"))
        .isEqualTo(
            json(
                "{'state':'synced','revision':1,'syncedRevision':1,'attempts':0,"
                    + "'nextAttemptAt':null,'lastError':null}"));
    String event = installation.google().calendar("solo@example.com").events().get(0).id();
    assertThat(shown.path("synchronization"))
        .isEqualTo(json("{'googleCalendar':{'id':'" + event + "'}}"));
    assertThat(shown.path("onlineMeeting").isNull()).isTrue();
    assertThat(shown.path("references")).hasSize(2);
    JsonNode first = shown.path("references").get(0);
    assertThat(first.path("target").asText()).isEqualTo("googleCalendar");
    assertThat(first.path("calendar").asText()).isEqualTo("solo@example.com");
    assertThat(first.path("id").asText()).isEqualTo(event);
    assertThat(first.path("state").asText()).isEqualTo("live");
    assertThat(first.path("generation").asInt()).isEqualTo(1);
    assertThat(first.path("iCalUid").asText()).isNotEmpty();
    assertThat(first.path("etag").asText()).isNotEmpty();
    assertThat(first.path("failure").isNull()).isTrue();
    assertThat(shown.path("references").get(1).path("target").asText())
        .isEqualTo("office365Calendar");
  }

  @Test
  void appointmentIsFoundByEveryIdThatItHas() {
    book(SavvyCalBooking.of("appt_found0000001").with("prov_gerd000000001").online(null));
    JsonNode shown = awaitState("appt_found0000001", "synced");

    assertThat(shown.path("onlineMeeting").path("provider").asText()).isEqualTo("teams");
    String link = shown.path("onlineMeeting").path("videoLink").asText();
    assertThat(link).startsWith("https://");
    List<String> ids = new ArrayList<>(List.of("appt_found0000001", "ext_appt_found0000001", link));
    List<String> targets = new ArrayList<>();
    for (JsonNode reference : shown.path("references")) {
      targets.add(reference.path("target").asText());
      ids.add(reference.path("id").asText());
      if (reference.path("iCalUid").isTextual()) {
        ids.add(reference.path("iCalUid").asText());
      }
    }
    assertThat(targets).containsExactly("teamsMeeting", "googleCalendar");
    assertThat(ids).hasSize(6);
    for (String id : ids) {
      JsonNode found = calroute.get("/api/references?id=" + encoded(id));
      assertThat(found).as(id).hasSize(1);
      assertThat(found.get(0)).isEqualTo(calroute.get(path("appt_found0000001")));
    }
    assertThat(calroute.get("/api/references?id=nobody-knows-this")).isEmpty();
  }

  @Test
  void appointmentWithTheProvidersOwnLinkIsFoundByIt() {
    String link = "https://rooms.example.net/j/901?pwd=a%20b";
    book(SavvyCalBooking.of("appt_link00000001").with("prov_anna00000001").online(link));
    JsonNode shown = awaitState("appt_link00000001", "synced");

    assertThat(shown.path("onlineMeeting").path("videoLink").asText()).isEqualTo(link);
    assertThat(calroute.get("/api/references?id=" + encoded(link)))
        .singleElement()
        .isEqualTo(shown);
  }

  @Test
  void failedAppointmentTellsWhyAndIsSyncedOnceTheCauseIsGone() {
    int fault =
        installation
            .google()
            .faults()
            .add(
                FaultRule.of(Effect.status(400, "invalid"), Operation.INSERT)
                    .calendar("refused@example.com"));
    book(SavvyCalBooking.of("appt_failed000001").with("prov_refused000001"));

    JsonNode shown = awaitState("appt_failed000001", "failed");
    assertThat(shown.path("sync").path("syncedRevision").isNull()).isTrue();
    assertThat(shown.path("sync").path("nextAttemptAt").isNull()).isTrue();
    assertThat(shown.path("sync").path("attempts").asInt()).isEqualTo(1);
    assertThat(shown.path("sync").path("lastError").path("code").asText()).isNotEmpty();
    assertThat(shown.path("sync").path("lastError").path("message").asText()).isNotEmpty();
    assertThat(shown.path("references").get(0).path("failure"))
        .isEqualTo(shown.path("sync").path("lastError"));
    assertThat(shown.path("synchronization")).isEmpty();
    assertThat(ids(calroute.get("/api/appointments?state=failed"))).contains("appt_failed000001");
    assertThat(calroute.get("/api/status").path("appointments").path("failed").asInt())
        .isEqualTo(1);

    installation.google().faults().remove(fault);
    HttpResponse<String> answer = calroute.call("POST", path("appt_failed000001") + "/resync");
    assertThat(answer.statusCode()).isEqualTo(202);
    awaitState("appt_failed000001", "synced");
    assertThat(calroute.get("/api/appointments?state=failed").path("items")).isEmpty();
  }

  @Test
  void appointmentInACalendarThatIsUsedUpIsParkedWithItsLane() {
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(403, "quotaExceeded"), Operation.INSERT)
                .calendar("used@example.com"));
    book(SavvyCalBooking.of("appt_parked000001").with("prov_used000000001"));
    awaitState("appt_parked000001", "parked");
    book(SavvyCalBooking.of("appt_parked000002").with("prov_used000000001"));

    JsonNode second = awaitState("appt_parked000002", "parked");
    assertThat(second.path("sync").path("lastError").path("code").asText()).isNotEmpty();
    assertThat(Instant.parse(second.path("sync").path("nextAttemptAt").asText()))
        .isAfter(Instant.now().plus(Duration.ofMinutes(50)));
    JsonNode status = calroute.get("/api/status");
    assertThat(status.path("appointments").path("parked").asInt()).isEqualTo(2);
    assertThat(status.path("lanes"))
        .filteredOn(lane -> lane.path("calendar").asText().equals("used@example.com"))
        .singleElement()
        .satisfies(
            lane -> {
              assertThat(lane.path("reason").asText()).isNotEmpty();
              assertThat(Instant.parse(lane.path("pausedUntil").asText())).isAfter(Instant.now());
            });
    assertThat(ids(calroute.get("/api/appointments?state=parked")))
        .containsExactly("appt_parked000002", "appt_parked000001");
    assertThat(calroute.call("GET", "/actuator/prometheus").body())
        .contains(
            "calroute_lane_pauses_total{code=\"google-quota-exhausted\"} 1.0",
            "result=\"exhausted\"",
            "calroute_retries_total{target=\"google\"}");
  }

  @Test
  void nobodyCommandsItByFilesUnlessAskedFor() {
    CamelContext camel = calroute.bean(CamelContext.class);
    assertThat(camel.hasService(CliConnector.class)).isNull();
    assertThat(camel.getManagementStrategy().getManagementAgent()).isNull();
  }

  @Test
  void routesAreCountedAndTimedByTheirIdsAndByNothingElse() {
    book(SavvyCalBooking.of("appt_counted00001").with("prov_anna00000001"));
    awaitState("appt_counted00001", "synced");

    String metrics = calroute.call("GET", "/actuator/prometheus").body();
    for (String route : List.of("receive-savvycal", "map-savvycal", "write-google-event")) {
      String labels = "\\{.*routeId=\"" + route + "\"\\} [1-9]";
      assertThat(metrics)
          .containsPattern("camel_exchanges_total" + labels)
          .containsPattern("camel_exchanges_succeeded_total" + labels)
          .containsPattern("camel_route_policy_seconds_count" + labels);
    }
    List<String> ids =
        calroute.bean(CamelContext.class).getRoutes().stream()
            .filter(route -> !route.isCreatedByKamelet())
            .map(Route::getRouteId)
            .toList();
    assertThat(metrics.lines())
        .filteredOn(line -> line.startsWith("camel_"))
        .hasSizeGreaterThan(ids.size())
        .allMatch(
            line ->
                line.matches(
                    "\\w+\\{camelContext=\"calroute\",eventType=\"RouteEvent\",kind=\"CamelRoute\"}.*"
                        + "|\\w+\\{camelContext=\"calroute\",eventType=\"route\",kind=\"CamelRoute\","
                        + "routeId=\"("
                        + String.join("|", ids)
                        + ")\"}.*"));
  }

  @Test
  void appointmentThatWaitsForARetryIsDue() {
    int fault =
        installation
            .google()
            .faults()
            .add(
                FaultRule.of(Effect.status(429).retryAfter("45"), Operation.INSERT)
                    .calendar("slow@example.com"));
    book(SavvyCalBooking.of("appt_due000000001").with("prov_slow000000001"));

    soon(
        () ->
            assertThat(calroute.get(path("appt_due000000001")).at("/sync/lastError/code").asText())
                .isNotEmpty());
    JsonNode shown = calroute.get(path("appt_due000000001"));
    assertThat(shown.at("/sync/state").asText()).isEqualTo("due");
    assertThat(Instant.parse(shown.at("/sync/nextAttemptAt").asText())).isAfter(Instant.now());
    assertThat(calroute.get("/api/status").at("/appointments/due").asInt()).isPositive();
    assertThat(ids(calroute.get("/api/appointments?state=due"))).contains("appt_due000000001");
    installation.google().faults().remove(fault);
  }

  @Test
  void nobodyWaitsForALockOfTheStoreLongerThanIsConfigured() {
    assertThat(
            calroute
                .bean(JdbcTemplate.class)
                .queryForObject("select current_setting('lock_timeout')", String.class))
        .isEqualTo("25s");
  }

  @Test
  void appointmentOfSomebodyUnknownIsUnroutedAndResyncAsksTheDirectoryAgain() {
    book(SavvyCalBooking.of("appt_unrouted0001").with("prov_nobody0000001"));

    JsonNode shown = awaitState("appt_unrouted0001", "unrouted");
    assertThat(shown.at("/sync/lastError/code").asText()).isEqualTo("no-calendar");
    assertThat(calroute.get("/api/status").at("/appointments/unrouted").asInt()).isEqualTo(1);
    assertThat(ids(calroute.get("/api/appointments?state=unrouted")))
        .containsExactly("appt_unrouted0001");
    // As if the directory had named nobody when the callback came.
    JdbcTemplate jdbc = calroute.bean(JdbcTemplate.class);
    jdbc.update(
        """
        update appointment set document = jsonb_set(document, '{staff,0,id}', '"prov_ben000000001"')
        where external_id = 'appt_unrouted0001'
        """);
    assertThat(calroute.call("POST", path("appt_unrouted0001") + "/resync").statusCode())
        .isEqualTo(202);
    awaitState("appt_unrouted0001", "synced");
    assertThat(calroute.get("/api/status").at("/appointments/unrouted").asInt()).isZero();
  }

  @Test
  void cancelledAppointmentIsSyncedOnceItsEventIsGone() {
    SavvyCalBooking booking = SavvyCalBooking.of("appt_gone00000001").with("prov_dave00000001");
    book(booking);
    awaitState("appt_gone00000001", "synced");
    post(booking.later().callback("appointment.canceled"));

    soon(
        () -> {
          JsonNode shown = calroute.get(path("appt_gone00000001"));
          assertThat(shown.path("status").asText()).isEqualTo("cancelled");
          assertThat(shown.at("/sync/state").asText()).isEqualTo("synced");
          assertThat(shown.at("/sync/syncedRevision").asInt()).isEqualTo(2);
          assertThat(shown.at("/references/0/state").asText()).isEqualTo("gone");
          assertThat(shown.path("synchronization")).isEmpty();
        });
  }

  @Test
  void pagesHoldEveryAppointmentOnceWhileNewOnesComeIn() {
    for (int i = 1; i <= 5; i++) {
      book(SavvyCalBooking.of("appt_page0000000" + i).with("prov_gerd000000001"));
    }
    soon(() -> assertThat(ids(calroute.get("/api/appointments?q=appt_page&limit=500"))).hasSize(5));

    List<String> seen = new ArrayList<>();
    JsonNode page = calroute.get("/api/appointments?q=appt_page&limit=2");
    assertThat(page.path("items")).hasSize(2);
    seen.addAll(ids(page));
    book(SavvyCalBooking.of("appt_page00000006").with("prov_gerd000000001"));
    awaitState("appt_page00000006", "synced");
    while (page.path("next").isTextual()) {
      page =
          calroute.get("/api/appointments?q=appt_page&limit=2&after=" + page.path("next").asText());
      seen.addAll(ids(page));
    }
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrder(
            "appt_page00000001",
            "appt_page00000002",
            "appt_page00000003",
            "appt_page00000004",
            "appt_page00000005");
  }

  /** What follows {@code logging.level.org.apache.camel: debug} is for whoever mends routes. */
  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void camelsOwnWordsAtDebugNameNoClients(CapturedOutput log) {
    LoggingSystem logging = calroute.bean(LoggingSystem.class);
    logging.setLogLevel("org.apache.camel", LogLevel.DEBUG);
    try {
      book(SavvyCalBooking.of("appt_debug0000001").with("prov_ben000000001").about("Hush hush"));
      awaitState("appt_debug0000001", "synced");
      book(SavvyCalBooking.of("appt_debug0000002").with("prov_carla0000001").about("Hush hush"));
      awaitState("appt_debug0000002", "synced");
    } finally {
      logging.setLogLevel("org.apache.camel", null);
    }
    assertThat(log).contains("DEBUG").doesNotContain("Hush hush", "jane.doe@", "Jane Doe");
  }

  @Test
  void everybodyWhoIsServedIsFound() {
    String second =
        """
        {"role": "SECONDARY", "type": "CUSTOMER", "customer": {"id": "cus-second",
          "email": "ilse@example.net", "firstName": "Ilse", "lastName": "Maertens"}},
        {"role": "PRIMARY", "type": "EMPLOYEE"\
        """;
    String callback =
        PexipEngageBooking.of("apt-served-1")
            .with("ben@example.com")
            .callback("CREATE")
            .replace("{\"role\":\"PRIMARY\",\"type\":\"EMPLOYEE\"", second);
    assertThat(callback).contains("Maertens");
    Provider.PEXIP_ENGAGE.tell(calroute, callback);
    soon(() -> assertThat(ids(calroute.get("/api/appointments?q=sofie"))).hasSize(1));

    for (String words : List.of("sofie", "cus-9", "maertens", "ilse%40example.net", "cus-second")) {
      assertThat(ids(calroute.get("/api/appointments?q=" + words)))
          .as(words)
          .containsExactly("apt-served-1");
    }
    assertThat(ids(calroute.get("/api/appointments?q=staff%20only"))).isEmpty();
  }

  @Test
  void appointmentsAreFoundByWordsByCalendarAndByState() {
    book(
        SavvyCalBooking.of("appt_words0000001")
            .with("prov_ben000000001")
            .about("Quarterly o'clock \\ review"));
    awaitState("appt_words0000001", "synced");

    assertThat(ids(calroute.get("/api/appointments?q=quart%20doe"))).contains("appt_words0000001");
    assertThat(ids(calroute.get("/api/appointments?q=" + encoded("o'clock \\ ' & | !"))))
        .contains("appt_words0000001");
    assertThat(ids(calroute.get("/api/appointments?q=quart%20nobody"))).isEmpty();
    assertThat(ids(calroute.get("/api/appointments?q=ben%40example.com")))
        .contains("appt_words0000001");
    assertThat(ids(calroute.get("/api/appointments?q=quart&state=synced")))
        .contains("appt_words0000001");
    assertThat(ids(calroute.get("/api/appointments?q=quart&state=failed"))).isEmpty();
    assertThat(ids(calroute.get("/api/appointments?state=synced&limit=500")))
        .contains("appt_words0000001");
    assertThat(ids(calroute.get("/api/appointments?limit=500"))).contains("appt_words0000001");
  }

  @Test
  void journalShowsACallbackAndReplaysAFailedOne() {
    SavvyCalBooking backwards =
        SavvyCalBooking.of("appt_backward0001")
            .with("prov_anna00000001")
            .at(Instant.parse("2027-03-01T15:00:00Z"), Duration.ofMinutes(-30));
    String body = backwards.callback("appointment.created");
    String id = RunningCalroute.json(post(body).body()).path("id").textValue();

    soon(() -> assertThat(outcome(id)).isEqualTo("failed"));
    JsonNode callback = calroute.get("/api/callbacks/" + id);
    assertThat(callback.path("id").isTextual()).isTrue();
    assertThat(callback.path("provider").asText()).isEqualTo("savvycal");
    assertThat(callback.path("connection").asText()).isEqualTo("default");
    assertThat(callback.path("type").asText()).isEqualTo("appointment.created");
    assertThat(callback.path("appointmentId").asText()).isEqualTo("appt_backward0001");
    assertThat(Instant.parse(callback.path("receivedAt").asText())).isBefore(Instant.now());
    assertThat(callback.at("/reason/code").asText()).isEqualTo("end-before-start");
    assertThat(callback.at("/reason/message").asText()).isNotEmpty();
    assertThat(callback.path("attempts").asInt()).isEqualTo(1);
    assertThat(callback.path("body")).isEqualTo(RunningCalroute.json(body));
    JsonNode page = calroute.get("/api/callbacks?outcome=failed&provider=savvycal");
    assertThat(ids(page)).contains(id);
    assertThat(page.at("/items/0").has("body")).isFalse();
    assertThat(ids(calroute.get("/api/callbacks?outcome=failed&provider=ombori"))).isEmpty();
    assertThat(calroute.get("/api/status").at("/callbacks/failed").asInt()).isEqualTo(1);

    assertThat(calroute.call("POST", "/api/callbacks/" + id + "/replay").statusCode())
        .isEqualTo(202);
    soon(
        () -> {
          JsonNode again = calroute.get("/api/callbacks/" + id);
          assertThat(again.path("attempts").asInt()).isEqualTo(2);
          assertThat(again.path("outcome").asText()).isEqualTo("failed");
        });
    HttpResponse<String> all = calroute.call("POST", "/api/callbacks/replay?outcome=failed");
    assertThat(all.statusCode()).isEqualTo(202);
    assertThat(RunningCalroute.json(all.body()).path("replayed").asInt()).isEqualTo(1);
    soon(
        () ->
            assertThat(calroute.get("/api/callbacks/" + id).path("attempts").asInt()).isEqualTo(3));
  }

  @Test
  void replayOfAnAppliedCallbackChangesNothing() {
    SavvyCalBooking booking = SavvyCalBooking.of("appt_again0000001").with("prov_anna00000001");
    String id =
        RunningCalroute.json(post(booking.callback("appointment.created")).body())
            .path("id")
            .textValue();
    JsonNode before = awaitState("appt_again0000001", "synced");

    assertThat(calroute.call("POST", "/api/callbacks/" + id + "/replay").statusCode())
        .isEqualTo(202);
    soon(() -> assertThat(outcome(id)).isEqualTo("unchanged"));
    assertThat(calroute.get(path("appt_again0000001"))).isEqualTo(before);
    assertThat(ids(calroute.get("/api/callbacks?outcome=unchanged"))).contains(id);
  }

  @Test
  void statusIsQuietWhenEverythingIsApplied() {
    soon(
        () -> {
          JsonNode status = calroute.get("/api/status");
          assertThat(status.at("/callbacks/pending").asInt()).isZero();
          assertThat(status.path("oldestPendingSeconds").asLong()).isZero();
        });
  }

  @Test
  void whatIsNotThereIsAProblemAnd404() {
    assertProblem(calroute.call("GET", path("appt_unknown00001")), 404, "unknown-appointment");
    assertProblem(
        calroute.call("POST", path("appt_unknown00001") + "/resync"), 404, "unknown-appointment");
    assertProblem(
        calroute.call("GET", "/api/appointments/savvycal/not%2Fknown"), 404, "unknown-appointment");
    for (HttpResponse<String> slip :
        List.of(
            calroute.call("GET", "/api/appointment?provider=savycal&id=1"),
            calroute.call("POST", "/api/appointment/resync?provider=savvycal&connection=x&id=1"),
            calroute.call("POST", "/api/remap?provider=savycal"),
            calroute.call("POST", "/api/fetch?provider=savycal&id=1"))) {
      assertProblem(slip, 404, "unknown-connection");
      assertThat(slip.body()).contains("known are agendize, ", "savvycal");
    }
    assertProblem(calroute.call("GET", "/api/callbacks/999999999"), 404, "unknown-callback");
    assertProblem(calroute.call("GET", "/api/callbacks/abc"), 404, "unknown-callback");
    assertProblem(
        calroute.call("POST", "/api/callbacks/999999999/replay"), 404, "unknown-callback");
    assertThat(calroute.call("GET", "/api/nothing").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".", "..", "a\\b", "a\nb", "a/b", "a//b", "a;b", "a%b", "a%2Fb", "a?b#c&d", "{a} +é"
      })
  void whateverIsInAnIdItsAddressesLeadToIt(String id) {
    String provider = "provider=savvycal&id=" + encoded(id).replace("+", "%20");
    book(SavvyCalBooking.of(id).with("prov_ben000000001"));
    soon(
        () ->
            assertThat(calroute.get("/api/appointment?" + provider).path("id").asText())
                .isEqualTo(id));
    assertThat(calroute.call("POST", "/api/appointment/resync?" + provider).statusCode())
        .isEqualTo(202);

    Matcher link =
        Pattern.compile("href=\"(/appointment\\?[^\"]+)\"")
            .matcher(calroute.call("GET", "/search?q=" + encoded(id)).body());
    assertThat(link.find()).isTrue();
    String page = calroute.call("GET", link.group(1).replace("&amp;", "&")).body();
    assertThat(page).contains("action=\"/appointment/resync?" + provider.replace("&", "&amp;"));
    assertThat(calroute.call("GET", "/appointment/what-if?" + provider).statusCode())
        .isEqualTo(200);
    assertThat(calroute.call("POST", "/appointment/resync?" + provider).statusCode())
        .isEqualTo(302);
  }

  @Test
  void anAddressThatHasTheIdInItsPathGoesOnWorking() {
    book(SavvyCalBooking.of("appt_path/1").with("prov_ben000000001"));
    soon(
        () ->
            assertThat(
                    calroute.call("GET", "/api/appointments/savvycal/appt_path%2F1").statusCode())
                .isEqualTo(200));
    for (String below : List.of("", "/what-if")) {
      assertThat(
              calroute
                  .call("GET", "/appointments/savvycal/appt_path%2F1" + below)
                  .headers()
                  .firstValue("Location"))
          .hasValue("/appointment" + below + "?provider=savvycal&id=appt_path%2F1");
    }
    assertThat(calroute.call("POST", "/appointments/savvycal/appt_path%2F1/resync").statusCode())
        .isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
  void whatIsAtNoAddressIsAPageOrAProblem(String method) throws IOException {
    for (String path :
        List.of(
            "/actuator",
            "/actuator/health/x%2Fy",
            "/actuator/nothing",
            "/actuator/prometheus/x",
            "/error",
            "/error/x",
            "//",
            "/%",
            "/a%00b",
            "/..;/x",
            "/\u00e9",
            "*",
            "x",
            "/webjars/..%2Fx",
            "/api",
            "/api/nothing",
            "/callbacks/x",
            "/runbook/..",
            "/backfill/x/stop",
            "/appointment",
            "/routes/check/x")) {
      for (String accept : List.of("*/*", "text/html", "application/json", "image/png")) {
        String head = head(method, path, accept);
        assertThat(head).as(method + " " + path + " " + accept).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(head.substring(9, 12));
        assertThat(status).as(method + " " + path + " " + accept).isLessThan(500);
        if (status >= 400) {
          assertThat(head.toLowerCase(Locale.ROOT))
              .as(method + " " + path + " " + accept)
              .containsPattern("content-type: (application/problem\\+json|text/html)");
        }
      }
    }
  }

  /** As it was written: a client of Java's sends no such paths. */
  private static String head(String method, String path, String accept) throws IOException {
    try (Socket caller = new Socket("127.0.0.1", calroute.operationsPort())) {
      caller
          .getOutputStream()
          .write(
              "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .formatted(method, path, accept)
                  .getBytes(StandardCharsets.ISO_8859_1));
      String answer =
          new String(caller.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.split("\r\n\r\n", 2)[0];
    }
  }

  @Test
  void aPageSaysTheZoneOfItsTimes() {
    for (String page : List.of("/team?", "/calendar?target=google&calendar=anna@example.com&")) {
      assertThat(zones(page + "zone=Europe/Berlin")).containsOnly("Europe/Berlin");
      assertThat(zones(page)).containsOnly("UTC");
    }
    assertThat(zones("/callbacks")).containsOnly("UTC");
  }

  private static Set<String> zones(String page) {
    return Pattern.compile("Times are in ([^.<]+)\\.")
        .matcher(calroute.call("GET", page).body())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void aDayThatNoCalendarHasIsNoDay() {
    for (String time :
        List.of("+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "9999-01-01", "soon")) {
      for (String page :
          List.of(
              "/team?day=",
              "/team/now?day=",
              "/calendar?target=google&calendar=anna@example.com&week=")) {
        assertThat(calroute.call("GET", page + encoded(time)).statusCode()).isEqualTo(400);
      }
      assertThat(calroute.call("GET", "/search?q=" + encoded(time)).statusCode()).isEqualTo(200);
    }
    assertThat(calroute.call("GET", "/search?q=0000-01-01").statusCode()).isEqualTo(200);
  }

  @Test
  void whatMakesNoSenseIsAProblemAnd400ThatSaysWhatToSend() {
    for (String call :
        List.of(
            "/api/appointments?limit=0",
            "/api/appointments?limit=501",
            "/api/appointments?limit=many",
            "/api/appointments?after=x",
            "/api/appointments?after=-1",
            "/api/appointments?state=broken",
            "/api/callbacks?outcome=broken",
            "/api/callbacks?limit=-1",
            "/api/references",
            "/api/references?id=")) {
      assertProblem(calroute.call("GET", call), 400, "bad-parameter");
    }
    assertProblem(calroute.call("POST", "/api/callbacks/replay"), 400, "bad-parameter");
    assertProblem(
        calroute.call("POST", "/api/callbacks/replay?outcome=applied"), 400, "bad-parameter");
    assertThat(calroute.call("DELETE", "/api/status").statusCode()).isEqualTo(405);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = RunningCalroute.json(answer.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isEqualTo(code);
    assertThat(problem.path("detail").asText()).isNotEmpty();
  }

  private static void book(SavvyCalBooking booking) {
    assertThat(post(booking.callback("appointment.created")).statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> post(String body) {
    return calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body);
  }

  private static JsonNode awaitState(String id, String state) {
    soon(() -> assertThat(calroute.get(path(id)).at("/sync/state").asText()).isEqualTo(state));
    return calroute.get(path(id));
  }

  private static String outcome(String id) {
    return calroute.get("/api/callbacks/" + id).path("outcome").asText();
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("items").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static String path(String id) {
    return "/api/appointments/savvycal/" + id;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    return RunningCalroute.json(text.replace('\'', '"'));
  }
}
