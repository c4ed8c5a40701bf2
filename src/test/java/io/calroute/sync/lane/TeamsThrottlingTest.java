package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Teams meetings that are asked for faster than Teams makes them. */
class TeamsThrottlingTest {

  private static final String ANNA = "anna@example.com";
  private static final int BOOKINGS = 4;

  @TempDir private Path home;

  @Test
  void everyEventGetsItsLinkAlthoughTeamsThrottles() {
    try (Installation installation =
            new Installation(home, 0, 0).with("calroute.teams.organizer", "teams@example.org");
        RunningCalroute calroute = installation.run()) {
      installation.graph().settings().meetingLimit(2, Duration.ofSeconds(2));
      installation.graph().settings().retryAfter("2.128");
      for (int i = 0; i < BOOKINGS; i++) {
        SavvyCalBooking booking =
            SavvyCalBooking.of("appt_throttled000" + i).with("prov_anna00000001").online(null);
        String body = booking.callback("appointment.created");
        assertThat(
                calroute
                    .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body)
                    .statusCode())
            .isEqualTo(202);
      }

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(installation.google().calendar(ANNA).events())
                      .hasSize(BOOKINGS)
                      .extracting(SimulatedEvent::location)
                      .doesNotContainNull()
                      .doesNotHaveDuplicates());
      assertThat(installation.graph().mailbox("teams@example.org").meetings()).hasSize(BOOKINGS);
      List<Exchange> asked = installation.graph().requests().exchanges(Operation.CREATE_OR_GET);
      assertThat(asked).anyMatch(exchange -> exchange.status() == 429);
    }
  }
}
