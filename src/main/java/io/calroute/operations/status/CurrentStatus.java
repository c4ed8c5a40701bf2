package io.calroute.operations.status;

import java.time.Instant;
import java.util.List;

/**
 * How Calroute stands, in numbers.
 *
 * @param oldestPendingSeconds age of the oldest callback that is not yet applied, or how long the
 *     most overdue reference has been due, whichever is more; 0 when nothing waits
 * @param lanes calendars that take no calls now, the one that pauses shortest first
 * @param refusedCredentials credentials that a target refuses, so that nothing is called with them
 * @param events that hooks have not taken yet
 */
public record CurrentStatus(
    Callbacks callbacks,
    Appointments appointments,
    long oldestPendingSeconds,
    List<Lane> lanes,
    List<RefusedCredentials> refusedCredentials,
    Events events) {

  /**
   * Events that hooks have not taken yet.
   *
   * @param failing those that hooks did not take when they were handed over
   * @param oldestSeconds age of the oldest one; 0 when there is none
   */
  public record Events(long pending, long failing, long oldestSeconds) {}

  /**
   * Counts of callbacks.
   *
   * @param pending not yet applied
   * @param failed kept for replay
   */
  public record Callbacks(long pending, long failed) {}

  /**
   * Counts of appointments that are not in sync; each is counted once.
   *
   * @param due those that will be tried without help
   * @param failed those that a calendar has refused for good
   * @param unrouted those of somebody without a calendar
   * @param parked those whose calendar takes no calls for a while
   * @param verifying those that are in sync as far as is known, and looked at once more
   */
  public record Appointments(long due, long failed, long unrouted, long parked, long verifying) {}

  /**
   * A calendar that takes no calls now.
   *
   * @param calendar calendar id, mailbox or meeting organizer
   */
  public record Lane(
      String target, String calendar, Instant pausedUntil, String code, String reason) {}

  /**
   * Credentials that a target refuses.
   *
   * @param account {@code google} or {@code microsoft365}
   */
  public record RefusedCredentials(
      String account, Instant since, Instant nextProbeAt, String code, String reason) {}
}
