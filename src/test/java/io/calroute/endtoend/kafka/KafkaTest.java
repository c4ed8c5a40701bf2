package io.calroute.endtoend.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.store.OwnPostgres;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka as the way in, with a broker and a PostgreSQL to which things happen. */
class KafkaTest {

  private static final Duration SOON = Duration.ofSeconds(120);
  private static final String PATH = "/callbacks/savvycal";

  @TempDir private static Path home;
  private static OwnKafka kafka;
  private static OwnPostgres store;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static int bookings;

  /** Ids of bookings that were answered 202; what comes of it is looked at after each test. */
  private static final List<String> PROMISED = Collections.synchronizedList(new ArrayList<>());

  /** Answered 503: the brokers may have kept them all the same. */
  private static final AtomicInteger UNPROMISED = new AtomicInteger();

  private static final Pattern MANY_WAIT =
      Pattern.compile("(?m)^calroute_kafka_waiting (?!1000\\.)\\d{4,}\\.");

  @BeforeAll
  static void start() {
    kafka = OwnKafka.in(home).start().withTopic(3);
    store = OwnPostgres.in(home, RunningCalroute.freePort()).start();
    installation =
        new Installation(home, 0, 0)
            .withoutQuotas()
            .with("spring.jmx.enabled", false)
            .with("spring.datasource.url", store.jdbcUrl())
            // For a machine that is busy.
            .with("calroute.kafka.patience-millis", 5000)
            .with("calroute.kafka.brokers", kafka.brokers());
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    store.close();
    kafka.close();
  }

