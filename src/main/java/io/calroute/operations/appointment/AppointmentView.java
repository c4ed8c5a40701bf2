package io.calroute.operations.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.WallTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An appointment as the API shows it. Notes, clients and people's own links stay out of it.
 *
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param status as in the canonical appointment
 * @param start null when it has no time now
 * @param end null when it has no time now
 * @param title null when it has none
 * @param staff who holds it, the one in charge first
 * @param synchronization live event of the staff member in charge, by target
 * @param onlineMeeting where people meet online; null when there is no link
 * @param joinAddress where the client finds the online meeting; null unless clients are redirected
 * @param writeBack what is written into the provider's booking, by field
 * @param references every event and online meeting that stands, is to stand or has stood for it
 */
public record AppointmentView(
    String provider,
    String connection,
    String id,
    String status,
    WallTime start,
    WallTime end,
    String title,
    List<Staff> staff,
    JsonNode externalIds,
    Sync sync,
    Map<String, EventId> synchronization,
    OnlineMeeting onlineMeeting,
    String joinAddress,
    List<Written> writeBack,
    List<Place> references) {

  /**
   * A staff member.
   *
   * @param id the provider's id; null when unknown
   * @param email null when unknown
   */
  record Staff(String id, String email) {}

  /**
   * How far the calendars are.
   *
   * @param revision counts the changes of what calendars are to show
   * @param syncedRevision what every wanted calendar shows at least; null while one shows nothing
   * @param attempts failed tries since the last success, in the calendar where it is worst
   * @param nextAttemptAt when work goes on; null when none is planned
   * @param lastError why the appointment is not in sync; null when nothing went wrong
   */
  record Sync(
      SyncState state,
      long revision,
      Long syncedRevision,
      int attempts,
      Instant nextAttemptAt,
      Remark lastError) {}

  /**
   * What went wrong.
   *
   * @param code stable, kebab-case
   * @param message one sentence, with what to do
   */
  public record Remark(String code, String message) {}

  /**
   * A field of the provider's booking.
   *
   * @param field {@code ids} or {@code link}
   * @param state {@code written}, {@code waiting}, {@code failed}, or {@code unsupported} where the
   *     provider has no such field
   * @param writtenAt when it was last seen there as wanted; null for never
   * @param nextAttemptAt when it is tried next; null when that is not planned
   * @param reason why it is not written; null when nothing went wrong
   */
  record Written(
      String field, String state, Instant writtenAt, Instant nextAttemptAt, Remark reason) {}

  record EventId(String id) {}

  /**
   * Where people meet online.
   *
   * @param provider {@code teams}, or the name that the booking provider gives; null when it does
   *     not say
   */
  record OnlineMeeting(String provider, String videoLink) {}

  /**
   * A reference.
   *
   * @param target {@code googleCalendar}, {@code office365Calendar} or {@code teamsMeeting}
   * @param calendar calendar id, mailbox or meeting organizer
   * @param id the target's id; null when nothing stands
   * @param iCalUid the id shared by all copies; null for online meetings
   * @param etag the target's version; null for online meetings
   * @param state {@code absent}, {@code live} or {@code gone}
   * @param wanted whether it is to stand
   * @param generation which intended creation this is; 0 before the first
   * @param joinUrl where people join; null when there is no meeting on it
   * @param failure why the last try failed; null when it did not
   * @param nextAttemptAt when it is looked at next; null when no work is planned
   */
  record Place(
      String target,
      String calendar,
      String id,
      String iCalUid,
      String etag,
      String state,
      boolean wanted,
      int generation,
      String joinUrl,
      Remark failure,
      Instant nextAttemptAt) {}
}
