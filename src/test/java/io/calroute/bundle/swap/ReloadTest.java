package io.calroute.bundle.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every kind of edit, on a running Calroute that callbacks come in to all the time. */
class ReloadTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtomicInteger BOOKINGS = new AtomicInteger();
  private static final String AGENDIZE = "routes/receive-agendize.camel.yaml";
  private static final String RECEIVE = "routes/receive-savvycal.camel.yaml";
  private static final String FRONT_DOOR = "routes/front-door.camel.yaml";
  private static final String CABINETFM = "routes/receive-cabinetfm.camel.yaml";
  private static final List<String> OF_THE_JAR = List.of("sync-reference", "sweep-calendar");
  private static final String GOOGLE_EVENT = "mappings/google-event.jslt";
  private static final String SERVICE = "Consult while files change";
  private static final Duration POLL = Duration.ofMillis(100);

  @TempDir static Path home;
  private static EditedCalroute edited;

  private CallbackStream callbacks;
  private Route frontDoor;

  @BeforeAll
  static void startOnce() {
    edited = EditedCalroute.start(home, Map.of("calroute.bundle.poll", POLL.toMillis() + "ms"));
  }

  @AfterAll
  static void stop() {
    edited.close();
  }

  @BeforeEach
  void sendCallbacks() {
    frontDoor = route("open-front-door");
    callbacks = CallbackStream.start(edited.calroute(), 2, 30);
  }

  @AfterEach
  void nobodyWasRefused() {
    boolean sameDoor = route("open-front-door") == frontDoor;
    edited.restore();
    edited.awaitInUse();
    callbacks.close();
    assertThat(callbacks.refusals()).isEmpty();
    assertThat(callbacks.sent()).isPositive();
    assertThat(sameDoor).isTrue();
  }

  @Test
  void editedRouteIsInUseWithinSeconds() {
    Route before = route("receive-savvycal");
    edited.edit(RECEIVE, "Checks the signature over", "Proves the signature over");
    edited.awaitInUse();
    assertThat(route("receive-savvycal")).isNotSameAs(before);
    assertThat(route("receive-savvycal").getDescription()).startsWith("Proves");
    assertNothingIsLeftOver();
  }

  @Test
  void editingAgainAndAgainRefusesNobodyAndLeavesNothingBehind() {
    for (int round = 1; round <= 8; round++) {
      edited.edit(
          RECEIVE,
          text -> text.replaceAll("(?m)^    description: .*$", ROUND + BOOKINGS.incrementAndGet()));
      edited.awaitInUse();
    }
    assertNothingIsLeftOver();
  }

  @Test
  void fileWithSeveralRoutes() {
    Route before = route("map-savvycal");
    edited.edit(RECEIVE, "Turns a kept callback", "Turns one kept callback");
    edited.awaitInUse();
    assertThat(route("receive-savvycal")).isNotNull();
    assertThat(route("map-savvycal")).isNotNull().isNotSameAs(before);
    assertBookingArrives();
  }

  @Test
  void routesThatCallCalendarsWhileTheyDo() {
    edited.edit("routes/write-google-event.camel.yaml", "one call", "a call");
    edited.awaitInUse();
    assertBookingArrives();
  }

  @Test
  void brokenYamlChangesNothingAndIsToldWithItsLine() {
    String good = edited.text(RECEIVE);
    Route before = route("receive-savvycal");
    edited.save(RECEIVE, good.replace("      uri: direct", "      uri: [direct"));
    edited.awaitProblem(RECEIVE, edited.line(RECEIVE, "parameters"), "This is no YAML");
    assertThat(route("receive-savvycal")).isSameAs(before);
    assertReadinessIsUp();
    assertThat(edited.calroute().get("/actuator/health/bundle").toString()).contains(RECEIVE);
    edited.save(RECEIVE, good);
  }

  @Test
  void unknownStepOptionBeanMethodKameletAndExpressionAreFound() {
    refused(
        RECEIVE,
        "- to:\n            id: accept",
        "- tow:\n            id: accept",
        "- tow:",
        "tow");
    refused(
        "kamelets/accept-callback-action.kamelet.yaml",
        "steps:\n        - choice:",
        "steps:\n        choice:",
        "steps:",
        "object found, array expected");
    refused(FRONT_DOOR, "ref: frontDoor", "ref: frntDoor", "ref: frntDoor", "no bean 'frntDoor'");
    refused(
        "routes/write-teams-meeting.camel.yaml",
        "method: refused",
        "method: refuzed",
        "ref: microsoft365Answers\n                      method: refuzed",
        "no method refuzed");
    refused(
        RECEIVE,
        "kamelet:accept-callback",
        "kamelet:acept-callback",
        "kamelet:acept",
        "no kamelet");
    refused(
        RECEIVE, "deliveryKey: /id", "deliverKey: /id", "kamelet:accept", "no property deliverKey");
    refused(
        "routes/write-google-event.camel.yaml",
        "expression: ${body}",
        "expression: ${body",
        "expression: ${body",
        "expected symbol functionEnd");
    refused(
        "routes/write-google-event.camel.yaml",
        "pageSize: \"{{calroute.google.page-size:250}}\"",
        "pageSize: \"{{calroute.no-such-property}}\"",
        "{{calroute.no-such-property}}",
        "calroute.no-such-property");
    refused(
        "routes/write-google-event.camel.yaml",
        "pageSize:",
        "pagSize:",
        "kamelet:google-event-sink",
        "no property pagSize");
    refused(
        "kamelets/office365-event-sink.kamelet.yaml",
        "top: \"{{pageSize}}\"",
        "tob: \"{{pageSize}}\"",
        "tob:",
        "tob");
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void whatIsWrongIsToldInOneLine(CapturedOutput log) {
    edited.edit(RECEIVE, "deliveryKey: /id", "deliveryKey: \"{{calroute.nobody-set-this}}\"");
    edited.awaitProblem(
        RECEIVE, edited.line(RECEIVE, "{{calroute.nobody-set-this}}"), "calroute.nobody-set-this");
    assertThat(log)
        .contains("Not in use, the last good version stays: " + RECEIVE)
        .doesNotContain("rehearsal", "\tat ");
    edited.edit(RECEIVE, "\"{{calroute.nobody-set-this}}\"", "/id");
    edited.edit(RECEIVE, "Checks the signature over", "Proves the signature over");
    edited.awaitInUse();
    assertThat(log).contains("Stopped receive-savvycal");
  }

  @Test
  void whatKeepsCallbacksSafeCannotBeTakenOut() {
    refused(
        RECEIVE,
        "kamelet:authenticate-callback-action",
        "kamelet:accept-callback-action",
        "kamelet:accept",
        "has no property");
    refused(
        "routes/write-google-event.camel.yaml",
        "kamelet:google-event-sink",
        "kamelet:office365-event-sink",
        "- to:\n                  id: call-google",
        "sends 0 requests to google for CREATE");
    refused(
        RECEIVE,
        "name: map-savvycal",
        "name: map-savycal",
        "- route:",
        "add the route map-savvycal");
    refused(RECEIVE, "name: savvycal\n", "name: savycal\n", "uri: mapping", "no mapping savycal");
    refused(
        "routes/front-door.camel.yaml",
        "routeConfigurationId: callback-errors",
        "routeConfigurationId: calback-errors",
        "- route:",
        "no route configuration 'calback-errors'");
  }

  @Test
  void whileOneFileIsBrokenOthersCanBeEdited() {
    String good = edited.text(RECEIVE);
    edited.save(RECEIVE, good.replace("uri: direct", "uri: dirct"));
    edited.awaitProblem(RECEIVE, edited.line(RECEIVE, "uri: dirct"), "dirct");
    Route before = route("map-cabinetfm");
    edited.edit(CABINETFM, "Turns a kept callback", "Turns one kept callback");
    await()
        .atMost(SOON)
        .until(() -> route("map-cabinetfm") != null && route("map-cabinetfm") != before);
    assertThat(edited.bundle().path("problems"))
        .allSatisfy(problem -> assertThat(problem.path("file").textValue()).isEqualTo(RECEIVE));
    edited.save(RECEIVE, good);
    edited.awaitInUse();
  }

  @Test
  void deletedFileTakesItsRoutesAlongAndComesBack() {
    String file = "routes/receive-ombori.camel.yaml";
    String text = edited.text(file);
    edited.delete(file);
    edited.awaitProblem(
        "config/application.yaml",
        edited.line("config/application.yaml", "secret: ${ombori-secret}"),
        "no route takes its callbacks");
    assertThat(route("receive-ombori")).isNotNull();
    edited.save(file + ".off", text);
    edited.edit("config/application.yaml", "tentative: hold", "tentative: hold # looked at again");
    edited.awaitInUse();
    assertThat(route("receive-ombori")).isNull();
    assertNothingIsLeftOver();
    edited.save(file, text);
    edited.awaitInUse();
    assertThat(route("receive-ombori")).isNotNull();
  }

  @Test
  void whatCalrouteItselfNeedsCannotBeDeleted() {
    String text = edited.text(FRONT_DOOR);
    edited.delete(FRONT_DOOR);
    edited.awaitProblem("routes/", 0, "platform-http:/callbacks");
    assertThat(route("open-front-door")).isNotNull();
    edited.save(FRONT_DOOR, text);
    edited.awaitInUse();
    String mapping = edited.text(GOOGLE_EVENT);
    edited.delete(GOOGLE_EVENT);
    edited.awaitProblem(GOOGLE_EVENT, 0, "missing");
    assertBookingArrives();
    edited.save(GOOGLE_EVENT, mapping);
  }

  @Test
  void renamedFileAndRenamedRoute() throws IOException {
    String file = "routes/receive-ombori.camel.yaml";
    String other = "routes/take-ombori.camel.yaml";
    Files.move(edited.file(file), edited.file(other));
    edited.edit(other, "id: receive-ombori", "id: take-ombori");
    edited.awaitInUse();
    assertThat(route("receive-ombori")).isNull();
    assertThat(route("take-ombori")).isNotNull();
    assertNothingIsLeftOver();
    Files.move(edited.file(other), edited.file(file));
    edited.edit(file, "id: take-ombori", "id: receive-ombori");
    edited.awaitInUse();
  }

  @Test
  void sameRouteIdInTwoFilesIsRefused() {
    String copy = "routes/copy.camel.yaml";
    edited.save(copy, edited.text(RECEIVE));
    edited.awaitProblem(RECEIVE, 2, "also in routes/copy.camel.yaml:2");
    edited.delete(copy);
    edited.awaitInUse();
    edited.save(copy, edited.text(RECEIVE).replace("id: receive-savvycal", "id: another"));
    edited.awaitProblem(RECEIVE, 2, "takes direct:receive-savvycal already");
    edited.delete(copy);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void fileThatIsStillWrittenToIsLeftAloneUntilItIsWhole(CapturedOutput log) throws IOException {
    String whole =
        edited.text(RECEIVE).replaceFirst("(?m)^    description: .*$", ROUND + "in pieces");
    long begun = System.nanoTime();
    long before = begun;
    int pauses = 0;
    for (int i = 0; before < begun + POLL.multipliedBy(20).toNanos(); i++) {
      // Never twice the same.
      saveAtOnce(RECEIVE, whole.substring(0, 100 + i % (whole.length() - 200)) + "# " + i);
      long now = System.nanoTime();
      pauses += now - before < POLL.toNanos() ? 0 : 1;
      before = now;
    }
    saveAtOnce(RECEIVE, whole);
    pauses += System.nanoTime() - before < POLL.toNanos() ? 0 : 1;
    edited.awaitInUse();
    assertThat(route("receive-savvycal").getDescription()).endsWith("in pieces");
    assertThat(log.getOut().lines().filter(line -> line.contains("Not in use")).count())
        .as("only in a pause are two looks at the same piece possible")
        .isLessThanOrEqualTo(pauses);
  }

  /** So that a look at it sees the text before or this one. */
  private static void saveAtOnce(String name, String text) throws IOException {
    Path piece = edited.file("routes/.piece");
    Files.writeString(piece, text);
    Files.move(piece, edited.file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void eightFilesAtOnce() {
    List<String> files = eightFiles();
    files.forEach(file -> edited.edit(file, ReloadTest::withAnotherDescription));
    edited.awaitInUse();
    assertNothingIsLeftOver();
    assertBookingArrives();
  }

  @Test
  void oneBadFileAmongEightKeepsAllEightOutUntilItIsMended() {
    List<String> files = eightFiles();
    List<Route> before = List.copyOf(camel().getRoutes());
    String good = edited.text(RECEIVE);
    files.stream()
        .filter(file -> !file.equals(RECEIVE))
        .forEach(file -> edited.edit(file, ReloadTest::withAnotherDescription));
    edited.save(RECEIVE, good.replace("uri: direct", "uri: dirct"));
    edited.awaitProblem(RECEIVE, edited.line(RECEIVE, "uri: dirct"), "dirct");
    assertThat(camel().getRoutes()).isEqualTo(before);
    edited.save(RECEIVE, good);
    edited.awaitInUse();
    assertThat(route("map-agendize")).isNotIn(before);
  }

  @Test
  void editedKameletReachesEveryRouteThatUsesIt() {
    String kamelet = "kamelets/accept-callback-action.kamelet.yaml";
    List<Route> before = camel().getRoutes().stream().filter(ReloadTest::receives).toList();
    edited.edit(kamelet, "Keeps an authentic callback", "Keeps an authentic call");
    edited.awaitInUse();
    assertThat(before).isNotEmpty();
    assertThat(camel().getRoutes().stream().filter(ReloadTest::receives))
        .hasSameSizeAs(before)
        .doesNotContainAnyElementsOf(before);
    assertNothingIsLeftOver();
    assertBookingArrives();
    String good = edited.text(kamelet);
    edited.save(kamelet, good.replace("step: accept", "step: acept"));
    edited.awaitProblem(kamelet, edited.line(kamelet, "step: acept"), "acept is no step");
    edited.save(kamelet, good);
  }

  @Test
  void damagedKameletIsNotTakenForAnIncompleteConnection() {
    String kamelet = "kamelets/authenticate-callback-action.kamelet.yaml";
    edited.edit(kamelet, "algorithm: \"{{algorithm}}\"", "algorithm: \"\"");
    edited.awaitProblem(kamelet, 0, "no algorithm");
  }

  @Test
  void errorsAreHandledAsBeforeAfterAReload() {
    edited.edit("routes/callback-errors.camel.yaml", "Turns every refusal", "Makes every refusal");
    edited.awaitInUse();
    // The front door names this configuration, so that it is built anew, too.
    assertThat(route("open-front-door")).isNotSameAs(frontDoor);
    frontDoor = route("open-front-door");
    HttpResponse<String> refusal = edited.calroute().post("/callbacks/savvycal", "{}", Map.of());
    assertThat(refusal.statusCode()).isEqualTo(401);
    assertThat(refusal.headers().firstValue("Content-Type")).contains("application/problem+json");
    edited.edit(RECEIVE, "into the canonical appointment", "into an appointment");
    edited.awaitInUse();
    SavvyCalBooking backwards =
        SavvyCalBooking.of("appt_backwards" + BOOKINGS.incrementAndGet())
            .with("prov_anna00000001")
            .at(Instant.parse("2027-03-01T15:00:00Z"), Duration.ofMinutes(-30));
    String unmappable =
        edited
            .calroute()
            .postSigned(
                "/callbacks/savvycal",
                "X-SavvyCal-Signature",
                backwards.callback("appointment.created"))
            .body();
    String id = RunningCalroute.json(unmappable).path("id").asText();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode callback = edited.calroute().get("/api/callbacks/" + id);
              assertThat(callback.path("outcome").textValue()).isEqualTo("failed");
              assertThat(callback.at("/reason/code").textValue()).isNotBlank();
            });
  }

  @Test
  void routesThatCannotStartAfterAllAreTakenBackBeforeAnybodyMeetsThem() throws Exception {
    camel()
        .addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:taken").routeId("nobody-knows").stop();
              }
            });
    try {
      for (int round = 1; round <= 5; round++) {
        edited.edit(
            AGENDIZE,
            text ->
                """
                - route:
                    id: too-late
                    description: Takes what somebody takes already
                    from:
                      id: take
                      uri: direct:taken
                      steps:
                        - stop:
                            id: end
                """
                    + text);
        edited.awaitProblem(AGENDIZE, 0, "It could not be built");
        assertThat(route("too-late")).isNull();
        assertThat(route("receive-agendize").getDescription()).startsWith("Checks HTTP Basic");
        edited.restore();
        edited.awaitInUse();
      }
    } finally {
      camel().getRouteController().stopRoute("nobody-knows");
      camel().removeRoute("nobody-knows");
    }
    assertNothingIsLeftOver();
  }

  @Test
  void frontDoorItselfIsReplacedAgainAndAgain() {
    for (int round = 1; round <= 5; round++) {
      edited.edit("routes/front-door.camel.yaml", ReloadTest::withAnotherDescription);
      edited.awaitInUse();
    }
    assertThat(route("open-front-door")).isNotSameAs(frontDoor);
    frontDoor = route("open-front-door");
    assertBookingArrives();
  }

  @Test
  void editedMappingShowsInTheNextEvent() {
    String before = edited.text(GOOGLE_EVENT);
    // No golden case has a title like that of the bookings here.
    edited.edit(
        GOOGLE_EVENT,
        "e:title($appointment)",
        "if (contains(\""
            + SERVICE
            + "\", $appointment.title)) \"As edited\" else e:title($appointment)");
    edited.awaitInUse();
    assertThat(arrived().title()).isEqualTo("As edited");
    edited.save(GOOGLE_EVENT, before);
  }

  @Test
  void mappingThatDoesNotCompileOrFailsAGoldenCaseChangesNothing() {
    String mapping = "mappings/savvycal.jslt";
    String good = edited.text(mapping);
    edited.save(mapping, good + "\n$nobody-declares-this");
    await().atMost(SOON).until(() -> edited.bundle().path("problems").size() > 0);
    assertThat(edited.bundle().path("problems").get(0).path("file").textValue()).isEqualTo(mapping);
    assertThat(edited.bundle().path("problems").get(0).path("line").intValue()).isPositive();
    edited.save(mapping, good.replace("\"confirmed\"", "\"tentative\""));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(edited.bundle().path("problems").findValuesAsText("file"))
                    .contains("mappings/savvycal/confirmed.out.json"));
    JsonNode differs = edited.bundle().path("problems").get(1);
    assertThat(differs.path("line").intValue()).isPositive();
    assertThat(differs.path("reason").textValue())
        .startsWith("Golden case of savvycal.jslt fails at /status: expected \"confirmed\"");
    assertBookingArrives();
    edited.save(mapping, good);
  }

  @Test
  void librarySwapsWithWhatImportsIt() {
    String library = "mappings/lib/event.jslt";
    String good = edited.text(library);
    edited.save(library, good + "\ndef broken(");
    await().atMost(SOON).until(() -> edited.bundle().path("problems").size() > 0);
    assertThat(edited.bundle().path("problems").toString()).contains("mappings/");
    assertBookingArrives();
    edited.save(library, "// Everything is gone.\n");
    edited.awaitProblem(
        GOOGLE_EVENT,
        edited.line(GOOGLE_EVENT, "import"),
        "The import \"lib/event.jslt\" is empty");
    edited.save(library, good + "\n// mended\n");
    edited.awaitInUse();
    edited.save(library, good);
  }

  private static final String ROUND = "    description: Round ";

  private static String withAnotherDescription(String text) {
    return text.replaceFirst("(?m)^    description: .*$", ROUND + BOOKINGS.incrementAndGet());
  }

  private static List<String> eightFiles() {
    return List.of(
        RECEIVE,
        AGENDIZE,
        CABINETFM,
        "routes/receive-ombori.camel.yaml",
        "routes/receive-pexip-engage.camel.yaml",
        "routes/write-google-event.camel.yaml",
        "routes/write-office365-event.camel.yaml",
        "routes/write-teams-meeting.camel.yaml");
  }

  /** Saves a file with a slip in it, waits until that is told, and takes it back. */
  private static void refused(String file, String piece, String slip, String at, String words) {
    String good = edited.text(file);
    List<Route> before = List.copyOf(camel().getRoutes());
    assertThat(good).contains(piece);
    edited.save(file, good.replace(piece, slip));
    edited.awaitProblem(file, edited.line(file, at), words);
    assertThat(camel().getRoutes()).isEqualTo(before);
    edited.save(file, good);
    edited.awaitInUse();
  }

  private static void assertReadinessIsUp() {
    assertThat(edited.calroute().get("/actuator/health/readiness").path("status").textValue())
        .isEqualTo("UP");
  }

  private static void assertBookingArrives() {
    assertThat(arrived().title()).contains(SERVICE);
  }

  /** The event of a new booking. */
  private static SimulatedEvent arrived() {
    String id = "appt_reload" + BOOKINGS.incrementAndGet();
    SavvyCalBooking booking = SavvyCalBooking.of(id).with("prov_anna00000001").about(SERVICE);
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
    Predicate<SimulatedEvent> ours =
        event -> event.marker() != null && event.marker().appointment().endsWith(id);
    return await()
        .atMost(SOON)
        .until(
            () ->
                edited.installation().google().calendar("anna@example.com").events().stream()
                    .filter(ours)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static boolean receives(Route route) {
    return route.getRouteId().startsWith("receive-");
  }

  /** The routes of the files, and one for each way in which a kamelet is used. */
  private static void assertNothingIsLeftOver() {
    List<String> uses =
        camel().getEndpoints().stream()
            .map(Endpoint::getEndpointUri)
            .filter(uri -> uri.matches("kamelet:(?!(//)?(source|sink)).*"))
            .toList();
    assertThat(
            camel().getRoutes().stream()
                .filter(Route::isCreatedByKamelet)
                .map(route -> route.getRouteId() + " " + route.getEndpoint().getEndpointUri()))
        .as("made for %s", uses)
        .hasSameSizeAs(uses)
        .hasSizeLessThan(13);
    assertThat(
            camel().getRoutes().stream()
                .filter(route -> !route.isCreatedByKamelet())
                .map(Route::getRouteId)
                .filter(id -> !OF_THE_JAR.contains(id)))
        .containsExactlyInAnyOrderElementsOf(edited.routeIds());
  }

  private static Route route(String id) {
    return camel().getRoute(id);
  }

  private static CamelContext camel() {
    return edited.calroute().bean(CamelContext.class);
  }
}
