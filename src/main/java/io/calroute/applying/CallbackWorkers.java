package io.calroute.applying;

import io.calroute.callback.claim.ClaimRenewal;
import io.calroute.callback.claim.Claims;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.journal.Taker;
import io.calroute.policy.SyncSettings;
import io.calroute.store.JoinedWrites;
import io.calroute.store.StoreFault;
import io.calroute.work.LogTopic;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes pending callbacks from the journal, has them mapped, and applies what is mapped, a batch in
 * a transaction. No transaction is open while a callback is mapped. Killed at any line, what is not
 * applied is pending, and other workers find it at once.
 */
public final class CallbackWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackWorkers.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

  /** What is applied at a time while intake is busy. */
  private static final int STEPPED_BACK_BATCH = 25;

  /** What is mapped by then is applied; the rest follows. */
  private static final Duration MAPPED_TOGETHER = Duration.ofMillis(50);

  /**
   * A batch costs as many statements whatever is in it, so a stream of callbacks gathers a little.
   */
  private static final Duration GATHERING = Duration.ofMillis(10);

  private static final int GATHERED_FROM = 4;

  /** How often to look whether what takes long is mapped. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** Bodies of one provider that wait to be mapped in a worker's hands. */
  private static final long BYTES_IN_HAND = 512 * 1024;

  private final Journal journal;
  private final ClaimRenewal renewal;
  private final CallbackMapper mapper;
  private final Applying applying;
  private final IntFunction<Duration> backoff;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;
  private final int batch;
  private final Duration poll;
  private final Clock clock;
  private final SyncObserver observer;
  private volatile Instant toldAt = Instant.MIN;

  /** How often workers had been called when one of them last found that nothing is left. */
  private volatile long exhausted = -1;

  /**
   * Workers.
   *
   * @param backoff how long a callback waits after so many tries that failed for the time being
   */
  public CallbackWorkers(
      Supplier<CamelContext> camel,
      Journal journal,
      ClaimRenewal renewal,
      CallbackMapper mapper,
      Applying applying,
      IntFunction<Duration> backoff,
      TransactionTemplate transactions,
      Signal lanesDue,
      SyncSettings.Sync settings,
      SyncObserver observer,
      Clock clock) {
    super("apply", settings.appliers(), camel);
    this.journal = journal;
    this.renewal = renewal;
    this.mapper = mapper;
    this.applying = applying;
    this.backoff = backoff;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
    this.batch = settings.batch();
    this.poll = settings.poll();
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  protected void work() throws InterruptedException {
    try (Claims claims = renewal.claims()) {
      Hands hands = new Hands(claims);
      while (isRunning()) {
        boolean busy = giveWay(journal.intake());
        try {
          boolean worked = hands.turn(busy ? Math.min(batch, STEPPED_BACK_BATCH) : batch);
          if (!busy && !worked) {
            hands.rest();
          }
        } catch (RuntimeException e) {
          if (!hasPassed(e)) {
            throw e;
          }
        }
      }
    }
  }

  /** A callback that is being mapped. */
  private record UnderWay(
      Callback callback, int bytes, CompletableFuture<MappedCallback> mapped, Instant began) {}

  /** What one worker has claimed. */
  private final class Hands {
    private final Claims claims;
    private final List<UnderWay> underWay = new ArrayList<>();
    private final List<MappedCallback> mapped = new ArrayList<>();
    private List<Callback> given = List.of();
    private int lastClaimed;

    Hands(Claims claims) {
      this.claims = claims;
    }

    /** Claims, maps and applies; false when there was nothing to do. */
    boolean turn(int size) throws InterruptedException {
      // When the store was away, others have taken them over.
      underWay.removeIf(one -> !claims.has(one.callback().id()));
      mapped.removeIf(one -> !claims.has(one.callback().id()));
      if (mapped.isEmpty()) {
        if (lastClaimed > GATHERED_FROM && lastClaimed < size) {
          pause(GATHERING);
        }
        List<Callback> claimed = given.isEmpty() ? take(size) : given;
        given = List.of();
        lastClaimed = claimed.size();
        Instant now = clock.instant();
        List<CompletableFuture<MappedCallback>> begun = new ArrayList<>();
        for (Callback callback : claimed) {
          begun.add(mapper.map(callback));
          underWay.add(
              new UnderWay(
                  callback.read(), callback.body().length, begun.get(begun.size() - 1), now));
        }
        awaitAll(begun);
        collect();
      }
      if (mapped.isEmpty()) {
        return false;
      }
      apply();
      // What came since has been signalled.
      return lastClaimed >= size || !mapped.isEmpty();
    }

    private List<Callback> take(int size) {
      long raised = journal.pending().times();
      Set<String> crowded = crowded();
      List<Callback> claimed = claims.take(size, crowded);
      if (claimed.size() < size && crowded.isEmpty()) {
        exhausted = raised;
      }
      return claimed;
    }

    /**
     * Waits for callbacks. Whoever keeps some gives them to a worker that has nothing to do, unless
     * so many come that they had better gather.
     */
    void rest() throws InterruptedException {
      if (!underWay.isEmpty() || lastClaimed > GATHERED_FROM) {
        await(journal.pending(), underWay.isEmpty() ? poll : LOOK);
        return;
      }
      boolean called;
      do {
        Taker taker = claims.taker();
        journal.offer(taker);
        try {
          called = await(journal.pending(), poll, taker::isServed);
        } finally {
          given = journal.withdraw(taker);
          claims.accept(given);
        }
      } while (called && given.isEmpty() && journal.pending().times() == exhausted);
    }

    /** Providers of which enough is under way: more would only fill memory. */
    private Set<String> crowded() {
      Map<String, List<UnderWay>> all =
          underWay.stream().collect(Collectors.groupingBy(one -> one.callback().provider()));
      all.values()
          .removeIf(
              some ->
                  some.size() < mapper.mappers()
                      && some.stream().mapToLong(UnderWay::bytes).sum() < BYTES_IN_HAND);
      return all.keySet();
    }

    private void awaitAll(List<CompletableFuture<MappedCallback>> begun)
        throws InterruptedException {
      try {
        CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new))
            .get(MAPPED_TOGETHER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException whatIsDoneIsDone) {
        // What takes longer, and what has failed, is looked at one by one.
      }
    }

    private void collect() {
      boolean told = false;
      for (UnderWay one : List.copyOf(underWay)) {
        if (!one.mapped().isDone()) {
          continue;
        }
        observer.mapped(step(one.callback(), one.began()));
        Object result = one.mapped().handle((gives, fault) -> fault == null ? gives : fault).join();
        if (result instanceof PassingFault passing) {
          putOff(one.callback(), passing, !told);
          claims.release(List.of(one.callback().id()));
          told = true;
        } else {
          mapped.add((MappedCallback) result);
        }
        underWay.remove(one);
      }
      mapped.sort(Comparator.comparing(one -> one.callback().id()));
    }

    private void putOff(Callback callback, PassingFault passing, boolean tell) {
      Duration pause = backoff.apply(callback.attempts() + 1);
      if (tell) {
        LogTopic.is(callback.id(), null, callback.traceparent());
        LOG.warn("Callback {} waits {}: {}", callback.id(), pause, passing.getMessage());
        LogTopic.over();
      }
      journal.putOff(
          callback.id(), passing.code(), passing.getMessage(), clock.instant().plus(pause));
    }

    /** Keeps what can't be applied at present. */
    private void apply() throws InterruptedException {
      List<Long> ids = mapped.stream().map(one -> one.callback().id()).toList();
      try {
        if (applyBatch(List.copyOf(mapped))) {
          claims.lose(ids);
        }
      } catch (RuntimeException e) {
        if (hasPassed(e)) {
          return;
        }
        LOG.warn("A batch could not be applied; taking its callbacks one by one: {}", told(e));
        applyOneByOne(List.copyOf(mapped));
      }
      claims.release(ids);
      mapped.clear();
    }
  }

  /** No callback may pay for another one. */
  private void applyOneByOne(List<MappedCallback> batch) throws InterruptedException {
    for (MappedCallback one : batch) {
      if (!isRunning()) {
        return;
      }
      try {
        applyBatch(List.of(one));
      } catch (RuntimeException e) {
        if (!hasPassed(e)) {
          setAside(one.callback(), e);
        }
      }
    }
  }

  /** A store that is away is looked for every moment, and told of less often. */
  private void tellNowAndThen(Throwable cause) {
    Instant now = clock.instant();
    if (toldAt.isBefore(now.minus(BETWEEN_WARNINGS))) {
      toldAt = now;
      LOG.warn("Callbacks wait to be applied: {}", told(cause));
    }
  }

  /** Whether a fault is no callback's own, so that the callbacks are pending and tried again. */
  private boolean hasPassed(Throwable cause) throws InterruptedException {
    if (cause instanceof ConcurrencyFailureException) {
      LOG.debug("Another worker was faster; trying again", cause);
      return true;
    }
    if (passes(cause)) {
      tellNowAndThen(cause);
      pause(poll);
      return true;
    }
    return false;
  }

  /** The store's own words may quote what somebody has written. */
  public static String told(Throwable cause) {
    String state = StoreFault.state(cause);
    return state.isEmpty() ? cause.toString() : "the store says SQLSTATE " + state;
  }

  /** Faults of the surroundings, which are no callback's own. */
  public static boolean passes(Throwable cause) {
    if (StoreFault.isAboutTheData(cause)) {
      return false;
    }
    return StoreFault.isOfTheStore(cause)
        || cause instanceof TransientDataAccessException
        || cause instanceof DataAccessResourceFailureException
        || cause instanceof CannotCreateTransactionException
        || cause instanceof TransactionSystemException
        || cause instanceof IllegalTransactionStateException;
  }

  /**
   * Applies a batch, all or nothing; what is not pending any more was applied by another worker.
   *
   * @return whether all of it was still pending
   */
  private boolean applyBatch(List<MappedCallback> mapped) {
    Instant began = clock.instant();
    try {
      tellLanes(transactions.execute(transaction -> applying.apply(mapped, began)));
      return true;
    } catch (OptimisticLockingFailureException notAllPending) {
      return applyPending(mapped, began);
    }
  }

  private boolean applyPending(List<MappedCallback> mapped, Instant began) {
    List<MappedCallback> ours = new ArrayList<>();
    tellLanes(
        transactions.execute(
            transaction -> {
              Set<Long> pending =
                  journal.lockPending(mapped.stream().map(one -> one.callback().id()).toList());
              mapped.stream()
                  .filter(one -> pending.contains(one.callback().id()))
                  .forEach(ours::add);
              return ours.isEmpty() ? 0 : applying.apply(ours, began);
            }));
    return ours.size() == mapped.size();
  }

  private void tellLanes(Integer changed) {
    if (changed != null && changed > 0) {
      // Whoever finds several calendars calls the others.
      lanesDue.raise();
    }
  }

  /** A callback that breaks every try must not keep the others waiting. */
  private void setAside(Callback callback, Throwable fault) {
    Instant began = clock.instant();
    transactions.executeWithoutResult(
        transaction -> {
          if (journal.lockPending(List.of(callback.id())).isEmpty()) {
            return;
          }
          LogTopic.is(callback.id(), null, callback.traceparent());
          Outcome failed = failed(callback.id(), fault);
          LogTopic.over();
          JoinedWrites writes = journal.writes();
          journal.record(List.of(callback.id()), List.of(failed), writes);
          writes.write();
          observer.applied(step(callback, began), failed.kind().word(), failed.code(), null);
        });
  }

  static SyncObserver.Step step(Callback callback, Instant began) {
    return new SyncObserver.Step(callback.id(), callback.provider(), callback.traceparent(), began);
  }

  private static Outcome failed(long id, Throwable fault) {
    if (StoreFault.isAboutTheData(fault)) {
      LOG.error("Callback {} could not be applied: {}", id, told(fault));
      return Outcome.failed(
          "store-refused",
          "The store refuses a value that the mapping gives (SQLSTATE "
              + StoreFault.state(fault)
              + "); make the mapping give less or leave it out, then replay the callback.");
    }
    LOG.error("Callback {} could not be applied", id, fault);
    return Outcome.failed(
        "could-not-apply",
        "Applying it broke off with "
            + fault.getClass().getSimpleName()
            + "; see the log, then replay it.");
  }
}
