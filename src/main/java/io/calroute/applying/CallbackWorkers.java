package io.calroute.applying;

import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.journal.StoreFault;
import io.calroute.policy.SyncSettings;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes pending callbacks from the journal and sends them through the route {@code
 * apply-callbacks}, a batch in a transaction: killed at any line, the batch is pending again.
 */
public final class CallbackWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackWorkers.class);

  /** What is applied at a time while intake is busy. */
  private static final int STEPPED_BACK_BATCH = 25;

  private final Journal journal;
  private final TransactionTemplate transactions;
  private final Signal lanesDue;
  private final int lanes;
  private final int batch;
  private final Duration poll;
  private final int yieldAbove;
  private final Clock clock;
  private final SyncObserver observer;

  public CallbackWorkers(
      Supplier<CamelContext> camel,
      Journal journal,
      TransactionTemplate transactions,
      Signal lanesDue,
      SyncSettings.Sync settings,
      SyncObserver observer,
      Clock clock) {
    super("apply", settings.appliers(), camel);
    this.journal = journal;
    this.transactions = transactions;
    this.lanesDue = lanesDue;
    this.lanes = settings.workers();
    this.batch = settings.batch();
    this.poll = settings.poll();
    this.yieldAbove = settings.yieldAbove();
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  protected void work() throws InterruptedException {
    IntakeFirst intake = new IntakeFirst(journal::accepted, yieldAbove, clock);
    while (isRunning()) {
      boolean busy = intake.isBusy();
      if (busy) {
        pause(IntakeFirst.STEP_BACK);
      }
      int size = busy ? Math.min(batch, STEPPED_BACK_BATCH) : batch;
      List<Long> taken = new ArrayList<>();
      try {
        applyBatch(() -> journal.claim(size), taken);
        if (!busy && taken.isEmpty()) {
          journal.pending().await(poll);
        }
      } catch (RuntimeException e) {
        if (!hasPassed(cause(e))) {
          LOG.warn(
              "A batch could not be applied; taking its callbacks one by one: {}", told(cause(e)));
          applyOneByOne(taken);
        }
      }
    }
  }

  /**
   * By their ids: what is the oldest by then may be another worker's batch, and no callback may pay
   * for another one.
   */
  private void applyOneByOne(List<Long> callbacks) throws InterruptedException {
    for (long id : callbacks) {
      if (!isRunning()) {
        return;
      }
      try {
        applyBatch(() -> journal.claimOne(id), new ArrayList<>());
      } catch (RuntimeException e) {
        if (!hasPassed(cause(e))) {
          setAside(id, cause(e));
        }
      }
    }
  }

  /** Whether a fault is no callback's own, so that the callbacks are pending and tried again. */
  private boolean hasPassed(Throwable cause) throws InterruptedException {
    if (cause instanceof ConcurrencyFailureException) {
      LOG.debug("Another worker was faster; trying again", cause);
      return true;
    }
    if (passes(cause)) {
      LOG.warn("Callbacks wait to be applied: {}", told(cause));
      pause(poll);
      return true;
    }
    return false;
  }

  public static Throwable cause(RuntimeException e) {
    return e instanceof CamelExecutionException && e.getCause() != null ? e.getCause() : e;
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
        || cause instanceof IllegalTransactionStateException
        || routeIsReplaced(cause);
  }

  /**
   * Applies what is claimed, all or nothing.
   *
   * @param taken gets the ids of what is claimed, whatever comes of it
   */
  private void applyBatch(Supplier<List<Callback>> claim, List<Long> taken) {
    transactions.executeWithoutResult(
        transaction -> {
          List<Callback> callbacks = claim.get();
          callbacks.forEach(callback -> taken.add(callback.id()));
          if (!callbacks.isEmpty()) {
            requestInTransaction("direct:apply-callbacks", callbacks, Object.class);
          }
        });
    for (int i = 0; i < Math.min(taken.size(), lanes); i++) {
      lanesDue.raise();
    }
  }

  /** A callback that breaks every try must not keep the others waiting. */
  private void setAside(long id, Throwable fault) {
    transactions.executeWithoutResult(
        transaction -> {
          for (Callback callback : journal.claimOne(id)) {
            journal.record(List.of(id), List.of(failed(id, fault)));
            observer.applied(callback.provider(), Outcome.Kind.FAILED.word());
          }
        });
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
