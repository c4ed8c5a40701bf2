package io.calroute.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is told to go on. Safe from any thread. */
public final class ManualClock extends Clock {

  private volatile Instant now;

  /**
   * A clock standing at an instant.
   *
   * @param now the instant
   */
  public ManualClock(Instant now) {
    this.now = now;
  }

  /**
   * Lets time pass.
   *
   * @param duration how much
   */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(now, zone);
  }
}
