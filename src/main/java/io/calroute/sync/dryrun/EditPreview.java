package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.WallTime;
import io.calroute.sync.remap.Remap;
import java.util.List;

/**
 * What an edited mapping would change of the appointments ahead.
 *
 * @param mapping name of the mapping
 * @param summary sums over all parts; null on any part but the first
 * @param items appointments of which an event would change, the newest first
 * @param next where the next part begins; null when this is the last one
 */
public record EditPreview(String mapping, Summary summary, List<Item> items, String next) {

  /**
   * Sums.
   *
   * @param appointments how many are ahead
   * @param revisions of how many something would be wanted otherwise, be it shown in events or not
   * @param differing of how many an event would change
   * @param purged of how many the journal no longer holds the last callback
   * @param ignored how many last callbacks the mapping would ignore
   * @param failed how many appointments the mapping would not take
   * @param calls how many calls it would cost to make events follow, on top of what is due anyway;
   *     below 0 when there would be less to do
   * @param calendars the same by calendar
   * @param problems the first 50 of those that are ignored or fail
   */
  public record Summary(
      long appointments,
      long revisions,
      long differing,
      long purged,
      long ignored,
      long failed,
      int calls,
      List<Total> calendars,
      List<Remap.Problem> problems) {}

  /**
   * Sums of one calendar.
   *
   * @param target {@code googleCalendar}, {@code office365Calendar} or {@code teamsMeeting}
   * @param calendar calendar id, mailbox or meeting organizer
   * @param calls on top of what is due anyway
   */
  public record Total(String target, String calendar, int calls) {}

  /**
   * An appointment of which an event would change.
   *
   * @param provider of the appointment
   * @param connection of the appointment
   * @param appointmentId the provider's id of the appointment
   * @param start as it is now
   * @param end as it is now
   * @param title as it is now; null when it has none
   * @param calls on top of what is due anyway
   * @param events those that would change
   */
  public record Item(
      String provider,
      String connection,
      String appointmentId,
      WallTime start,
      WallTime end,
      String title,
      int calls,
      List<Event> events) {}

  /**
   * An event or online meeting that would change.
   *
   * @param target {@code googleCalendar}, {@code office365Calendar} or {@code teamsMeeting}
   * @param calendar calendar id, mailbox or meeting organizer
   * @param change {@code added}, {@code changed} or {@code removed}
   * @param members what would change of what it is to show
   */
  public record Event(String target, String calendar, String change, List<Member> members) {}

  /**
   * A member that would change.
   *
   * @param pointer JSON pointer within the event
   * @param before null when it has none
   * @param after null when it would have none
   */
  public record Member(String pointer, JsonNode before, JsonNode after) {}
}
