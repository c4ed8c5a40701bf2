package io.calroute.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.door.DoorKeeper;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.store.CountedStore;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Clients open their addresses, over HTTP, while providers change what they lead to. */
class JoinTest {

  private static final String PUBLIC = "https://calroute.example.org";
  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2027-03-02T10:00:00Z");
  private static final Duration SHORT = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final AtomicInteger VISITORS = new AtomicInteger();

  @TempDir static Path home;
  private static CountedStore counted;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() throws IOException {
    counted = CountedStore.before(SharedServer.databaseOf(home));
    installation =
        new Installation(home, 0, 0)
            .with("calroute.teams.organizer", "rooms@example.org")
            .with("calroute.links", "adopt,redirect")
            .with("calroute.public-url", PUBLIC + "/")
            .with("calroute.connections.pexip-engage.default.links", "adopt")
            .with("spring.datasource.url", counted.jdbcUrl());
    calroute = installation.run();
  }

  @AfterAll
  static void stop() throws IOException {
    calroute.close();
    installation.close();
    counted.close();
  }

  @Test
  void theProvidersOwnKeyLeadsToItsLinkThroughTheWholeLife() {
    String key = "0b7d1f0e-1111-4222-8333-94444555566a";
    String path = "/join/ombori/default/" + key;
    OmboriBooking booking = OmboriBooking.of(key).with(ANNA).at(MONDAY, SHORT);
    assertThat(open(path).statusCode()).as("before anything is known").isEqualTo(404);

    tell(Provider.OMBORI, booking.callback("bookingConfirmation"));
    HttpResponse<String> before = open(path);
    assertThat(before.statusCode()).isEqualTo(200);
    assertThat(before.body()).contains("Your link will be here", "http-equiv=\"refresh\"");

    OmboriBooking online = booking.online("https://teams.example.com/l/1?context=%7b%7d");
    tell(Provider.OMBORI, online.callback("bookingUpdated"));
    assertRedirect(path, "https://teams.example.com/l/1?context=%7b%7d");
    assertRedirect(addressOf("ombori", key), "https://teams.example.com/l/1?context=%7b%7d");

    tell(Provider.OMBORI, online.at(TUESDAY, SHORT).callback("bookingUpdated"));
    assertRedirect(path, "https://teams.example.com/l/1?context=%7b%7d");

    OmboriBooking reassigned =
        online.at(TUESDAY, SHORT).with(BEN).online("https://new.example.com/");
    tell(Provider.OMBORI, reassigned.callback("bookingUpdated"));
    assertRedirect(path, "https://new.example.com/");

    tell(Provider.OMBORI, reassigned.now("rejected").callback("positionRemoved"));
    HttpResponse<String> after = open(path);
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.body()).contains("This appointment is over").doesNotContain("refresh");
  }

  @Test
  void aTeamsMeetingIsFoundWhereverItIsMadeAnew() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_join00000001").with("prov_carla0000001").online(null);
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    String path = addressOf("savvycal", booking.id());
    String first = awaitRedirect(path, "");
    assertThat(first).startsWith("https://teams.microsoft.com/");
    assertThat(meetingOf(booking.id())).isEqualTo(first);

    SavvyCalBooking reassigned = booking.with("prov_dave00000001").later();
    tell(Provider.SAVVYCAL, reassigned.callback("appointment.meeting.replaced"));
    String second = awaitRedirect(path, first);
    assertThat(second).startsWith("https://teams.microsoft.com/");
    await().atMost(SOON).until(() -> meetingOf(booking.id()).equals(second));
    assertThat(addressOf("savvycal", booking.id())).as("the same for ever").isEqualTo(path);

    SavvyCalBooking own = reassigned.online("https://zoom.example.com/j/2").later();
    tell(Provider.SAVVYCAL, own.callback("appointment.meeting.created"));
    assertRedirect(path, "https://zoom.example.com/j/2");
  }

  @Test
  void anAddressLeadsOnToWhatHasTakenTheAppointmentsPlace() {
    CabinetFmBooking first = CabinetFmBooking.of(98001).with("881").at(MONDAY, SHORT);
    tell(Provider.CABINETFM, online(first.callback("new"), "https://zoom.example.com/j/old"));
    String path = addressOf("cabinetfm", "98001");
    assertRedirect(path, "https://zoom.example.com/j/old");

    CabinetFmBooking second = first.rescheduled(98002, TUESDAY);
    tell(
        Provider.CABINETFM,
        online(second.callback("reschedule"), "https://zoom.example.com/j/new"));
    CabinetFmBooking third = second.rescheduled(98003, MONDAY);
    assertRedirect(path, "https://zoom.example.com/j/new");
    tell(Provider.CABINETFM, third.callback("reschedule"));
    assertThat(open(path).body()).contains("Your link will be here");
    assertThat(addressOf("cabinetfm", "98003")).isNotEqualTo(path);

    tell(Provider.CABINETFM, third.later().callback("cancelled"));
    assertThat(open(path).body()).contains("This appointment is over");
  }

  @Test
  void anAppointmentIsOverHalfAnHourAfterItsEnd() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_join00000002")
            .with("prov_anna00000001")
            .online("https://zoom.example.com/j/3")
            .at(now.minus(Duration.ofMinutes(50)), SHORT);
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    String path = addressOf("savvycal", booking.id());
    assertRedirect(path, "https://zoom.example.com/j/3");
    SavvyCalBooking earlier = booking.at(now.minus(Duration.ofMinutes(61)), SHORT).later();
    tell(Provider.SAVVYCAL, earlier.callback("appointment.rescheduled"));
    HttpResponse<String> over = open(path);
    assertThat(over.statusCode()).isEqualTo(200);
    assertThat(over.body()).contains("This appointment is over");
  }

  @Test
  void theStoreKnowsTheProvidersKeyAsADigestOnly() {
    String key = "c2VjcmV0/LWlk+MTIzNDU2Nzg=";
    AgendizeBooking booking =
        AgendizeBooking.of(40900001).with("881").online("https://video.example.com/1");
    tell(Provider.AGENDIZE, with(booking.callback("created"), key));
    for (String written : List.of(key, "c2VjcmV0%2FLWlk%2BMTIzNDU2Nzg%3D")) {
      assertRedirect("/join/agendize/default/" + written, "https://video.example.com/1");
    }
    JdbcTemplate store = calroute.bean(JdbcTemplate.class);
    for (String table : List.of("appointment", "appointment_alias", "reference", "lane")) {
      assertThat(
              store.queryForObject(
                  "select count(*) from " + table + " t where to_jsonb(t)::text like '%c2VjcmV0%'",
                  Long.class))
          .as(table)
          .isZero();
    }
    assertThat(calroute.get("/api/appointments/agendize/40900001").toString())
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void whateverIsWrongWithAnAddressIsAnsweredAlike() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_join00000003").online("https://zoom.example.com/j/4");
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    String path = addressOf("savvycal", booking.id());
    String key = path.substring(path.lastIndexOf('/') + 1);
    HttpResponse<String> unknown = open("/join/savvycal/default/AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(unknown.statusCode()).isEqualTo(404);
    for (String wrong :
        List.of(
            "/join/nobody/default/" + key,
            "/join/savvycal/other/" + key,
            "/join/agendize/default/" + key,
            "/join/savvycal/default/" + booking.id(),
            "/join/savvycal/default/" + key.substring(1),
            "/join/savvycal/default/" + key + "x",
            "/join/savvycal/default/" + key + "/",
            "/join/savvycal/default/",
            "/join/savvycal",
            "/join/",
            "/join/savvycal/default/" + "x".repeat(3000),
            "/join/savvycal/default/'%20or%20''='%00.........")) {
      HttpResponse<String> answer = open(wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(404);
      assertThat(answer.body()).as(wrong).isEqualTo(unknown.body());
      assertThat(answer.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
    }
    assertThat(open(path + "?utm=1").statusCode()).isEqualTo(302);
  }

  @Test
  void aConnectionThatOnlyAdoptsLinksHasNoAddresses() {
    PexipEngageBooking booking = PexipEngageBooking.of("apt-join-1").with(ANNA).at(MONDAY, SHORT);
    tell(Provider.PEXIP_ENGAGE, booking.callback("CREATE"));
    JsonNode shown = calroute.get("/api/appointments/pexip-engage/apt-join-1");
    assertThat(shown.path("joinAddress").isNull()).isTrue();
    String address =
        JoinAddress.text(
            "",
            "pexip-engage",
            "default",
            calroute
                .bean(JdbcTemplate.class)
                .queryForObject(
                    "select join_key from appointment where external_id = 'apt-join-1'",
                    byte[].class));
    assertThat(open(address).statusCode()).isEqualTo(404);
  }

  @Test
  void theStoreIsAskedOnceAndForAWrongShapeNotAtAll() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_join00000004").online("https://zoom.example.com/j/5");
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    String path = addressOf("savvycal", booking.id());
    long before = lookups();
    open(path);
    open("/join/savvycal/default/AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(lookups() - before).isEqualTo(2);
    open("/join/savvycal/default/short");
    open("/join/pexip-engage/default/AAAAAAAAAAAAAAAAAAAAAA");
    open("/join/savvycal/default/%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20");
    assertThat(lookups() - before).isEqualTo(2);
  }

  @Test
  void pagesSayNothingOfAnybodyAndAreTheSameForAll() {
    SavvyCalBooking one = SavvyCalBooking.of("appt_join00000005").with("prov_anna00000001");
    SavvyCalBooking other =
        SavvyCalBooking.of("appt_join00000006").about("Secret").at(TUESDAY, SHORT);
    tell(Provider.SAVVYCAL, one.callback("appointment.created"));
    tell(Provider.SAVVYCAL, other.callback("appointment.created"));
    HttpResponse<String> page = open(addressOf("savvycal", one.id()));
    assertThat(page.body())
        .isEqualTo(open(addressOf("savvycal", other.id())).body())
        .doesNotContain("Jane", "Doe", "Initial consult", "anna", "2027", "savvycal", one.id());
    assertThat(page.headers().map())
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-robots-tag", List.of("noindex"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("content-type", List.of("text/html; charset=utf-8"));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'sha256-")
        .doesNotContain("unsafe");
  }

  @Test
  void aRedirectIsNotKeptNorToldToTheMeeting() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_join00000007").online("https://zoom.example.com/j/6");
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    HttpResponse<String> answer = open(addressOf("savvycal", booking.id()));
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().map())
        .containsEntry("location", List.of("https://zoom.example.com/j/6"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-robots-tag", List.of("noindex"))
        .containsEntry("referrer-policy", List.of("no-referrer"));
  }

  @Test
  void pagesAreInALanguageThatTheClientReads() {
    SavvyCalBooking booking = SavvyCalBooking.of("appt_join00000008").with("prov_anna00000001");
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    String path = addressOf("savvycal", booking.id());
    Map.of(
            "de-AT,de;q=0.9,en;q=0.5", "Hier kommt Ihr Link",
            "fr", "Votre lien",
            "ja, es-MX;q=0.5", "Su enlace",
            "nl-BE", "Uw link",
            "it;q=0.7, xx", "Il suo link",
            "ja", "Your link",
            ";;;q=nonsense,", "Your link")
        .forEach(
            (languages, words) ->
                assertThat(
                        calroute
                            .callback(
                                path,
                                request ->
                                    request
                                        .GET()
                                        .header("X-Forwarded-For", visitor())
                                        .header("Accept-Language", languages))
                            .body())
                    .as(languages)
                    .contains(words));
  }

  @Test
  void onlyPagesMayBeOpened() {
    for (String link : List.of("javascript:alert(1)//example.com", "file:///etc/passwd", "tel:1")) {
      SavvyCalBooking booking =
          SavvyCalBooking.of("appt_join_" + link.length() + "0000000").online(link);
      tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
      HttpResponse<String> answer = open(addressOf("savvycal", booking.id()));
      assertThat(answer.statusCode()).as(link).isEqualTo(200);
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
  }

  @Test
  void headIsAnsweredAsGetAndNothingElseIs() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_join00000009").online("https://zoom.example.com/j/7");
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    String path = addressOf("savvycal", booking.id());
    HttpResponse<String> head = as("HEAD", path, visitor());
    assertThat(head.statusCode()).isEqualTo(302);
    assertThat(head.headers().firstValue("Location")).contains("https://zoom.example.com/j/7");
    HttpResponse<String> nowhere = as("HEAD", path + "x", visitor());
    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(nowhere.body()).isEmpty();
    HttpResponse<String> post = as("POST", path, visitor());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void aConnectionIsNotKept() throws IOException {
    try (Socket client = new Socket("127.0.0.1", calroute.callbacksPort())) {
      client.setSoTimeout((int) SOON.toMillis());
      String request =
          "GET /join/savvycal/default/no HTTP/1.1\r\nHost: c\r\nX-Forwarded-For: %s\r\n\r\n";
      client.getOutputStream().write(request.formatted(visitor()).getBytes(UTF_8));
      assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
          .as("everything until the end of the connection")
          .startsWith("HTTP/1.1 404")
          .endsWith("</html>\n");
    }
  }

  @Test
  void whoAsksTooOftenWaitsAndNobodyElseDoes() {
    String eager = visitor();
    for (int i = 0; i < JoinDesk.A_MINUTE; i++) {
      assertThat(open("/join/savvycal/default/no", eager).statusCode()).isEqualTo(404);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = open("/join/savvycal/default/no", eager);
              assertThat(answer.statusCode()).isEqualTo(429);
              assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9]");
              assertThat(answer.body()).contains("One moment, please");
            });
    assertThat(open("/join/savvycal/default/no").statusCode()).isEqualTo(404);
    tell(
        Provider.SAVVYCAL, SavvyCalBooking.of("appt_join00000010").callback("appointment.created"));
  }

  /** A store that does not answer is the worst that a flood can meet. */
  @Test
  void aFloodOfClientsHoldsUpNoCallback() throws SQLException {
    SavvyCalBooking booking = SavvyCalBooking.of("appt_join00000011");
    List<CompletableFuture<HttpResponse<String>>> flood = new ArrayList<>();
    try (Connection holding = DriverManager.getConnection(SharedServer.databaseOf(home))) {
      holding.setAutoCommit(false);
      holding.createStatement().execute("lock table appointment in access exclusive mode");
      HttpClient clients = HttpClient.newHttpClient();
      for (int i = 0; i < 150; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/join/savvycal/default/%s"
                            .formatted(calroute.callbacksPort(), "A".repeat(22))))
                .header("X-Forwarded-For", visitor())
                .build();
        flood.add(clients.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
      }
      await().atMost(SOON).until(() -> flood.stream().anyMatch(CompletableFuture::isDone));
      HttpResponse<String> kept =
          Provider.SAVVYCAL.tell(calroute, booking.callback("appointment.created"));
      assertThat(kept.statusCode()).isEqualTo(202);
      assertThat(flood).as("clients wait, callbacks don't").anyMatch(one -> !one.isDone());
    }
    assertThat(flood)
        .extracting(one -> one.join().statusCode())
        .containsOnly(404, 503)
        .contains(404, 503);
  }

  @Test
  void nobodyWaitsWhileTheDoorForCallbacksIsReplaced() throws InterruptedException {
    DoorKeeper keeper = calroute.bean(DoorKeeper.class);
    assertThat(keeper.close(SOON)).isTrue();
    try {
      assertThat(open("/join/savvycal/default/AAAAAAAAAAAAAAAAAAAAAA").statusCode()).isEqualTo(404);
    } finally {
      keeper.open();
    }
  }

  @Test
  void clientsCountAsNoCallbacks() {
    String before = callbacksOfNobody();
    open("/join/savvycal/default/AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(callbacksOfNobody()).isEqualTo(before);
  }

  private static String callbacksOfNobody() {
    return calroute
        .call("GET", "/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("calroute_callbacks_received") && line.contains("unknown"))
        .toList()
        .toString();
  }

  private static long lookups() {
    return counted.statements().entrySet().stream()
        .filter(statement -> statement.getKey().startsWith("with recursive opened"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static String online(String callback, String link) {
    ObjectNode body = (ObjectNode) RunningCalroute.json(callback);
    ((ObjectNode) body.at("/booking/booking")).put("zoom_link", link);
    return body.toString();
  }

  private static String with(String callback, String encryptedId) {
    return ((ObjectNode) RunningCalroute.json(callback)).put("encryptedId", encryptedId).toString();
  }

  private static void tell(Provider provider, String body) {
    String outcome =
        new JournalEntries(calroute).awaitOutcome(provider.tell(calroute, body)).outcome();
    assertThat(outcome).isEqualTo("applied");
  }

  private static String meetingOf(String id) {
    return calroute
        .get("/api/appointments/savvycal/" + id)
        .at("/onlineMeeting/videoLink")
        .asText("");
  }

  /** The path of the address that operators see. */
  private static String addressOf(String provider, String id) {
    String address =
        calroute.get("/api/appointments/" + provider + "/" + id).path("joinAddress").asText();
    assertThat(address).startsWith(PUBLIC + "/join/" + provider + "/default/");
    return address.substring(PUBLIC.length());
  }

  private static void assertRedirect(String path, String link) {
    HttpResponse<String> answer = open(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains(link);
  }

  /** Waits until an address leads to another meeting than before. */
  private static String awaitRedirect(String path, String before) {
    return await()
        .atMost(SOON)
        .until(
            () -> open(path).headers().firstValue("Location").orElse(before),
            link -> !link.equals(before));
  }

  private static HttpResponse<String> open(String path) {
    return open(path, visitor());
  }

  private static HttpResponse<String> open(String path, String from) {
    return as("GET", path, from);
  }

  private static HttpResponse<String> as(String method, String path, String from) {
    return calroute.callback(
        path,
        request -> request.method(method, BodyPublishers.noBody()).header("X-Forwarded-For", from));
  }

  /** Another address each time, as an ingress tells it. */
  private static String visitor() {
    int number = VISITORS.incrementAndGet();
    return "198.51." + number / 250 + "." + number % 250;
  }
}
