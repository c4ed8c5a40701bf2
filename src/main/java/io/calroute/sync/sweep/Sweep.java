package io.calroute.sync.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Call;
import io.calroute.destination.StandingEvent;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.sync.planner.EventDifference;
import io.calroute.sync.planner.EventIds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * Compares the events of one calendar that say they are ours with what is known of them. Pure.
 *
 * @param ids tells which events are ours and not another installation's
 * @param settle how long an event or a reference is left alone after a change, because lists lag
 *     behind
 * @param limit how many events that stand for nothing may be removed unasked
 */
public record Sweep(EventIds ids, Duration settle, int limit) {

  /** What is to be done about an event. */
  sealed interface Finding {

    /** Somebody changed nothing of ours. */
    record Touched(KnownEvent known, StandingEvent standing) implements Finding {}

    /** Somebody changed members of ours. */
    record Edited(KnownEvent known, StandingEvent standing, SortedSet<String> members)
        implements Finding {}

    /** It is not in the list; a look at the event itself tells more. */
    record Absent(KnownEvent known) implements Finding {}

    /**
     * It is not in the list, which may lag behind.
     *
     * @param from when its absence means something
     */
    record TooYoung(KnownEvent known, Instant from) implements Finding {}

    /** Somebody deleted it and has brought it back since. */
    record Returned(KnownEvent known, StandingEvent standing) implements Finding {}

    /** It is ours, and its appointment has another event, or none. */
    record Orphan(StandingEvent standing, AppointmentKey appointment) implements Finding {}

    /** It is ours, and nothing is known of its appointment: the store may have been lost. */
    record Unknown(StandingEvent standing, AppointmentKey appointment) implements Finding {}
  }

  /** The appointments named by events of ours that no reference stands for. */
  List<AppointmentKey> unclaimed(Lane lane, List<KnownEvent> known, List<StandingEvent> found) {
    Set<String> claimed = claimed(known).keySet();
    List<AppointmentKey> keys = new ArrayList<>();
    for (StandingEvent standing : found) {
      if (!claimed.contains(standing.id())) {
        ids.ours(lane, standing).ifPresent(keys::add);
      }
    }
    return keys;
  }

  /**
   * Compares.
   *
   * @param lane the calendar
   * @param known all references of the calendar
   * @param found all events in it that carry a marker
   * @param appointments those of {@link #unclaimed} that the store knows
   * @param now the present
   * @return what is to be done; nothing about what is as it should be
   */
  List<Finding> compare(
      Lane lane,
      List<KnownEvent> known,
      List<StandingEvent> found,
      Set<AppointmentKey> appointments,
      Instant now) {
    List<Finding> findings = new ArrayList<>();
    Map<String, StandingEvent> standings = new HashMap<>();
    found.forEach(standing -> standings.put(standing.id(), standing));
    for (KnownEvent event : known) {
      if (isJudged(event.reference())) {
        StandingEvent standing = standings.get(event.reference().standing().eventId());
        if (standing != null) {
          compare(event, standing, findings);
        } else if (event.changedAt().isBefore(now.minus(settle))) {
          findings.add(new Finding.Absent(event));
        } else {
          findings.add(new Finding.TooYoung(event, event.changedAt().plus(settle).plusMillis(1)));
        }
      }
    }
    Map<String, KnownEvent> claimed = claimed(known);
    for (StandingEvent standing : found) {
      if (!claimed.containsKey(standing.id())) {
        ids.ours(lane, standing)
            .ifPresent(
                key -> strange(standing, key, known, appointments.contains(key), now, findings));
      }
    }
    return findings;
  }

  /** Compares one event, looked at because it was not in the list. */
  List<Finding> compare(KnownEvent known, StandingEvent standing) {
    List<Finding> findings = new ArrayList<>();
    compare(known, standing, findings);
    return findings;
  }

