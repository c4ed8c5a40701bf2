package io.calroute.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.sandbox.Json;
import io.calroute.sync.planner.ReferenceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where appointments are to stand, who carries their meeting, and who waits for whom. */
class RoutingTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final String ANNA = "anna@example.com";
  private static final String CARLA = "carla@example.org";
  private static final String DAVE = "dave@example.org";
  private static final String ORGANIZER = "meetings@example.org";

  // ---------------------------------------------------------------- Routing

  @Test
  void everyStaffMemberHasAPlaceOnce() {
    assertThat(places(routing(appointment(false, ANNA, CARLA, ANNA), null, Set.of())))
        .containsExactly("google " + ANNA + " 0", "office365 " + CARLA + " 1");
  }

  @Test
  void twoSpellingsOfOneCalendarAreOnePlace() {
    assertThat(places(routing(appointment(false, ANNA, "Anna@Example.com"), null, Set.of())))
        .containsExactly("google " + ANNA + " 0");
  }

  @Test
  void aMailboxWithoutTeamsIsOneHoweverItIsSpelt() {
    assertThat(places(routing(appointment(true, "Carla@Example.org"), ORGANIZER, Set.of(CARLA))))
        .contains("teams " + ORGANIZER + " -1");
  }

  @Test
  void somebodyUnknownLeavesItUnrouted() {
    Routing routing = routing(appointment(false, ANNA, "eva@elsewhere.test"), null, Set.of());

    assertThat(routing.unrouted()).isTrue();
    assertThat(places(routing)).containsExactly("google " + ANNA + " 0");
  }

  @Test
  void whatIsOffStandsNowhere() {
    Appointment off = appointment(true, Status.CANCELLED, ANNA);

    assertThat(routing(off, ORGANIZER, Set.of()).places()).isEmpty();
  }

  @Test
  void thePrimarysMailboxCarriesTheMeetingWhenItCan() {
    assertThat(places(routing(appointment(true, CARLA, ANNA), ORGANIZER, Set.of())))
        .noneMatch(place -> place.startsWith("teams"));
  }

  @Test
  void anEventInGoogleGetsAMeetingOfTheOrganizer() {
    assertThat(places(routing(appointment(true, ANNA, CARLA), ORGANIZER, Set.of())))
        .contains("teams " + ORGANIZER + " -1");
    assertThat(places(routing(appointment(true, ANNA), null, Set.of())))
        .noneMatch(place -> place.startsWith("teams"));
  }

  @Test
  void aMailboxWithoutTeamsGetsAMeetingOfTheOrganizerOrElseOfItsOwn() {
    Appointment appointment = appointment(true, CARLA);

    assertThat(places(routing(appointment, ORGANIZER, Set.of(CARLA))))
        .contains("teams " + ORGANIZER + " -1");
    assertThat(places(routing(appointment, null, Set.of(CARLA))))
        .contains("teams " + CARLA + " -1");
  }

  @Test
  void withoutAnOrganizerAnotherMailboxThatCanCarriesIt() {
    assertThat(places(routing(appointment(true, CARLA, DAVE), null, Set.of(CARLA))))
        .noneMatch(place -> place.startsWith("teams"));
  }

  // ---------------------------------------------------------------- Order

  @Test
  void whoLeavesWaitsUntilWhoComesStands() {
    Reference leaving = reference(1, lane(Target.GOOGLE, ANNA), 0, false, Reference.State.LIVE);
    Reference coming = reference(2, lane(Target.OFFICE365, CARLA), 0, true, Reference.State.ABSENT);

    assertThat(order(leaving, coming).mustWait(leaving, null)).isTrue();
    assertThat(order(leaving, coming).mustWait(coming, null)).isFalse();
    Reference there = reference(2, coming.lane(), 0, true, Reference.State.LIVE);
    assertThat(order(leaving, there).mustWait(leaving, null)).isFalse();
  }

  @Test
  void nobodyWaitsForWhoHasFailedOrWhoseCalendarRestsForLong() {
    Reference leaving = reference(1, lane(Target.GOOGLE, ANNA), 0, false, Reference.State.LIVE);
    Reference coming = reference(2, lane(Target.OFFICE365, CARLA), 0, true, Reference.State.ABSENT);
    Failure failure = Failure.of(Failure.Kind.PASSING, "test", "test");

    assertThat(order(leaving, coming.failed(failure).failed(failure)).mustWait(leaving, null))
        .isFalse();
    Lane resting =
        new Lane(2, Target.OFFICE365, CARLA, false, NOW.plus(Duration.ofHours(1)), false);
    Reference parked = reference(2, resting, 0, true, Reference.State.ABSENT);
    assertThat(order(leaving, parked).mustWait(leaving, null)).isFalse();
  }

  @Test
  void nobodyWaitsForACalendarWhoseAllowanceIsUsedUp() {
    Reference leaving = reference(1, lane(Target.GOOGLE, ANNA), 0, false, Reference.State.LIVE);
    Reference coming = reference(2, lane(Target.GOOGLE, "ben"), 0, true, Reference.State.ABSENT);

    // At once: its lane is parked only after this was decided.
    assertThat(order(leaving, failed(coming, Failure.Kind.EXHAUSTED)).mustWait(leaving, null))
        .isFalse();
    assertThat(order(leaving, failed(coming, Failure.Kind.THROTTLED)).mustWait(leaving, null))
        .isTrue();
    assertThat(order(leaving, failed(coming, Failure.Kind.PASSING)).mustWait(leaving, null))
        .isTrue();
  }

  @Test
  void nobodyWaitsForCredentialsThatAreRefusedUnlessTheyAreItsOwn() {
    Reference leaving = reference(1, lane(Target.GOOGLE, ANNA), 0, false, Reference.State.LIVE);
    Reference coming = reference(2, lane(Target.OFFICE365, CARLA), 0, true, Reference.State.ABSENT);
    Reference untried =
        reference(
            2,
            new Lane(2, Target.OFFICE365, CARLA, false, null, true),
            0,
            true,
            Reference.State.ABSENT);
    Reference colleague =
        reference(3, lane(Target.OFFICE365, DAVE), 0, false, Reference.State.LIVE);

    assertThat(order(leaving, failed(coming, Failure.Kind.CREDENTIALS)).mustWait(leaving, null))
        .isFalse();
    assertThat(order(leaving, untried).mustWait(leaving, null)).isFalse();
    // When they work again, the new event comes first after all.
    assertThat(order(colleague, untried).mustWait(colleague, null)).isTrue();
  }

  @Test
  void anEventGoesWithoutItsLinkWhileMeetingsCannotBeMade() {
    Reference meeting =
        reference(
            1,
            new Lane(3, Target.TEAMS, ORGANIZER, false, null, true),
            -1,
            true,
            Reference.State.ABSENT);
    Reference event = reference(2, lane(Target.GOOGLE, ANNA), 0, true, Reference.State.ABSENT);

    assertThat(order(meeting, event).mustWait(event, meeting)).isFalse();
  }

  private static Reference failed(Reference reference, Failure.Kind kind) {
    return reference.failed(Failure.of(kind, "test", "test"));
  }

  @Test
  void aRequestUnderWayIsNeverKeptWaiting() {
    Reference leaving = reference(1, lane(Target.GOOGLE, ANNA), 0, false, Reference.State.LIVE);
    Reference coming = reference(2, lane(Target.OFFICE365, CARLA), 0, true, Reference.State.ABSENT);
    Reference unresolved =
        leaving.sending(
            new io.calroute.reference.InFlight(
                io.calroute.destination.Call.Operation.DELETE, null, null, 1, NOW, NOW),
            1);

    assertThat(order(unresolved, coming).mustWait(unresolved, null)).isFalse();
  }

  @Test
  void anEventWaitsForTheLinkThatItIsToShow() {
    Reference meeting =
        reference(1, lane(Target.TEAMS, ORGANIZER), -1, true, Reference.State.ABSENT);
    Reference event = reference(2, lane(Target.GOOGLE, ANNA), 0, true, Reference.State.ABSENT);
    ReferenceOrder order = order(meeting, event);
    Reference host = order.host(appointment(true, ANNA), settings(ORGANIZER));

    assertThat(host).isSameAs(meeting);
    assertThat(order.mustWait(event, host)).isTrue();
    assertThat(order.mustWait(meeting, host)).isFalse();
  }

  @Test
  void aMailboxWithoutTeamsIsNoHost() {
    Lane without = new Lane(1, Target.OFFICE365, CARLA, true, null, false);
    Reference event = reference(1, without, 0, true, Reference.State.ABSENT);
    ReferenceOrder order = order(event);
    Appointment appointment = appointment(true, CARLA);

    assertThat(order.host(appointment, settings(ORGANIZER))).isNull();
    assertThat(order.lackHost(appointment, settings(ORGANIZER))).isTrue();
    assertThat(order.lackHost(appointment(false, CARLA), settings(ORGANIZER))).isFalse();
  }

  // ---------------------------------------------------------------- fixtures

  private static ReferenceOrder order(Reference... all) {
    return new ReferenceOrder(List.of(all), NOW);
  }

  private static Lane lane(Target target, String calendar) {
    return new Lane(target.ordinal() + 1L, target, calendar, false, null, false);
  }

  private static Reference reference(
      long id, Lane lane, int position, boolean wanted, Reference.State state) {
    return new Reference(
        id, 1, lane, position, null, wanted, state, 1, null, null, null, List.of(), null, NOW, 0,
        null, 0);
  }

  private static List<String> places(Routing routing) {
    return routing.places().stream()
        .map(place -> place.target().key() + " " + place.calendar() + " " + place.position())
        .toList();
  }

  private static Routing routing(
      Appointment appointment, String organizer, Set<String> withoutTeams) {
    Directory directory =
        new Directory(List.of(entry("example.com", "google"), entry("example.org", "office365")));
    return Routing.of(appointment, directory, settings(organizer), withoutTeams);
  }

  private static DirectoryEntry entry(String domain, String target) {
    return new DirectoryEntry(
        new DirectoryEntry.Match(null, null, null, null, domain, null), target, null);
  }

  private static SyncSettings settings(String organizer) {
    return new SyncSettings(
        "calroute",
        SyncSettings.Tentative.HOLD,
        SyncSettings.Personal.SKIP,
        SyncSettings.Drift.REPAIR,
        new SyncSettings.Teams(SyncSettings.Teams.When.VIRTUAL_WITHOUT_LINK, organizer),
        null);
  }

  private static Appointment appointment(boolean virtual, String... staff) {
    return appointment(virtual, Status.CONFIRMED, staff);
  }

  private static Appointment appointment(boolean virtual, Status status, String... staff) {
    ObjectNode document = Json.object();
    for (String email : staff) {
      document.withArray("staff").addObject().put("email", email);
    }
    document.putObject("meeting").put("virtual", virtual);
    return new Appointment(
        1,
        new AppointmentKey("acme", "default", "1"),
        status,
        1,
        new Version(Json.parse("[1]"), 1),
        document,
        NOW,
        NOW);
  }
}
