package io.calroute.operations.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a whole run says at {@code INFO}, as text and as JSON. */
@ExtendWith(OutputCaptureExtension.class)
class LogsTest {

  /** Part of whatever a client has written or is called by. */
  private static final String MARK = "zzqx";

  private static final String PHONE = "+999000111222";
  private static final List<String> IDS =
      List.of("appt_log_first001", "770001", "apt-log-1", "log-1", "770002");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path home;

  @Test
  void noLineSaysAnythingOfAClientNorASecret(CapturedOutput output) throws IOException {
    Path json = home.resolve("calroute.log");
    try (Installation installation = installation(json)) {
      try (RunningCalroute calroute = installation.run()) {
        live(calroute, installation);
        fail(calroute, installation);
        beOdd(calroute);
        settle(calroute);
      }
      List<String> secrets = secrets(installation);
      assertSilent(output.getAll(), secrets);
      assertSilent(Files.readString(json), secrets);
    }
    assertThat(output.getAll())
        .containsPattern("WARN .* \\[callback=\\d+, appointment=appt_log_\\w+]");
    assertTopics(Files.readAllLines(json).stream().map(Json::parse).toList());
  }

  private static Installation installation(Path json) {
    return new Installation(home, 0, 0)
        .with("logging.file.name", json)
        .with("logging.structured.format.file", "ecs")
        .with("calroute.drift", "report")
        .with("calroute.sync.sweep-age", "0s")
        .with("calroute.sync.settle", "1ms")
        .with("calroute.sync.retry-first", "100ms")
        .with("calroute.sync.retry-limit", "1s")
        .with("calroute.teams.organizer", "rooms@example.org")
        .with("calroute.events.include-client", true)
        .with("calroute.events.types", "appointment.synced,appointment.failed,drift.found");
  }

  /** Bookings of all providers are made, moved, edited by staff, and called off. */
  private static void live(RunningCalroute calroute, Installation installation) {
    bookings().forEach((provider, body) -> tell(calroute, provider, marked(body)));
    SavvyCalBooking moved = SavvyCalBooking.of("appt_log_moved001").with("prov_ben000000001");
    tell(calroute, Provider.SAVVYCAL, marked(moved.callback("appointment.created")));
    await().atMost(SOON).until(() -> place(calroute).path("eventId").isTextual());
    tell(calroute, Provider.SAVVYCAL, marked(moved.later().callback("appointment.rescheduled")));
    String event = place(calroute).path("eventId").asText();
    installation
        .google()
        .calendar("ben@example.com")
        .edit(event, Json.parse("{\"summary\":\"" + MARK + "\",\"description\":\"" + MARK + "\"}"));
    await()
        .atMost(SOON)
        .until(
            () -> {
              calroute.call("POST", "/api/sweep?calendar=ben@example.com");
              return !calroute.get("/api/drift").path("items").isEmpty();
            });
    tell(
        calroute,
        Provider.SAVVYCAL,
        marked(moved.later().later().callback("appointment.canceled")));
  }

  private static JsonNode place(RunningCalroute calroute) {
    return calroute.get("/api/why?id=appt_log_moved001").at("/items/0/places/0");
  }

  /** Calls are refused in each way, and callbacks at the door and by their mappings. */
  private static void fail(RunningCalroute calroute, Installation installation) {
    List<Effect> effects =
        List.of(
            Effect.status(500),
            Effect.status(400, "invalid"),
            Effect.status(403, "forbidden"),
            Effect.status(404),
            Effect.status(409),
            Effect.status(429).retryAfter("1"));
    for (int i = 0; i < effects.size(); i++) {
      String id = "appt_log_fault00" + i;
      for (Operation operation : List.of(Operation.INSERT, Operation.GET)) {
        installation.google().faults().add(FaultRule.of(effects.get(i), operation).next(2));
        installation.graph().faults().add(FaultRule.of(effects.get(i), operation).next(2));
      }
      for (String staff : List.of("prov_anna00000001", "prov_carla0000001")) {
        SavvyCalBooking booking = SavvyCalBooking.of(id + staff.charAt(5)).with(staff);
        tell(calroute, Provider.SAVVYCAL, marked(booking.callback("appointment.created")));
      }
      settle(calroute);
      installation.google().faults().clear();
      installation.graph().faults().clear();
    }
    String body = marked(bookings().get(Provider.SAVVYCAL));
    calroute.post("/callbacks/savvycal", body, Map.of("X-SavvyCal-Signature", MARK));
    calroute.post("/callbacks/cabinetfm/default/" + MARK, body, Map.of());
    calroute.post("/callbacks/" + MARK + "/" + MARK, body, Map.of());
    tell(calroute, Provider.SAVVYCAL, "{\"broken\": \"" + MARK);
    tell(
        calroute,
        Provider.SAVVYCAL,
        body.replaceAll("\"local\":\"[^\"]*\"", "\"local\":\"" + MARK + "\""));
  }

  /** Each value of each callback is an odd one in turn, but for the ids that lines are found by. */
  private static void beOdd(RunningCalroute calroute) {
    bookings()
        .forEach(
            (provider, body) -> {
              int leaves = leaves(Json.parse(body)).size();
              for (int i = 0; i < leaves; i++) {
                JsonNode odd = Json.parse(body);
                Leaf leaf = leaves(odd).get(i);
                if (!IDS.contains(leaf.value().asText())) {
                  leaf.accept(TextNode.valueOf(MARK + "\0" + i));
                  tell(calroute, provider, odd.toString());
                }
              }
            });
  }

