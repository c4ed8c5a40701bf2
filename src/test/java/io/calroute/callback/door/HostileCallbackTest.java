package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Authentic callbacks with bodies that were made to break something. Each gets an outcome, and none
 * costs another callback anything.
 */
class HostileCallbackTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Values, as JSON text, put in the place of every value of a good callback in turn. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "\"\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800 \\uffff\"",
          "\"<script>alert(1)</script>'; drop table callback; --\"",
          "123456789012345678901234567890",
          "-1e400",
          "1e-400",
          "9223372036854775808",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"0000-00-00T00:00:00\"",
          "true",
          "[]",
          "{}",
          "[[[[{}]]]]",
          "{\"\": {\"\\u0000\": null}}");

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JournalEntries journal;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    for (Provider provider : Provider.values()) {
      installation.with("calroute.connections." + provider.word() + ".open.auth", "none");
    }
    calroute = installation.run();
    journal = new JournalEntries(calroute);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void everyValueReplacedByOddOnes() throws Exception {
    Map<Provider, String> good = new LinkedHashMap<>();
    good.put(
        Provider.SAVVYCAL,
        SavvyCalBooking.of("appt_odd000000001")
            .with("prov_ben000000001")
            .online("https://zoom.example.com/j/9")
            .callback("appointment.created"));
    good.put(Provider.AGENDIZE, AgendizeBooking.of(660001).with("882").callback("created"));
    good.put(
        Provider.PEXIP_ENGAGE,
        PexipEngageBooking.of("apt-odd-1").with("ben@example.com").callback("CREATE"));
    good.put(
        Provider.OMBORI,
        OmboriBooking.of("odd-1").with("ben@example.com").callback("bookingConfirmation"));
    good.put(Provider.CABINETFM, CabinetFmBooking.of(660002).with("882").callback("new"));

    List<Callable<Long>> calls = new ArrayList<>();
    for (Map.Entry<Provider, String> entry : good.entrySet()) {
      for (String odd : variants(JSON.readTree(entry.getValue()))) {
        calls.add(() -> JournalEntries.idIn(post(entry.getKey(), odd)));
      }
    }
    Set<Long> kept = new HashSet<>();
    ExecutorService senders = Executors.newFixedThreadPool(8);
    try {
      for (Future<Long> call : senders.invokeAll(calls)) {
        kept.add(call.get());
      }
    } finally {
      senders.shutdown();
    }
    assertThat(kept).hasSizeGreaterThan(1000);
    for (JournalEntries.Entry entry : journal.awaitOutcomes(kept)) {
      if (!entry.outcome().equals("applied")) {
        assertThat(entry.code()).as(entry.toString()).isNotBlank();
        assertThat(entry.reason()).as(entry.toString()).isNotBlank();
      }
      assertThat(entry.code())
          .as(entry.toString())
          .isNotIn("mapping-fault", "could-not-apply", "schema-violation");
    }
    assertIntakeGoesOn();
  }

  @Test
  void wholeBodiesThatAreNothing() {
    List<String> bodies =
        List.of(
            "null",
            "0",
            "\"\"",
            "[]",
            "{}",
            "true",
            "[null]",
            "{\"id\": \"\\u0000\"}",
            "{\"id\": \"evt_\\u0000\"}",
            "{\"id\": {}}",
            "{\"id\": \"" + "x".repeat(5000) + "\"}",
            "{\"id\": \"\\ud800\"}",
            "{\"id\": 1e400}",
            "{\"id\": 1, \"id\": 2}");
    for (Provider provider : Provider.values()) {
      for (String body : bodies) {
        HttpResponse<String> answer = post(provider, body);
        assertThat(answer.statusCode()).as(body).isIn(200, 202);
        assertThat(journal.awaitOutcome(answer).outcome()).as(body).isIn("ignored", "failed");
      }
    }
    assertIntakeGoesOn();
  }

  @Test
  void deepNestingAndHugeNumbers() {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);
    assertThat(post(Provider.SAVVYCAL, deep).statusCode()).isEqualTo(400);
    String less = "{\"data\":".repeat(900) + "1" + "}".repeat(900);
    assertThat(journal.awaitOutcome(post(Provider.SAVVYCAL, less)).outcome()).isEqualTo("ignored");
    assertThat(post(Provider.OMBORI, "9".repeat(500_000)).statusCode()).isEqualTo(400);
    assertThat(post(Provider.OMBORI, "{\"type\": 1" + "0".repeat(900) + "}").statusCode())
        .isEqualTo(202);
    assertIntakeGoesOn();
  }

  @Test
  void oneMebibyteOfGarbage() {
    byte[] garbage = new byte[1024 * 1024];
    new Random(7).nextBytes(garbage);
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer =
          calroute.callback(
              "/callbacks/savvycal/open",
              request -> request.POST(BodyPublishers.ofByteArray(garbage)));
      assertThat(answer.statusCode()).isEqualTo(400);
    }
    String wide = "{\"data\":{\"object\":[" + "0,".repeat(500_000) + "0]}}";
    assertThat(journal.awaitOutcome(post(Provider.SAVVYCAL, wide)).outcome()).isEqualTo("ignored");
    assertIntakeGoesOn();
  }

  private static void assertIntakeGoesOn() {
    HttpResponse<String> answer =
        Provider.SAVVYCAL.tell(
            calroute,
            SavvyCalBooking.of("appt_good00" + journal.size())
                .with("prov_anna00000001")
                .callback("appointment.created"));
    assertThat(journal.awaitOutcome(answer).outcome()).isEqualTo("applied");
  }

  private static HttpResponse<String> post(Provider provider, String body) {
    return calroute.callback(
        "/callbacks/" + provider.word() + "/open",
        request ->
            request
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json"));
  }

  /** The document with each of its values replaced in turn. */
  private static List<String> variants(JsonNode document) {
    // Half of the odd values for each place, the other half for the next.
    List<String> variants = new ArrayList<>();
    String mark = "\"@@\"";
    int turn = 0;
    for (String marked : marked(document)) {
      for (int i = turn++ % 2; i < VALUES.size(); i += 2) {
        variants.add(marked.replace(mark, VALUES.get(i)));
      }
    }
    return variants;
  }

  private static List<String> marked(JsonNode document) {
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
        mark(root, array.get(i), marked);
      }
    }
  }
}
