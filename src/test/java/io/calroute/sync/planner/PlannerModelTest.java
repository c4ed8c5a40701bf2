package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sync.planner.CalendarModel.AfterDelete;
import io.calroute.sync.planner.CalendarModel.Rules;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the planner against a model of each calendar: every story with few interferences, and many
 * random ones with more. {@code -Dmodel.depth=5} tries all stories with five.
 */
class PlannerModelTest {

  private static final int DEPTH = Integer.getInteger("model.depth", 3);

  /** Choices of a story's adversary: what the provider does, and what becomes of a call. */
  private static final int CANCELLED = 3;

  private static final int LOST_BEFORE = 1;
  private static final int LOST_AFTER = 3;
  private static final int LATE = 4;

  /** A calendar, and what is tried on it. */
  record Case(Rules rules, boolean people, Story.Wishes wishes) {}

  static Stream<Case> cases() {
    return rules()
        .flatMap(
            rules ->
                switch (rules.target()) {
                  case OFFICE365 ->
                      Stream.of(
                          new Case(rules, true, Story.Wishes.PLAIN),
                          new Case(rules, false, Story.Wishes.PLAIN),
                          new Case(rules, true, Story.Wishes.ONLINE),
                          new Case(rules, true, Story.Wishes.TURNING));
                  case GOOGLE, TEAMS ->
                      Stream.of(
                          new Case(rules, true, Story.Wishes.PLAIN),
                          new Case(rules, false, Story.Wishes.PLAIN));
                });
  }

  private static Stream<Rules> rules() {
    return Stream.of(
        Rules.google(),
        Rules.teams(),
        Rules.office365(true, Rules.EVER, AfterDelete.ANOTHER),
        Rules.office365(false, Rules.EVER, AfterDelete.ANOTHER),
        Rules.office365(true, Rules.EVER, AfterDelete.ORIGINAL),
        Rules.office365(false, Rules.EVER, AfterDelete.CONFLICT),
        Rules.office365(true, Rules.TEN_MINUTES, AfterDelete.ANOTHER),
        Rules.office365(false, Duration.ZERO, AfterDelete.ANOTHER));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyShortStoryEndsWell(Case one) {
    Choices choices = new Choices(DEPTH);
    long stories = 0;
    do {
      new Story(one.rules(), one.people(), one.wishes(), choices).tell();
      stories++;
    } while (choices.next());
    assertThat(stories).isGreaterThan(100);
  }

  /** What becomes of a delete of which nobody knows whether it took effect. */
  @ParameterizedTest
  @MethodSource("cases")
  void everyShortStoryAfterALostDeleteEndsWell(Case one) {
    for (int fate : new int[] {LOST_BEFORE, LOST_AFTER, LATE}) {
      Choices choices = new Choices(DEPTH - 1, List.of(0, 0, CANCELLED, fate));
      do {
        new Story(one.rules(), one.people(), one.wishes(), choices).tell();
      } while (choices.next());
    }
  }

  /** The mailbox makes no Teams meeting, and that is found out after the provider said more. */
  @Test
  void whatWasSaidMeanwhileIsWrittenToAMailboxWithoutTeams() {
    Case one =
        new Case(
            Rules.office365(true, Rules.EVER, AfterDelete.ANOTHER), true, Story.Wishes.TURNING);
    Choices choices = Choices.of(12, List.of(0, 0, 1, 7, 1, 2, 4, 0));
    new Story(one.rules(), one.people(), one.wishes(), choices).tell();
  }

  /**
   * A deletion whose answer was lost lands after the booking came back, and looks are refused
   * since.
   */
  @Test
  void aLateDeletionIsFoundThoughTheLooksAfterItAreRefused() {
    Case one = new Case(Rules.google(), true, Story.Wishes.PLAIN);
    Choices choices = Choices.of(12, List.of(0, 0, 3, 4, 0, 6, 1, 0, 0, 0, 1, 0, 3));
    new Story(one.rules(), one.people(), one.wishes(), choices).tell();
  }

  /** Each answer leaves the meeting's link out, and then the booking is no longer online. */
  @Test
  void aMeetingOfWhichNoAnswerToldLeavesWithItsEvent() {
    Case one =
        new Case(Rules.office365(true, Rules.EVER, AfterDelete.ANOTHER), true, Story.Wishes.ONLINE);
    Choices choices = Choices.of(12, List.of(0, 1, 0, 7, 1, 0, 4, 2, 4, 0));
    new Story(one.rules(), one.people(), one.wishes(), choices).tell();
  }

  /** An update that brought a meeting is lost, and so is the look that would have told of it. */
  @Test
  void aMeetingThatALostUpdateHasBroughtLeavesWithItsEvent() {
    Case one =
        new Case(
            Rules.office365(false, Rules.EVER, AfterDelete.ANOTHER), true, Story.Wishes.ONLINE);
    List<Integer> choices =
        List.of(0, 0, 1, 0, 1, 0, 0, 1, 2, 0, 0, 1, 1, 0, 3, 0, 3, 2, 0, 0, 0, 0);
    new Story(one.rules(), one.people(), one.wishes(), Choices.of(12, choices)).tell();
  }

  @Property(tries = 4000)
  void longStoriesEndWell(
      @ForAll("anyCase") Case one, @ForAll("manyChoices") List<Integer> interferences) {
    new Story(one.rules(), one.people(), one.wishes(), Choices.of(12, interferences)).tell();
  }

  @Provide
  Arbitrary<Case> anyCase() {
    return Arbitraries.of(cases().toList());
  }

  @Provide
  Arbitrary<List<Integer>> manyChoices() {
    Arbitrary<Integer> choice =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.just(0)),
            net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(1, 9)));
    return choice.list().ofMinSize(4).ofMaxSize(60);
  }
}
