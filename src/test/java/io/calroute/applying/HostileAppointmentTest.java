package io.calroute.applying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A provider whose callbacks are canonical appointments as they are, so that whatever it sends is
 * what a mapping could give; and another provider, whose callbacks come between and are good.
 */
class HostileAppointmentTest {

  private static final String ROUTE =
      """
      - route:
          id: receive-acme
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
              - to:
                  id: accept-acme
                  uri: kamelet:accept-callback-action
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

  /** Put in the place of every member and every element in turn, as JSON text. */
  private static final List<String> VALUES =
      List.of(
          text(noise(3000)),
          text("a\\u0000b\\ud800"),
          text("+400000-01-01T00:00:00Z"),
          "1e400",
          "[" + text(noise(3000)) + "]",
          "{" + text(noise(3000)) + ":" + text(noise(3000)) + "}",
          IntStream.range(0, 300)
              .mapToObj(i -> text("id" + i))
              .collect(Collectors.joining(",", "[", "]")),
          IntStream.range(0, 300)
              .mapToObj(i -> text("name" + i) + ":" + text("id" + i))
              .collect(Collectors.joining(",", "{", "}")));

  /** Too many to be searched, though the body is not too large. */
  private static final String WORDS =
      text(
          IntStream.range(0, 150_000)
              .mapToObj(i -> Integer.toString(i, 36))
              .collect(Collectors.joining(" ")));

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JournalEntries journal;

  @BeforeAll
  static void start() throws IOException {
    for (String folder : List.of("routes", "kamelets", "mappings")) {
      copy(Path.of(folder), home.resolve(folder));
    }
    Files.writeString(home.resolve("routes/receive-acme.camel.yaml"), ROUTE);
    Files.writeString(home.resolve("mappings/acme.jslt"), ".body");
    installation =
        new Installation(home, 0, 0)
            .withoutQuotas()
            .with("calroute.routes-dir", home.resolve("routes"))
            .with("calroute.kamelets-dir", home.resolve("kamelets"))
            .with("calroute.mappings-dir", home.resolve("mappings"))
            .with("calroute.connections.acme.default.auth", "none")
            .staff("acme-ben", "google", "ben@example.com");
    calroute = installation.run();
    journal = new JournalEntries(calroute);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void hostileValuesAnywhereInAnAppointmentHoldUpNobody() {
    List<String> hostile = new ArrayList<>();
    for (String marked : marked(appointment())) {
      for (String value : VALUES) {
        hostile.add(marked.replace(text("@@"), value));
      }
    }
    for (String searched : List.of("title", "name", "email", "crm", "id", "type", "message")) {
      marked(appointment()).stream()
          .filter(marked -> marked.contains(text(searched) + ":" + text("@@")))
          .forEach(marked -> hostile.add(marked.replace(text("@@"), WORDS)));
    }
    assertThat(hostile).hasSizeGreaterThan(400);

    List<Long> kept = new ArrayList<>();
    Set<String> good = new TreeSet<>();
    for (int i = 0; i < hostile.size(); i++) {
      kept.add(
          JournalEntries.idIn(
              post(hostile.get(i).replace("@id@", "hostile-" + i), StandardCharsets.UTF_8)));
      String id = "appt_between" + i;
      HttpResponse<String> answer =
          Provider.SAVVYCAL.tell(
              calroute,
              SavvyCalBooking.of(id).with("prov_anna00000001").callback("appointment.created"));
      assertThat(answer.statusCode()).isEqualTo(202);
      good.add("savvycal/default/" + id);
    }

    for (JournalEntries.Entry entry : journal.awaitOutcomes(kept)) {
      assertThat(entry.outcome()).as(entry.toString()).isIn("applied", "unchanged", "failed");
      if (entry.outcome().equals("failed")) {
        assertThat(entry.code()).as(entry.toString()).isNotBlank();
        assertThat(entry.code())
            .as("the schema refuses what the store would: " + entry)
            .isNotIn("could-not-apply", "store-refused");
        assertThat(entry.reason()).as(entry.toString()).isNotBlank();
      }
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(appointmentsOf("anna@example.com")).isEqualTo(good));
  }

  @Test
  void bytesThatAreNoTextAreRefusedAtTheDoor() {
    long before = journal.size();
    for (int[] bytes :
        List.of(
            new int[] {0xc0, 0x80},
            new int[] {0xe0, 0x80, 0x80},
            new int[] {0xf0, 0x80, 0x80, 0x80},
            new int[] {0xc1, 0xbf},
            new int[] {0xf4, 0x90, 0x80, 0x80},
            new int[] {0xf5, 0x80, 0x80, 0x80},
            new int[] {0xed, 0xa0, 0x80},
            new int[] {0xff})) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes("{\"id\":\"a".getBytes(StandardCharsets.UTF_8));
      for (int one : bytes) {
        body.write(one);
      }
      body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
      HttpResponse<String> answer = post(body.toByteArray(), StandardCharsets.UTF_8);
      assertThat(answer.statusCode()).as("%x", bytes[0]).isEqualTo(400);
      assertThat(answer.body()).contains("not-json");
    }
    String halfACharacter = "{\"id\":\"\ud83d\"}";
    byte[] utf16 = new byte[halfACharacter.length() * 2];
    for (int i = 0; i < halfACharacter.length(); i++) {
      utf16[2 * i] = (byte) (halfACharacter.charAt(i) >> 8);
      utf16[2 * i + 1] = (byte) halfACharacter.charAt(i);
    }
    assertThat(post(utf16, StandardCharsets.UTF_16BE).statusCode()).isEqualTo(400);
    assertThat(post("{\"id\":\"a\0\"}", StandardCharsets.UTF_16BE).statusCode()).isEqualTo(400);
    assertThat(journal.size()).isEqualTo(before);
  }

  @Test
  void anotherCharsetIsAsGoodAsUtf8() {
    for (Charset charset :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32"))) {
      ObjectNode appointment = appointment();
      appointment.put("id", "in " + charset).put("title", "Zoë \ud83d\ude00");
      String body = appointment.toString().replace("Zoë", "Zoë\\u0000");
      assertThat(journal.awaitOutcome(post(body, charset)).outcome()).isEqualTo("applied");
      assertThat(calroute.get("/api/appointments?provider=acme&id=in%20" + charset).toString())
          .contains("Zoë \ud83d\ude00");
    }
  }

  /** What the store says of a refusal ends in the log, and may not tell what somebody wrote. */
  @Test
  void theStoreQuotesNobody() {
    JdbcTemplate jdbc = calroute.bean(JdbcTemplate.class);
    String secret = "secret" + noise(5000);
    assertThatThrownBy(
            () ->
                jdbc.batchUpdate(
                    "insert into lane (target, calendar) values ('google', ?)",
                    List.of(new Object[] {"harmless"}, new Object[] {secret})))
        .isInstanceOf(DataAccessException.class)
        .satisfies(fault -> assertThat(quoted(fault)).doesNotContain("secret", "harmless"));
    assertThatThrownBy(
            () ->
                jdbc.update(
                    """
                    insert into callback (provider, connection, delivery_key, received_at, charset,
                      body, outcome) values (?, 'c', 'k', now(), 'UTF-8', '', 'nonsense')
                    """,
                    "secret"))
        .isInstanceOf(DataAccessException.class)
        .satisfies(fault -> assertThat(quoted(fault)).doesNotContain("secret"));
  }

  private static String quoted(Throwable fault) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      all.append(cause.getMessage());
    }
    return all.toString();
  }

  private static Set<String> appointmentsOf(String calendar) {
    return installation.google().calendar(calendar).events().stream()
        .map(SimulatedEvent::marker)
        .map(marker -> marker.appointment())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static HttpResponse<String> post(String body, Charset charset) {
    return post(body.getBytes(charset), charset);
  }

  private static HttpResponse<String> post(byte[] body, Charset charset) {
    return calroute.callback(
        "/callbacks/acme",
        request ->
            request
                .POST(BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json; charset=" + charset.name()));
  }

  /** With something in every member. */
  private static ObjectNode appointment() {
    ObjectNode all = Json.object().put("type", "booked").put("id", "@id@");
    all.putArray("version").add(1).add("a");
    all.put("status", "confirmed").put("kind", "appointment").put("title", "Consult");
    all.putObject("start").put("instant", "2027-03-01T15:00:00Z").put("timeZone", "Europe/Paris");
    all.putObject("end").put("instant", "2027-03-01T16:00:00Z").put("timeZone", "Europe/Paris");
    all.putArray("staff")
        .addObject()
        .put("id", "acme-ben")
        .put("email", "ben@example.com")
        .put("name", "Ben")
        .put("link", "https://meet.example.com/ben");
    all.putArray("rooms").addObject().put("email", "room@example.com").put("name", "Room 1");
    all.put("queue", "front desk");
    all.putObject("client")
        .put("id", "c-1")
        .put("name", "Jane Doe")
        .put("email", "jane@example.net")
        .put("phone", "+1 555 0100")
        .put("timeZone", "America/New_York")
        .put("locale", "en");
    all.putObject("service").put("id", "s-1").put("name", "Consult");
    all.put("location", "Main street 1");
    all.putObject("meeting")
        .put("virtual", true)
        .put("link", "https://meet.example.com/all")
        .put("pending", false)
        .put("provider", "zoom");
    all.put("notes", "internal").put("message", "for staff");
    all.putObject("externalIds").put("crm", "crm-1");
    all.putArray("formerIds").add("former-@id@");
    all.putArray("copies")
        .addObject()
        .put("target", "google")
        .put("calendar", "ben@example.com")
        .put("id", "copy1");
    all.putArray("warnings").addObject().put("code", "odd").put("message", "It is odd.");
    return all;
  }

  /** The document with each of its members and elements marked in turn. */
  private static List<String> marked(ObjectNode document) {
    List<String> marked = new ArrayList<>();
    mark(document, document, marked);
    return marked;
  }

  private static void mark(JsonNode root, JsonNode node, List<String> marked) {
    if (node instanceof ObjectNode object) {
      for (String name : object.properties().stream().map(Map.Entry::getKey).toList()) {
        JsonNode value = object.get(name);
        object.put(name, "@@");
        marked.add(root.toString());
        object.set(name, value);
        mark(root, value, marked);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = array.get(i);
        array.set(i, "@@");
        marked.add(root.toString());
        array.set(i, value);
        mark(root, value, marked);
      }
    }
  }

  private static String text(String text) {
    return '"' + text + '"';
  }

  /** Text that can't be compressed to fit. */
  private static String noise(int length) {
    return new Random(length)
        .ints(length, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
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
