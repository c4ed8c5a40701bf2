package io.calroute.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
