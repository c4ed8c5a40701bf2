package io.calroute.applying;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Tells when intake is so busy that applying steps back: a provider waits for its answer and gives
 * up after a few seconds, a calendar does not. Applying never stops altogether. For one worker.
 */
public final class IntakeFirst {

  /** How long a worker steps back at a time. */
  public static final Duration STEP_BACK = Duration.ofMillis(250);

  private static final Duration WINDOW = Duration.ofMillis(50);

  private final LongSupplier accepted;
  private final int limitPerSecond;
  private final Clock clock;
  private Instant windowStart;
  private long acceptedBefore;
  private boolean busy;

  /**
   * A watch on intake.
   *
   * @param accepted how many callbacks were accepted so far
   * @param limitPerSecond above this rate intake is busy
   * @param clock for the rate
   */
  public IntakeFirst(LongSupplier accepted, int limitPerSecond, Clock clock) {
    this.accepted = accepted;
    this.limitPerSecond = limitPerSecond;
    this.clock = clock;
    this.windowStart = clock.instant();
    this.acceptedBefore = accepted.getAsLong();
  }

  /** Whether intake is busy now. */
  public boolean isBusy() {
    Instant now = clock.instant();
    Duration elapsed = Duration.between(windowStart, now);
    if (elapsed.compareTo(WINDOW) >= 0) {
      long acceptedNow = accepted.getAsLong();
      busy = (acceptedNow - acceptedBefore) * 1000 > limitPerSecond * elapsed.toMillis();
      windowStart = now;
      acceptedBefore = acceptedNow;
    }
    return busy;
  }
}
