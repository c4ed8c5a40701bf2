package io.calroute.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.HttpCalls.Answer;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.graph.GraphCalls;
import io.calroute.sandbox.graph.GraphSimulator;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults, the log and the admin API, which both simulators share. */
class FaultsTest {

  private static final String ANNA = "anna@example.com";
  private static final String EVENTS = "users/" + ANNA + "/events";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T08:00:00Z"));
  private GraphSimulator graph;
  private HttpCalls calls;
  private HttpCalls admin;

  @BeforeEach
  void start() {
    graph = GraphSimulator.start(clock, 0);
    calls = GraphCalls.to(graph);
    admin = new HttpCalls(graph.graphUrl(), null);
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private String create() {
    Answer answer = calls.send("POST", EVENTS, GraphCalls.event(""));
    assertThat(answer.status()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  private List<SimulatedEvent> events() {
    return graph.mailbox(ANNA).events();
  }

  @Test
  void commitThenDropConnectionLosesOnlyTheAnswer() {
    graph.faults().add(FaultRule.of(Effect.commitThenDropConnection(), Operation.INSERT).next(1));
    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(events()).hasSize(1);
    Exchange lost = graph.requests().last();
    assertThat(lost.answered()).isFalse();
    assertThat(lost.status()).isEqualTo(201);
    create();
    assertThat(events()).hasSize(2);
  }

  @Test
  void commitThenStatusLies() {
    graph.faults().add(FaultRule.of(Effect.commitThen(503), Operation.INSERT).next(1));
    assertThat(calls.send("POST", EVENTS, GraphCalls.event("")).status()).isEqualTo(503);
    assertThat(events()).hasSize(1);
  }

  @Test
  void dropBeforeDoesNothing() {
    graph.faults().add(FaultRule.of(Effect.dropBefore(), Operation.INSERT).next(1));
    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(events()).isEmpty();
    assertThat(graph.requests().last().status()).isZero();
  }

  @Test
  void statusAnswersWithTheTargetsErrorAndRetryAfter() {
    for (String retryAfter : List.of("1", "2.128")) {
      graph.faults().add(FaultRule.of(Effect.status(429).retryAfter(retryAfter)).next(1));
      Answer answer = calls.send("GET", EVENTS, null);
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
      assertThat(answer.json().at("/error/code").asText()).isEqualTo("TooManyRequests");
    }
    graph.faults().add(FaultRule.of(Effect.status(503).retryAfter("date+2")).next(1));
    assertThat(calls.send("GET", EVENTS, null).header("Retry-After"))
        .isEqualTo("Mon, 2 Mar 2026 08:00:02 GMT");
    graph.faults().add(FaultRule.of(Effect.status(401)).next(1));
    assertThat(calls.send("GET", EVENTS, null).status()).isEqualTo(401);
    assertThat(calls.send("GET", EVENTS, null).status()).isEqualTo(200);
  }

  @Test
  void delayAnswersLateButActsAtOnce() {
    graph
        .faults()
        .add(FaultRule.of(Effect.delay(Duration.ofMillis(500)), Operation.INSERT).next(1));
    CompletableFuture<Answer> slow = calls.sendAsync("POST", EVENTS, GraphCalls.event(""));
    await().until(() -> events().size() == 1);
    assertThat(slow).isNotDone();
    assertThat(slow.join().status()).isEqualTo(201);
  }

  @Test
  void aZombieIsAppliedAfterANewerRequest() {
    String id = create();
    graph
        .faults()
        .add(
            FaultRule.of(Effect.delayThenApplyAfterNewer(Duration.ofMillis(500)), Operation.PATCH)
                .next(1));
    String path = EVENTS + "/" + id;
    assertThatThrownBy(() -> calls.send("PATCH", path, "{\"subject\": \"old\"}"))
        .isInstanceOf(UncheckedIOException.class);
    calls.send("PATCH", path, "{\"subject\": \"new\"}");
    assertThat(events().get(0).title()).isEqualTo("new");
    await().until(() -> events().get(0).title().equals("old"));
  }

  @Test
  void aNewEventCanBeNotFoundForAWhile() {
    graph
        .faults()
        .add(
            FaultRule.of(Effect.notFoundAfterCreate(Duration.ofSeconds(5)), Operation.INSERT)
                .next(1));
    String path = EVENTS + "/" + create();
    assertThat(calls.send("GET", path, null).status()).isEqualTo(404);
    clock.advance(Duration.ofSeconds(5));
    assertThat(calls.send("GET", path, null).status()).isEqualTo(200);
  }

  @Test
  void aRuleHitsSomeOperationsOfSomeCalendarsByChance() {
    graph.faults().seed(1);
    graph
        .faults()
        .add(FaultRule.of(Effect.status(503), Operation.LIST).calendar("anna@*").probability(0.5));
    long failed =
        IntStream.range(0, 100)
            .filter(i -> calls.send("GET", EVENTS, null).status() == 503)
            .count();
    assertThat(failed).isBetween(30L, 70L);
    assertThat(calls.send("GET", "users/ben@example.com/events", null).status()).isEqualTo(200);
    assertThat(calls.send("GET", "users/" + ANNA + "/calendar", null).status()).isEqualTo(200);
    graph.faults().clear();
    assertThat(calls.send("GET", EVENTS, null).status()).isEqualTo(200);
  }

  @Test
  void theLogIsBoundedAndCountsGoOn() {
    graph.requests().clear();
    graph.requests().keep(2);
    graph.latency(Duration.ofMillis(200));
    Stream<CompletableFuture<Answer>> three =
        Stream.of(1, 2, 3).map(i -> calls.sendAsync("GET", EVENTS, null)).toList().stream();
    three.forEach(CompletableFuture::join);
    assertThat(graph.requests().exchanges()).hasSize(2);
    assertThat(graph.requests().count(Operation.LIST)).isEqualTo(3);
    assertThat(graph.requests().peakConcurrency(ANNA)).isEqualTo(3);
  }

  @Test
  void theAdminApiSwitchesFaults() {
    Answer added =
        admin.send(
            "POST",
            "/simulator/faults",
            """
            {"effect": "status", "status": 429, "retryAfter": "1", "operations": ["list"],
             "calendar": "*@example.com", "times": 2}
            """);
    assertThat(added.status()).isEqualTo(201);
    assertThat(calls.send("GET", EVENTS, null).status()).isEqualTo(429);
    assertThat(admin.send("GET", "/simulator/faults", null).json().path("faults")).hasSize(1);
    assertThat(admin.send("DELETE", "/simulator/faults", null).status()).isEqualTo(204);
    assertThat(calls.send("GET", EVENTS, null).status()).isEqualTo(200);
    assertThat(admin.send("POST", "/simulator/faults", "{\"effect\": \"magic\"}").status())
        .isEqualTo(400);
  }

  @Test
  void theAdminApiShowsAndDisturbsCalendars() {
    calls.send("POST", EVENTS, GraphCalls.event(GraphCalls.marker("a/b/1", 1, "1-x")));
    Answer dump = admin.send("GET", "/simulator/calendars", null);
    assertThat(dump.json().at("/calendars/0/events/0/marker/appointment").asText())
        .isEqualTo("a/b/1");
    String id = dump.json().at("/calendars/0/events/0/id").asText();
    String path = "/simulator/calendars/" + ANNA + "/events/" + id;
    assertThat(admin.send("POST", path, "{\"subject\": \"By hand\"}").status()).isEqualTo(204);
    assertThat(events().get(0).title()).isEqualTo("By hand");
    assertThat(admin.send("DELETE", path, null).status()).isEqualTo(204);
    assertThat(admin.send("DELETE", path, null).status()).isEqualTo(404);
    assertThat(events()).isEmpty();
    Answer counts = admin.send("GET", "/simulator/requests/counts", null);
    assertThat(counts.json().at("/operations/insert/201").asInt()).isEqualTo(1);
  }

  @Test
  void thePageShowsEventsToPeople() {
    calls.send("POST", EVENTS, GraphCalls.event("\"location\": {\"displayName\": \"Room <1>\"}"));
    Answer page = admin.send("GET", "/", null);
    assertThat(page.header("content-type")).startsWith("text/html");
    assertThat(page.text())
        .contains(ANNA, "Tue 3 Mar 2026 10:00–11:00", "W. Europe Standard Time", "Room &lt;1&gt;");
  }
}