  /**
   * Whether a finding is about an event that no known appointment stands for, and that was over
   * when appointments were removed that had ended by then: it is a past appointment's, and stays.
   *
   * @param removedBefore up to when appointments that had ended have been removed
   */
  static boolean isPast(Finding finding, Instant removedBefore) {
    StandingEvent standing =
        finding instanceof Finding.Orphan orphan
            ? orphan.standing()
            : finding instanceof Finding.Unknown unknown ? unknown.standing() : null;
    return standing != null
        && EventDifference.ends(standing.resource()).filter(removedBefore::isAfter).isPresent();
  }

  /**
   * Which events are to go.
   *
   * @param events that stand for nothing
   * @param left how many others stay because nobody has said that they are to go
   * @param unknown how many of those are of appointments that were never heard of
   */
  record Removals(List<StandingEvent> events, int left, int unknown) {}

  /**
   * Decides which events that stand for nothing are to go. Many at once are more likely a mistake
   * of ours than work to be done, and those of appointments never heard of what a lost store has
   * left: they wait for somebody's word.
   *
   * @param findings what was found in one calendar
   * @param confirmed whether somebody has said that all of them are to go
   */
  Removals removals(List<Finding> findings, boolean confirmed) {
    List<StandingEvent> orphans = new ArrayList<>();
    List<StandingEvent> unknown = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding instanceof Finding.Orphan orphan) {
        orphans.add(orphan.standing());
      } else if (finding instanceof Finding.Unknown stranger) {
        unknown.add(stranger.standing());
      }
    }
    if (confirmed) {
      orphans.addAll(unknown);
      return new Removals(orphans, 0, 0);
    }
    return orphans.size() > limit
        ? new Removals(List.of(), orphans.size() + unknown.size(), unknown.size())
        : new Removals(orphans, unknown.size(), unknown.size());
  }

  /** Not while something is under way, whose outcome tells more than this. */
  private static boolean isJudged(Reference reference) {
    return reference.wanted()
        && reference.state() == Reference.State.LIVE
        && reference.inFlight() == null
        && reference.dueAt() == null
        && reference.applied() != null;
  }

  private static void compare(
      KnownEvent known, StandingEvent standing, Collection<Finding> findings) {
    Reference reference = known.reference();
    if (standing.etag() != null && standing.etag().equals(reference.standing().etag())) {
      return;
    }
    SortedSet<String> members =
        EventDifference.differing(reference.applied().content(), standing.resource());
    findings.add(
        members.isEmpty()
            ? new Finding.Touched(known, standing)
            : new Finding.Edited(known, standing, members));
  }

  private void strange(
      StandingEvent standing,
      AppointmentKey key,
      List<KnownEvent> known,
      boolean appointmentKnown,
      Instant now,
      Collection<Finding> findings) {
    if (!createdAt(standing.resource()).isBefore(now.minus(settle))) {
      return;
    }
    List<KnownEvent> own = known.stream().filter(one -> one.appointment().equals(key)).toList();
    if (own.stream().anyMatch(one -> isUnderWay(one.reference()))) {
      return;
    }
    for (KnownEvent one : own) {
      Reference reference = one.reference();
      if (reference.wanted()
          && reference.state() != Reference.State.LIVE
          && reference.generation() == standing.marker().generation()) {
        findings.add(new Finding.Returned(one, standing));
        return;
      }
    }
    findings.add(
        appointmentKnown ? new Finding.Orphan(standing, key) : new Finding.Unknown(standing, key));
  }

  private static boolean isUnderWay(Reference reference) {
    return reference.dueAt() != null
        || reference.inFlight() != null
            && reference.inFlight().operation() == Call.Operation.CREATE;
  }

  private static Map<String, KnownEvent> claimed(List<KnownEvent> known) {
    Map<String, KnownEvent> claimed = new HashMap<>();
    for (KnownEvent event : known) {
      if (event.reference().standing() != null) {
        claimed.put(event.reference().standing().eventId(), event);
      }
    }
    return claimed;
  }

  /** Unknown ages are no ages: such an event is left alone. */
  private static Instant createdAt(JsonNode resource) {
    String created = resource.path("created").asText(resource.path("createdDateTime").asText(""));
    try {
      return OffsetDateTime.parse(created).toInstant();
    } catch (DateTimeException e) {
      return Instant.MAX;
    }
  }
}
