package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.EditedCalroute;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.IncompleteConnection;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.port.RawConnection;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The answers that senders get, whatever an operator's route makes of a callback. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WhateverRoutesSayTest {

  private static final String ROUTE = "routes/receive-acme.camel.yaml";
  private static final String FRONT_DOOR = "routes/front-door.camel.yaml";
  private static final int LIMIT = 1024 * 1024;

  private static final String ACME =
      """
      - route:
          id: receive-acme
          from:
            uri: direct
            parameters:
              name: receive-acme
            steps:
              - to:
                  uri: kamelet:authenticate-callback-action
                  parameters:
                    provider: acme
                    scheme: header
              - filter:
                  simple: "${body} contains 'dropped'"
                  steps:
                    - to:
                        uri: direct:acme-side
              - filter:
                  simple: "${body} contains 'changed'"
                  steps:
                    - setBody:
                        constant: "{}"
              - filter:
                  simple: "${body} contains 'other account'"
                  steps:
                    - setProperty:
                        name: callback.connection
                        constant: second
              - filter:
                  simple: "${body} contains 'forged'"
                  steps:
                    - setProperty:
                        name: callback.proof
                        constant: "true"
              - filter:
                  simple: "${body} contains 'unwanted'"
                  steps:
                    - to:
                        uri: kamelet:ignore-callback-action
                        parameters:
                          reason: Training bookings are not for calendars.
              - filter:
                  simple: "${body} contains 'broken'"
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: the service does not answer
              - filter:
                  simple: "${body} contains 'slow'"
                  steps:
                    - delay:
                        id: wait-for-acme
                        constant: "4000"
              - to:
                  uri: kamelet:accept-callback-action
                  parameters:
                    deliveryKey: /id
              - setBody:
                  constant: something else
              - setHeader:
                  name: CamelHttpResponseCode
                  constant: "204"
              - setHeader:
                  name: X-Inside
                  constant: secret
      - route:
          id: acme-side
          from:
            uri: direct
            parameters:
              name: acme-side
            steps:
              - filter:
                  simple: "${body} contains 'with-status'"
                  steps:
                    - setHeader:
                        name: CamelHttpResponseCode
                        constant: "418"
              - stop: {}
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

  @TempDir static Path home;
  private static EditedCalroute edited;
  private static RunningCalroute calroute;
  private static JournalEntries journal;

  @BeforeAll
  static void start() {
    edited =
        EditedCalroute.prepare(
            home,
            Map.of(
                "calroute.callbacks.timeout-millis",
                3000,
                "calroute.callbacks.route-wait-millis",
                500,
                "calroute.callbacks.body-bytes",
                2 * LIMIT,
                "calroute.callbacks.connections",
                40));
    edited.save(ROUTE, ACME);
    edited.save("mappings/acme.jslt", "refuse(\"none\", \"Nothing is mapped here.\")\n");
    edited.edit(
        "config/application.yaml",
        text ->
            text.replaceFirst(
                "(?m)^  connections:.*\\n",
                "  connections:\n    acme:\n      default:\n        auth: none\n"));
    edited.run();
    calroute = edited.calroute();
    journal = new JournalEntries(calroute);
  }

  @AfterAll
  static void stop() {
    edited.close();
  }

  @Test
  void whatEndsWithoutBeingKeptIsNotAnsweredAsIfItWere() {
    long before = journal.size();
    HttpResponse<String> answer = post("{\"id\":\"1\",\"what\":\"dropped\"}");
    assertProblem(answer, 500, "not-accepted");
    HttpResponse<String> refused = post("{\"id\":\"1\",\"what\":\"dropped with-status\"}");
    assertProblem(refused, 418, "refused-by-route");
    assertThat(answer.body() + refused.body()).doesNotContain("dropped");
    assertThat(journal.size()).isEqualTo(before);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void nothingIsKeptWithoutItsProofWhateverTheRouteDoes(CapturedOutput log) {
    long before = journal.size();
    for (String what : new String[] {"changed", "other account", "forged", "forged unwanted"}) {
      assertProblem(post("{\"id\":\"5\",\"what\":\"" + what + "\"}"), 500, "not-accepted");
    }
    assertThat(log.getOut())
        .contains(
            "A callback for acme was not accepted: a step of its route has changed the body",
            "A callback for acme was not accepted: it has proven to come from acme/default",
            "A callback for acme was not accepted: it has gone through no callback:authenticate");
    assertThat(journal.size()).isEqualTo(before);
  }

  @Test
  void whatIsKeptIsAnsweredAsSuchWhateverFollows() {
    HttpResponse<String> answer = post("{\"id\":\"kept\"}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(RunningCalroute.json(answer.body()).path("status").asText()).isEqualTo("accepted");
    assertThat(answer.headers().firstValue("X-Inside")).isEmpty();
    assertThat(post("{\"id\":\"kept\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void whatARouteDropsIsInTheJournalWithItsReason() {
    HttpResponse<String> answer = post("{\"id\":\"2\",\"what\":\"unwanted\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(RunningCalroute.json(answer.body()).path("status").asText()).isEqualTo("ignored");
    JournalEntries.Entry entry = journal.awaitOutcome(answer);
    assertThat(entry.outcome()).isEqualTo("ignored");
    assertThat(entry.code()).isEqualTo("ignored-by-route");
    assertThat(entry.reason()).isEqualTo("Training bookings are not for calendars.");
    assertThat(post("{\"id\":\"2\",\"what\":\"unwanted\"}").statusCode()).isEqualTo(200);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aStepThatFailsIsToldAsSuchAndWhatItSaysStaysInside(CapturedOutput log) {
    HttpResponse<String> answer = post("{\"id\":\"3\",\"what\":\"broken\"}");
    assertProblem(answer, 503, "step-failed");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("service");
    assertThat(log.getOut())
        .contains(
            "A callback of the provider acme was not taken: a step of its route failed with"
                + " java.lang.IllegalStateException")
        .doesNotContain("the service does not answer");
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aRouteThatTakesTooLongIsToldAsSuchWithItsStep(CapturedOutput log) throws Exception {
    RawConnection[] senders = new RawConnection[24];
    try {
      for (int i = 0; i < senders.length; i++) {
        String body = "{\"id\":\"slow " + i + "\"}";
        senders[i] = new RawConnection(calroute.callbacksPort());
        senders[i].send(head(body.length()) + body);
      }
      for (RawConnection sender : senders) {
        assertThat(sender.status()).isEqualTo(503);
      }
    } finally {
      for (RawConnection sender : senders) {
        sender.close();
      }
    }
    assertProblem(post("{\"id\":\"slow\"}"), 503, "route-too-slow");
    assertThat(log.getOut())
        .contains(
            "A callback for acme was not answered in time: its route took longer than"
                + " calroute.callbacks.timeout-millis (3000 ms), and was at the step wait-for-acme"
                + " of the route receive-acme",
            "A callback was not taken in time: every thread for callbacks was busy with others")
        .doesNotContain("ERROR");
  }

  @Test
  void aRouteThatIsReplacedForTooLongIsToldAsSuch() throws Exception {
    IntakeGate gate = calroute.bean(IntakeGate.class);
    assertThat(gate.close(Duration.ofSeconds(10))).isTrue();
    try {
      assertComesAgain(post("{\"id\":\"6\"}"), "being-replaced");
    } finally {
      gate.open();
    }
    assertThat(post("{\"id\":\"6\"}").statusCode()).isEqualTo(202);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aFaultOnThePortIsToldAsSuchAndWhatItSaysStaysInside(CapturedOutput log) {
    calroute
        .bean(CamelContext.class)
        .getRegistry()
        .findSingleByType(VertxPlatformHttpRouter.class)
        .route("/faulty")
        .handler(
            call -> {
              throw new IllegalStateException("something inside");
            });
    HttpResponse<String> answer = calroute.post("/faulty", "{}", Map.of());
    assertComesAgain(answer, "fault");
    assertThat(answer.body()).doesNotContain("inside");
    assertThat(log.getAll())
        .contains("A callback was not taken because of a fault")
        .doesNotContain("Unhandled exception in router");
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void anAuthenticationThatFailsItselfIsAFailedStepAndNotAnUnhandledOne(CapturedOutput log) {
    LiveConnections connections = calroute.bean(LiveConnections.class);
    Connections before = connections.current();
    connections.replaceBy(
        new Connections(
            Map.of("acme", Map.of("default", new Connection(null, null, null, null, null, null)))));
    try {
      assertComesAgain(post("{\"id\":\"7\"}"), "step-failed");
    } finally {
      connections.replaceBy(before);
    }
    assertThat(log.getAll())
        .contains("a step of its route failed with " + IncompleteConnection.class.getName())
        .doesNotContain("Unhandled exception in router");
    assertThat(post("{\"id\":\"7\"}").statusCode()).isEqualTo(202);
  }

  /** The last one: nothing is kept after it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aCallbackThatComesWhileCalrouteStopsIsToldSo() {
    calroute.bean(Journal.class).close();
    assertComesAgain(post("{\"id\":\"8\"}"), "stopping");
  }

  @Test
  void aSlashAtTheEndMeansNothing() {
    assertThat(calroute.post("/callbacks/acme/", "{\"id\":\"slash\"}", Map.of()).statusCode())
        .isEqualTo(202);
    assertThat(
            calroute.post("/callbacks/acme/default/", "{\"id\":\"slash\"}", Map.of()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void whatIsNotAllowedNamesWhatIs() {
    HttpResponse<String> answer =
        calroute.callback(
            "/callbacks/acme", request -> request.method("PATCH", BodyPublishers.noBody()));
    assertProblem(answer, 405, "method-not-allowed");
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST, PUT");
  }

  @Test
  void noPageIsEverAnswered() {
    for (String path : new String[] {"/", "/other", "/callbacks", "/callbacks/%00", "/%00"}) {
      for (String method : new String[] {"GET", "POST"}) {
        HttpResponse<String> answer =
            calroute.callback(path, request -> request.method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isIn(400, 404, 405);
        assertThat(answer.body()).as(method + " " + path).doesNotContainIgnoringCase("<html");
      }
    }
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aPathThatCannotBeDecodedIsOneBadRequestAndNoLineInTheLog(CapturedOutput log)
      throws IOException {
    for (String path : new String[] {"/callbacks/acme/%", "/callbacks/%4", "/%zz"}) {
      try (RawConnection connection = new RawConnection(calroute.callbacksPort())) {
        connection.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertThat(connection.status()).as(path).isEqualTo(400);
      }
    }
    assertThat(log.getAll()).doesNotContain("ERROR", "WARN");
  }

  @Test
  void anEncodedBodyIsNotTaken() {
    HttpResponse<String> answer =
        calroute.post("/callbacks/acme", "{\"id\":\"4\"}", Map.of("Content-Encoding", "gzip"));
    assertProblem(answer, 415, "encoding-not-taken");
    assertThat(
            calroute
                .post("/callbacks/acme", "{\"id\":\"4\"}", Map.of("Content-Encoding", "identity"))
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void limitsOfTheReaderAreSaid() {
    HttpResponse<String> deep = post("[".repeat(2000) + "]".repeat(2000));
    assertProblem(deep, 400, "json-limit");
    assertThat(deep.body()).contains("nested deeper than 1000 levels");
    HttpResponse<String> number = post("{\"id\": " + "9".repeat(2000) + "}");
    assertProblem(number, 400, "json-limit");
    assertThat(number.body()).contains("more than 1000 digits");
  }

  @Test
  void aBodyThatDoesNotArriveIsTimedOut() throws IOException {
    try (RawConnection slow = new RawConnection(calroute.callbacksPort())) {
      assertThat(slow.send(head(100) + "{").status()).isEqualTo(408);
    }
  }

  @Test
  void largeBodiesThatAreHeldBackKeepNoSmallOneOut() throws IOException {
    byte[] most = new byte[LIMIT - 1];
    try (RawConnection one = new RawConnection(calroute.callbacksPort());
        RawConnection other = new RawConnection(calroute.callbacksPort())) {
      one.send(head(LIMIT)).send(most);
      other.send(head(LIMIT)).send(most);
      // Nobody promises that the first to send is the first to be read.
      await().until(() -> one.isAnswered() || other.isAnswered());
      assertTooBusy((one.isAnswered() ? one : other).answer());
      assertThat(post("{\"id\":\"small\"}").statusCode()).isEqualTo(202);
    }
    await()
        .untilAsserted(
            () -> {
              try (RawConnection next = new RawConnection(calroute.callbacksPort())) {
                byte[] body = new byte[LIMIT];
                assertThat(next.send(head(LIMIT)).send(body).status()).isEqualTo(400);
              }
            });
  }

  @Test
  void connectionsThatAreOneTooManyAreToldToComeAgain() throws IOException {
    RawConnection[] idle = new RawConnection[60];
    try {
      for (int i = 0; i < idle.length; i++) {
        idle[i] = new RawConnection(calroute.callbacksPort());
      }
      await()
          .untilAsserted(
              () -> {
                try (RawConnection more = new RawConnection(calroute.callbacksPort())) {
                  assertTooBusy(more.send(head(2) + "{}").answer());
                }
              });
    } finally {
      for (RawConnection one : idle) {
        one.close();
      }
    }
    await().untilAsserted(() -> assertThat(post("{\"id\":\"room\"}").statusCode()).isIn(200, 202));
  }

  @Test
  void aFrontDoorThatWasEditedAnswersAsBefore() {
    edited.edit(FRONT_DOOR, "description: Takes every callback", "description: Takes any callback");
    edited.awaitInUse();
    byte[] more = "x".repeat(LIMIT + 1).getBytes(StandardCharsets.US_ASCII);
    HttpResponse<String> answer =
        calroute.callback(
            "/callbacks/acme", request -> request.POST(BodyPublishers.ofByteArray(more)));
    assertProblem(answer, 413, "too-large");
  }

  @Test
  void aCharacterThatNoTextCanHaveIsABadParameterOfTheOperationsApi() {
    HttpResponse<String> answer = calroute.call("GET", "/api/callbacks?provider=a%00b");
    assertProblem(answer, 400, "bad-parameter");
    assertProblem(calroute.call("GET", "/api/references?id=%00"), 400, "bad-parameter");
    HttpResponse<String> path = calroute.call("GET", "/api/callbacks/%00");
    assertThat(path.statusCode()).isEqualTo(400);
    assertThat(path.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    HttpResponse<String> method = calroute.call("DELETE", "/api/status");
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).isPresent();
  }

  private static String head(int length) {
    return "POST /callbacks/acme HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private static HttpResponse<String> post(String body) {
    return calroute.post("/callbacks/acme", body, Map.of());
  }

  private static void assertComesAgain(HttpResponse<String> answer, String title) {
    assertProblem(answer, 503, title);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  /** Whoever meets a door that is full is told so, and when to come again. */
  private static void assertTooBusy(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("\r\nretry-after: 2\r\n")
        .contains("\"title\":\"too-busy\"");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String title) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = RunningCalroute.json(answer.body());
    assertThat(problem.path("title").asText()).isEqualTo(title);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
  }
}
