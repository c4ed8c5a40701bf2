package io.calroute.link;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one source may open addresses: as often as somebody does who waits for a link, and too
 * seldom for whoever tries keys. Remembers a bounded number of sources. Safe for concurrent use.
 */
final class VisitorLimit {

  /** How many requests a source has at once, and gets back within a minute. */
  static final int A_MINUTE = 30;

  private static final Duration FOR_ONE = Duration.ofMinutes(1).dividedBy(A_MINUTE);
  private static final Duration FOR_ALL = Duration.ofMinutes(1);

  private final Clock clock;

  /** When each source has all its requests back; the one that was heard of longest ago first. */
  private final Map<String, Instant> restored;

  VisitorLimit(Clock clock, int sources) {
    this.clock = clock;
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
   * Counts a request.
   *
   * @return how long its source has to wait before another one is taken; zero when this one is
   */
  synchronized Duration take(String source) {
    Instant now = clock.instant();
    Instant before = restored.get(source);
    Instant after = (before == null || before.isBefore(now) ? now : before).plus(FOR_ONE);
    Instant latest = now.plus(FOR_ALL);
    if (after.isAfter(latest)) {
      return Duration.between(latest, after);
    }
    restored.put(source, after);
    return Duration.ZERO;
  }
}