  private static Map<Provider, String> bookings() {
    Map<Provider, String> all = new LinkedHashMap<>();
    all.put(
        Provider.SAVVYCAL,
        SavvyCalBooking.of("appt_log_first001")
            .with("prov_carla0000001")
            .online("https://zoom.example.com/j/9")
            .callback("appointment.created"));
    all.put(Provider.AGENDIZE, AgendizeBooking.of(770_001).with("881").callback("created"));
    all.put(
        Provider.PEXIP_ENGAGE,
        PexipEngageBooking.of("apt-log-1").with("anna@example.com").callback("CREATE"));
    all.put(
        Provider.OMBORI,
        OmboriBooking.of("log-1").with("dave@example.org").callback("bookingConfirmation"));
    all.put(Provider.CABINETFM, CabinetFmBooking.of(770_002).with("884").callback("new"));
    return all;
  }

  /** Whatever is a client's, or leads somewhere, with a mark in it; staff and ids stay. */
  private static String marked(String body) {
    JsonNode tree = Json.parse(body);
    for (Leaf leaf : leaves(tree)) {
      String value = leaf.value().asText();
      String name = leaf.name().toLowerCase(Locale.ROOT);
      if (value.startsWith("http")) {
        leaf.accept(TextNode.valueOf("https://" + MARK + ".example.com/" + MARK));
      } else if (value.contains("@") && !value.matches(".*@example\\.(com|org)")) {
        leaf.accept(TextNode.valueOf(MARK + "@example.net"));
      } else if (name.contains("phone") || value.startsWith("+")) {
        leaf.accept(TextNode.valueOf(PHONE));
      } else if (name.matches(".*(name|note|comment|message|subject|title).*")
          && leaf.value().isTextual()) {
        leaf.accept(TextNode.valueOf("Mx " + MARK));
      }
    }
    return tree.toString();
  }

  /** One value of a callback, which can be another. */
  private record Leaf(JsonNode parent, String name, int index, JsonNode value) {
    void accept(JsonNode other) {
      if (parent instanceof ObjectNode object) {
        object.set(name, other);
      } else {
        ((ArrayNode) parent).set(index, other);
      }
    }
  }

  private static List<Leaf> leaves(JsonNode tree) {
    List<Leaf> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : tree.properties()) {
      if (member.getValue().isContainerNode()) {
        all.addAll(leaves(member.getValue()));
      } else {
        all.add(new Leaf(tree, member.getKey(), 0, member.getValue()));
      }
    }
    for (int i = 0; tree.isArray() && i < tree.size(); i++) {
      if (tree.get(i).isContainerNode()) {
        all.addAll(leaves(tree.get(i)));
      } else {
        all.add(new Leaf(tree, "", i, tree.get(i)));
      }
    }
    return all;
  }

  private static void tell(RunningCalroute calroute, Provider provider, String body) {
    assertThat(provider.tell(calroute, body).statusCode()).isIn(200, 202, 400);
  }

  private static void settle(RunningCalroute calroute) {
    await()
        .atMost(SOON)
        .until(
            () ->
                calroute
                        .bean(JdbcTemplate.class)
                        .queryForObject(
                            "select count(*) from callback where outcome = 'pending'",
                            Integer.class)
                    == 0);
  }

  private static List<String> secrets(Installation installation) {
    return List.of(
        RunningCalroute.SECRET,
        RunningCalroute.BASIC,
        Base64.getEncoder().encodeToString(RunningCalroute.BASIC.getBytes(StandardCharsets.UTF_8)),
        installation.properties().get("calroute.microsoft365.client-secret").toString(),
        "Bearer ",
        "PRIVATE KEY",
        PHONE,
        PHONE.substring(1),
        "zoom.example.com");
  }

  private static void assertSilent(String log, List<String> secrets) {
    assertThat(log.lines().filter(line -> line.toLowerCase(Locale.ROOT).contains(MARK))).isEmpty();
    for (String secret : secrets) {
      assertThat(log.lines().filter(line -> line.contains(secret))).as(secret).isEmpty();
    }
  }

  /** Threads are shared: a line has its own ids or none. */
  private static void assertTopics(List<JsonNode> lines) {
    List<JsonNode> turns = lines.stream().filter(line -> logger(line).endsWith(".Turns")).toList();
    assertThat(turns).isNotEmpty();
    for (JsonNode line : turns) {
      assertThat(line.path("message").asText())
          .contains("/" + line.path("appointment").asText() + " in ");
      assertThat(line.path("callback").asText()).matches("\\d+");
    }
    assertThat(lines)
        .filteredOn(line -> line.has("callback"))
        .extracting(line -> logger(line).replaceFirst(".*\\.", ""))
        .isSubsetOf("Turns", "LaneWorkers", "CallbackWorkers", "CallbackMapping", "DeliveryStore");
  }

  private static String logger(JsonNode line) {
    return line.at("/log/logger").asText(line.path("log.logger").asText());
  }
}
