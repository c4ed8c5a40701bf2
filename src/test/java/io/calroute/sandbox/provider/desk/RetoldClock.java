package io.calroute.sandbox.provider.desk;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The system's clock, except while something is told that happened at another time: told again
 * after a restart, it carries the same stamps. Safe from any thread.
 */
public final class RetoldClock extends Clock {

  private static final Duration STEP = Duration.ofSeconds(1);

  private volatile Instant told;

  /** Stands still from now on. */
  public void standAt(Instant instant) {
    told = instant;
  }

  /** Goes on by a second, because stamps of whole seconds must differ. */
  public synchronized void step() {
    if (told != null) {
      told = told.plus(STEP);
    }
  }

  /** Goes with the system from now on. */
  public void run() {
    told = null;
  }

  @Override
  public Instant instant() {
    Instant instant = told;
    return instant == null ? Instant.now() : instant;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }
}
