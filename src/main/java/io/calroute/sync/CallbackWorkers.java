package io.calroute.sync;

import io.calroute.callback.Callback;
import io.calroute.callback.Journal;
import io.calroute.callback.Outcome;
import io.calroute.callback.Signal;
import java.time.Clock;
import java.time.Duration;
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
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes pending callbacks from the journal and sends them through the route {@code
 * apply-callbacks}, a batch in a transaction: killed at any line, the batch is pending again.
 */
final class CallbackWorkers extends Workers {

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

  CallbackWorkers(
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
  void work() throws InterruptedException {
    int size = batch;
    int careful = 0;
    IntakeFirst intake = new IntakeFirst(journal::accepted, yieldAbove, clock);
    while (isRunning()) {
      try {
        if (intake.isBusy()) {
          pause(IntakeFirst.STEP_BACK);
          applyBatch(Math.min(size, STEPPED_BACK_BATCH));
          continue;
        }
        int taken = applyBatch(size);
        if (careful > 0 && --careful == 0) {
          size = batch;
        }
        if (taken < size) {
          journal.pending().await(poll);
        }
      } catch (RuntimeException e) {
        Throwable cause = e instanceof CamelExecutionException ? e.getCause() : e;
        if (cause instanceof ConcurrencyFailureException) {
          LOG.debug("Another worker was faster; trying again", e);
        } else if (passes(cause)) {
          LOG.warn("Callbacks wait to be applied: {}", cause.getMessage());
          pause(poll);
        } else if (size == 1) {
          setAside(cause);
        } else {
          LOG.warn("A batch could not be applied; taking its callbacks one by one", e);
          careful = batch;
          size = 1;
        }
      }
    }
  }

  /** Faults of the surroundings, which are no callback's own. */
  static boolean passes(Throwable cause) {
    return cause instanceof TransientDataAccessException
        || cause instanceof DataAccessResourceFailureException
        || cause instanceof CannotCreateTransactionException
        || cause instanceof TransactionSystemException
        || routeIsReplaced(cause);
  }

  private int applyBatch(int size) {
    Integer taken =
        transactions.execute(
            transaction -> {
              List<Callback> callbacks = journal.claim(size);
              if (!callbacks.isEmpty()) {
                routes().requestBody("direct:apply-callbacks", callbacks);
              }
              return callbacks.size();
            });
    int count = taken == null ? 0 : taken;
    for (int i = 0; i < Math.min(count, lanes); i++) {
      lanesDue.raise();
    }
    return count;
  }

  /** A callback that breaks every try must not keep the others waiting. */
  private void setAside(Throwable fault) {
    transactions.executeWithoutResult(
        transaction -> {
          for (Callback callback : journal.claim(1)) {
            LOG.error("Callback {} could not be applied", callback.id(), fault);
            journal.record(
                List.of(callback.id()),
                List.of(
                    Outcome.failed(
                        "could-not-apply",
                        "Applying it broke off with "
                            + fault.getClass().getSimpleName()
                            + "; see the log, then replay it.")));
            observer.applied(callback.provider(), Outcome.Kind.FAILED);
          }
        });
  }
}
