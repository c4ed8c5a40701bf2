package io.calroute.sync;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.Remap;
import io.calroute.appointment.RemapStore;
import io.calroute.callback.Callback;
import io.calroute.callback.Journal;
import io.calroute.callback.Signal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works off remaps through the route {@code remap-appointments}, a batch in the transaction that
 * also records how far it is: killed at any line, the batch is still to be done. New callbacks come
 * first.
 */
final class RemapWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(RemapWorkers.class);
  private static final int BATCH = 50;
  private static final int STEPPED_BACK_BATCH = 10;

  private final RemapStore remaps;
  private final AppointmentStore appointments;
  private final Journal journal;
  private final Remapping remapping;
  private final TransactionTemplate transactions;
  private final Signal due;
  private final Signal lanesDue;
  private final Duration poll;
  private final int yieldAbove;
  private final Clock clock;

  RemapWorkers(
      Supplier<CamelContext> camel,
      RemapStore remaps,
      AppointmentStore appointments,
      Journal journal,
      Remapping remapping,
      TransactionTemplate transactions,
      Signal due,
      Signal lanesDue,
      SyncSettings.Sync settings,
      Clock clock) {
    super("remap", 1, camel);
    this.remaps = remaps;
    this.appointments = appointments;
    this.journal = journal;
    this.remapping = remapping;
    this.transactions = transactions;
    this.due = due;
    this.lanesDue = lanesDue;
    this.poll = settings.poll();
    this.yieldAbove = settings.yieldAbove();
    this.clock = clock;
  }

  @Override
  void work() throws InterruptedException {
    int size = BATCH;
    int careful = 0;
    IntakeFirst intake = new IntakeFirst(journal::accepted, yieldAbove, clock);
    while (isRunning()) {
      boolean busy = intake.isBusy();
      if (busy) {
        pause(IntakeFirst.STEP_BACK);
      }
      try {
        boolean worked = takeBatch(busy ? Math.min(size, STEPPED_BACK_BATCH) : size);
        if (careful > 0 && --careful == 0) {
          size = BATCH;
        }
        if (!worked) {
          due.await(poll);
        }
      } catch (RuntimeException e) {
        Throwable cause = e instanceof CamelExecutionException ? e.getCause() : e;
        if (cause instanceof ConcurrencyFailureException) {
          LOG.debug("Another worker was faster; trying again", e);
        } else if (CallbackWorkers.passes(cause)) {
          LOG.warn("Appointments wait to be mapped again: {}", cause.getMessage());
          pause(poll);
        } else if (size == 1) {
          passOver(cause);
        } else {
          LOG.warn("A batch could not be mapped again; taking its appointments one by one", e);
          careful = BATCH;
          size = 1;
        }
      }
    }
  }

  /** False when nothing is left to do. */
  private boolean takeBatch(int size) {
    Remapping.Result result =
        transactions.execute(
            transaction -> {
              Optional<Remap> claimed = remaps.claim();
              return claimed.isEmpty() ? null : advance(claimed.get(), size);
            });
    if (result != null && result.tally().changed() + result.tally().rewritten() > 0) {
      lanesDue.raise();
    }
    return result != null;
  }

  private Remapping.Result advance(Remap remap, int size) {
    List<Appointment> next = appointments.next(remap, size);
    if (next.isEmpty()) {
      remaps.finish(remap);
      LOG.info(
          "Remap {} of {} is done: {} of {} appointments differ, {} events more",
          remap.id(),
          remap.provider(),
          remap.tally().changed(),
          remap.appointments(),
          remap.tally().rewritten());
      return new Remapping.Result(Remap.Tally.NONE, List.of());
    }
    List<Callback> callbacks =
        journal.find(next.stream().flatMap(one -> one.callbacks().stream()).distinct().toList());
    RemapBatch batch = new RemapBatch(next, callbacks);
    Remapping.Result result =
        callbacks.isEmpty()
            ? remapping.apply(batch, List.of())
            : routes().requestBody("direct:remap-appointments", batch, Remapping.Result.class);
    remaps.progress(remap, last(next), result.tally(), result.problems());
    return result;
  }

  /** An appointment that breaks every try must not keep the others waiting. */
  private void passOver(Throwable fault) {
    transactions.executeWithoutResult(
        transaction ->
            remaps
                .claim()
                .ifPresent(
                    remap -> {
                      for (Appointment one : appointments.next(remap, 1)) {
                        LOG.error("{} could not be mapped again", one.key().text(), fault);
                        remaps.progress(
                            remap,
                            one.id(),
                            new Remap.Tally(0, 0, 0, 0, 0, 1),
                            List.of(
                                new Remap.Problem(
                                    one.key().connection(),
                                    one.key().id(),
                                    "could-not-remap",
                                    "Mapping it again broke off with "
                                        + fault.getClass().getSimpleName()
                                        + "; see the log.")));
                      }
                    }));
  }

  private static long last(List<Appointment> batch) {
    return batch.get(batch.size() - 1).id();
  }
}
