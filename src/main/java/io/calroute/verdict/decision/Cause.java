package io.calroute.verdict.decision;

import java.util.Locale;

/**
 * Why an appointment is, or is not, in the calendar. Each has a code that stays, and a section of
 * that name in {@code docs/runbook.md}. The order is that of gravity: where several places of an
 * appointment differ, the first one counts.
 */
public enum Cause {
  /** Another booking has taken its place. */
  SUPERSEDED(Actor.NOBODY, true, "Look at the one that it goes on as."),
  /** A callback could not be understood. */
  NOT_MAPPED(Actor.OPERATOR, false, "Mend the mapping or the booking, then press Replay."),
  /** A callback waits to be mapped and applied. */
  NOT_YET_APPLIED(Actor.CALROUTE, false, "Nothing to press."),
  /** The provider is asked what holds. */
  BEING_ASKED(Actor.CALROUTE, false, "Nothing to press."),
  /** A target refuses the credentials that all its calendars are called with. */
  CREDENTIALS_REFUSED(
      Actor.ADMINISTRATOR, false, "Once they are mended, press Resync: everything goes on."),
  /** There is no such calendar. */
  CALENDAR_GONE(
      Actor.OPERATOR,
      false,
      "Correct the directory, and it moves by itself; if the calendar has come back, press Resync."),
  /** Calroute may not write into the calendar. */
  CALENDAR_FORBIDDEN(
      Actor.ADMINISTRATOR, false, "Give Calroute the right to it, then press Resync."),
  /** The target has refused the call for good. */
  FAILED(Actor.OPERATOR, false, "Mend what the target says, then press Resync."),
  /** An edit of the directory would change it, and is held back. */
  DIRECTORY_HELD(
      Actor.OPERATOR, false, "Correct the directory, or press Confirm if the edit is meant."),
  /** The directory names no calendar for somebody. */
  STAFF_UNKNOWN(Actor.OPERATOR, false, "Add an entry to config/directory.yaml; nothing to press."),
  /** Everything is only planned. */
  PLAN_MODE(Actor.OPERATOR, false, "Set calroute.sync.mode to apply, and start Calroute anew."),
  /** It was read and waits to be accepted. */
  BACKFILL_NOT_ACCEPTED(Actor.OPERATOR, false, "Look at the plan, then press Accept."),
  /** Only its events are known, because the store was lost. */
  REBUILT(Actor.PROVIDER, false, "Have the provider send its callback again."),
  /** Requests are not shown. */
  TENTATIVE(Actor.PROVIDER, true, "Confirm it at the provider, or set calroute.tentative to hold."),
  /** Staff-only entries are not shown. */
  PERSONAL(Actor.NOBODY, true, "Set calroute.personal to busy if such entries are to be shown."),
  /** The calendar's calls rest. */
  THROTTLED(Actor.CALROUTE, false, "Nothing to press."),
  /** A call failed and is tried again. */
  RETRYING(Actor.CALROUTE, false, "Press Resync to have it tried now."),
  /** Its turn has not come yet. */
  WAITING(Actor.CALROUTE, false, "Nothing to press."),
  /** Somebody deleted the event. */
  DELETED_BY_STAFF(Actor.STAFF, false, "Press Resync to have it made again."),
  /** Somebody changed the event. */
  EDITED_BY_STAFF(
      Actor.STAFF,
      false,
      "Change it back in the calendar, or change it at the provider. With calroute.drift: repair,"
          + " Calroute puts such edits right by itself."),
  /** The callback that came last is older than what is known. */
  STALE(Actor.NOBODY, true, "Nothing to press; if the older word is right, change the booking."),
  /** The event stands, and its link is still to come. */
  LINK_PENDING(Actor.PROVIDER, false, "Nothing to press."),
  /** It stands where or when one may not look for it. */
  ELSEWHERE(Actor.NOBODY, true, "Look there."),
  /** It stands. */
  IN_CALENDAR(Actor.NOBODY, true, "Nothing to press."),
  /** It has no time now. */
  UNSCHEDULED(Actor.PROVIDER, true, "Give it a time at the provider."),
  /** It was called off. */
  CANCELLED(Actor.NOBODY, true, "Nothing to press."),
  /** The callback is of no concern to calendars. */
  IGNORED(
      Actor.NOBODY, true, "If the rule is wrong, change the route or the mapping, then Replay."),
  /** Callbacks were refused at the door, and nothing else came. */
  REFUSED_AT_THE_DOOR(Actor.OPERATOR, false, "Mend what the answer says, then have it sent again."),
  /** Nothing came. */
  NEVER_RECEIVED(Actor.PROVIDER, false, "Have the provider send it.");

  private final Actor actor;
  private final boolean well;
  private final String remedy;

  Cause(Actor actor, boolean well, String remedy) {
    this.actor = actor;
    this.well = well;
    this.remedy = remedy;
  }

  /** Stable and kebab-case; the anchor in the runbook, too. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The cause with a code.
   *
   * @throws IllegalArgumentException when none has it
   */
  public static Cause of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  Actor actor() {
    return actor;
  }

  /** Whether calendars are as the provider and the installation want them. */
  public boolean isWell() {
    return well;
  }

  /** What to do or to press, where nothing more is known. */
  public String remedy() {
    return remedy;
  }
}
