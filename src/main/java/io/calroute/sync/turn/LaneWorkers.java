package io.calroute.sync.turn;

import io.calroute.destination.Failure;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.ReferenceStore.Due;
import io.calroute.sync.lane.LaneBackoff;
import io.calroute.sync.lane.LaneLease;
import io.calroute.sync.lane.LaneQueue;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.sync.sweep.Sweeping;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import io.calroute.work.Workers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * Works off lanes: claims one calendar at a time and sends each of its due references through the
 * route {@code sync-reference}. Ten of these, in one process or in ten, never work on the same
 * calendar at once.
 */
@Component
public final class LaneWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(LaneWorkers.class);

  private static final int LOOK_AHEAD = 50;

  /** After that long the next lane gets its turn. */
  private static final Duration SHIFT = Duration.ofSeconds(1);

  /** After that long a sweep is due that finds its calendar's lane always taken. */
  private static final Duration SWEEP_PATIENCE = Duration.ofSeconds(30);

  private final DataSource dataSource;
  private final ReferenceStore references;
  private final Turns turns;
  private final Sweeping sweeping;
  private final LaneBackoff laneBackoff;
  private final QuotaGate quotaGate;
  private final Signal due;
  private final Duration poll;
  private final boolean planned;
  private final Clock clock;
  private final SyncObserver observer;

  private final LaneQueue queue;

  /** Whether a worker waits for the first lane whose rest is over. */
  private final AtomicBoolean lookout = new AtomicBoolean();

  private volatile Instant someRestUntil = Instant.EPOCH;

  public LaneWorkers(
      Supplier<CamelContext> camel,
      DataSource dataSource,
      ReferenceStore references,
      Turns turns,
      Sweeping sweeping,
      LaneBackoff laneBackoff,
      QuotaGate quotaGate,
      Signal lanesDue,
      SyncSettings.Sync settings,
      Clock clock,
      SyncObserver observer) {
    super("lane", settings.callers(), camel);
    this.dataSource = dataSource;
    this.queue = new LaneQueue(dataSource);
    this.references = references;
    this.turns = turns;
    this.sweeping = sweeping;
    this.laneBackoff = laneBackoff;
    this.quotaGate = quotaGate;
    this.due = lanesDue;
    this.poll = settings.poll();
    this.planned = settings.isPlanned();
    this.clock = clock;
    this.observer = observer;
  }

  /** Says at the start what nobody may have to guess. */
  @Override
  public synchronized void start() {
    LOG.info(
        planned
            ? "Mode plan: no call goes to a calendar; GET /api/plan lists what would be done"
            : "Mode apply: calendars are made to show what is wanted");
    super.start();
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      boolean worked;
      try {
        worked = workInAnyLane();
      } catch (SQLException e) {
        LOG.warn("The store cannot be reached; trying again: {}", e.getMessage());
        worked = false;
      } catch (RuntimeException e) {
        if (!routeIsReplaced(e)) {
          throw e;
        }
        LOG.info("A route is being replaced; what is due goes on with the new one");
        pause(poll);
        worked = true;
      }
      if (!worked) {
        waitForWork();
      }
    }
  }

  /**
   * A lane that rests for its quota is taken up again when the rest is over, and no later. One
   * worker waits for that on behalf of all; when it has found work, another takes its place.
   */
  private void waitForWork() throws InterruptedException {
    if (!lanesRest() || !lookout.compareAndSet(false, true)) {
      await(due, poll);
      return;
    }
    try {
      await(due, untilSomeLaneIsFree());
    } finally {
      lookout.set(false);
    }
  }

  private boolean lanesRest() {
    return someRestUntil.isAfter(clock.instant());
  }

  private Duration untilSomeLaneIsFree() {
    Instant now = clock.instant();
    try {
      return LaneLease.firstFree(dataSource, now, now.plus(poll))
          .map(free -> Duration.between(now, free).plusMillis(1))
          .orElse(poll);
    } catch (SQLException e) {
      return poll;
    }
  }

  private boolean workInAnyLane() throws SQLException {
    Instant now = clock.instant();
    Optional<LaneLease> claimed = queue.claim(now, now.minus(SWEEP_PATIENCE));
    if (claimed.isEmpty()) {
      return false;
    }
    if (lanesRest() && !lookout.get()) {
      due.raise();
    }
    LaneLease lease = claimed.get();
    try {
      if (laneBackoff.mayTry(lease) && (!lease.sweepOverdue() || sweep(lease))) {
        workIn(lease);
      }
    } finally {
      try {
        quotaGate.close(lease.lane());
      } finally {
        queue.giveBack(lease, clock.instant());
      }
    }
    return true;
  }

  /** A lane that is never free is swept by whoever works in it. */
  private boolean sweep(LaneLease lease) throws SQLException {
    return mayCall(lease, List.of()) && sweeping.sweep(lease, routes());
  }

  private boolean mayCall(LaneLease lease, List<Due> next) throws SQLException {
    Instant rest = laneBackoff.rest(lease, next);
    if (rest != null) {
      someRestUntil = rest.isAfter(someRestUntil) ? rest : someRestUntil;
    }
    return rest == null;
  }

  private void workIn(LaneLease lease) throws SQLException {
    Instant end = clock.instant().plus(SHIFT);
    List<Due> dueHere = references.due(lease.lane().id(), LOOK_AHEAD);
    while (!dueHere.isEmpty()) {
      for (int i = 0; i < dueHere.size(); i++) {
        if (!isRunning()
            || clock.instant().isAfter(end)
            || !mayCall(lease, dueHere.subList(i, dueHere.size()))) {
          return;
        }
        long began = System.nanoTime();
        TurnEnd ended = takeTurn(dueHere.get(i).id());
        observer.turned(lease.lane().target(), Duration.ofNanos(System.nanoTime() - began));
        if (laneBackoff.stops(lease, ended.called(), ended.failure())) {
          return;
        }
      }
      dueHere = references.due(lease.lane().id(), LOOK_AHEAD);
    }
  }

  /**
   * How a turn ended.
   *
   * @param called whether the target was called
   * @param failure why it did not reach its goal; null when it did
   */
  private record TurnEnd(boolean called, Failure failure) {}

  private TurnEnd takeTurn(long reference) {
    try {
      Turn turn = routes().requestBody("direct:sync-reference", reference, Turn.class);
      return turn == null
          ? new TurnEnd(false, null)
          : new TurnEnd(turn.getCalls() > 0, turn.getFailure());
    } catch (RuntimeException e) {
      if (routeIsReplaced(e)) {
        // As if the process had died there: nothing is wrong with the reference.
        throw e;
      }
      if (isOvertaken(e)) {
        LOG.warn("Another worker has the lane of reference {} by now", reference);
        return new TurnEnd(false, null);
      }
      Failure failure = failure(e);
      LOG.error("A turn broke off: {}", failure.message(), e);
      turns.abandon(reference, failure);
      return new TurnEnd(false, failure);
    }
  }

  /** Whether the lane was lost, as when the connection that held it broke. */
  private static boolean isOvertaken(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OptimisticLockingFailureException) {
        return true;
      }
    }
    return false;
  }

  private static Failure failure(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MappingRefused refused) {
        return Failure.of(
            Failure.Kind.PERMANENT,
            refused.code(),
            refused.getMessage() + " Mend the mapping, then resync the appointment.");
      }
    }
    return Failure.of(
        Failure.Kind.PASSING,
        "internal-fault",
        "A step of Calroute broke off with "
            + e.getClass().getSimpleName()
            + "; it is tried again, see the log.");
  }
}
