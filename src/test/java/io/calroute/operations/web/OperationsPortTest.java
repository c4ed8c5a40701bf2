package io.calroute.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations port of an installation with a token: guard, health, metrics and console. */
class OperationsPortTest {

  private static final String TOKEN = "sandbox-token";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0).with("calroute.api.token", TOKEN);
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void apiAnswersTheHolderOfTheTokenOnly() throws Exception {
    HttpResponse<String> refused = calroute.call("GET", "/api/status");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(refused.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(get("/api/status", Map.of("Authorization", "Bearer wrong")).statusCode())
        .isEqualTo(401);
    HttpResponse<String> answered = get("/api/status", Map.of("Authorization", "Bearer " + TOKEN));
    assertThat(answered.statusCode()).isEqualTo(200);
    assertThat(RunningCalroute.json(answered.body()).path("callbacks").path("pending").isInt())
        .isTrue();
    assertThat(answered.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void healthIsOpenAndTellsNoDetails() {
    for (String group : new String[] {"", "/liveness", "/readiness"}) {
      HttpResponse<String> health = calroute.call("GET", "/actuator/health" + group);
      assertThat(health.statusCode()).as(group).isEqualTo(200);
      assertThat(RunningCalroute.json(health.body()).path("status").asText()).isEqualTo("UP");
      assertThat(health.body()).doesNotContain("components").doesNotContain("details");
    }
    assertThat(calroute.call("GET", "/actuator/env").statusCode()).isEqualTo(401);
  }

  @Test
  void consoleBringsItsOwnFilesUnderAStrictPolicy() throws Exception {
    for (String path :
        new String[] {
          "/login",
          "/console.js",
          "/console.css",
          "/favicon.svg",
          "/webjars/htmx.org/dist/htmx.min.js"
        }) {
      HttpResponse<String> file = calroute.call("GET", path);
      assertThat(file.statusCode()).as(path).isEqualTo(200);
      assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe");
    }
    assertThat(calroute.call("GET", "/").statusCode()).isEqualTo(401);
    assertThat(get("/", Map.of("Authorization", "Bearer " + TOKEN)).body())
        .contains("<title>Today · Calroute</title>")
        .doesNotContain("style=", "https://")
        .doesNotContainPattern("<script>|\\son[a-z]+=");
  }

  @Test
  void metricsTellWhatCameInWhatBecameOfItAndHowLongItTook() {
    SavvyCalBooking booking = SavvyCalBooking.of("appt_metrics00001").with("prov_anna00000001");
    String body = booking.callback("appointment.created");
    assertThat(post(body)).isEqualTo(202);
    assertThat(post(body)).isEqualTo(200);
    assertThat(post("{")).isEqualTo(400);
    assertThat(calroute.post("/callbacks/savvycal", "{}", Map.of()).statusCode()).isEqualTo(401);
    assertThat(calroute.post("/callbacks/nobody", "{}", Map.of()).statusCode()).isEqualTo(404);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(calroute.call("GET", "/actuator/prometheus").body())
                    .contains(
                        received("202", "none", "savvycal"),
                        received("200", "none", "savvycal"),
                        received("400", "not-json", "savvycal"),
                        received("401", "not-authenticated", "savvycal"),
                        received("404", "unknown-connection", "unknown"),
                        "calroute_callbacks_outcomes_total{code=\"none\",outcome=\"applied\",provider=\"savvycal\"}"
                            + " 1.0",
                        "calroute_calls_total{operation=\"create\",result=\"ok\",target=\"google\"}"
                            + " 1.0",
                        "calroute_callback_to_settled_seconds_count{target=\"google\"} 1",
                        "calroute_callback_to_settled_seconds_bucket{target=\"google\",le=\"30.0\"} 1",
                        "calroute_turn_duration_seconds_count{target=\"google\"} 1",
                        "calroute_callbacks_pending ",
                        "calroute_callbacks_failed ",
                        "calroute_oldest_pending_age_seconds ",
                        "calroute_lanes_paused ",
                        "calroute_appointments{state=\"due\"} ",
                        "calroute_appointments{state=\"failed\"} ",
                        "calroute_appointments{state=\"unrouted\"} ",
                        "calroute_appointments{state=\"parked\"} "));
  }

  private static String received(String answer, String code, String provider) {
    return "calroute_callbacks_received_total{answer=\""
        + answer
        + "\",code=\""
        + code
        + "\",provider=\""
        + provider
        + "\"} 1.0";
  }

  private static int post(String body) {
    return calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode();
  }

  private static HttpResponse<String> get(String path, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + calroute.operationsPort() + path));
    headers.forEach(request::header);
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
