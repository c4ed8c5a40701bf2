package io.calroute.sync.sweep;

import io.calroute.reference.Lane;
import io.calroute.sync.lane.LaneLease;
import io.calroute.sync.lane.LanePauses;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends calendars whose lane is held through the route {@code sweep-calendar}, and records what
 * came of it. Safe for concurrent use.
 */
@Component
public final class Sweeping {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);

  /** When a sweep could not get to its end. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final SweepStore store;
  private final SweepSettings settings;
  private final LanePauses lanePauses;
  private final Clock clock;
  private final RandomGenerator random = RandomGenerator.getDefault();

  public Sweeping(SweepStore store, SweepSettings settings, LanePauses lanePauses, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.lanePauses = lanePauses;
    this.clock = clock;
  }

  /**
   * Sweeps one calendar.
   *
   * @param lease of its lane, which has what a call may cost
   * @param routes where the work is done
   * @return false when the lane is to be left alone now
   */
  public boolean sweep(LaneLease lease, ProducerTemplate routes) {
    Lane lane = lease.lane();
    SweepRun run;
    try {
      run = routes.requestBody("direct:sweep-calendar", lane, SweepRun.class);
    } catch (RuntimeException e) {
      if (Workers.routeIsReplaced(e)) {
        LOG.info("The sweep of {} waits for a route that is being replaced", lane.calendar());
      } else {
        LOG.error("The sweep of {} broke off", lane.calendar(), e);
      }
      store.swept(lane, clock.instant().plus(AGAIN), null, null, false);
      return true;
    }
    boolean stops = lanePauses.stops(lease, true, run.getFailure());
    boolean again = run.getFailure() != null || run.isUnfinished();
    Instant regular = clock.instant().plus(again ? AGAIN : regularPause());
    store.swept(
        lane,
        run.againAt().isBefore(regular) ? run.againAt() : regular,
        run.events(),
        run.events() == null ? null : run.orphansLeft(),
        run.isFinished());
    return !stops;
  }

  /** The interval give or take a quarter, so that calendars do not all come at once for ever. */
  private Duration regularPause() {
    if (!settings.isPeriodic()) {
      return Duration.ofDays(36_500);
    }
    long millis = settings.sweepInterval().toMillis();
    return Duration.ofMillis(millis * 3 / 4 + random.nextLong(millis / 2 + 1));
  }
}
