package io.calroute.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets callbacks have the machine first: a provider waits for its answer and gives up after a few
 * seconds, a calendar does not. While callbacks queue up without a gap, or one waits long, whoever
 * applies or syncs rests before each step, longer and longer; when there is a gap again, the rests
 * get shorter and end. Work never stops altogether. Safe for concurrent use.
 */
public final class IntakeFirst {

  private static final long WINDOW = Duration.ofMillis(50).toNanos();
  private static final long SLOW = Duration.ofMillis(25).toNanos();
  private static final long SHORTEST = Duration.ofMillis(5).toNanos();
  private static final long LONGEST = Duration.ofMillis(250).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong worst = new AtomicLong();
  private volatile boolean gap = true;
  private volatile long rest;
  private long windowStart;

  /**
   * A watch on intake.
   *
   * @param nanoTime like {@link System#nanoTime()}
   */
  public IntakeFirst(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /**
   * A callback is to be kept.
   *
   * @return when, for {@link #leave}
   */
  public long enter() {
    waiting.incrementAndGet();
    return nanoTime.getAsLong();
  }

  /**
   * It is kept, or is not going to be.
   *
   * @param entered what {@link #enter} gave
   */
  public void leave(long entered) {
    worst.accumulateAndGet(nanoTime.getAsLong() - entered, Math::max);
    if (waiting.decrementAndGet() == 0) {
      gap = true;
    }
  }

  /** How long to rest before the next step; zero while there is room. */
  public synchronized Duration rest() {
    long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW) {
      windowStart = now;
      boolean pressed = !gap || worst.getAndSet(0) > SLOW;
      rest = pressed ? Math.max(SHORTEST, Math.min(LONGEST, rest * 3)) : eased(rest);
      gap = waiting.get() == 0;
    }
    return Duration.ofNanos(rest);
  }

  private static long eased(long rest) {
    long next = rest * 2 / 3;
    return next < SHORTEST ? 0 : next;
  }
}
