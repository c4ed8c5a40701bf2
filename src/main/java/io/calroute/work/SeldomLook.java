package io.calroute.work;

import java.time.Duration;

/**
 * When a look that costs the more the longer somebody holds a transaction open is due again: so
 * long after the last one that looks take a twentieth of the time. Safe for concurrent use.
 */
public final class SeldomLook {

  private static final Duration AT_LEAST = Duration.ofSeconds(2);
  private static final int TIMES = 20;

  private long from;
  private boolean begun;

  /**
   * Whether it is due.
   *
   * @param nanoTime the present, as {@link System#nanoTime()} has it
   */
  public synchronized boolean isDue(long nanoTime) {
    return !begun || nanoTime - from >= 0;
  }

  /** One is over; times are as {@link System#nanoTime()} has them. */
  public synchronized void looked(long began, long ended) {
    begun = true;
    from = ended + Math.max(AT_LEAST.toNanos(), TIMES * (ended - began));
  }
}
