package io.calroute.console.today;

import io.calroute.bundle.LiveBundle;
import io.calroute.console.live.Watched;
import io.calroute.operations.status.StatusReading;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Reads how things stand. However many pages show it, the store is asked every three seconds at
 * most. Safe for concurrent use.
 */
@Component
public final class TodayReading implements Watched {

  private static final Duration FRESH = Duration.ofSeconds(3);

  private final StatusReading status;
  private final NeedsReading needs;
  private final MinuteStore minutes;
  private final LiveBundle bundle;
  private Today last;
  private long readAt;

  TodayReading(StatusReading status, NeedsReading needs, MinuteStore minutes, LiveBundle bundle) {
    this.status = status;
    this.needs = needs;
    this.minutes = minutes;
    this.bundle = bundle;
  }

  /** How things stand, as of a moment ago. */
  public synchronized Today recent() {
    long now = System.nanoTime();
    if (last == null || now - readAt >= FRESH.toNanos()) {
      last = new Today(status.now(), minutes.p95(), bundle.state(), needs.all());
      readAt = now;
    }
    return last;
  }

  /** How things stand now, for whoever has just changed something. */
  public synchronized void forget() {
    last = null;
  }

  @Override
  public Duration every() {
    return FRESH;
  }

  @Override
  public synchronized List<String> changed() {
    Today before = last;
    return recent().equals(before) ? List.of() : List.of("today");
  }
}
