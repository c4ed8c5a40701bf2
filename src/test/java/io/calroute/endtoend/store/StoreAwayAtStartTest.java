package io.calroute.endtoend.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.OwnPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A Calroute that starts before its PostgreSQL does. */
@ExtendWith(OutputCaptureExtension.class)
class StoreAwayAtStartTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path home;

  @Test
  void itLivesAndIsNotReadyUntilPostgresqlIsThereAndSaysWhatItWaitsFor(CapturedOutput log) {
    int port = RunningCalroute.freePort();
    try (OwnPostgres postgres = OwnPostgres.in(home, RunningCalroute.freePort());
        Installation installation =
            new Installation(home, 0, 0)
                .with("server.port", port)
                .with("spring.datasource.url", postgres.jdbcUrl() + "&password=hush")) {
      CompletableFuture<RunningCalroute> starting =
          CompletableFuture.supplyAsync(installation::run);
      await().atMost(SOON).until(() -> answer(port, "liveness") == 200);
      assertThat(answer(port, "readiness")).isEqualTo(503);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(log).contains("Waiting for PostgreSQL at " + postgres.address()));
      assertThat(log).doesNotContain("hush");
      assertThat(starting).isNotDone();

      postgres.start();

      await().atMost(SOON).until(() -> answer(port, "readiness") == 200);
      try (RunningCalroute calroute = starting.join()) {
        assertThat(calroute.get("/api/status").path("callbacks").path("pending").asInt()).isZero();
        assertThat(answer(port, "liveness")).isEqualTo(200);
      }
    }
  }

  /** Status of a probe; 0 when nobody answers. */
  private static int answer(int port, String probe) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/actuator/health/" + probe))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException nobody) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
