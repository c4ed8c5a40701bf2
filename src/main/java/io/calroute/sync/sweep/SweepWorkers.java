package io.calroute.sync.sweep;

import io.calroute.policy.SyncSettings;
import io.calroute.sync.lane.LaneLease;
import io.calroute.sync.lane.LanePauses;
import io.calroute.sync.lane.LaneQueue;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.work.Signal;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sweeps calendars, one at a time in each process: claims the lane as other work does and sends it
 * through the route {@code sweep-calendar}.
 */
@Component
public final class SweepWorkers extends Workers {

  private static final Duration SCHEDULING = Duration.ofSeconds(30);

  private final LaneQueue queue;
  private final SweepStore store;
  private final SweepSettings settings;
  private final Sweeping sweeping;
  private final LanePauses lanePauses;
  private final QuotaGate quotaGate;
  private final Signal due;
  private final Duration poll;
  private final Clock clock;
  private Instant scheduledAt = Instant.MIN;

  public SweepWorkers(
      Supplier<CamelContext> camel,
      LaneQueue queue,
      SweepStore store,
      SweepSettings settings,
      Sweeping sweeping,
      LanePauses lanePauses,
      QuotaGate quotaGate,
      Signal sweepsDue,
      SyncSettings.Sync sync,
      Clock clock) {
    super("sweep", Math.min(1, sync.callers()), camel);
    this.queue = queue;
    this.store = store;
    this.settings = settings;
    this.sweeping = sweeping;
    this.lanePauses = lanePauses;
    this.quotaGate = quotaGate;
    this.due = sweepsDue;
    this.poll = sync.poll();
    this.clock = clock;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      boolean worked = false;
      try {
        schedule();
        worked = sweepAny();
      } catch (DataAccessException e) {
        tellOfStore(e);
      }
      if (!worked) {
        await(due, poll);
      }
    }
  }

  private void schedule() {
    Instant now = clock.instant();
    Duration often = settings.sweepInterval().dividedBy(4);
    Duration pause = often.compareTo(SCHEDULING) < 0 ? often : SCHEDULING;
    if (settings.isPeriodic() && scheduledAt.isBefore(now.minus(pause))) {
      store.schedule(settings.sweepInterval());
      scheduledAt = now;
    }
  }

  private boolean sweepAny() {
    Optional<LaneLease> claimed = queue.claimForSweep(clock.instant());
    if (claimed.isEmpty()) {
      return false;
    }
    LaneLease lease = claimed.get();
    try {
      if (lanePauses.mayTry(lease) && lanePauses.rest(lease, List.of()) == null) {
        sweeping.sweep(lease, routes());
      }
    } finally {
      try {
        quotaGate.close(lease.lane());
      } finally {
        queue.release(lease);
      }
    }
    return true;
  }
}
