package io.calroute.verdict.fact;

import io.calroute.reference.Reference;
import java.time.Instant;
import java.util.List;

/**
 * One calendar in which an appointment stands, is to stand or has stood, or its online meeting.
 *
 * @param waits whether it waits for other places of the appointment
 * @param changedAt when something was last stored of it
 * @param pause why its calendar's calls rest; null when they do not
 * @param drift what somebody made of the event and was left so; null for nothing
 * @param missed that a sweep has not found the event, which says nothing yet; null when it has not
 * @param ahead what is due before it in the same calendar, {@link Word#AHEAD_LIMIT} at most; 0 when
 *     nothing is due
 */
public record KnownPlace(
    Reference reference,
    boolean waits,
    Instant changedAt,
    Pause pause,
    Drift drift,
    Missed missed,
    int ahead) {

  /**
   * A rest of a calendar's calls.
   *
   * @param since null when nobody knows
   * @param code stable, such as {@code quota-kept}
   * @param reason one sentence
   */
  public record Pause(Instant since, Instant until, String code, String reason) {}

  /**
   * What somebody made of an event.
   *
   * @param kind {@code edited} or {@code deleted}
   * @param members that differ
   */
  public record Drift(String kind, List<String> members, Instant foundAt) {}

  /**
   * A look that has not found the event.
   *
   * @param nextAt when it is looked for again
   */
  public record Missed(Instant at, Instant nextAt) {}

  /** Whether its event is to stand and stands. */
  public boolean isStanding() {
    return reference.wanted() && reference.state() == Reference.State.LIVE;
  }

  /**
   * Whether it is as it should be, and is only looked at once more because a call of which nothing
   * was heard may have landed late.
   */
  public boolean isSettled() {
    Reference r = reference;
    boolean right =
        r.wanted() ? r.state() == Reference.State.LIVE : r.state() != Reference.State.LIVE;
    if (r.dueAt() == null) {
      return right && r.failure() == null;
    }
    return right
        && r.verifyAt() != null
        && !r.dueAt().isBefore(r.verifyAt())
        && r.dueAt().isAfter(changedAt)
        && r.inFlight() == null
        && r.failure() == null
        && (!r.wanted() || r.applied() != null && r.applied().hash() != null);
  }
}
