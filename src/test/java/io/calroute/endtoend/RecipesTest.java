package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.calroute.bundle.EditedCalroute;
import io.calroute.bundle.swap.CallbackStream;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Each recipe of docs/editing-routes.md, as it is written there, on a running Calroute. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try") // Some are closed before the end, too.
class RecipesTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final AtomicInteger BOOKINGS = new AtomicInteger();

  private static final String OF_ACME =
      """
      {"serial": %d, "what": "%s", "slot": {"number": 815, "who": 4711, "why": "Visit",
       "from": "2027-03-01T16:00:00", "to": "2027-03-01T16:30:00"}}
      """;

  @TempDir static Path home;
  private static EditedCalroute edited;

  /** What the two services of the recipes were asked: path, query and body. */
  private static final Queue<String> ASKED = new ConcurrentLinkedQueue<>();

  private static HttpServer services;

  private static volatile int status = 200;

  /** What the services wait for before they answer. */
  private static volatile CountDownLatch hanging = new CountDownLatch(0);

  @BeforeAll
  static void startOnce() throws IOException {
    services = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    services.createContext(
        "/",
        call -> {
          String path = call.getRequestURI().toString();
          String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          ASKED.add(call.getRequestMethod() + " " + path + " " + body);
          hangs();
          String id = path.substring(path.lastIndexOf('/') + 1);
          byte[] found =
              "{\"id\": \"%s\", \"email\": \"%s@example.org\"}"
                  .formatted(id, id)
                  .getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(status, found.length);
          call.getResponseBody().write(found);
          call.close();
        });
    services.start();
    String address = "http://127.0.0.1:" + services.getAddress().getPort();
    edited =
        EditedCalroute.start(
            home, Map.of("staff-service", address, "copy-address", address + "/callbacks"));
  }

  private static void hangs() {
    try {
      assertThat(hanging.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterAll
  static void stop() {
    edited.close();
    services.stop(0);
  }

  @AfterEach
  void restore() {
    status = 200;
    edited.restore();
    edited.awaitInUse();
  }

  @Test
  void everyRecipeIsTried() throws IOException {
    // The last one leads to docs/events.md, which EventRecipesTest follows.
    assertThat(Cookbook.size()).isEqualTo(14);
  }

  @Test
  void recipe1SwitchesAProviderOffAndOn() throws IOException {
    Cookbook recipe = Cookbook.recipe(1);
    SavvyCalBooking booking = booking();
    book(booking);
    calendars(booking).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
    recipe.follow(0, edited, home);
    edited.awaitInUse();
    SavvyCalBooking moved = booking.at(MONDAY.plusSeconds(86_400), HALF_AN_HOUR).later();
    assertThat(edited.send(moved, "appointment.rescheduled")).isEqualTo(503);
    calendars(booking).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
    recipe.follow(1, edited, home);
    edited.awaitInUse();
    assertThat(edited.send(moved, "appointment.rescheduled")).isEqualTo(202);
    calendars(booking).awaitOne("ben@example.com", MONDAY.plusSeconds(86_400), HALF_AN_HOUR);
  }

  @Test
  void recipe2AddsAFieldToTheDescription() throws IOException {
    SavvyCalBooking booking = booking();
    book(booking);
    calendars(booking).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
    try (CallbackStream callbacks = CallbackStream.start(edited.calroute(), 1, 20)) {
      Cookbook recipe = Cookbook.recipe(2);
      recipe.follow(0, edited, home);
      edited.awaitInUse();
      for (int i = 1; i < recipe.steps(); i++) {
        recipe.follow(i, edited, home);
      }
      calendars(booking)
          .await(
              "ben@example.com",
              event ->
                  assertThat(event.resource().path("description").asText())
                      .contains("Client number: ext_" + booking.id()));
      callbacks.close();
      assertThat(callbacks.refusals()).isEmpty();
    }
  }

  @Test
  void recipe3SendsAQueueToASharedMailbox() throws IOException {
    OmboriBooking booking =
        OmboriBooking.of("pos-recipe-" + BOOKINGS.incrementAndGet())
            .with("anna@example.com")
            .now("active");
    StaffCalendars calendars =
        new StaffCalendars(edited.installation(), "ombori/default/" + booking.id());
    assertThat(
            Provider.OMBORI
                .tell(edited.calroute(), booking.callback("bookingConfirmation"))
                .statusCode())
        .isEqualTo(202);
    calendars.awaitOne("anna@example.com", booking.start(), booking.length());
    Cookbook.recipe(3).follow(edited, home);
    calendars.awaitOne("front-desk@example.org", booking.start(), booking.length());
    calendars.awaitNone("anna@example.com");
  }

  @Test
  void recipe4MovesAStaffMemberToAnotherCalendar() throws IOException {
    SavvyCalBooking booking = booking();
    book(booking);
    calendars(booking).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
    Cookbook.recipe(4).follow(edited, home);
    calendars(booking).awaitOne("ben@example.org", MONDAY, HALF_AN_HOUR);
    calendars(booking).awaitNone("ben@example.com");
  }

  @Test
  void recipe5ChangesWhenTeamsMeetingsAreMade() throws IOException {
    Cookbook.recipe(5).follow(edited, home);
    edited.awaitInUse();
    SavvyCalBooking without = booking().with("prov_carla0000001").online(null);
    book(without);
    calendars(without).await("carla@example.org", event -> assertThat(event.joinUrl()).isNull());
    edited.restore();
    edited.awaitInUse();
    calendars(without).await("carla@example.org", event -> assertThat(event.joinUrl()).isNotNull());
  }

  @Test
  void recipe6HoldsTentativeBookingsBack() throws IOException {
    AgendizeBooking request =
        AgendizeBooking.of(77_000 + BOOKINGS.incrementAndGet()).with("882").now("pending");
    StaffCalendars calendars =
        new StaffCalendars(edited.installation(), "agendize/default/" + request.id());
    assertThat(
            edited
                .calroute()
                .postBasic("/callbacks/agendize", request.callback("created"))
                .statusCode())
        .isEqualTo(202);
    calendars.awaitOne("ben@example.com", request.start(), request.length());
    Cookbook.recipe(6).follow(edited, home);
    calendars.awaitNone("ben@example.com");
    assertThat(
            edited
                .calroute()
                .postBasic(
                    "/callbacks/agendize", request.now("accepted").later().callback("updated"))
                .statusCode())
        .isEqualTo(202);
    calendars.awaitOne("ben@example.com", request.start(), request.length());
  }

  @Test
  void recipe7RotatesASecretAndRefusesNobodyMeanwhile() throws IOException {
    Cookbook recipe = Cookbook.recipe(7);
    try (CallbackStream callbacks = CallbackStream.start(edited.calroute(), 2, 30)) {
      recipe.follow(0, edited, home);
      recipe.follow(1, edited, home);
      edited.awaitInUse();
      recipe.follow(2, edited, home);
      String body = booking().callback("appointment.created");
      await()
          .atMost(SOON)
          .until(
              () ->
                  edited
                              .calroute()
                              .post(
                                  "/callbacks/savvycal",
                                  body,
                                  Map.of(
                                      "X-SavvyCal-Signature",
                                      "sha256=" + signature("the-new-secret", body)))
                              .statusCode()
                          / 100
                      == 2);
      callbacks.close();
      assertThat(callbacks.refusals()).isEmpty();
    }
  }

  @Test
  void recipe8LeavesTestBookingsOut() throws IOException {
    Cookbook.recipe(8).follow(edited, home);
    edited.awaitInUse();
    SavvyCalBooking test = booking().about("TEST of the form");
    JournalEntries journal = new JournalEntries(edited.calroute());
    assertThat(
            journal
                .awaitOutcome(
                    edited
                        .calroute()
                        .postSigned(
                            "/callbacks/savvycal",
                            "X-SavvyCal-Signature",
                            test.callback("appointment.created")))
                .outcome())
        .isEqualTo("ignored");
    SavvyCalBooking real = booking();
    book(real);
    calendars(real).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
    calendars(test).awaitNone("ben@example.com");
  }

  @Test
  void recipe9TellsOfCallbacksInTheLog(CapturedOutput log) throws IOException {
    Cookbook.recipe(9).follow(edited, home);
    edited.awaitInUse();
    book(booking());
    await()
        .atMost(SOON)
        .until(() -> log.getAll().contains("A callback for the connection default"));
  }

  @Test
  void recipe10AddsAProvider() throws IOException {
    assertThat(tellOfAcme(1, "ON").statusCode()).isEqualTo(404);
    try (CallbackStream callbacks = CallbackStream.start(edited.calroute(), 2, 30)) {
      Cookbook.recipe(10).follow(edited, home);
      edited.awaitInUse();
      await().atMost(SOON).until(() -> tellOfAcme(1, "ON").statusCode() / 100 == 2);
      StaffCalendars calendars = new StaffCalendars(edited.installation(), "acme/default/815");
      calendars.awaitOne("anna@example.com", MONDAY, HALF_AN_HOUR);
      assertThat(tellOfAcme(2, "OFF").statusCode()).isEqualTo(202);
      calendars.awaitNone("anna@example.com");
      // The clocks show this hour twice: the end is in the second showing.
      String night = "\"2027-10-31T02:45:00\", \"to\": \"2027-10-31T02:15:00\"";
      String acrossTheClocks =
          OF_ACME.formatted(3, "ON").replace("815", "816").replaceFirst("\"2027.*00\"", night);
      assertThat(tellOfAcme(acrossTheClocks).statusCode()).isEqualTo(202);
      new StaffCalendars(edited.installation(), "acme/default/816")
          .awaitOne("anna@example.com", Instant.parse("2027-10-31T00:45:00Z"), HALF_AN_HOUR);
      callbacks.close();
      assertThat(callbacks.refusals()).isEmpty();
    }
  }

  @Test
  void recipe11LooksAStaffMembersAddressUp() throws IOException {
    Cookbook.recipe(11).follow(edited, home);
    edited.awaitInUse();
    SavvyCalBooking booking = booking().with("prov_dora");
    JournalEntries.Entry entry =
        new JournalEntries(edited.calroute())
            .awaitOutcome(tellOfSavvycal(booking.callback("appointment.created")));
    assertThat(entry.outcome()).as(entry.reason()).isEqualTo("applied");
    calendars(booking).awaitOne("prov_dora@example.org", MONDAY, HALF_AN_HOUR);
    assertThat(ASKED).contains("GET /staff/prov_dora ");
  }

  @Test
  void anEditKeepsNobodyWaitingWhileAServiceOfTheInstallationsOwnHangs() throws IOException {
    Cookbook.recipe(11).follow(edited, home);
    edited.awaitInUse();
    Route before = mapping();
    CountDownLatch goesOn = new CountDownLatch(1);
    hanging = goesOn;
    try {
      ASKED.clear();
      tellOfSavvycal(booking().with("prov_dora").callback("appointment.created"));
      await().until(() -> !ASKED.isEmpty());
      edited.edit(
          "routes/receive-savvycal.camel.yaml",
          "Turns a kept callback",
          "Turns each kept callback");
      await().until(() -> ((StatefulService) before.getConsumer()).isSuspended());
      assertThat(tellOfSavvycal(booking().callback("appointment.created")).statusCode())
          .isEqualTo(202);
      assertThat(mapping()).as("the edit waits, and nobody waits for it").isSameAs(before);
    } finally {
      goesOn.countDown();
    }
    edited.awaitInUse();
    assertThat(mapping()).isNotSameAs(before);
  }

  private static Route mapping() {
    return edited.calroute().bean(CamelContext.class).getRoute("map-savvycal");
  }

  @Test
  void recipe12LeavesAServiceOut() throws IOException {
    Cookbook.recipe(12).follow(edited, home);
    edited.awaitInUse();
    JournalEntries journal = new JournalEntries(edited.calroute());
    JournalEntries.Entry training =
        journal.awaitOutcome(
            edited
                .calroute()
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    booking().about("Internal training").callback("appointment.created")));
    assertThat(training.outcome()).isEqualTo("ignored");
    assertThat(training.reason())
        .isEqualTo("Internal trainings are not for the calendars of clients.");
    SavvyCalBooking other = booking();
    book(other);
    calendars(other).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
  }

  @Test
  void recipe13CopiesCallbacksAndNoDuplicates(CapturedOutput log) throws IOException {
    Cookbook.recipe(13).follow(edited, home);
    edited.awaitInUse();
    String first = booking().callback("appointment.created");
    String second = booking().callback("appointment.created");
    assertThat(tellOfSavvycal(first).statusCode()).isEqualTo(202);
    HttpResponse<String> again = tellOfSavvycal(first);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("duplicate");
    assertThat(tellOfSavvycal(second).body()).contains("accepted").doesNotContain("data");
    await().atMost(SOON).until(() -> ASKED.contains("POST /callbacks " + second));
    await().atMost(SOON).until(() -> ASKED.contains("POST /callbacks " + first));
    assertThat(ASKED.stream().filter(("POST /callbacks " + first)::equals)).hasSize(1);

    status = 500;
    assertThat(tellOfSavvycal(booking().callback("appointment.created")).statusCode())
        .isEqualTo(202);
    await().atMost(SOON).until(() -> log.getAll().contains("A copy for SavvyCal is lost: "));
  }

  @Test
  void whatKaotoSavesOfEveryFileIsInUse() throws IOException {
    Path saves = Path.of("src/test/resources/kaoto/own-catalog-of-kaoto");
    try (Stream<Path> files = Files.walk(saves)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        edited.save(saves.relativize(file).toString(), Files.readString(file));
      }
    }
    edited.awaitInUse();
    SavvyCalBooking booking = booking();
    book(booking);
    calendars(booking).awaitOne("ben@example.com", MONDAY, HALF_AN_HOUR);
  }

  private static HttpResponse<String> tellOfSavvycal(String body) {
    return edited.calroute().postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body);
  }

  private static HttpResponse<String> tellOfAcme(int serial, String what) {
    return tellOfAcme(OF_ACME.formatted(serial, what));
  }

  private static HttpResponse<String> tellOfAcme(String body) {
    return edited
        .calroute()
        .post("/callbacks/acme", body, Map.of("X-Acme-Secret", "what-acme-told-you"));
  }

  private static SavvyCalBooking booking() {
    return SavvyCalBooking.of("appt_recipe" + BOOKINGS.incrementAndGet()).with("prov_ben000000001");
  }

  private static void book(SavvyCalBooking booking) {
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
  }

  private static StaffCalendars calendars(SavvyCalBooking booking) {
    return new StaffCalendars(edited.installation(), "savvycal/default/" + booking.id());
  }

  private static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
