package io.calroute.callback.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the callbacks' port as no provider writes them, and connections that bring none. */
class OddCallersTest {

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.callbacks.timeout-millis", 3000)
            .with("calroute.connections.savvycal.branch.secret", RunningCalroute.SECRET);
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//callbacks//savvycal//branch",
        "/callbacks//savvycal/branch",
        "/callbacks/savvycal//branch",
        "/callbacks/savvycal/branch//",
        "/callbacks/savvycal/../savvycal/branch",
        "/callbacks/agendize/../savvycal/branch",
        "/callbacks/./savvycal/branch",
        "/./callbacks/savvycal/branch",
        "/callbacks/savvycal/branch/.",
        "/callbacks/savvycal/branch/x/..",
        "/callbacks/%2e/savvycal/branch",
        "/callbacks/savvycal/%2E%2e/savvycal/branch",
        "/callbacks/%73avvycal/branch",
        "/callbacks/savvycal/b%72anch",
        "/%63allbacks/savvycal/branch",
        "/x/../callbacks/savvycal/branch",
        "/join/../callbacks/savvycal/branch",
        "/callbacks\\savvycal\\branch"
      })
  void aCallbackByAPathThatIsNotWrittenPlainlyIsNobodys(String path) throws IOException {
    double before = refused();
    String kept = calroute.get("/api/callbacks").path("items").toString();
    assertThat(signed(path)).startsWith("HTTP/1.1 40").doesNotContain(" 401 ");
    assertThat(calroute.get("/api/callbacks").path("items")).hasToString(kept);
    if (!path.startsWith("/join/")) {
      assertThat(refused()).isEqualTo(before + 1);
    }
  }

  @Test
  void aSlashAtTheEndMeansNothing() throws IOException {
    assertThat(signed("/callbacks/savvycal/branch/")).startsWith("HTTP/1.1 202 ");
    assertThat(signed("http://localhost/callbacks/savvycal/branch")).startsWith("HTTP/1.1 20");
  }

  /** Whoever is refused is looked for under the connection that they meant. */
  @Test
  void whoIsRefusedStandsUnderNoOthersName() throws IOException {
    for (String path :
        new String[] {"/callbacks/savvycal/branch", "/callbacks/savvycal/../savvycal/branch"}) {
      raw("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              JsonNode refused = calroute.get("/api/callbacks/refused").path("items");
              assertThat(refused)
                  .anyMatch(
                      one ->
                          one.path("connection").asText().equals("branch")
                              && one.path("status").asInt() == 401);
              assertThat(refused)
                  .anyMatch(
                      one ->
                          one.path("provider").asText().isEmpty()
                              && one.path("status").asInt() == 404);
              assertThat(refused)
                  .noneMatch(
                      one ->
                          one.path("connection").asText().isEmpty()
                              && one.path("status").asInt() == 401);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /callbacks/savvycal/branch HTTP/9.9",
        "POST /callbacks/savvycal/branch HTTP/1.2",
        "POST /callbacks/savvycal/branch HTTP/0.9",
        "PRI * HTTP/2.0"
      })
  void whatIsNoRequestOfHttp1IsToldSoAndCounted(String line) throws IOException {
    double before = refused("bad-request", "[a-z]+");
    assertThat(raw(line + "\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json", "bad-request");
    assertThat(refused("bad-request", "[a-z]+")).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/join/%zz", "/join/%", "/join/..", "/join//x", "/join/a/../b", "/join/%2e%2e/x"})
  void aWrongAddressOfAMeetingIsAPageHoweverItIsWritten(String path) throws IOException {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .contains("text/html");
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws IOException {
    try (RawConnection silent = new RawConnection(calroute.callbacksPort())) {
      assertThat(silent.status()).isEqualTo(-1);
    }
  }

  /** A byte now and then, so that it is never idle. */
  @Test
  void aConnectionWhoseHeadersComeByTheByteIsClosed() throws IOException {
    try (RawConnection slow = new RawConnection(calroute.callbacksPort())) {
      slow.send("POST /callbacks/savvycal/branch HTTP/1.1\r\nX-Long: ");
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> isGone(slow));
    }
  }

  private static boolean isGone(RawConnection slow) {
    try {
      slow.send("x");
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  private static String signed(String path) throws IOException {
    String body = "{\"id\":\"evt_" + Integer.toHexString(path.hashCode()) + "\"}";
    return raw(
        "POST %s HTTP/1.1\r\nHost: a\r\nX-SavvyCal-Signature: sha256=%s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(
                path,
                RunningCalroute.signature(body.getBytes(StandardCharsets.UTF_8)),
                body.length(),
                body));
  }

  private static String raw(String request) throws IOException {
    try (RawConnection caller = new RawConnection(calroute.callbacksPort())) {
      return caller.send(request).answer();
    }
  }

  private static double refused() {
    return refused("[a-z-]+", "unknown");
  }

  /** How many were answered a refusal. */
  private static double refused(String code, String provider) {
    return Pattern.compile(
            "calroute_callbacks_received_total\\{answer=\"4..\",code=\"%s\",provider=\"%s\"} (\\S+)"
                .formatted(code, provider))
        .matcher(calroute.call("GET", "/actuator/prometheus").body())
        .results()
        .mapToDouble(line -> Double.parseDouble(line.group(1)))
        .sum();
  }
}
