package io.calroute.sync.planner;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.reference.Reference;
import io.calroute.work.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * What to do next about a reference: store it as it is now, then make the call, if there is one.
 *
 * @param reference how it stands now
 * @param call the next call; null when there is nothing left to do for now
 * @param failure why there is no next call although the goal is not reached; null when it is
 * @param remark something worth telling ops that keeps nothing from working; null for none
 * @param edited which members of ours somebody edited; empty unless that is the remark
 */
public record Decision(
    Reference reference, Call call, Failure failure, Remark remark, Set<String> edited) {

  /** Something worth telling ops. */
  public enum Remark {
    /** Somebody edited the event in the calendar. */
    EDITED,
    /** Somebody deleted the event in the calendar. */
    DELETED,
    /** The mailbox makes events without the Teams meeting that was asked for. */
    TEAMS_REFUSED,
    /** Our words in the body of an event with a Teams meeting could not be told from the rest. */
    BODY_LEFT,
    /** An event of ours stood that no longer stands for anything. */
    STRANGER,
    /** The event that the provider calls its own stands for another appointment. */
    OF_ANOTHER
  }

  static Decision call(Reference reference, Call call) {
    return new Decision(reference, call, null, null, Set.of());
  }

  static Decision done(Reference reference) {
    return new Decision(reference.settled(), null, null, null, Set.of());
  }

  static Decision failed(Reference reference, Failure failure) {
    return new Decision(reference.failed(failure), null, failure, null, Set.of());
  }

  /** Whether the goal is reached. */
  public boolean isDone() {
    return call == null && failure == null;
  }

  /**
   * The same, but that the goal is not reached after all.
   *
   * @param attempts tries that had failed before, so that pauses grow
   * @param newFailure why
   */
  public Decision failing(int attempts, Failure newFailure) {
    return new Decision(
        reference.triedBefore(attempts).failed(newFailure), null, newFailure, remark, edited);
  }

  /** The same with a remark; one that is there already is the weightier one. */
  Decision remarking(Remark newRemark) {
    return remark == null ? new Decision(reference, call, failure, newRemark, edited) : this;
  }

  /** The same with the remark that somebody edited members of ours. */
  Decision edited(Set<String> members) {
    return new Decision(reference, call, failure, Remark.EDITED, members);
  }

  /**
   * When to look at the reference again if nothing new is heard of it.
   *
   * @param backoff pauses after failures
   * @param now the present
   * @return null for never
   */
  public Duration lookAgainIn(Backoff backoff, Instant now) {
    if (call != null) {
      // More calls than a turn may make.
      return Duration.ZERO;
    }
    Duration pause = failure == null ? null : backoff.after(reference.attempts(), failure);
    if (pause != null || reference.verifyAt() == null) {
      return pause;
    }
    Duration left = Duration.between(now, reference.verifyAt());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
