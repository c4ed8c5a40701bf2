package io.calroute.sync.turn;

import static io.calroute.destination.Call.Operation.FIND;
import static io.calroute.destination.Call.Operation.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Failure;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.CalendarModel;
import io.calroute.sync.planner.CalendarModel.AfterDelete;
import io.calroute.sync.planner.CalendarModel.Rules;
import io.calroute.sync.planner.Scene;
import io.calroute.sync.planner.Story;
import io.calroute.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The answer of a create is lost, and the search that follows does not show the event. */
class SearchBehindTest {

  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(1));

  static Stream<Rules> searched() {
    return Stream.of(Rules.google(), Rules.office365(true, Rules.EVER, AfterDelete.ANOTHER));
  }

  @ParameterizedTest
  @MethodSource("searched")
  void anEventThatTheSearchDoesNotShowIsAskedForWithGrowingPauses(Rules rules) {
    Scene scene = unheardOf(rules);
    scene.calendar.live().get(0).notFoundUntil = Instant.MAX;

    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int before = scene.calls.size();
      scene.turn().toTheEnd();
      assertThat(scene.operations().subList(before, scene.calls.size())).containsExactly(FIND, GET);
      pauses.add(scene.lookAgainIn(backoff));
      scene.after(pauses.get(i));
    }

    assertThat(pauses.get(0)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    assertThat(pauses.get(11)).isGreaterThanOrEqualTo(Duration.ofSeconds(150));
    assertThat(scene.reference().failure().code()).isEqualTo("search-behind");
    assertThat(scene.reference().failure().kind()).isEqualTo(Failure.Kind.PASSING);
    assertThat(scene.reference().state()).isEqualTo(Reference.State.LIVE);
  }

  @ParameterizedTest
  @MethodSource("searched")
  void onceTheSearchShowsItNothingIsLeftToDo(Rules rules) {
    Scene scene = unheardOf(rules);
    CalendarModel.Event event = scene.calendar.live().get(0);
    event.notFoundUntil = Instant.MAX;
    scene.turn().toTheEnd().after(Duration.ofSeconds(2)).turn().toTheEnd();
    event.notFoundUntil = Instant.MIN;
    scene.after(Duration.ofSeconds(2)).turn().toTheEnd();

    assertThat(scene.reference().failure()).isNull();
    assertThat(scene.reference().attempts()).isZero();
    assertThat(scene.lookAgainIn(backoff)).isNull();
    assertThat(scene.calendar.live()).containsExactly(event);
  }

  /** What has changed is written all the same. */
  @ParameterizedTest
  @MethodSource("searched")
  void aChangeNeedNotWaitForTheSearch(Rules rules) {
    Scene scene = unheardOf(rules);
    CalendarModel.Event event = scene.calendar.live().get(0);
    event.notFoundUntil = Instant.MAX;
    scene.turn().toTheEnd();
    scene.wanted(Scene.content("B")).turn().toTheEnd();

    assertThat(event.content.path("title").asText()).isEqualTo("B");
    assertThat(scene.lookAgainIn(backoff)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
  }

  /** A create whose answer is lost, made once more; then the time of the look has come. */
  private static Scene unheardOf(Rules rules) {
    Scene scene = new Scene(rules).wanted(Scene.content("A")).turn().unheard();
    scene.after(Duration.ofSeconds(1)).turn().toTheEnd();
    assertThat(scene.reference().state()).isEqualTo(Reference.State.LIVE);
    assertThat(scene.calendar.live()).hasSize(1);
    return scene.after(Story.SETTLE);
  }
}
