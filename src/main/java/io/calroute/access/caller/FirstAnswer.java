package io.calroute.access.caller;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks somebody who may not answer about what is not known yet. One caller asks at a time, and
 * nobody for a while after there was no answer: whoever needs no proof to ask could have all
 * threads wait. Safe for concurrent use.
 */
final class FirstAnswer {

  /** Longer than an answer takes from somebody who is well. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Others are told at once. */
  static final int WAITING = 5;

  private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

  private final Semaphore places = new Semaphore(1 + WAITING);
  private final Semaphore asking = new Semaphore(1);
  private final Predicate<RuntimeException> away;
  private final Duration patience;
  private volatile Long silentAt;

  /**
   * Somebody.
   *
   * @param away tells faults that mean that there was no answer
   */
  FirstAnswer(Predicate<RuntimeException> away) {
    this(away, PATIENCE);
  }

  FirstAnswer(Predicate<RuntimeException> away, Duration patience) {
    this.away = away;
    this.patience = patience;
  }

  /** Nobody answers now, or somebody else is asking. */
  static final class NobodyAnswers extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Asks.
   *
   * @throws NobodyAnswers when it was not asked
   */
  <T> T to(Supplier<T> question) {
    requireHope();
    // Not by the length of the queue: those who come at the same moment all find it empty.
    if (!places.tryAcquire()) {
      throw new NobodyAnswers();
    }
    try {
      return inTurn(question);
    } finally {
      places.release();
    }
  }

  private <T> T inTurn(Supplier<T> question) {
    try {
      if (!asking.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NobodyAnswers();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new NobodyAnswers();
    }
    try {
      requireHope();
      return question.get();
    } catch (RuntimeException fault) {
      if (away.test(fault)) {
        silentAt = System.nanoTime();
      }
      throw fault;
    } finally {
      asking.release();
    }
  }

  private void requireHope() {
    Long silent = silentAt;
    if (silent != null && System.nanoTime() - silent < QUIET_NANOS) {
      throw new NobodyAnswers();
    }
  }
}
