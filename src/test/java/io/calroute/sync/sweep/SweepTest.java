package io.calroute.sync.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.InFlight;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.sandbox.Json;
import io.calroute.sync.planner.EventIds;
import io.calroute.sync.sweep.Sweep.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sweep makes of a calendar, and what it leaves alone. */
class SweepTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(1));
  private static final AppointmentKey KEY = new AppointmentKey("acme", "default", "appt-1");
  private static final Lane ANNA =
      new Lane(1, Target.GOOGLE, "anna@example.com", false, null, false);
  private static final EventIds IDS = new EventIds("calroute");
  private static final int LIMIT = 3;
  private static final String ETAG = "\"1\"";

  private final Sweep sweep = new Sweep(IDS, AGE, LIMIT);

  // ---------------------------------------------------------------- what is known

  @Test
  void anEventAsWeLeftItIsNotEvenCompared() {
    StandingEvent ours = standing(1, ETAG, "something that a comparison would find", LONG_AGO);

    assertThat(compare(List.of(live(1, ETAG)), List.of(ours))).isEmpty();
  }

  @Test
  void aNewVersionWithAllOfOursIsOnlyTakenNoteOf() {
    assertThat(compare(List.of(live(1, ETAG)), List.of(standing(1, "\"2\"", "A", LONG_AGO))))
        .singleElement()
        .isInstanceOf(Finding.Touched.class);
  }

  @Test
  void aMemberOfOursThatDiffersIsAnEdit() {
    assertThat(compare(List.of(live(1, ETAG)), List.of(standing(1, "\"2\"", "B", LONG_AGO))))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Edited.class,
            edited -> assertThat(edited.members()).containsExactly("summary"));
  }

  /** Our own work is no drift: its outcome tells more than a list that may be behind. */
  @ParameterizedTest
  @EnumSource(names = {"CREATE", "UPDATE", "DELETE"})
  void nothingIsSaidOfAnEventWithARequestUnderWay(Call.Operation operation) {
    KnownEvent known = with(live(1, ETAG), request(operation), null);

    assertThat(compare(List.of(known), List.of(standing(1, "\"2\"", "B", LONG_AGO)))).isEmpty();
    assertThat(compare(List.of(known), List.of())).isEmpty();
  }

  @Test
  void nothingIsSaidOfAnEventThatIsDue() {
    KnownEvent known = with(live(1, ETAG), null, NOW.plusSeconds(60));

    assertThat(compare(List.of(known), List.of(standing(1, "\"2\"", "B", LONG_AGO)))).isEmpty();
    assertThat(compare(List.of(known), List.of())).isEmpty();
  }

  @Test
  void anEventThatIsNotListedIsLookedAtAndLaterWhenItWasWrittenJustNow() {
    KnownEvent old = live(1, ETAG);
    KnownEvent fresh = new KnownEvent(old.reference(), KEY, NOW.minus(AGE));

    assertThat(compare(List.of(old), List.of())).singleElement().isInstanceOf(Finding.Absent.class);
    assertThat(compare(List.of(fresh), List.of()))
        .containsExactly(new Finding.TooYoung(fresh, NOW.plusMillis(1)));
  }

  // ---------------------------------------------------------------- what nothing is known of

  @Test
  void anEventWhoseAppointmentHasAnotherOneIsAnOrphan() {
    assertThat(
            compare(
                List.of(live(2, ETAG)),
                List.of(standing(2, ETAG, "A", LONG_AGO), standing(1, "\"9\"", "A", LONG_AGO))))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Orphan.class,
            orphan -> assertThat(orphan.standing().marker().generation()).isEqualTo(1));
  }

  @Test
  void anEventWhoseAppointmentWantsNoneIsAnOrphan() {
    assertThat(compare(List.of(gone(1, false)), List.of(standing(1, ETAG, "A", LONG_AGO))))
        .singleElement()
        .isInstanceOf(Finding.Orphan.class);
    assertThat(compare(List.of(), List.of(standing(1, ETAG, "A", LONG_AGO))))
        .singleElement()
        .isInstanceOf(Finding.Orphan.class);
  }

  @Test
  void anEventWhoseCreateIsUnresolvedIsNoOrphanHoweverOldItIs() {
    KnownEvent creating = with(absent(1), request(Call.Operation.CREATE), null);

    assertThat(compare(List.of(creating), List.of(standing(1, ETAG, "A", LONG_AGO)))).isEmpty();
  }

  @Test
  void anEventWhoseAppointmentHasWorkLeftHereIsNoOrphan() {
    KnownEvent due = with(absent(1), null, NOW.plusSeconds(60));

    assertThat(compare(List.of(due), List.of(standing(1, ETAG, "A", LONG_AGO)))).isEmpty();
  }

  @Test
  void anEventThatIsYoungOrOfUnknownAgeIsNoOrphan() {
    StandingEvent young = standing(1, ETAG, "A", NOW.minus(AGE));
    StandingEvent ageless =
        new StandingEvent(
            young.id(), ETAG, null, false, null, young.marker(), Json.object().put("summary", "A"));

    assertThat(compare(List.of(), List.of(young))).isEmpty();
    assertThat(compare(List.of(), List.of(ageless))).isEmpty();
  }

  @Test
  void anEventOfAnotherInstallationIsNobodysBusiness() {
    StandingEvent theirs = standing(new EventIds("other"), 1, ETAG, "A", LONG_AGO);

    assertThat(compare(List.of(), List.of(theirs))).isEmpty();
    assertThat(sweep.unclaimed(ANNA, List.of(), List.of(theirs))).isEmpty();
  }

  @Test
  void anEventThatSomebodyBroughtBackHasReturned() {
    assertThat(compare(List.of(gone(1, true)), List.of(standing(1, ETAG, "A", LONG_AGO))))
        .singleElement()
        .isInstanceOf(Finding.Returned.class);
  }

  @Test
  void anEventOfAnAppointmentNeverHeardOfIsUnknown() {
    StandingEvent standing = standing(1, ETAG, "A", LONG_AGO);

    assertThat(sweep.unclaimed(ANNA, List.of(), List.of(standing))).containsExactly(KEY);
    assertThat(sweep.compare(ANNA, List.of(), List.of(standing), Set.of(), NOW))
        .singleElement()
        .isInstanceOf(Finding.Unknown.class);
  }

  // ---------------------------------------------------------------- what goes

  @Test
  void aFewOrphansGo() {
    Sweep.Removals removals = sweep.removals(orphans(LIMIT), false);

    assertThat(removals.events()).hasSize(LIMIT);
    assertThat(removals.left()).isZero();
  }

  @Test
  void manyOrphansAllStayUntilSomebodySaysSo() {
    Sweep.Removals unasked = sweep.removals(orphans(LIMIT + 1), false);

    assertThat(unasked.events()).isEmpty();
    assertThat(unasked.left()).isEqualTo(LIMIT + 1);
    assertThat(sweep.removals(orphans(LIMIT + 1), true).events()).hasSize(LIMIT + 1);
  }

  @Test
  void eventsOfAppointmentsNeverHeardOfStayUntilSomebodySaysSo() {
    List<Finding> findings = new ArrayList<>(orphans(1));
    findings.add(new Finding.Unknown(standing(7, ETAG, "A", LONG_AGO), KEY));
    Sweep.Removals unasked = sweep.removals(findings, false);

    assertThat(unasked.events()).hasSize(1);
    assertThat(unasked.left()).isEqualTo(1);
    assertThat(unasked.unknown()).isEqualTo(1);
    assertThat(sweep.removals(findings, true).events()).hasSize(2);
    assertThat(sweep.removals(findings, true).left()).isZero();
  }

  @Test
  void whatIsKnownNeverGoes() {
    List<Finding> findings =
        List.of(
            new Finding.Touched(live(1, ETAG), standing(1, ETAG, "A", LONG_AGO)),
            new Finding.Absent(live(1, ETAG)),
            new Finding.Returned(gone(1, true), standing(1, ETAG, "A", LONG_AGO)));

    assertThat(sweep.removals(findings, true).events()).isEmpty();
  }

  private static List<Finding> orphans(int count) {
    List<Finding> orphans = new ArrayList<>();
    for (int generation = 1; generation <= count; generation++) {
      orphans.add(new Finding.Orphan(standing(generation, ETAG, "A", LONG_AGO), KEY));
    }
    return orphans;
  }

  // ---------------------------------------------------------------- words

  private List<Finding> compare(List<KnownEvent> known, List<StandingEvent> found) {
    return sweep.compare(ANNA, known, found, Set.of(KEY), NOW);
  }

  private static StandingEvent standing(
      int generation, String etag, String title, Instant created) {
    return standing(IDS, generation, etag, title, created);
  }

  private static StandingEvent standing(
      EventIds ids, int generation, String etag, String title, Instant created) {
    return new StandingEvent(
        ids.google(KEY.text(), ANNA.calendar(), generation),
        etag,
        null,
        false,
        null,
        new Marker(KEY.text(), generation, "1-x"),
        Json.object().put("summary", title).put("created", created.toString()));
  }

  private static KnownEvent live(int generation, String etag) {
    ObjectNode content = Json.object().put("summary", "A");
    return known(
        Reference.State.LIVE,
        true,
        generation,
        new Reference.Identity(
            IDS.google(KEY.text(), ANNA.calendar(), generation), null, etag, null, null, false),
        new Reference.Applied(1, "x", content),
        null,
        null);
  }

  private static KnownEvent absent(int generation) {
    return known(Reference.State.ABSENT, true, generation, null, null, null, null);
  }

  private static KnownEvent gone(int generation, boolean wanted) {
    return known(Reference.State.GONE, wanted, generation, null, null, null, null);
  }

  private static KnownEvent with(KnownEvent known, InFlight request, Instant dueAt) {
    Reference one = known.reference();
    return known(
        one.state(), true, one.generation(), one.standing(), one.applied(), request, dueAt);
  }

  private static InFlight request(Call.Operation operation) {
    return new InFlight(operation, Json.object(), "x", 1, LONG_AGO, LONG_AGO);
  }

  private static KnownEvent known(
      Reference.State state,
      boolean wanted,
      int generation,
      Reference.Identity standing,
      Reference.Applied applied,
      InFlight request,
      Instant dueAt) {
    return new KnownEvent(
        new Reference(
            1,
            1,
            ANNA,
            0,
            null,
            wanted,
            state,
            generation,
            standing,
            applied,
            request,
            List.of(),
            null,
            dueAt,
            0,
            null,
            1),
        KEY,
        LONG_AGO);
  }
}
