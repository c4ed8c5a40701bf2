package io.calroute.sync.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list may lag behind a young event, so that its absence means nothing yet. */
class YoungEventTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ANNA = "anna@example.com";

  @TempDir private static Path home;

  @Test
  void anEventThatIsDeletedSoonAfterItsMakingIsFoundByOneSweepAllTheSame() {
    try (Installation installation =
            new Installation(home, 0, 0)
                .with("calroute.drift", "repair")
                .with("calroute.sync.sweep-age", "3s")
                .with("calroute.sync.sweep-interval", "0s");
        RunningCalroute calroute = installation.run()) {
      assertThat(
              calroute
                  .postSigned(
                      "/callbacks/savvycal",
                      "X-SavvyCal-Signature",
                      SavvyCalBooking.of("appt_young0000001")
                          .with("prov_anna00000001")
                          .callback("appointment.created"))
                  .statusCode())
          .isEqualTo(202);
      await().atMost(SOON).until(() -> events(installation).size() == 1);
      await().atMost(SOON).until(() -> calroute.get("/api/status").at("/sync/due").asInt() == 0);
      installation.google().calendar(ANNA).delete(events(installation).get(0).id());

      assertThat(calroute.call("POST", "/api/sweep?calendar=" + ANNA).statusCode()).isEqualTo(202);

      await().atMost(SOON).until(() -> events(installation).size() == 1);
    }
  }

  private static List<SimulatedEvent> events(Installation installation) {
    return installation.google().calendar(ANNA).events();
  }
}