  @AfterEach
  void everyPromiseIsKeptOnceUnderItsId() {
    await("what was promised")
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        store
                            .jdbc()
                            .queryForList(
                                "select id || ' ' || outcome from callback"
                                    + " where delivery_key like 'id:%' and reason_code is null",
                                String.class))
                    .containsAll(PROMISED)
                    .hasSizeLessThanOrEqualTo(PROMISED.size() + UNPROMISED.get())
                    .doesNotHaveDuplicates());
  }

  @Test
  void aCallbackGoesThroughKafkaIntoACalendarAndIsToldToBeARepetitionOnceItIsKept() {
    String body = body("prov_anna00000001");
    HttpResponse<String> answer = post(body);
    await()
        .atMost(SOON)
        .until(() -> !installation.google().calendar("anna@example.com").events().isEmpty());
    HttpResponse<String> again = post(body);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(JournalEntries.idIn(again)).isEqualTo(JournalEntries.idIn(answer));
    HttpResponse<String> refused = calroute.post(PATH, body, Map.of("X-SavvyCal-Signature", "no"));
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(postedSigned("no JSON").statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyOfTheGreatestLengthIsTaken() {
    String body = body("prov_anna00000001");
    String longest = body + " ".repeat(1024 * 1024 - body.getBytes(StandardCharsets.UTF_8).length);

    assertThat(post(longest).statusCode()).isEqualTo(202);
    assertThat(postedSigned(longest + " ").statusCode()).isEqualTo(413);
  }

  @Test
  void whatNobodyCanBelieveIsKeptAsFailedAndKeepsNobodyUp() {
    Map<String, String> sound = new HashMap<>();
    sound.put("provider", "savvycal");
    sound.put("connection", "default");
    sound.put("type", "callback");
    sound.put("id", "1");
    sound.put("received-at", Instant.now().toString());
    sound.put("delivery-key", "anything");
    sound.put("delivery-window-seconds", "0");
    sound.put("charset", "UTF-8");
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    kafka.write(Map.of(), json);
    kafka.write(sound, "not json".getBytes(StandardCharsets.UTF_8));
    kafka.write(sound, null);
    for (String header : List.of("type", "received-at", "delivery-key", "charset", "id")) {
      Map<String, String> odd = new HashMap<>(sound);
      odd.put(header, "\u0000");
      kafka.write(odd, json);
    }
    Map<String, String> unknown = new HashMap<>(sound);
    unknown.put("connection", "nobody");
    kafka.write(unknown, json);
    // Ids that nobody can have been promised.
    sound.put("delivery-key", "sound");
    kafka.write(sound, json);
    sound.put("delivery-key", "far");
    sound.put("id", Long.toString(Long.MAX_VALUE));
    kafka.write(sound, json);
    assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        store
                            .jdbc()
                            .queryForList(
                                "select reason_code from callback where outcome = 'failed'"
                                    + " order by reason_code",
                                String.class))
                    .containsOnly("unknown-connection", "unsound-record")
                    .containsOnlyOnce("unknown-connection")
                    .hasSize(8));
    assertThat(calroute.call("GET", "/actuator/prometheus").body())
        .contains("calroute_kafka_records_total{result=\"nameless\"} 1.0")
        .contains("calroute_kafka_records_total{result=\"unsound\"} 8.0")
        .contains("calroute_kafka_reachable 1.0");
  }

  @Test
  void withoutABrokerCallbacksAreRefusedAndCalrouteStartsAndAllGoesOnByItself() {
    assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);
    kafka.kill();
    try {
      goOnWithoutABroker();
    } finally {
      kafka.startIfGone();
    }
  }

  private static void goOnWithoutABroker() {
    HttpResponse<String> refused = postedSigned(body("prov_anna00000001"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("kafka-unavailable");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    try (RunningCalroute another = installation.run()) {
      assertThat(posted(another, body("prov_anna00000001")).statusCode()).isEqualTo(503);
      kafka.start();
      awaitTaken(() -> posted(another, body("prov_anna00000001")));
      awaitTaken(() -> posted(calroute, body("prov_anna00000001")));
    }
  }

  @Test
  void whileTheStoreIsAwayCallbacksAreTakenAndAppliedAfterwards() {
    store.freeze();
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);
      }
    } finally {
      store.thaw();
    }
    store.stop();
    try {
      // More than the alert CalrouteKafkaWaits bears; on a busy machine some are not in time.
      List<String> bodies = Stream.generate(() -> body("prov_anna00000001")).limit(1200).toList();
      assertThat(bodies.parallelStream().filter(body -> post(body).statusCode() == 202).count())
          .isGreaterThan(1000);
      assertThat(calroute.call("GET", "/actuator/health/readiness").statusCode()).isEqualTo(200);
      await()
          .atMost(SOON)
          .until(
              () -> calroute.call("GET", "/actuator/prometheus").body(), MANY_WAIT.asPredicate());
    } finally {
      store.start();
    }
  }

  @Test
  void whatTheBrokerKeptAlthoughItWasRefusedCollapsesWithItsRepetition() {
    assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);
    everyPromiseIsKeptOnceUnderItsId();
    String body = body("prov_anna00000001");
    long before = kafka.records();
    // So that nobody can tell by the journal that the second one is a repetition.
    store.stop();
    try {
      kafka.freeze();
      try {
        assertThat(post(body).statusCode()).isEqualTo(503);
      } finally {
        kafka.thaw();
      }
      await().atMost(SOON).until(() -> postedSigned(body).statusCode() == 202);
      assertThat(kafka.records()).isGreaterThanOrEqualTo(before + 2);
    } finally {
      store.start();
    }
    String topic = kafka.topic().topicId().toString();
    await("both")
        .atMost(SOON)
        .until(
            () ->
                store
                    .jdbc()
                    .queryForObject(
                        "select sum(next_offset) from topic_offset where topic_id = ?",
                        Long.class,
                        topic),
            Predicate.isEqual(kafka.records()));
    assertThat(
            store
                .jdbc()
                .queryForList(
                    "select id from callback where body = ?",
                    Long.class,
                    body.getBytes(StandardCharsets.UTF_8)))
        .hasSize(1);
  }

  @Test
  void replicasShareTheTopicAndTakeItOverFromEachOther() {
    try (RunningCalroute another = installation.run()) {
      for (int i = 0; i < 40; i++) {
        awaitTaken(() -> posted(another, body("prov_anna00000001")));
        assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);
      }
    }
    for (int i = 0; i < 20; i++) {
      assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void aTopicThatIsMadeAnewIsReadFromItsBeginning() {
    assertThat(post(body("prov_anna00000001")).statusCode()).isEqualTo(202);
    everyPromiseIsKeptOnceUnderItsId();
    kafka.removeTopic();
    await().atMost(SOON).ignoreExceptions().until(() -> kafka.withTopic(3) != null);
    awaitTaken(() -> posted(calroute, body("prov_anna00000001")));
  }

  private static String body(String staff) {
    return SavvyCalBooking.of("appt_kafka" + ++bookings)
        .with(staff)
        .callback("appointment.created");
  }

  private static void awaitTaken(Supplier<HttpResponse<String>> posting) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              HttpResponse<String> answer = posting.get();
              assertThat(answer.statusCode()).isIn(202, 503);
              return answer.statusCode() == 202;
            });
  }

  private static HttpResponse<String> post(String body) {
    return posted(calroute, body);
  }

  private static HttpResponse<String> postedSigned(String body) {
    return calroute.postSigned(PATH, "X-SavvyCal-Signature", body);
  }

  private static HttpResponse<String> posted(RunningCalroute at, String body) {
    HttpResponse<String> answer = at.postSigned(PATH, "X-SavvyCal-Signature", body);
    if (answer.statusCode() == 202) {
      PROMISED.add(JournalEntries.idIn(answer) + " applied");
    } else if (answer.statusCode() == 503) {
      UNPROMISED.incrementAndGet();
    }
    return answer;
  }
}
