package io.calroute.callback.kafka;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of callbacks that are promised before the store knows them. A later arrival has a greater one
 * whichever replica takes it, as far as their clocks agree: the milliseconds since 2025 come first,
 * then a number that replicas do not share, then a counter. All of it fits into 53 bits, which
 * JavaScript can count, until 2059. Safe for concurrent use.
 */
final class CallbackIds {

  private static final long BEGINNING = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final int LANES = 64;
  private static final int COUNTED = 128;

  /** So many ids are in a millisecond. */
  static final int MILLI = LANES * COUNTED;

  private final Clock clock;
  private final int lane;

  /** Milliseconds and the count in them. */
  private final AtomicLong last = new AtomicLong();

  CallbackIds(Clock clock, int lane) {
    this.clock = clock;
    this.lane = lane % LANES;
  }

  long next() {
    long now = (clock.millis() - BEGINNING) * COUNTED;
    long ticks = last.updateAndGet(before -> Math.max(before + 1, now));
    return ticks / COUNTED * MILLI + (long) lane * COUNTED + ticks % COUNTED;
  }

  /** What the first id of a moment is. */
  static long first(Instant moment) {
    return (moment.toEpochMilli() - BEGINNING) * MILLI;
  }
}
