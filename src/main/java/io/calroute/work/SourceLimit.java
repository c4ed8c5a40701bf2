package io.calroute.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one source may do something: some times at once, and then as often as it gets one back.
 * Remembers a bounded number of sources; the one that was heard of longest ago is forgotten first.
 * Safe for concurrent use.
 */
public final class SourceLimit {

  /** More than an ingress sees in a minute; some megabytes. */
  private static final int SOURCES = 20_000;

  private final Clock clock;
  private final Duration forOne;
  private final Duration forAll;

  /** When each source has all of it back. */
  private final Map<String, Instant> restored;

  /**
   * A limit.
   *
   * @param times how often a source may at once
   * @param within the time after which it may as often again
   */
  public SourceLimit(Clock clock, int times, Duration within) {
    this(clock, times, within, SOURCES);
  }

  SourceLimit(Clock clock, int times, Duration within, int sources) {
    this.clock = clock;
    this.forOne = within.dividedBy(times);
    this.forAll = within;
    this.restored =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > sources;
          }
        };
  }

  /**
   * Counts one more time, if there is one left.
   *
   * @return how long the source has to wait for one; zero when it had one
   */
  public synchronized Duration take(String source) {
    Duration wait = pause(source);
    if (wait.isZero()) {
      restored.put(source, afterOneMore(source));
    }
    return wait;
  }

  /** How long a source has to wait until it has one again; zero when it has. Counts nothing. */
  public synchronized Duration pause(String source) {
    Instant latest = clock.instant().plus(forAll);
    Instant after = afterOneMore(source);
    return after.isAfter(latest) ? Duration.between(latest, after) : Duration.ZERO;
  }

  private Instant afterOneMore(String source) {
    Instant now = clock.instant();
    Instant before = restored.get(source);
    return (before == null || before.isBefore(now) ? now : before).plus(forOne);
  }
}
