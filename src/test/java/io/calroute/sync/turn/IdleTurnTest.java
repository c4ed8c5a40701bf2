package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.appointment.Appointment;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.reference.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns that end where they began. */
class IdleTurnTest {

  @TempDir static Path home;

  private static StoredTurns stored;

  @BeforeAll
  static void start() {
    stored = StoredTurns.start(home);
  }

  @AfterAll
  static void stop() {
    stored.close();
  }

  @BeforeEach
  void nothingToDo() {
    stored.clear();
  }

  /** An update that never finds the version which a look has just shown. */
  @Test
  void aTurnWhoseCallsChangeNothingWaitsLongerEachTime() {
    Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
    stored.take(ada(appointment), "A");
    stored.renew(appointment.id());

    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Turn turn = stored.begin(ada(appointment), "B");
      while (turn.getCall() != null) {
        stored.proceed(
            turn,
            turn.getCall().operation() == Call.Operation.GET
                ? StoredTurns.stands(turn, "\"seen\"")
                : StoredTurns.refused(Failure.Kind.CHANGED));
      }
      Reference left = ada(appointment);
      assertThat(left.failure().code()).isEqualTo("no-progress");
      Duration pause = Duration.between(stored.clock.instant(), left.dueAt());
      pauses.add(pause);
      stored.clock.advance(pause);
    }

    assertThat(pauses.get(0)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    assertThat(pauses.get(5)).isGreaterThanOrEqualTo(Duration.ofSeconds(16));
  }

  /** Eight calls are not always enough: more events than that stand for nothing. */
  @Test
  void aTurnThatHasChangedSomethingGoesOnAtOnce() {
    Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
    stored.take(ada(appointment), "A");
    stored.references.makeDue(appointment.id());

    Turn turn = stored.begin(ada(appointment), "A");
    StandingEvent stranger =
        new StandingEvent("stranger", "\"1\"", null, false, null, null, StoredTurns.content("?"));
    while (turn.getCall() != null) {
      stored.proceed(
          turn,
          turn.getCall().operation() == Call.Operation.DELETE
              ? new Answer.Removed()
              : new Answer.Found(List.of(stranger)));
    }

    assertThat(ada(appointment).failure()).isNull();
    assertThat(ada(appointment).dueAt()).isEqualTo(stored.clock.instant());
  }

  private static Reference ada(Appointment appointment) {
    return stored.reference(appointment.id(), "ada");
  }
}
