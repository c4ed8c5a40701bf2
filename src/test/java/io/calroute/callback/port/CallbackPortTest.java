package io.calroute.callback.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port that callbacks come in by, and what is no port for them. */
class CallbackPortTest {

  @TempDir Path home;

  @Test
  void aPortThatIsTakenStopsTheStart() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Installation installation = new Installation(home, 0, 0)) {
      installation.with("calroute.callbacks.port", taken.getLocalPort());
      assertThatThrownBy(() -> installation.run().close())
          .hasRootCauseInstanceOf(java.net.BindException.class)
          .hasStackTraceContaining(
              "calroute.callbacks.port: 127.0.0.1:" + taken.getLocalPort() + " cannot be opened");
    }
  }

  @Test
  void thePortOfOperationsIsRefused() {
    try (Installation installation = new Installation(home, 0, 0)) {
      int port = RunningCalroute.freePort();
      installation.with("calroute.callbacks.port", port).with("server.port", port);
      assertThatThrownBy(() -> installation.run().close())
          .hasStackTraceContaining(
              "calroute.callbacks.port and server.port are both "
                  + port
                  + "; set another one for one of them");
    }
  }

  @Test
  void anyFreePortWillDo() throws IOException {
    try (Installation installation = new Installation(home, 0, 0)) {
      installation.with("calroute.callbacks.port", 0);
      try (RunningCalroute calroute = installation.run();
          RawConnection caller = new RawConnection(calroute.bean(CallbackServer.class).getPort())) {
        caller.send(
            "POST /callbacks/savvycal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(caller.status()).isEqualTo(401);
        assertThat(calroute.call("GET", "/actuator/health/readiness").statusCode()).isEqualTo(200);
      }
    }
  }

  /** A reset would take the answer away from a client that has not read it yet. */
  @Test
  void whatCannotBeReadIsAnsweredBeforeTheConnectionIsClosed() throws IOException {
    try (Installation installation = new Installation(home, 0, 0)) {
      installation.with("calroute.callbacks.port", 0);
      try (RunningCalroute calroute = installation.run()) {
        int port = calroute.bean(CallbackServer.class).getPort();
        for (int i = 0; i < 20; i++) {
          assertThat(answerToAll(port, "POST /callbacks/savvycal HTTP/1.1\r\nX-Long: "))
              .contains(" 431 ", "headers-too-long");
          assertThat(answerToAll(port, "POST /callbacks/")).contains(" 414 ", "path-too-long");
          assertThat(answerToAll(port, "this is no HTTP\r\n\r\n")).contains(" 400 ", "bad-request");
        }
        // Whoever looks for callbacks that never came must find them among what was refused.
        assertThat(calroute.call("GET", "/actuator/prometheus").body())
            .contains(
                "{answer=\"431\",code=\"headers-too-long\",provider=\"savvycal\"} 20.0",
                "{answer=\"414\",code=\"path-too-long\",provider=\"unknown\"} 20.0",
                "{answer=\"400\",code=\"bad-request\",provider=\"unknown\"} 20.0");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> {
                  JsonNode refused = calroute.get("/api/callbacks/refused").path("items");
                  assertThat(refused).hasSize(1);
                  assertThat(refused.at("/0/provider").asText()).isEqualTo("savvycal");
                  assertThat(refused.at("/0/status").asInt()).isEqualTo(431);
                  assertThat(refused.at("/0/times").asInt()).isEqualTo(20);
                });
      }
    }
  }

  /** What a client gets that writes all it has before it reads. */
  private static String answerToAll(int port, String before) throws IOException {
    try (RawConnection caller = new RawConnection(port)) {
      caller.send(before + "x".repeat(20_000));
      for (int more = 0; more < 20; more++) {
        caller.send("y".repeat(20_000));
      }
      return caller.answer();
    }
  }
}
