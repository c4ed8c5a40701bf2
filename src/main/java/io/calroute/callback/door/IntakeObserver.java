package io.calroute.callback.door;

/**
 * Hears what callbacks are answered, to count it. Called on the threads that answer: must be quick,
 * must never block or throw, and must be safe for concurrent use.
 */
@FunctionalInterface
public interface IntakeObserver {

  /**
   * A callback has its answer.
   *
   * @param provider a provider that has connections; {@code unknown} for anybody else
   * @param status HTTP status
   */
  void answered(String provider, int status);
}
