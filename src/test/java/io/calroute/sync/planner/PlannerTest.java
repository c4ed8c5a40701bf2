package io.calroute.sync.planner;

import static io.calroute.destination.Call.Operation.CREATE;
import static io.calroute.destination.Call.Operation.DELETE;
import static io.calroute.destination.Call.Operation.FIND;
import static io.calroute.destination.Call.Operation.GET;
import static io.calroute.destination.Call.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Imprint;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.CalendarModel.AfterDelete;
import io.calroute.sync.planner.CalendarModel.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The planner, failure by failure. */
class PlannerTest {

  private static final Rules OFFICE365 = Rules.office365(true, Rules.EVER, AfterDelete.ANOTHER);
  private static final Rules UNCONDITIONAL =
      Rules.office365(false, Rules.EVER, AfterDelete.ANOTHER);

  @Test
  void noCallWhenEqual() {
    Scene scene = made(Rules.google());
    scene.wanted(Scene.content("A")).turn();

    assertThat(scene.call()).isNull();
    assertThat(scene.operations()).containsExactly(CREATE);
  }

  @Test
  void lostCreateAnswerIsRepeatedToTheByteAnd409Adopts() {
    Scene scene = new Scene(Rules.google()).wanted(Scene.content("A")).turn().unheard();
    scene.turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, CREATE, GET);
    assertThat(scene.calls.get(1)).isEqualTo(scene.calls.get(0));
    assertThat(scene.calendar.live()).hasSize(1);
    assertThat(scene.reference().state()).isEqualTo(Reference.State.LIVE);
  }

  @Test
  void aDeleteThatWasPerhapsHeardAndIsThenRefusedLeavesNothingSure() {
    for (Rules rules : java.util.List.of(Rules.google(), OFFICE365, Rules.teams())) {
      Scene scene = made(rules).cancelled().turn().unheard();
      scene.turn().refused(Failure.Kind.PERMANENT);

      assertThat(scene.reference().applied().hash()).isNull();
      assertThat(scene.reference().verifyAt()).isNotNull();
    }
  }

  @Test
  void nothingNewerIsSentWhileACreateIsUnresolved() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.content("A")).turn().unheard();
    scene.wanted(Scene.content("B")).turn();

    assertThat(scene.call()).isEqualTo(scene.calls.get(0));
    scene.toTheEnd();
    assertThat(scene.operations()).containsExactly(CREATE, CREATE, UPDATE);
    assertThat(title(scene)).isEqualTo("B");
  }

  @Test
  void killedBetweenDecisionAndCallTheCreateIsSentAgain() {
    Scene scene = new Scene(Rules.google()).wanted(Scene.content("A")).turn().killed();
    scene.turn().toTheEnd();

    assertThat(scene.calendar.live()).hasSize(1);
    assertThat(scene.reference().generation()).isEqualTo(1);
  }

  @Test
  void tombstoneGetsANewGeneration() {
    Scene scene = made(Rules.google());
    scene.calendar.remove(scene.calendar.live().get(0));
    scene.wanted(Scene.content("B")).turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, UPDATE, GET, CREATE);
    assertThat(scene.reference().generation()).isEqualTo(2);
    assertThat(scene.decision().remark()).isNull();
    assertThat(scene.calendar.live()).hasSize(1);
  }

  @Test
  void aPatchThatIsAnsweredCancelledGetsANewGeneration() {
    Scene scene = made(Rules.google());
    scene.wanted(Scene.content("B")).turn();
    StandingEvent gone =
        new StandingEvent(
            scene.call().eventId(), "\"9\"", null, true, null, null, Scene.content("B"));
    Decision next =
        new Planner(new EventIds("calroute"), SyncSettings.Drift.REPAIR, Story.SETTLE)
            .proceed(
                scene.reference(),
                Desired.event("acme/default/appt-1", 2, Scene.content("B"), null),
                scene.call(),
                new Answer.Stands(gone),
                Instant.parse("2026-11-02T10:00:00Z"));

    assertThat(next.call().operation()).isEqualTo(CREATE);
    assertThat(next.reference().generation()).isEqualTo(2);
  }

  @Test
  void ownLateSuccessIsAdoptedWithoutWriting() {
    Scene scene = made(Rules.google());
    scene.wanted(Scene.content("B")).turn().unheard();
    scene.turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, UPDATE, UPDATE, GET);
    assertThat(title(scene)).isEqualTo("B");
  }

  @Test
  void aStaffEditIsRebasedWithAllThatIsOurs() {
    Scene scene = made(Rules.google());
    scene.calendar.edit(scene.calendar.live().get(0));
    scene.wanted(Scene.content("B")).turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, UPDATE, GET, UPDATE);
    assertThat(scene.calls.get(3).content().has("place")).isTrue();
    assertThat(scene.calendar.live().get(0).content.path("place").asText()).isEqualTo("here");
  }

  @Test
  void aStaffEditIsLeftAloneWhenDriftIsIgnored() {
    Scene scene = new Scene(Rules.google(), SyncSettings.Drift.IGNORE);
    scene.wanted(Scene.content("A")).turn().answered();
    scene.calendar.edit(scene.calendar.live().get(0));
    scene.wanted(Scene.content("B")).turn().toTheEnd();

    assertThat(title(scene)).isEqualTo("B");
    assertThat(scene.calendar.live().get(0).content.path("place").asText())
        .isEqualTo("somewhere else");
  }

  @Test
  void cancelWhileACreateIsUnresolvedPinsTheCreateDownFirst() {
    Scene scene = new Scene(Rules.google()).wanted(Scene.content("A")).turn().unheard();
    Call late = scene.calls.get(0);
    scene.cancelled().turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, CREATE, GET, DELETE);
    scene.lands(late);
    assertThat(scene.calendar.live()).isEmpty();
  }

  @Test
  void anUnresolvedCreateOlderThanTheTransactionMemoryIsSearchedFirst() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.content("A")).turn().unheard();
    scene.after(LostAnswers.TRANSACTION_MEMORY).turn();

    assertThat(scene.call().operation()).isEqualTo(FIND);
    scene.toTheEnd();
    assertThat(scene.operations()).containsExactly(CREATE, FIND);
    assertThat(scene.reference().state()).isEqualTo(Reference.State.LIVE);
  }

  @Test
  void aRefusalForGoodAfterAnAmbiguousTryIsPinnedDown() {
    Scene scene = new Scene(Rules.google()).wanted(Scene.content("A")).turn().unheard();
    scene.turn().refused(Failure.Kind.PERMANENT);

    assertThat(scene.call().operation()).isEqualTo(GET);
    scene.toTheEnd();
    assertThat(scene.reference().state()).isEqualTo(Reference.State.LIVE);
  }

  @Test
  void anEarlierRefusalForGoodSaysNothingOfALaterCreate() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.content("A")).turn();
    scene.refused(Failure.Kind.PERMANENT);
    scene.wanted(Scene.content("B")).turn().refused(Failure.Kind.PASSING);
    scene.after(LostAnswers.TRANSACTION_MEMORY).turn().toTheEnd();

    assertThat(scene.calendar.live()).hasSize(1);
    assertThat(title(scene)).isEqualTo("B");
  }

  @Test
  void notToBeSeenJustAfterItWasMadeIsNotDeleted() {
    Scene scene = made(OFFICE365);
    scene.wanted(Scene.content("B")).turn().refused(Failure.Kind.MISSING);

    assertThat(scene.call()).isNull();
    assertThat(scene.decision().failure().code()).isEqualTo("not-visible-yet");
    scene.after(Story.SETTLE).turn().toTheEnd();
    assertThat(scene.calendar.live()).hasSize(1);
    assertThat(scene.reference().generation()).isEqualTo(1);
  }

  @Test
  void aTransactionIdThatIsTakenForGoodGetsANewGeneration() {
    Scene scene = new Scene(Rules.office365(true, Rules.EVER, AfterDelete.CONFLICT));
    scene.wanted(Scene.content("A")).turn().unheard();
    scene.calendar.remove(scene.calendar.live().get(0));
    scene.turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, CREATE, FIND, CREATE);
    assertThat(scene.calendar.live()).hasSize(1);
  }

  @Test
  void aLateUpdateThatNothingStopsIsFoundAndMended() {
    Scene scene = made(UNCONDITIONAL);
    scene.wanted(Scene.content("B")).turn();
    Call late = scene.call();
    scene.refused(Failure.Kind.PASSING);
    scene.wanted(Scene.content("C")).turn().toTheEnd();
    scene.lands(late);
    assertThat(title(scene)).isEqualTo("B");

    scene.after(Story.SETTLE).turn().toTheEnd();

    assertThat(title(scene)).isEqualTo("C");
    assertThat(scene.reference().verifyAt()).isNull();
  }

  @Test
  void backToWhatStoodBeforeALostUpdateWritesSoThatTheLostOneCannotLand() {
    Scene scene = made(Rules.google());
    scene.wanted(Scene.content("B")).turn();
    Call late = scene.call();
    scene.refused(Failure.Kind.PASSING);
    scene.wanted(Scene.content("A")).turn().toTheEnd();
    scene.lands(late);

    assertThat(title(scene)).isEqualTo("A");
  }

  @Test
  void aLateCreateOfAnEventThatIsGoneIsFoundAndRemoved() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.content("A")).turn();
    Call late = scene.call();
    scene.refused(Failure.Kind.PASSING);
    scene.cancelled().turn().toTheEnd();
    scene.lands(late);
    assertThat(scene.calendar.live()).hasSize(1);

    scene.after(Story.SETTLE).turn().toTheEnd();

    assertThat(scene.calendar.live()).isEmpty();
    assertThat(scene.decision().failure()).isNull();
  }

  @Test
  void aTeamsMeetingIsNeverPatchedOff() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.online("A", "Words")).turn().answered();
    scene.wanted(Scene.content("A")).turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, DELETE, CREATE);
    assertThat(scene.calendar.live().get(0).joinUrl).isNull();
  }

  @Test
  void theBodyOfAnOnlineEventIsReadBeforeItIsWritten() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.online("A", "Words")).turn().answered();
    scene.wanted(Scene.online("B", "Words")).turn().toTheEnd();
    assertThat(scene.operations()).containsExactly(CREATE, UPDATE);
    assertThat(scene.calls.get(1).content().has("body")).isFalse();

    scene.wanted(Scene.online("B", "Other words")).turn().toTheEnd();

    CalendarModel.Event event = scene.calendar.live().get(0);
    assertThat(scene.operations()).containsExactly(CREATE, UPDATE, GET, UPDATE);
    assertThat(scene.calls.get(3).etag()).isNotNull();
    assertThat(event.content.path("body").path("content").asText())
        .contains("Other words")
        .contains(event.joinUrl);
  }

  /** What is wanted stands among the words of an event that shows somebody, too. */
  @Test
  void whatShowsSomebodyWhoWasErasedIsNeverTakenForWhatIsWanted() {
    String words = "Client: Jane\n\nAppointment 1";
    Scene unknown = new Scene(OFFICE365).wanted(Scene.online("A", words)).turn().answered();
    unknown.erased(List.of());

    unknown.wantedOfErased(Scene.online("B", "Appointment 1")).turn().toTheEnd();

    assertThat(unknown.operations()).containsExactly(CREATE, GET, UPDATE, GET);
    assertThat(unknown.calls.get(2).content().has("body")).isFalse();
    assertThat(unknown.decision().failure().code()).isEqualTo("shows-erased");
    assertThat(unknown.reference().applied().hash()).isEqualTo("erased");

    Scene known = new Scene(OFFICE365).wanted(Scene.online("A", words)).turn().answered();
    known.erased(List.of(Imprint.of(words).text()));
    known.wantedOfErased(Scene.online("B", "Appointment 1")).turn().toTheEnd();

    assertThat(known.operations()).containsExactly(CREATE, GET, UPDATE);
    assertThat(known.decision().isDone()).isTrue();
    assertThat(known.reference().lateTexts()).isEmpty();
    CalendarModel.Event event = known.calendar.live().get(0);
    assertThat(event.content.path("body").path("content").asText())
        .contains("Appointment 1", event.joinUrl)
        .doesNotContain("Jane");
  }

  /** Its answer is lost, and with it what we know of the words that stand there. */
  @Test
  void aLostUpdateBringsNobodyBackWhoWasErased() {
    String words = "Client: Jane\n\nAppointment 1";
    Scene scene = new Scene(OFFICE365).wanted(Scene.online("A", words)).turn().answered();
    scene.erased(List.of(Imprint.of(words).text()));
    scene.wantedOfErased(Scene.online("B", "Appointment 1")).turn().answered().unheard();

    scene.wantedOfErased(Scene.online("C", "Appointment 1, moved")).turn().toTheEnd();

    assertThat(scene.decision().failure()).isNull();
    CalendarModel.Event event = scene.calendar.live().get(0);
    assertThat(event.content.path("body").path("content").asText())
        .contains("Appointment 1, moved", event.joinUrl)
        .doesNotContain("Jane");
  }

  @Test
  void aBodyInWhichOurWordsAreNotFoundIsLeft() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.online("A", "Words")).turn().answered();
    CalendarModel.Event event = scene.calendar.live().get(0);
    event.content.putObject("body").put("content", "<p>Mine</p>" + event.joinUrl);
    scene.wanted(Scene.online("B", "Other words")).turn().answered();

    assertThat(scene.decision().remark()).isEqualTo(Decision.Remark.BODY_LEFT);
    scene.toTheEnd();
    assertThat(event.content.path("body").path("content").asText()).contains("Mine");
    assertThat(title(scene)).isEqualTo("B");
  }

  @Test
  void aMeetingThatWasAskedForAndIsNotThereIsLookedForOnceThenTold() {
    Scene scene = new Scene(OFFICE365).wanted(Scene.online("A", "Words")).turn();
    Call create = scene.call();
    scene.lands(
        new Call(
            create.target(),
            create.operation(),
            create.calendar(),
            null,
            null,
            ((ObjectNode) create.content().deepCopy()).put("isOnlineMeeting", false),
            create.marker()));
    scene.answered();

    assertThat(scene.call().operation()).isEqualTo(GET);
    scene.answered();
    assertThat(scene.call()).isNull();
    assertThat(scene.decision().remark()).isEqualTo(Decision.Remark.TEAMS_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEventThatStandsForAnotherAppointmentIsNeverTakenOver(boolean google) {
    Scene scene = new Scene(google ? CalendarModel.Rules.google() : OFFICE365);
    scene.lands(
        new Call(
            google ? Target.GOOGLE : Target.OFFICE365,
            Call.Operation.CREATE,
            "anna@example.com",
            google ? "theirs" : null,
            null,
            Scene.content("Theirs"),
            new Marker("acme/default/another", 1, "1-theirs")));
    CalendarModel.Event theirs = scene.calendar.live().get(0);

    scene.wanted(Scene.content("Ours"), theirs.id).turn().answered();
    assertThat(scene.decision().remark()).isEqualTo(Decision.Remark.OF_ANOTHER);
    scene.toTheEnd();

    assertThat(theirs.content.path("title").asText()).isEqualTo("Theirs");
    scene.cancelled().turn().toTheEnd();
    assertThat(scene.calendar.live()).containsExactly(theirs);
  }

  /** As when the store was set back to before the event was taken over. */
  @ParameterizedTest
  @ValueSource(strings = {"calroute", "stage"})
  void anEventThatWasTakenOverBeforeIsTakenOverAgain(String tenant) {
    EventIds ids = new EventIds(tenant);
    Scene scene = new Scene(Rules.google()).wanted(Scene.content("New"), "found").turn();
    Desired desired = Desired.event("acme/default/appt-1", 1, Scene.content("New"), "found");
    StandingEvent standing =
        new StandingEvent(
            "found",
            "\"2\"",
            null,
            false,
            null,
            new Marker(ids.mark("acme/default/appt-1"), 0, "1-old"),
            Scene.content("Old"));
    Decision next =
        new Planner(ids, SyncSettings.Drift.REPAIR, Story.SETTLE)
            .proceed(
                scene.reference(),
                desired,
                scene.call(),
                new Answer.Stands(standing),
                Instant.parse("2026-11-02T09:00:00Z"));

    assertThat(next.call().operation()).isEqualTo(UPDATE);
  }

  @Test
  void deletedAlreadyIsDone() {
    Scene scene = made(Rules.google());
    scene.calendar.remove(scene.calendar.live().get(0));
    scene.cancelled().turn().toTheEnd();

    assertThat(scene.operations()).containsExactly(CREATE, DELETE);
    assertThat(scene.reference().state()).isEqualTo(Reference.State.GONE);
  }

  @Test
  void markersNameTheTenantWhenItIsNotTheUsualOne() {
    assertThat(new EventIds("calroute").mark("acme/default/1")).isEqualTo("acme/default/1");
    assertThat(new EventIds("stage").mark("acme/default/1")).isEqualTo("stage/acme/default/1");
  }

  private static Scene made(Rules rules) {
    Scene scene = new Scene(rules).wanted(Scene.content("A")).turn().answered();
    assertThat(scene.call()).isNull();
    return scene.after(Duration.ofSeconds(10));
  }

  private static String title(Scene scene) {
    return scene.calendar.live().get(0).content.path("title").asText();
  }
}
