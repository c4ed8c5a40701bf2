package io.calroute.console.today;

import io.calroute.bundle.BundleState;
import io.calroute.operations.status.CurrentStatus;
import java.time.Duration;
import java.util.List;

/**
 * How things stand at one moment.
 *
 * @param p95 how long nineteen of twenty callbacks of the last hour took until a calendar showed
 *     them, rounded up; null when there were none, or nobody knows yet
 * @param needs what needs somebody, the gravest first
 */
public record Today(CurrentStatus status, Duration p95, BundleState bundle, List<Need> needs) {

  private static final int CALENDARS_SHOWN = 20;

  /** A few of the calendars that take no calls now. */
  public List<CurrentStatus.Lane> pausing() {
    return status.lanes().subList(0, Math.min(CALENDARS_SHOWN, status.lanes().size()));
  }

  /** The age of the oldest thing that waits, for people. */
  public String oldest() {
    return words(Duration.ofSeconds(status.oldestPendingSeconds()));
  }

  /** The same as {@link #p95()}, for people. */
  public String p95Words() {
    return p95 == null ? "–" : "≤ " + words(p95);
  }

  static String words(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis == 0 ? "0 s" : millis + " ms";
    }
    if (millis < 120_000) {
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 100 / 10.0 + " s";
    }
    return millis < 7_200_000 ? millis / 60_000 + " min" : millis / 3_600_000 + " h";
  }
}
