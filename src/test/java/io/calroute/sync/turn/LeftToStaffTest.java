package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Call;
import io.calroute.sync.planner.CalendarModel;
import io.calroute.sync.planner.CalendarModel.Rules;
import io.calroute.sync.planner.EventDifference;
import io.calroute.sync.planner.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What staff have made more private, or have said of their own time. */
class LeftToStaffTest {

  @ParameterizedTest
  @CsvSource({
    "visibility, default, private, true",
    "visibility, default, confidential, true",
    "visibility, default, public, false",
    "visibility, private, default, false",
    "sensitivity, normal, personal, true",
    "sensitivity, private, normal, false",
    "transparency, opaque, transparent, true",
    "showAs, busy, free, true",
    "showAs, tentative, oof, true",
    "showAs, busy, workingElsewhere, true",
    "showAs, busy, tentative, false"
  })
  void whatGoesFurtherThanOursIsNoDrift(String name, String ours, String theirs, boolean staffs) {
    ObjectNode written = Scene.content("A").put(name, ours);
    ObjectNode there = Scene.content("A").put(name, theirs);

    assertThat(EventDifference.differing(written, there).isEmpty()).isEqualTo(staffs);
  }

  @Test
  void aRepairWritesAllOfOursButThat() {
    Scene scene = made();
    edit(scene, "private");
    scene.wanted(content("B", "default")).turn().toTheEnd();

    assertThat(last(scene).content().has("place")).isTrue();
    assertThat(last(scene).content().has("visibility")).isFalse();
    assertThat(visibility(scene)).isEqualTo("private");
  }

  @Test
  void whatTheProvidersDataAskForIsWritten() {
    Scene scene = made();
    scene.wanted(content("A", "private")).turn().toTheEnd();
    assertThat(visibility(scene)).isEqualTo("private");
    scene.wanted(content("A", "default")).turn().toTheEnd();
    assertThat(visibility(scene)).isEqualTo("default");
  }

  @Test
  void whatALostUpdateMayHaveAskedForIsWritten() {
    Scene scene = made();
    scene.wanted(content("A", "private")).turn().unheard();
    scene.wanted(content("A", "default")).turn().toTheEnd();

    assertThat(visibility(scene)).isEqualTo("default");
  }

  @Test
  void startAndEndAreWrittenTogether() {
    Scene scene = new Scene(Rules.google()).wanted(timed("10")).turn().answered();
    scene.wanted(timed("11")).turn();

    assertThat(scene.call().content().has("start")).isTrue();
    assertThat(scene.call().content().has("end")).isTrue();
  }

  private static Scene made() {
    return new Scene(Rules.google()).wanted(content("A", "default")).turn().answered();
  }

  private static void edit(Scene scene, String visibility) {
    CalendarModel.Event event = scene.calendar.live().get(0);
    scene.calendar.edit(event);
    event.content.put("visibility", visibility);
  }

  private static Call last(Scene scene) {
    List<Call> calls = scene.calls;
    return calls.get(calls.size() - 1);
  }

  private static String visibility(Scene scene) {
    return scene.calendar.live().get(0).content.path("visibility").asText();
  }

  private static ObjectNode content(String title, String visibility) {
    return Scene.content(title).put("visibility", visibility);
  }

  private static ObjectNode timed(String end) {
    ObjectNode content = Scene.content("A");
    content.putObject("start").put("dateTime", "2027-03-01T09:00:00Z");
    content.putObject("end").put("dateTime", "2027-03-01T" + end + ":00:00Z");
    return content;
  }
}
