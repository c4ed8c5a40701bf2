package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.Routing;
import java.time.Instant;
import java.util.List;

/**
 * Which references of one appointment come first: the one that carries the online meeting before
 * those that show its link, and those that come before those that go. Pure decisions.
 *
 * @param all the references of the appointment, by position; the store may leave out those that
 *     make no difference
 * @param now the present
 */
public record ReferenceOrder(List<Reference> all, Instant now) {

  /** After so many failed tries nobody waits for a reference any longer; the store counts alike. */
  private static final int PATIENCE = 2;

  /**
   * The reference that carries the appointment's Teams meeting.
   *
   * @return null when none is to, or none can
   */
  public Reference host(Appointment appointment, SyncSettings settings) {
    if (!Routing.needsMeeting(appointment.document(), settings)) {
      return null;
    }
    Reference firstMailbox = null;
    for (Reference reference : all) {
      if (reference.wanted() && reference.isMeeting()) {
        return reference;
      }
      if (firstMailbox == null
          && reference.wanted()
          && reference.lane().target() == Target.OFFICE365
          && !reference.lane().withoutTeams()) {
        firstMailbox = reference;
      }
    }
    return firstMailbox;
  }

  /**
   * Whether an online meeting is needed that none of the references will carry, because a mailbox
   * turned out to make no Teams meetings after the appointment was routed.
   */
  public boolean lackHost(Appointment appointment, SyncSettings settings) {
    return Routing.needsMeeting(appointment.document(), settings)
        && host(appointment, settings) == null
        && all.stream().anyMatch(one -> one.wanted() && one.lane().withoutTeams());
  }

  /**
   * Whether a reference has to wait.
   *
   * <p>An event that goes away waits until those that take its place stand, so that no calendar
   * lies in between; an event that shows a join link waits until there is one. Nobody waits for a
   * reference that has failed or is parked: a calendar that shows somebody who no longer comes is
   * as wrong as one that does not show yet who does.
   */
  public boolean mustWait(Reference reference, Reference host) {
    if (!reference.wanted()) {
      return reference.state() == Reference.State.LIVE
          && reference.inFlight() == null
          && all.stream().anyMatch(other -> isStillToCome(other, reference));
    }
    return host != null
        && host.id() != reference.id()
        && host.joinUrl() == null
        && !hasGivenUp(host, reference)
        && host.state() != Reference.State.LIVE
        && reference.inFlight() == null;
  }

  /** The link to show in a calendar: the provider's own, or the one of the Teams meeting. */
  static String link(JsonNode document, Reference host) {
    String supplied = document.path("meeting").path("link").textValue();
    if (supplied != null) {
      return supplied;
    }
    return host == null ? null : host.joinUrl();
  }

  private boolean isStillToCome(Reference other, Reference leaving) {
    return other.id() != leaving.id()
        && other.wanted()
        && other.isMeeting() == leaving.isMeeting()
        && other.state() != Reference.State.LIVE
        && !hasGivenUp(other, leaving);
  }

  /** Whether it is clear that a reference will not stand soon. */
  private boolean hasGivenUp(Reference reference, Reference waiting) {
    Failure failure = reference.failure();
    Instant rest = reference.lane().pausedUntil();
    return failure != null
            && (failure.kind() == Failure.Kind.EXHAUSTED
                || reference.attempts() >= PATIENCE
                || reference.dueAt() == null)
        || rest != null && rest.isAfter(now.plus(ReferenceStore.LONGEST_REST))
        || isRefused(reference) && !sameAccount(reference, waiting);
  }

  private static boolean isRefused(Reference reference) {
    return reference.lane().refused()
        || reference.failure() != null && reference.failure().kind() == Failure.Kind.CREDENTIALS;
  }

  /** They stop and go on together, so that waiting costs nothing. */
  private static boolean sameAccount(Reference one, Reference other) {
    return one.lane().target().account().equals(other.lane().target().account());
  }
}
