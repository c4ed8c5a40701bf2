package io.calroute.work;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import java.time.Duration;
import java.time.Instant;

/**
 * Hears what the sync does, to count it and to follow it. Called by the workers between their
 * steps: must be quick, must not throw, and must be safe for concurrent use.
 */
public interface SyncObserver {

  /** Hears nothing. */
  SyncObserver NONE = new SyncObserver() {};

  /**
   * A step of a callback is over.
   *
   * @param id in the journal
   * @param traceparent under which trace it is followed; null for none
   * @param began when the step began
   */
  record Step(long id, String provider, String traceparent, Instant began) {}

  /** A callback is mapped, whatever came of it. */
  default void mapped(Step step) {}

  /**
   * A callback has its outcome, durably.
   *
   * @param outcome the word for what became of it
   * @param code of the reason, as a mapping may have made it; null for none
   * @param appointment the provider's id of the appointment; null when nobody knows
   */
  default void applied(Step step, String outcome, String code, String appointment) {}

  /** Reading has found a change that no callback had told. */
  default void found(String provider) {}

  /**
   * A turn begins on this thread, to bring an appointment's news to a calendar.
   *
   * @param target whose
   * @param appointment the provider's id
   * @param callback id in the journal of the one that had the last word
   * @return hears of the turn's calls, on whatever thread
   */
  default Bringing bringing(Target target, String appointment, long callback) {
    return Bringing.UNSEEN;
  }

  /** A turn that is followed by a trace, or not. */
  interface Bringing {

    /** One that is not. */
    Bringing UNSEEN = new Bringing() {};

    /** Under which trace; null for none. */
    default String traceparent() {
      return null;
    }

    /**
     * A call is answered.
     *
     * @param took how long it took until then
     * @param failure why it is refused; null when it is not
     */
    default void called(Call call, Duration took, Failure.Kind failure) {}
  }

  /**
   * A target has answered.
   *
   * @param call what it was asked
   * @param failure why it refused; null when it did not
   */
  default void called(Call call, Failure.Kind failure) {}

  /**
   * A target has answered about an appointment.
   *
   * @param appointment id in the store
   * @param call what it was asked
   * @param took how long the answer took
   * @param failure why it refused; null when it did not
   */
  default void answered(long appointment, Call call, Duration took, Failure failure) {}

  /**
   * The turn on this thread is over, however it ended.
   *
   * @param target whose
   * @param duration how long it took, calls included
   * @param failure why it did not reach its goal; null when it did, or nobody knows
   */
  default void turned(Target target, Duration duration, Failure failure) {}

  /**
   * A calendar shows for the first time what is to stand.
   *
   * @param target where
   * @param appointment its id in the store
   * @param heardAt since when that is known; null when whoever calls does not know
   */
  default void settled(Target target, long appointment, Instant heardAt) {}

  /**
   * A reference could not be settled and will be tried again.
   *
   * @param target where
   */
  default void retrying(Target target) {}

  /**
   * Somebody has edited or deleted an event.
   *
   * @param target where
   * @param kind {@code edited} or {@code deleted}
   */
  default void drifted(Target target, String kind) {}

  /**
   * A sweep has removed an event that stood for nothing.
   *
   * @param target where
   */
  default void orphanRemoved(Target target) {}

  /** A lane rests, so that its target's quota is kept. */
  default void kept() {}

  /**
   * A lane pauses.
   *
   * @param code stable code of the reason
   */
  default void paused(String code) {}
}
