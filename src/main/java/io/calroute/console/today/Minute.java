package io.calroute.console.today;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was done in a while.
 *
 * @param callbacks that were answered 2xx
 * @param calls to calendars
 * @param throttles calls that were answered that there are too many
 * @param settled callbacks by how long it took until a calendar showed them: one count for each of
 *     {@link #BUCKETS}, and one for whatever took longer
 */
record Minute(long callbacks, long calls, long throttles, List<Long> settled) {

  static final List<Duration> BUCKETS =
      Stream.of(100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 3_600_000)
          .map(Duration::ofMillis)
          .toList();

  boolean isNothing() {
    return callbacks == 0 && calls == 0 && throttles == 0 && settled.stream().allMatch(n -> n == 0);
  }

  /** What came after {@code before} was counted. */
  Minute since(Minute before) {
    return new Minute(
        callbacks - before.callbacks,
        calls - before.calls,
        throttles - before.throttles,
        Stream.iterate(0, i -> i + 1)
            .limit(settled.size())
            .map(i -> settled.get(i) - before.settled.get(i))
            .toList());
  }

  /**
   * How long nineteen of twenty took at most.
   *
   * @return the bucket's end; a day for what took longer than any bucket; null when there was none
   */
  Duration p95() {
    long all = settled.stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      return null;
    }
    long seen = 0;
    for (int i = 0; i < BUCKETS.size(); i++) {
      seen += settled.get(i);
      if (seen * 20 >= all * 19) {
        return BUCKETS.get(i);
      }
    }
    return Duration.ofDays(1);
  }
}
