package io.calroute.callback.door;

import java.time.Instant;

/**
 * Callbacks that were refused in the same way, one after the other.
 *
 * @param provider empty for one that nobody has configured
 * @param connection empty for one that nobody has configured
 * @param source address that they came from, as {@code Visitor} tells it
 * @param status HTTP status that they were answered
 * @param firstAt when the first one came since there was none for a day
 * @param times how many came since then
 */
public record RefusedCallbacks(
    String provider,
    String connection,
    String source,
    int status,
    Instant firstAt,
    Instant lastAt,
    long times) {

  /** Both counted together, as of the same sender. */
  public RefusedCallbacks and(RefusedCallbacks later) {
    return new RefusedCallbacks(
        provider,
        connection,
        source,
        status,
        firstAt.isBefore(later.firstAt) ? firstAt : later.firstAt,
        lastAt.isAfter(later.lastAt) ? lastAt : later.lastAt,
        times + later.times);
  }
}
