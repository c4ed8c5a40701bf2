package io.calroute.routing;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.directory.Directory;
import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.reference.WantedReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that says where appointments are to stand, as it is at one moment. Pure.
 *
 * @param withoutTeams mailboxes that make events without Teams meetings
 */
public record PlacementInputs(
    Directory directory, SyncSettings settings, Set<String> withoutTeams) {

  Routing route(Appointment appointment) {
    return Routing.of(appointment, directory, settings, withoutTeams);
  }

  /** Whether a staff member of an appointment has no calendar in the directory. */
  public boolean leavesOut(Appointment appointment) {
    return route(appointment).unrouted();
  }

  /**
   * The references of an appointment as the store would have them once it was said anew where the
   * appointment is to stand; all that is wanted or stands is due.
   *
   * @return by position; new ones have ids that the store never gives
   */
  public List<Reference> place(Appointment appointment, List<Reference> references, Instant now) {
    List<Reference> placed = new ArrayList<>();
    Set<Lane> taken = new HashSet<>();
    long newId = Long.MAX_VALUE;
    for (WantedReference place : route(appointment).places()) {
      Reference known =
          references.stream().filter(one -> isIn(one.lane(), place)).findFirst().orElse(null);
      if (known == null) {
        placed.add(fresh(newId--, appointment, place, now));
      } else {
        taken.add(known.lane());
        placed.add(known.placed(place.position(), place.staff(), true, now));
      }
    }
    for (Reference one : references) {
      if (!taken.contains(one.lane())) {
        boolean concerned =
            one.wanted() || one.state() == Reference.State.LIVE || one.inFlight() != null;
        placed.add(concerned ? one.placed(one.position(), one.staff(), false, now) : one);
      }
    }
    placed.sort(Comparator.comparingInt(Reference::position).thenComparingLong(Reference::id));
    return placed;
  }

  private static boolean isIn(Lane lane, WantedReference place) {
    return lane.target() == place.target() && MailAddresses.same(lane.calendar(), place.calendar());
  }

  private Reference fresh(long id, Appointment appointment, WantedReference place, Instant now) {
    boolean noTeams =
        place.target() == Target.OFFICE365
            && withoutTeams.stream().anyMatch(one -> MailAddresses.same(one, place.calendar()));
    return new Reference(
        id,
        appointment.id(),
        new Lane(0, place.target(), place.calendar(), noTeams, null, false),
        place.position(),
        place.staff(),
        true,
        Reference.State.ABSENT,
        0,
        null,
        null,
        null,
        List.of(),
        null,
        now,
        0,
        null,
        0);
  }
}
