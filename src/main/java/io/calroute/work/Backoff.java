package io.calroute.work;

import io.calroute.destination.Failure;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: what the target asked for, otherwise twice as long after each
 * failed try, up to a limit, with jitter so that many do not come back at once. Pure but for the
 * given source of randomness.
 */
public final class Backoff {

  private static final int DOUBLINGS_LIMIT = 20;

  /** A used-up allowance is back after hours; half of it is jitter. */
  private static final Duration EXHAUSTED_FIRST = Duration.ofHours(2);

  private static final Duration EXHAUSTED_LIMIT = Duration.ofHours(8);

  private final Duration first;
  private final Duration limit;
  private final RandomGenerator random;

  public Backoff(Duration first, Duration limit, RandomGenerator random) {
    this.first = first;
    this.limit = limit;
    this.random = random;
  }

  /**
   * The pause before the next try.
   *
   * @param attempts failed tries so far, at least 1
   * @param failure the last one
   * @return null when trying again is no use
   */
  public Duration after(int attempts, Failure failure) {
    return switch (failure.kind()) {
      case PERMANENT, TAKEN -> null;
      case EXHAUSTED -> between(EXHAUSTED_FIRST, EXHAUSTED_LIMIT, attempts);
      default -> failure.retryAfter() != null ? plusJitter(failure.retryAfter()) : grown(attempts);
    };
  }

  /**
   * A pause that nobody has asked for.
   *
   * @param attempts failed tries so far, at least 1
   */
  public Duration grown(int attempts) {
    return between(first, limit, attempts);
  }

  private Duration between(Duration from, Duration to, int attempts) {
    long factor = 1L << Math.min(Math.max(attempts - 1, 0), DOUBLINGS_LIMIT);
    long millis = Math.min(from.toMillis() * factor, to.toMillis());
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }

  /** Never shorter than what was asked for: calls before that only add to the debt. */
  private Duration plusJitter(Duration asked) {
    return asked.plusMillis(random.nextLong(asked.toMillis() / 10 + 50));
  }
}
