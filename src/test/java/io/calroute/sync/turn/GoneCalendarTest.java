package io.calroute.sync.turn;

import static io.calroute.destination.Call.Operation.CREATE;
import static io.calroute.destination.Call.Operation.DELETE;
import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Failure;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.CalendarModel.AfterDelete;
import io.calroute.sync.planner.CalendarModel.Rules;
import io.calroute.sync.planner.Scene;
import io.calroute.sync.planner.Story;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mailbox that was deleted, a user who is gone. */
class GoneCalendarTest {

  private static final Failure GONE = Failure.calendarGone("mailbox-not-found", "Gone.");

  static Stream<Rules> targets() {
    return Stream.of(
        Rules.google(), Rules.teams(), Rules.office365(true, Rules.EVER, AfterDelete.ANOTHER));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatIsToBeRemovedFromACalendarThatIsGoneIsRemoved(Rules rules) {
    Scene scene = made(rules).cancelled().turn();
    assertThat(scene.call().operation()).isEqualTo(DELETE);

    assertDone(scene.refused(GONE));
  }

  /** A look at what stands comes first where a request may have landed late. */
  @ParameterizedTest
  @MethodSource("targets")
  void soItIsWhenALookWasToComeFirst(Rules rules) {
    Scene scene = made(rules).wanted(Scene.content("B")).turn().refused(Failure.Kind.PASSING);
    scene.cancelled();
    for (int i = 0; i < 2; i++) {
      scene.after(Story.SETTLE).turn();
      while (scene.call() != null) {
        scene.refused(GONE);
      }
    }

    assertDone(scene);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingIsRememberedOfACreateThatNoCalendarCanHaveHeard(Rules rules) {
    Scene scene = new Scene(rules).wanted(Scene.content("A")).turn().refused(Failure.Kind.PASSING);
    scene.cancelled().turn();
    assertThat(scene.call().operation()).isEqualTo(CREATE);

    assertDone(scene.refused(GONE));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatIsToStandInACalendarThatIsGoneHasFailedForGood(Rules rules) {
    Scene scene = new Scene(rules).wanted(Scene.content("A")).turn().refused(GONE);

    assertThat(scene.decision().failure()).isEqualTo(GONE);
    assertThat(scene.reference().failure().kind()).isEqualTo(Failure.Kind.PERMANENT);
  }

  private static void assertDone(Scene scene) {
    assertThat(scene.decision().isDone()).isTrue();
    assertThat(scene.reference().state()).isEqualTo(Reference.State.GONE);
    assertThat(scene.reference().failure()).isNull();
    assertThat(scene.reference().inFlight()).isNull();
    assertThat(scene.reference().verifyAt()).isNull();
  }

  private static Scene made(Rules rules) {
    return new Scene(rules).wanted(Scene.content("A")).turn().toTheEnd();
  }
}
