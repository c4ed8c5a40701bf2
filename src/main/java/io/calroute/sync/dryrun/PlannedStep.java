package io.calroute.sync.dryrun;

import com.fasterxml.jackson.annotation.JsonValue;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.WallTime;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.reference.Reference;
import java.util.List;
import java.util.Locale;

/**
 * What is to be done in one calendar for one appointment.
 *
 * @param target {@code googleCalendar}, {@code office365Calendar} or {@code teamsMeeting}
 * @param calendar calendar id, mailbox or meeting organizer
 * @param action in one word
 * @param teamsMeeting whether a Teams meeting is made by it
 * @param calls the calls in their order, such as {@code create}; empty when a problem is in the way
 * @param provider of the appointment
 * @param connection of the appointment
 * @param appointmentId the provider's id of the appointment
 * @param revision of the appointment
 * @param start null when it has no time now
 * @param end null when it has no time now
 * @param title null when it has none
 * @param problem what keeps it from being done; null when nothing does
 */
public record PlannedStep(
    String target,
    String calendar,
    Action action,
    boolean teamsMeeting,
    List<String> calls,
    String provider,
    String connection,
    String appointmentId,
    long revision,
    WallTime start,
    WallTime end,
    String title,
    Problem problem) {

  /** What is done. */
  public enum Action {
    /** An event or online meeting is made. */
    CREATE,
    /** An event is changed. */
    UPDATE,
    /** An event or online meeting is removed. */
    CANCEL,
    /** An event is removed and made again, because it can't become what it is to be. */
    RECREATE,
    /** An event that the provider has made itself is taken over; made if it is not there. */
    ADOPT,
    /** Nothing but a look, after an answer that was lost or because somebody asked for it. */
    LOOK,
    /** Nothing, because of the problem. */
    NONE;

    /** The word in the API. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is in the way.
   *
   * @param code stable, kebab-case
   * @param message one sentence, with what to do
   */
  public record Problem(String code, String message) {}

  /** What was foreseen, for people. */
  static PlannedStep of(Appointment appointment, DryRun.Foreseen foreseen) {
    Reference reference = foreseen.reference();
    Failure failure = foreseen.problem();
    return new PlannedStep(
        reference.lane().target().synchronizationKey(),
        reference.lane().calendar(),
        action(foreseen),
        makesMeeting(foreseen),
        foreseen.calls().stream()
            .map(call -> call.operation().name().toLowerCase(Locale.ROOT))
            .toList(),
        appointment.key().provider(),
        appointment.key().connection(),
        appointment.key().id(),
        appointment.revision(),
        WallTime.of(appointment.document().path("start")),
        WallTime.of(appointment.document().path("end")),
        appointment.document().path("title").textValue(),
        failure == null ? null : new Problem(failure.code(), failure.message()));
  }

  private static Action action(DryRun.Foreseen foreseen) {
    List<Call.Operation> operations = foreseen.calls().stream().map(Call::operation).toList();
    if (operations.contains(Call.Operation.CREATE)) {
      return operations.contains(Call.Operation.DELETE) ? Action.RECREATE : Action.CREATE;
    }
    if (operations.contains(Call.Operation.DELETE)) {
      return Action.CANCEL;
    }
    if (operations.contains(Call.Operation.UPDATE)) {
      return foreseen.reference().state() == Reference.State.LIVE ? Action.UPDATE : Action.ADOPT;
    }
    return operations.isEmpty() ? Action.NONE : Action.LOOK;
  }

  private static boolean makesMeeting(DryRun.Foreseen foreseen) {
    return foreseen.calls().stream()
        .anyMatch(
            call ->
                call.operation() == Call.Operation.CREATE && foreseen.reference().isMeeting()
                    || call.content() != null
                        && call.content().path("isOnlineMeeting").asBoolean()
                        && foreseen.reference().joinUrl() == null);
  }
}
