package io.calroute.destination;

import java.time.Duration;

/**
 * Why a call did not do what it should, told apart at the place where the answer was read.
 *
 * @param code stable and kebab-case, such as {@code calendar-not-found}
 * @param message one sentence for ops, with what to do; never holds a body, a token or a link
 * @param retryAfter how long the target asked to be left alone; null when it did not say
 * @param calendarGone whether there is no such calendar, so that nothing stands in it; not kept in
 *     the store
 */
public record Failure(
    Kind kind, String code, String message, Duration retryAfter, boolean calendarGone) {

  /** A failure that says nothing of the calendar itself. */
  public Failure(Kind kind, String code, String message, Duration retryAfter) {
    this(kind, code, message, retryAfter, false);
  }

  /** What follows from a failure. */
  public enum Kind {
    /** The event, not the calendar, is not there (404 or 410 on an event). */
    MISSING,
    /** The id is taken (409 on a create). */
    TAKEN,
    /** Somebody changed the event since the given etag (412). */
    CHANGED,
    /** Too fast: the lane pauses, {@link Failure#retryAfter()} or a backoff long. */
    THROTTLED,
    /** The calendar's own allowance is used up for hours: the lane is parked. */
    EXHAUSTED,
    /** Fault, timeout or lost answer: the call may or may not have taken effect; try again. */
    PASSING,
    /** The credentials do not work: the whole tenant waits for somebody to mend them. */
    CREDENTIALS,
    /** The same call will never work: it is kept as failed until the appointment changes. */
    PERMANENT
  }

  /** A failure without a wish for a pause. */
  public static Failure of(Kind kind, String code, String message) {
    return new Failure(kind, code, message, null);
  }

  /**
   * There is no such calendar: what is to stand there never will, and what is to be removed from it
   * is gone already.
   */
  public static Failure calendarGone(String code, String message) {
    return new Failure(Kind.PERMANENT, code, message, null, true);
  }
}
