package io.calroute.bundle.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.bundle.EditedCalroute;
import io.calroute.callback.door.CallbackRefused;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A fault that an edited front door leaves to nobody. */
@ExtendWith(OutputCaptureExtension.class)
class UnansweredFaultTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String ERRORS = "routes/callback-errors.camel.yaml";

  @TempDir Path home;

  @Test
  void providersAreToldToComeAgainAndTheLogSaysWhy(CapturedOutput log) {
    try (EditedCalroute edited = EditedCalroute.prepare(home, Map.of())) {
      edited.edit(
          ERRORS,
          "          handled:",
          """
                    onWhen:
                      simple:
                        expression: ${exchangeProperty.callback.provider} == null
                    handled:\
          """);
      edited.run();
      HttpResponse<String> answer = edited.calroute().post("/callbacks/savvycal", "{}", Map.of());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).isEmpty();
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(log)
                      .contains(
                          "A callback for savvycal met a fault that no route has answered",
                          CallbackRefused.class.getName()));
    }
  }
}
