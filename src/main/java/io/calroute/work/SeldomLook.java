package io.calroute.work;

import java.time.Duration;

/**
 * When to look at everything again, which takes the longer the longer somebody holds a transaction
 * open: after two seconds, or later, so that these looks take a twentieth of the time at most. Safe
 * for concurrent use.
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
