package io.calroute.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the operations port that mean two things, or that no client sends by right. */
class OddRequestsTest {

  private static final String CLIENT = "ext_appt_odd_request";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    calroute = installation.run();
    String booked =
        SavvyCalBooking.of("appt_odd_request")
            .with("prov_anna00000001")
            .callback("appointment.created");
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booked).statusCode())
        .isEqualTo(202);
    Awaitility.await().until(OddRequestsTest::isKnown);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'client':'@','dryRun':true,'dryRun':false}",
        "{'client':'nobody','client':'@'}",
        "{'client':'@','dry\\u0052un':true,'dryRun':false}",
        "{'client':'@'}{'client':'@','dryRun':true}",
        "{'client':'@'} {}",
        "{'client':'@'}x",
        "{'client':'@'},",
        "{'client':'@'}]",
        "{'client':'@'}#LONG#x",
        "[{'client':'@'}]",
        "{'client':['@']}",
        "{'client':'@','provider':{}}",
        "{'client':'@','provider':[]}",
        "{'client':'@','calendars':[]}",
        "'@'",
        "null"
      })
  void whatCouldMeanTwoThingsErasesNobody(String body) {
    String sent =
        body.replace('\'', '"').replace("@", CLIENT).replace("#LONG#", " ".repeat(100_000));
    assertBad(calroute.call("POST", "/api/erase", sent));
    assertThat(isKnown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'provider':'pexip-engage','provider':'savvycal'}",
        "{'provider':'savvycal'}{}",
        "{'provider':'savvycal'}x",
        "{'provider':'savvycal','nonsense':1}",
        "[]",
        "null"
      })
  void whatCouldMeanTwoThingsBeginsNoBackfill(String body) {
    assertBad(calroute.call("POST", "/api/backfill", body.replace('\'', '"')));
    assertThat(calroute.get("/api/backfill").path("items"))
        .noneMatch(run -> run.path("kind").asText().equals("backfill"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "client    | {'client':'\\ud800','dryRun':true}",
        "client    | {'client':'a\\udc00b'}",
        "client    | {'client':'a\\u0000b'}",
        "provider  | {'client':'@','provider':'\\ud800'}",
        "calendars | {'client':'@','calendars':'\\ud800'}",
        "name      | {'\\u0000':'@'}"
      })
  void aCharacterThatIsNoneIsTheSlipOfWhoeverSendsIt(String member, String body) {
    HttpResponse<String> answer = calroute.call("POST", "/api/erase", body.replace('\'', '"'));
    assertBad(answer);
    assertThat(RunningCalroute.json(answer.body()).path("detail").asText()).contains(member);
  }

  @ParameterizedTest
  @CsvSource({
    "405, method-not-allowed,     POST,   /api/directory",
    "405, method-not-allowed,     DELETE, /api/status",
    "405, method-not-allowed,     POST,   /runbook",
    "404, not-found,              GET,    /api/nothing",
    "404, not-found,              GET,    /actuator/nothing",
    "404, unknown-callback,       GET,    /api/callbacks/x",
    "400, bad-parameter,          GET,    /api/references",
    "400, bad-request,            TRACE,  /api/status",
    "400, bad-request,            TRACE,  /actuator/health",
    "400, bad-request,            CONNECT, /api/status",
    "400, bad-request,            BREW,   /api/status",
    "400, bad-request,            GET,    /api/why;a=b?id=1",
    "400, bad-request,            POST,   /api/erase;x",
    "400, bad-request,            GET,    /actuator/health;x",
    "400, bad-request,            GET,    /api/%zz"
  })
  void whateverIsAcceptedErrorsAreProblemsWithACode(
      int status, String code, String method, String path) throws IOException {
    for (String accept : List.of("*/*", "application/json", "garbage", "text/html", "image/png")) {
      assertProblem(raw(method, path, "HTTP/1.1", accept), status, code);
    }
  }

  @Test
  void whatNobodyCanReadIsNotAcceptableWithAProblem() throws IOException {
    for (String accept : List.of("garbage", "text/html", "image/png")) {
      assertProblem(raw("GET", "/api/status", "HTTP/1.1", accept), 406, "not-acceptable");
    }
    assertProblem(raw("GET", "/actuator/health", "HTTP/1.1", "garbage"), 406, "not-acceptable");
    assertProblem(raw("GET", "/actuator/prometheus", "HTTP/1.1", "garbage"), 406, "not-acceptable");
  }

  @Test
  void aVersionOfHttpThatIsNotSpokenIsABadRequest() throws IOException {
    assertProblem(raw("GET", "/api/status", "HTTP/9.9", "*/*"), 400, "bad-request");
  }

  @Test
  void aSemicolonInAnIdIsPartOfIt() throws IOException {
    assertProblem(
        raw("GET", "/api/appointments/savvycal/a%3Bb", "HTTP/1.1", "*/*"),
        404,
        "unknown-appointment");
  }

  /** As it was written: a client of Java's sends no such requests. */
  private static String raw(String method, String path, String version, String accept)
      throws IOException {
    try (Socket caller = new Socket("127.0.0.1", calroute.operationsPort())) {
      caller
          .getOutputStream()
          .write(
              "%s %s %s\r\nHost: localhost\r\nAccept: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .formatted(method, path, version, accept)
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(caller.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static void assertProblem(String answer, int status, String code) {
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/problem+json");
    assertThat(answer)
        .contains("\"title\":\"" + code + "\"", "\"status\":" + status, "\"detail\":\"");
  }

  private static boolean isKnown() {
    return RunningCalroute.json(
                calroute
                    .call("POST", "/api/erase", "{\"client\":\"" + CLIENT + "\",\"dryRun\":true}")
                    .body())
            .at("/removed/appointments")
            .asInt()
        == 1;
  }

  private static void assertBad(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    JsonNode problem = RunningCalroute.json(answer.body());
    assertThat(problem.path("title").asText()).isEqualTo("bad-parameter");
  }
}
