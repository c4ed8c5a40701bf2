package io.calroute.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets callbacks have the machine first: a provider waits for its answer and gives up after a few
 * seconds, a calendar does not. While callbacks queue up without a gap, or one waits long, whoever
 * applies or syncs rests before each step, longer and longer; when there is a gap again and none
 * waits long, the rests get shorter and end, those that have begun as well. Work never stops
 * altogether. Safe for concurrent use.
 */
public final class IntakeFirst {

  private static final long WINDOW = Duration.ofMillis(25).toNanos();
  private static final long SLOW = Duration.ofMillis(20).toNanos();
  private static final long SHORTEST = Duration.ofMillis(5).toNanos();

  /** Where the machine is slow for everybody, a callback often waits long; work has to go on. */
  private static final long LONGEST_FOR_ONE = Duration.ofMillis(250).toNanos();

  /** Dozens of workers that rested for less would still take half of the machine from a queue. */
  private static final long LONGEST_FOR_A_QUEUE = Duration.ofSeconds(2).toNanos();

  /** A rest that has begun follows what is wanted by then. */
  private static final long SLICE = Duration.ofMillis(50).toNanos();

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

  /**
   * How long to go on resting before asking again.
   *
   * @param rested how long the worker has rested already since its last step
   * @return zero when the next step may begin
   */
  public Duration rest(Duration rested) {
    long left = rest().minus(rested).toNanos();
    return Duration.ofNanos(Math.max(0, Math.min(SLICE, left)));
  }

  /** How long to rest before a step, from its beginning; zero while there is room. */
  synchronized Duration rest() {
    long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW) {
      windowStart = now;
      boolean slow = worst.getAndSet(0) > SLOW;
      if (!gap) {
        rest = longer(8, LONGEST_FOR_A_QUEUE);
      } else if (slow) {
        rest = Math.max(rest, longer(3, LONGEST_FOR_ONE));
      } else {
        rest = shorter();
      }
      gap = waiting.get() == 0;
    }
    return Duration.ofNanos(rest);
  }

  private long longer(int times, long longest) {
    return Math.max(SHORTEST, Math.min(longest, rest * times));
  }

  private long shorter() {
    long next = rest * 7 / 8;
    return next < SHORTEST ? 0 : next;
  }
}
