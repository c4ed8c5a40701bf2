package io.calroute.sync.dryrun;

import java.util.List;
import java.util.Map;

/**
 * A part of what is to be done.
 *
 * @param mode {@code plan} when nothing of it is done, {@code apply} when it is under way
 * @param calendars sums over all parts, by calendar; null on any part but the first
 * @param calls how many calls all of it costs; null on any part but the first
 * @param items what is to be done, the newest appointments first; what is to be done for one
 *     appointment is never split
 * @param next where the next part begins; null when this is the last one
 */
public record Plan(
    String mode, List<Total> calendars, Integer calls, List<PlannedStep> items, String next) {

  /**
   * Sums of one calendar.
   *
   * @param target {@code googleCalendar}, {@code office365Calendar} or {@code teamsMeeting}
   * @param calendar calendar id, mailbox or meeting organizer
   * @param actions how many of which kind; kinds that do not occur are left out
   * @param calls how many calls that makes
   */
  public record Total(String target, String calendar, Map<String, Integer> actions, int calls) {}
}
