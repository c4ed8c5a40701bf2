package io.calroute.operations.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.WallTime;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.reference.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * An appointment as the store knows it, and how it is shown. Immutable; the key must not be
 * changed.
 *
 * @param standing all its references, by position, meetings first
 * @param joinKey Calroute's own key for its client; null while it has none
 */
public record FoundAppointment(
    Appointment appointment, SyncState state, List<StandingEvent> standing, byte[] joinKey) {

  /**
   * A reference and the pause of its lane.
   *
   * @param pause why the lane pauses, or has paused last; null when it never did
   */
  record StandingEvent(Reference reference, Instant pausedUntil, AppointmentView.Remark pause) {

    /** When it is looked at next; null when nothing is planned. */
    Instant nextAttemptAt() {
      Instant due = reference.dueAt();
      return due != null && pausedUntil != null && pausedUntil.isAfter(due) ? pausedUntil : due;
    }

    AppointmentView.Remark failure() {
      Failure failure = reference.failure();
      return failure == null ? null : new AppointmentView.Remark(failure.code(), failure.message());
    }

    boolean isLive() {
      return reference.state() == Reference.State.LIVE;
    }
  }

  /**
   * The appointment as the API shows it.
   *
   * @param joinAddress where its client finds the online meeting; null when there is no such
   *     address
   * @param writeBack what is written into the provider's booking, by field
   */
  AppointmentView view(String joinAddress, List<AppointmentView.Written> writeBack) {
    JsonNode document = appointment.document();
    List<AppointmentView.Staff> staff = new ArrayList<>();
    for (JsonNode member : document.path("staff")) {
      staff.add(
          new AppointmentView.Staff(
              member.path("id").textValue(), member.path("email").textValue()));
    }
    return new AppointmentView(
        appointment.key().provider(),
        appointment.key().connection(),
        appointment.key().id(),
        appointment.status().word(),
        WallTime.of(document.path("start")),
        WallTime.of(document.path("end")),
        document.path("title").textValue(),
        staff,
        document.path("externalIds"),
        sync(),
        synchronization(),
        onlineMeeting(document.path("meeting")),
        joinAddress,
        writeBack,
        standing.stream().map(FoundAppointment::place).toList());
  }

  private AppointmentView.Sync sync() {
    int attempts = standing.stream().mapToInt(one -> one.reference().attempts()).max().orElse(0);
    Instant next =
        standing.stream()
            .map(StandingEvent::nextAttemptAt)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new AppointmentView.Sync(
        state, appointment.revision(), syncedRevision(), attempts, next, lastError());
  }

  private Long syncedRevision() {
    if (state == SyncState.SYNCED || state == SyncState.VERIFYING) {
      // What changed without changing an event's content is synced without a call.
      return appointment.revision();
    }
    List<Reference> wanted =
        standing.stream().map(StandingEvent::reference).filter(Reference::wanted).toList();
    if (wanted.isEmpty() || wanted.stream().anyMatch(one -> one.applied() == null)) {
      return null;
    }
    return wanted.stream().mapToLong(one -> one.applied().revision()).min().getAsLong();
  }

  private AppointmentView.Remark lastError() {
    return switch (state) {
      case SYNCED, VERIFYING -> null;
      case UNROUTED ->
          new AppointmentView.Remark(
              "no-calendar",
              "The directory names no calendar for somebody who holds this appointment; GET"
                  + " /api/why says for whom. Add an entry to config/directory.yaml.");
      case FAILED -> failureOf(standing.stream().filter(one -> one.nextAttemptAt() == null));
      case DUE -> failureOf(standing.stream());
      case PARKED -> {
        AppointmentView.Remark own =
            failureOf(standing.stream().filter(one -> one.nextAttemptAt() != null));
        yield own != null
            ? own
            : standing.stream()
                .filter(one -> one.reference().dueAt() != null && one.pausedUntil() != null)
                .max(Comparator.comparing(StandingEvent::pausedUntil))
                .map(StandingEvent::pause)
                .orElse(null);
      }
    };
  }

  private static AppointmentView.Remark failureOf(java.util.stream.Stream<StandingEvent> some) {
    return some.filter(one -> one.reference().failure() != null)
        .max(Comparator.comparingInt(one -> one.reference().attempts()))
        .map(StandingEvent::failure)
        .orElse(null);
  }

  private Map<String, AppointmentView.EventId> synchronization() {
    Map<String, AppointmentView.EventId> events = new LinkedHashMap<>();
    // While an event moves to another calendar both stand; the wanted one counts.
    standing.stream()
        .filter(one -> one.reference().position() == 0 && one.isLive())
        .sorted(Comparator.comparing(one -> !one.reference().wanted()))
        .forEach(
            one ->
                events.putIfAbsent(
                    one.reference().lane().target().synchronizationKey(),
                    new AppointmentView.EventId(one.reference().standing().eventId())));
    return events;
  }

  private AppointmentView.OnlineMeeting onlineMeeting(JsonNode meeting) {
    String supplied = meeting.path("link").textValue();
    if (supplied != null) {
      return new AppointmentView.OnlineMeeting(meeting.path("provider").textValue(), supplied);
    }
    return standing.stream()
        .map(StandingEvent::reference)
        .filter(one -> one.lane().target() != Target.GOOGLE && one.joinUrl() != null)
        .min(Comparator.comparing(one -> !one.wanted()))
        .map(one -> new AppointmentView.OnlineMeeting(Target.TEAMS.key(), one.joinUrl()))
        .orElse(null);
  }

  private static AppointmentView.Place place(StandingEvent one) {
    Reference reference = one.reference();
    Reference.Identity identity = reference.standing();
    return new AppointmentView.Place(
        reference.lane().target().synchronizationKey(),
        reference.lane().calendar(),
        identity == null ? null : identity.eventId(),
        identity == null ? null : identity.iCalUid(),
        identity == null ? null : identity.etag(),
        reference.state().name().toLowerCase(Locale.ROOT),
        reference.wanted(),
        reference.generation(),
        reference.joinUrl(),
        one.failure(),
        one.nextAttemptAt());
  }
}
