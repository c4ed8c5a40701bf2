package io.calroute.sync.turn;

import io.calroute.destination.Failure;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.ReferenceStore.Due;
import io.calroute.reference.ReferenceWriter;
import io.calroute.store.StoreFault;
import io.calroute.sync.lane.LaneLease;
import io.calroute.sync.lane.LanePauses;
import io.calroute.sync.lane.LaneQueue;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.sync.sweep.Sweeping;
import io.calroute.work.IntakeFirst;
import io.calroute.work.LogTopic;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
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

  /** After that long the next lane gets its turn. */
  private static final Duration SHIFT = Duration.ofSeconds(1);

  /** A signal is never lost; this is for the case that it is. */
  private static final Duration UNTIL_CALLED = Duration.ofSeconds(10);

  /** After that long a sweep is due that finds its calendar's lane always taken. */
  private static final Duration SWEEP_PATIENCE = Duration.ofSeconds(30);

  private final ReferenceStore references;
  private final ReferenceWriter writer;
  private final Turns turns;
  private final Sweeping sweeping;
  private final LanePauses lanePauses;
  private final QuotaGate quotaGate;
  private final Signal due;
  private final IntakeFirst intake;
  private final Duration poll;
  private final boolean planned;
  private final Clock clock;
  private final SyncObserver observer;
  private final LaneQueue queue;

  /** Whether a worker looks for work on behalf of those that wait to be called. */
  private final AtomicBoolean lookout = new AtomicBoolean();

  /** Whether somebody is called only to look for work from now on: there is none at present. */
  private final AtomicBoolean lookoutWanted = new AtomicBoolean();

  private volatile Instant someRestUntil = Instant.EPOCH;

  public LaneWorkers(
      Supplier<CamelContext> camel,
      LaneQueue queue,
      ReferenceStore references,
      ReferenceWriter writer,
      Turns turns,
      Sweeping sweeping,
      LanePauses lanePauses,
      QuotaGate quotaGate,
      Signal lanesDue,
      IntakeFirst intake,
      SyncSettings.Sync settings,
      Clock clock,
      SyncObserver observer) {
    super("lane", settings.callers(), camel);
    this.queue = queue;
    this.references = references;
    this.writer = writer;
    this.turns = turns;
    this.sweeping = sweeping;
    this.lanePauses = lanePauses;
    this.quotaGate = quotaGate;
    this.due = lanesDue;
    this.intake = intake;
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
      } catch (DataAccessException e) {
        tellOfStore(e);
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
    queue.releaseIdle();
  }

  /**
   * One worker looks for what nobody has signalled, and for the first lane whose rest is over, on
   * behalf of all; when it has found work, another takes its place.
   */
  private void waitForWork() throws InterruptedException {
    if (!lookout.compareAndSet(false, true)) {
      await(due, UNTIL_CALLED);
      boolean called = lookoutWanted.compareAndSet(true, false);
      if (!called || !lookout.compareAndSet(false, true)) {
        return;
      }
    }
    try {
      await(due, lanesRest() ? untilSomeLaneIsFree() : poll);
    } finally {
      lookoutWanted.set(false);
      lookout.set(false);
    }
  }

  private boolean lanesRest() {
    return someRestUntil.isAfter(clock.instant());
  }

  private Duration untilSomeLaneIsFree() {
    Instant now = clock.instant();
    try {
      return queue
          .firstFree(now, now.plus(poll))
          .map(free -> Duration.between(now, free).plusMillis(1))
          .orElse(poll);
    } catch (DataAccessException e) {
      return poll;
    }
  }

  /** False when there is nothing more to do. */
  private boolean workInAnyLane() {
    Instant now = clock.instant();
    long heard = due.times();
    Optional<LaneLease> claimed = queue.claim(now, now.minus(SWEEP_PATIENCE));
    if (claimed.isEmpty()) {
      return false;
    }
    if (queue.hasMore()) {
      due.wake();
    } else if (!lookout.get()) {
      lookoutWanted.set(queue.isEmpty());
      due.wake();
    }
    // Where lanes wait for a worker anyway, half of the workers wait for one another.
    writer.expect(Math.max(1, queue.crowd() / 2));
    LaneLease lease = claimed.get();
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    boolean drained = false;
    boolean left = false;
    try {
      if (lanePauses.mayTry(lease) && (!lease.sweepOverdue() || sweep(lease))) {
        drained = workIn(lease, ends);
      }
    } finally {
      try {
        // While nobody else can have the lane: what is given back later would be another's.
        quotaGate.close(lease.lane());
      } finally {
        left = giveBack(lease, drained, ends, heard);
      }
    }
    return !left || hasNews(heard);
  }

  /**
   * Gives a lane back once all is stored that was done there.
   *
   * @return true when that took no statement of its own
   */
  private boolean giveBack(
      LaneLease lease, boolean drained, List<CompletableFuture<Boolean>> ends, long heard) {
    boolean left = false;
    try {
      left = drained && !hasNews(heard) && leave(lease, ends);
      await(ends, lease);
    } finally {
      if (!left) {
        queue.giveBack(lease, drained ? null : clock.instant());
      }
    }
    return left;
  }

  /** Whether there may be work somewhere that nobody has in his hands. */
  private boolean hasNews(long heard) {
    return due.times() != heard || !queue.isEmpty();
  }

  /** A lane that is never free is swept by whoever works in it. */
  private boolean sweep(LaneLease lease) {
    return mayCall(lease, List.of()) && sweeping.sweep(lease, routes());
  }

  private boolean mayCall(LaneLease lease, List<Due> next) {
    Instant rest = lanePauses.rest(lease, next);
    if (rest != null) {
      someRestUntil = rest.isAfter(someRestUntil) ? rest : someRestUntil;
    }
    return rest == null;
  }

  /**
   * Works in a lane.
   *
   * @param ends is given the ends of turns that are not stored yet
   * @return true when nothing more is due there
   */
  private boolean workIn(LaneLease lease, List<CompletableFuture<Boolean>> ends) {
    Instant end = clock.instant().plus(SHIFT);
    List<Due> ahead = lease.takeAhead();
    while (true) {
      List<Due> dueHere =
          ahead == null
              ? references.due(
                  lease.lane().id(), lease.floor(), lease.epoch(), LaneQueue.LOOK_AHEAD)
              : ahead;
      ahead = null;
      for (int i = 0; i < dueHere.size(); i++) {
        if (!isRunning() || clock.instant().isAfter(end)) {
          return false;
        }
        // Before a quota is asked: what it grants is for this second.
        giveWay();
        if (!mayCall(lease, dueHere.subList(i, dueHere.size()))) {
          return false;
        }
        TurnEnd ended = timedTurn(lease, dueHere.get(i));
        ends.add(ended.stored());
        if (lanePauses.stops(lease, ended.called(), ended.failure())) {
          return false;
        }
      }
      if (dueHere.size() < LaneQueue.LOOK_AHEAD) {
        return true;
      }
      await(ends, lease);
    }
  }

  /**
   * Gives a lane back with what is stored of it last, so that neither costs a statement of its own.
   *
   * @return false when it is to be given back in another way, or to be looked at again; somebody
   *     else may have it all the same
   */
  private boolean leave(LaneLease lease, List<CompletableFuture<Boolean>> ends) {
    queue.letGo(lease);
    CompletableFuture<Boolean> left = writer.leave(lease.lane().id(), lease.epoch(), lease.floor());
    await(ends, lease);
    return left.join();
  }

  private void giveWay() {
    try {
      giveWay(intake);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is not stored yet would be due once more. */
  private void await(List<CompletableFuture<Boolean>> ends, LaneLease lease) {
    writer.hurry();
    for (CompletableFuture<Boolean> end : ends) {
      if (!Turns.isStored(end)) {
        LOG.warn("Another worker has written a reference of {}", lease.lane().calendar());
      }
    }
    ends.clear();
  }

  /**
   * How a turn ended.
   *
   * @param called whether the target was called
   * @param failure why it did not reach its goal; null when it did
   * @param stored completed when what has come of it is stored
   */
  private record TurnEnd(boolean called, Failure failure, CompletableFuture<Boolean> stored) {
    static TurnEnd without(Failure failure) {
      return new TurnEnd(false, failure, CompletableFuture.completedFuture(true));
    }
  }

  private TurnEnd timedTurn(LaneLease lease, Due due) {
    long began = System.nanoTime();
    Failure failure = null;
    try {
      TurnEnd ended = takeTurn(due);
      failure = ended.failure();
      return ended;
    } finally {
      LogTopic.over();
      observer.turned(lease.lane().target(), Duration.ofNanos(System.nanoTime() - began), failure);
    }
  }

  private TurnEnd takeTurn(Due due) {
    try {
      Turn turn = routes().requestBody("direct:sync-reference", due, Turn.class);
      return turn == null
          ? TurnEnd.without(null)
          : new TurnEnd(turn.getCalls() > 0, turn.getFailure(), turn.stored());
    } catch (RuntimeException e) {
      if (routeIsReplaced(e)) {
        // As if the process had died there: nothing is wrong with the reference.
        throw e;
      }
      DataAccessException away = storeFault(e);
      if (away != null) {
        // Likewise; what is in flight is found out by the next turn.
        throw away;
      }
      if (isOvertaken(e)) {
        LOG.warn("Another worker has the lane of reference {} by now", due.id());
        return TurnEnd.without(null);
      }
      Failure failure = failure(e);
      LOG.error("A turn broke off: {}", failure.message(), e);
      turns.abandon(due.id(), failure);
      return TurnEnd.without(failure);
    }
  }

  /** A fault of the store's own, which says nothing of the reference; null for any other. */
  private static DataAccessException storeFault(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessException fault && StoreFault.isAway(fault)) {
        return fault;
      }
    }
    return null;
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
