package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Provider;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider that nobody has heard of, with a shape, a signature and ids of its own, made of a
 * route, a mapping and configuration: no Java is needed, and Java names no provider.
 */
class SixthProviderTest {

  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2027-03-02T10:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String SECRET = "acme-secret";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ROUTE =
      """
      # Acme: made up.
      - route:
          id: receive-acme
          description: Checks the signature and keeps the callback
          from:
            id: acme-callbacks
            uri: direct
            parameters:
              name: receive-acme
            steps:
              - to:
                  id: authenticate-acme
                  uri: kamelet:authenticate-callback-action
                  parameters:
                    provider: acme
                    scheme: hmac
                    header: X-Acme-Digest
                    algorithm: HmacSHA512
                    prefix: "v1,"
                    encoding: base64
              - to:
                  id: accept-acme
                  uri: kamelet:accept-callback-action
                  parameters:
                    deliveryKey: /news/0/serial
      - route:
          id: map-acme
          from:
            id: kept-acme-callbacks
            uri: direct
            parameters:
              name: map-acme
            steps:
              - to:
                  id: apply-acme-mapping
                  uri: mapping
                  parameters:
                    name: acme
      """;

  private static final String MAPPING =
      """
      import "lib/appointment.jslt" as a

      let news = .body.news[0]
      let said = $news.slot
      let times = get-key($said, "from-to")
      let gone = $news.what == "OFF"
      let connection = .connection

      if (not($news.what))
        a:ignored(null, null, "unknown-type", "Nothing has happened; nothing to do.")
      else
        {
          "type": $news.what,
          "id": text($said.no),
          "version": [$news.serial],
          "status": if ($gone) "cancelled" else "confirmed",
          "kind": "appointment",
          "title": "Acme: " + fallback(text($said.why), "visit"),
          "start": a:moment($times[0], null, $connection.timeZone, $gone),
          "end": a:moment($times[1], null, $connection.timeZone, $gone),
          "staff": [for (list($said.people)) {"id": text(.), "email": null, "name": null, "link": null}],
          "rooms": [],
          "queue": null,
          "client": if ($said.seat) {"id": null, "name": text($said.seat), "email": null, "phone": null,
            "timeZone": null, "locale": null} else null,
          "seat": if ($said.seat) {"id": "seat " + $said.seat} else null,
          "service": null,
          "location": null,
          "meeting": {"virtual": false, "link": null, "pending": false, "provider": null},
          "notes": null,
          "message": null,
          "externalIds": {},
          "formerIds": [],
          "copies": [],
          "warnings": []
        }
      """;

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() throws IOException {
    for (String folder : List.of("routes", "kamelets", "mappings")) {
      copy(Path.of(folder), home.resolve(folder));
    }
    Files.writeString(home.resolve("routes/receive-acme.camel.yaml"), ROUTE);
    Files.writeString(home.resolve("mappings/acme.jslt"), MAPPING);
    installation =
        new Installation(home, 0, 0)
            .with("calroute.routes-dir", home.resolve("routes"))
            .with("calroute.kamelets-dir", home.resolve("kamelets"))
            .with("calroute.mappings-dir", home.resolve("mappings"))
            .with("calroute.connections.acme.default.secret", SECRET)
            .with("calroute.connections.acme.default.time-zone", "Europe/Madrid")
            .staff("4711", "google", "ben@example.com")
            .staff("4712", "office365", "dave@example.org");
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void sixthProviderNeedsNoJava() {
    StaffCalendars calendars = new StaffCalendars(installation, "acme/default/77123");
    assertThat(tell(news(1, "ON", 4711, MONDAY)).statusCode()).isEqualTo(202);
    calendars.awaitOne("ben@example.com", MONDAY, HOUR);
    assertThat(calendars.in("ben@example.com").get(0).zone()).isEqualTo("Europe/Madrid");

    assertThat(tell(news(3, "MOVED", 4712, TUESDAY)).statusCode()).isEqualTo(202);
    calendars.awaitOne("dave@example.org", TUESDAY, HOUR);
    calendars.awaitNone("ben@example.com");

    JournalEntries journal = new JournalEntries(calroute);
    assertThat(journal.awaitOutcome(tell(news(2, "MOVED", 4711, MONDAY))).outcome())
        .isEqualTo("stale");
    assertThat(tell(news(3, "MOVED", 4712, TUESDAY)).statusCode())
        .as("a number as id")
        .isEqualTo(200);

    assertThat(tell(news(4, "OFF", 4712, TUESDAY)).statusCode()).isEqualTo(202);
    calendars.awaitNone("dave@example.org");
  }

  @Test
  void oneSeatThatIsCancelledLeavesTheEventToTheOthers() {
    StaffCalendars calendars = new StaffCalendars(installation, "acme/default/class 8");
    tell(seat(21, "ON", "Ada"));
    tell(seat(22, "ON", "Ben"));
    calendars.awaitOne("ben@example.com", MONDAY, HOUR);
    calendars.await(
        "ben@example.com", event -> assertThat(words(event)).contains("Client: Ada, Ben\n"));

    tell(seat(23, "OFF", "Ada"));
    calendars.await("ben@example.com", event -> assertThat(words(event)).contains("Client: Ben\n"));
    calendars.awaitOne("ben@example.com", MONDAY, HOUR);
    assertThat(calroute.get("/api/references?id=seat%20Ada").toString()).contains("class 8");
    // Nothing differs from what each seat's own last callback says.
    assertThat(calroute.call("POST", "/api/remap?provider=acme").statusCode()).isEqualTo(202);
    await().until(() -> remap().hasNonNull("finishedAt"));
    assertThat(remap().path("changed").asInt()).isZero();

    tell(seat(24, "OFF", "Ben"));
    calendars.awaitNone("ben@example.com");
  }

  private static JsonNode remap() {
    return calroute.get("/api/remap").path("items").path(0);
  }

  private static String words(SimulatedEvent event) {
    return event.resource().path("description").asText();
  }

  private static String seat(int serial, String what, String who) {
    ObjectNode body = (ObjectNode) RunningCalroute.json(news(serial, what, 4711, MONDAY));
    ((ObjectNode) body.at("/news/0/slot")).put("no", "class 8").put("seat", who);
    return body.toString();
  }

  @Test
  void sixthProvidersSignatureIsItsOwn() {
    String body = news(9, "ON", 4711, MONDAY);
    assertThat(calroute.postSigned("/callbacks/acme", "X-Acme-Digest", body).statusCode())
        .isEqualTo(401);
    assertThat(
            calroute
                .post("/callbacks/acme", body, Map.of("X-Acme-Digest", signature(body)))
                .statusCode())
        .as("without the prefix")
        .isEqualTo(401);
  }

  @Test
  void javaNamesNoProvider() throws IOException {
    List<String> names =
        Stream.of(Provider.values())
            .map(Provider::word)
            .flatMap(SixthProviderTest::spellings)
            .distinct()
            .toList();
    try (Stream<Path> files =
        Stream.concat(Files.walk(Path.of("src/main/java")), Files.walk(Path.of("src/generated")))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file).toLowerCase(Locale.ROOT);
        assertThat(names).as(file.toString()).noneMatch(text::contains);
      }
    }
  }

  private static Stream<String> spellings(String name) {
    return Stream.of(
        name, name.replace("-", ""), name.replace("-", " "), name.replace("fm", ".fm"));
  }

  private static HttpResponse<String> tell(String body) {
    return calroute.post("/callbacks/acme", body, Map.of("X-Acme-Digest", "v1," + signature(body)));
  }

  private static String news(int serial, String what, int who, Instant start) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode news = body.putArray("news").addObject();
    news.put("serial", serial).put("what", what);
    ObjectNode slot = news.putObject("slot");
    slot.put("no", 77123).put("why", "fitting").putArray("people").add(who);
    slot.putArray("from-to").add(start.getEpochSecond()).add(start.plus(HOUR).toEpochMilli());
    return body.toString();
  }

  private static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
      return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HmacSHA512", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
