package io.calroute.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault that an edited front door leaves to nobody. */
class UnansweredFaultTest {

  private static final String FRONT_DOOR = "routes/front-door.camel.yaml";

  @TempDir Path home;

  @Test
  void providersAreToldToComeAgain() {
    try (EditedCalroute edited =
        EditedCalroute.prepare(
            home, Map.of("calroute.bundle.own-files", "front-door.camel.yaml"))) {
      edited.edit(FRONT_DOOR, "    routeConfigurationId: callback-errors\n", "");
      edited.run();
      HttpResponse<String> answer = edited.calroute().post("/callbacks/savvycal", "{}", Map.of());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).isEmpty();
    }
  }
}
