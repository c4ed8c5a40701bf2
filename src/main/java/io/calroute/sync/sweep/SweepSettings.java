package io.calroute.sync.sweep;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How calendars are compared with what is known of them.
 *
 * @param sweepInterval between two sweeps of one calendar, give or take a quarter; 0 for never
 * @param sweepAge how old an event or a change must be before a sweep judges it
 * @param sweepOrphans how many events that stand for nothing a sweep removes; when there are more
 *     it removes none and says so
 */
@ConfigurationProperties("calroute.sync")
public record SweepSettings(
    @DefaultValue("24h") Duration sweepInterval,
    @DefaultValue("10m") Duration sweepAge,
    @DefaultValue("20") int sweepOrphans) {

  /** Whether calendars are swept without being asked for. */
  public boolean isPeriodic() {
    return !sweepInterval.isZero() && !sweepInterval.isNegative();
  }
}
