package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider that can't be asked delays no calendar: not by the first callback, nor by a later one.
 */
class RefusedQuestionTest {

  private static final String ANNA = "anna@example.com";
  private static final String STAFF = "881";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir Path home;

  @Test
  void everyCallbackOfAProviderThatRefusesQuestionsCountsByItsArrival() {
    try (AgendizeSimulator agendize = AgendizeSimulator.start(Clock.systemUTC(), 0);
        Installation installation = new Installation(home, 0, 0).withoutQuotas()) {
      agendize.hire(Staff.of(STAFF, ANNA));
      installation.asking(agendize);
      try (RunningCalroute calroute = installation.run()) {
        agendize.deliveries().to(calroute);
        agendize.faults().add(FaultRule.of(Effect.status(401)));
        String id = agendize.book(STAFF, TOMORROW, HALF);
        await().atMost(SOON).untilAsserted(() -> assertThat(starts(installation)).hasSize(1));
        Instant later = TOMORROW.plus(Duration.ofHours(3));
        agendize.move(id, later, HALF);
        agendize.deliveries().settle();
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(starts(installation)).containsExactly(later));
      }
    }
  }

  private static List<Instant> starts(Installation installation) {
    return installation.google().calendar(ANNA).events().stream()
        .map(SimulatedEvent::start)
        .toList();
  }
}
