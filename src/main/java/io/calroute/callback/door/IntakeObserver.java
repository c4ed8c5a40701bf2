package io.calroute.callback.door;

/**
 * Hears what comes to the port of callbacks and what it is answered, to count it and to follow it.
 * Called on the threads that read and answer: must be quick, must never block or throw, and must be
 * safe for concurrent use.
 */
@FunctionalInterface
public interface IntakeObserver {

  /**
   * A callback arrives.
   *
   * @param traceparent what its sender says of its own trace (W3C Trace Context); null for nothing
   */
  Arrival arrived(String traceparent);

  /** One callback, until it has its answer. */
  interface Arrival {

    /** Under which trace it is followed from here on; null for none. */
    default String traceparent() {
      return null;
    }

    /**
     * It has its answer.
     *
     * @param provider a provider that has connections; {@code unknown} for anybody else
     * @param status HTTP status
     * @param refusal code of the reason, one of finitely many; null when it is kept
     * @param callback id in the journal; null when it is not kept
     */
    void answered(String provider, int status, String refusal, Long callback);
  }
}
