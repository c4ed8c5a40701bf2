package io.calroute.sandbox.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts units over a sliding span of time. */
public final class SlidingWindow {

  private final long span;
  private final Deque<long[]> entries = new ArrayDeque<>();
  private long units;

  /**
   * A window with nothing in it.
   *
   * @param span how far back it counts
   */
  public SlidingWindow(Duration span) {
    this.span = span.toMillis();
  }

  /**
   * How many units were added within the span.
   *
   * @param now milliseconds of the simulator's clock
   */
  public long units(long now) {
    while (!entries.isEmpty() && entries.getFirst()[0] <= now - span) {
      units -= entries.removeFirst()[1];
    }
    return units;
  }

  /**
   * Adds units.
   *
   * @param now milliseconds of the simulator's clock
   * @param added how many
   */
  public void add(long now, long added) {
    long[] last = entries.peekLast();
    if (last != null && last[0] == now) {
      last[1] += added;
    } else {
      entries.addLast(new long[] {now, added});
    }
    units += added;
  }
}
