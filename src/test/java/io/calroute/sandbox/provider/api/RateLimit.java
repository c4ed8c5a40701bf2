package io.calroute.sandbox.provider.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** So many requests in any minute. Requests that it refuses do not count. */
public final class RateLimit {

  private static final Duration SPAN = Duration.ofMinutes(1);

  private final Deque<Instant> taken = new ArrayDeque<>();
  private int perMinute;

  /**
   * A limit that nobody has used.
   *
   * @param perMinute how many requests
   */
  public RateLimit(int perMinute) {
    this.perMinute = perMinute;
  }

  /**
   * Changes the limit.
   *
   * @param newPerMinute how many requests
   */
  public void perMinute(int newPerMinute) {
    perMinute = newPerMinute;
  }

  /**
   * Counts a request.
   *
   * @param now when it came
   * @return empty when it is within the limit; otherwise how many seconds to wait
   */
  public Optional<Long> take(Instant now) {
    while (!taken.isEmpty() && !taken.peekFirst().isAfter(now.minus(SPAN))) {
      taken.removeFirst();
    }
    if (taken.size() >= perMinute) {
      Duration wait = Duration.between(now, taken.peekFirst().plus(SPAN));
      return Optional.of(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
    taken.addLast(now);
    return Optional.empty();
  }
}
