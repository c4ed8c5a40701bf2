package io.calroute.work;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import java.time.Duration;
import java.time.Instant;

/**
 * Hears what the sync does, to count it. Called by the workers between their steps: must be quick,
 * must not throw, and must be safe for concurrent use.
 */
public interface SyncObserver {

  /** Hears nothing. */
  SyncObserver NONE = new SyncObserver() {};

  /**
   * A callback has its outcome, durably.
   *
   * @param outcome the word for what became of it
   */
  default void applied(String provider, String outcome) {}

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
   * @param failure why it refused; null when it did not
   */
  default void answered(long appointment, Call call, Failure failure) {}

  /**
   * A turn is over, however it ended.
   *
   * @param target whose
   * @param duration how long it took, calls included
   */
  default void turned(Target target, Duration duration) {}

  /**
   * A calendar shows for the first time what a callback wanted.
   *
   * @param target where
   * @param callback id of the callback in the journal
   * @param heardAt when it came; null when whoever calls does not know
   */
  default void settled(Target target, long callback, Instant heardAt) {}

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

  /**
   * A lane pauses.
   *
   * @param code stable code of the reason
   */
  default void paused(String code) {}
}
