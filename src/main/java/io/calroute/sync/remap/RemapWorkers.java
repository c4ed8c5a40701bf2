package io.calroute.sync.remap;

import io.calroute.applying.CallbackMapper;
import io.calroute.applying.CallbackWorkers;
import io.calroute.applying.MappedCallback;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.callback.claim.ClaimRenewal;
import io.calroute.callback.claim.Claims;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.policy.SyncSettings;
import io.calroute.store.StoreFault;
import io.calroute.work.Signal;
import io.calroute.work.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works off remaps: a batch is mapped, with no transaction open, and applied in the transaction
 * that also records how far the remap is. Killed at any line, the batch is still to be done. New
 * callbacks come first.
 */
@Component
public final class RemapWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(RemapWorkers.class);
  private static final int BATCH = 50;
  private static final int STEPPED_BACK_BATCH = 10;

  private final RemapStore remaps;
  private final AppointmentStore appointments;
  private final Journal journal;
  private final ClaimRenewal renewal;
  private final CallbackMapper mapper;
  private final Remapping remapping;
  private final MixedMappings mixed;
  private final TransactionTemplate transactions;
  private final Signal due;
  private final Signal lanesDue;
  private final Duration poll;

  public RemapWorkers(
      Supplier<CamelContext> camel,
      RemapStore remaps,
      AppointmentStore appointments,
      Journal journal,
      ClaimRenewal renewal,
      CallbackMapper backgroundMapper,
      Remapping remapping,
      MixedMappings mixed,
      TransactionTemplate transactions,
      Signal remapsDue,
      Signal lanesDue,
      SyncSettings.Sync settings) {
    super("remap", 1, camel);
    this.remaps = remaps;
    this.appointments = appointments;
    this.journal = journal;
    this.renewal = renewal;
    this.mapper = backgroundMapper;
    this.remapping = remapping;
    this.mixed = mixed;
    this.transactions = transactions;
    this.due = remapsDue;
    this.lanesDue = lanesDue;
    this.poll = settings.poll();
  }

  @Override
  protected void work() throws InterruptedException {
    int size = BATCH;
    int careful = 0;
    while (isRunning()) {
      boolean busy = giveWay(journal.intake());
      List<Step> begun = new ArrayList<>();
      try {
        boolean worked = takeBatch(busy ? Math.min(size, STEPPED_BACK_BATCH) : size, begun);
        if (careful > 0 && --careful == 0) {
          size = BATCH;
        }
        if (!worked && !mixed.end()) {
          await(due, poll);
        }
      } catch (RuntimeException e) {
        if (e instanceof ConcurrencyFailureException) {
          LOG.debug("Another worker was faster; trying again", e);
        } else if (CallbackWorkers.passes(e)) {
          LOG.warn("Appointments wait to be mapped again: {}", CallbackWorkers.told(e));
          pause(poll);
        } else if (size == 1 && !begun.isEmpty()) {
          passOver(begun.get(0), e);
        } else {
          LOG.warn(
              "A batch could not be mapped again; taking its appointments one by one: {}",
              CallbackWorkers.told(e));
          careful = BATCH;
          size = 1;
        }
      }
    }
  }

  /** Where a batch begins. */
  private record Step(long remap, long appointment) {}

  /**
   * Takes a batch, all or nothing.
   *
   * @param begun gets where it begins, whatever comes of it
   * @return false when nothing is left to do, or another worker does it
   */
  private boolean takeBatch(int size, List<Step> begun) {
    Optional<Remap> oldest = remaps.oldest();
    if (oldest.isEmpty()) {
      return false;
    }
    Remap remap = oldest.get();
    List<Appointment> next = next(remap, size);
    if (next.isEmpty()) {
      return whileItStandsThere(remap, this::finish);
    }
    begun.add(new Step(remap.id(), next.get(0).id()));
    List<Appointment> part = journal.parts(next, Appointment::callbacks).get(0);
    List<Long> words = part.stream().flatMap(one -> one.callbacks().stream()).distinct().toList();
    try (Claims claims = renewal.claims()) {
      if (!claims.takeAll(words)) {
        return false;
      }
      List<MappedCallback> mapped = map(journal.find(words));
      return whileItStandsThere(
          remap,
          claimed -> {
            Remapping.Result result = remapping.apply(part, mapped);
            remaps.progress(claimed, last(part), result.tally(), result.problems());
            return result;
          });
    }
  }

  /** All at once; a step that fails for the time being counts as failed, so that nobody waits. */
  private List<MappedCallback> map(List<Callback> callbacks) {
    List<CompletableFuture<MappedCallback>> begun = callbacks.stream().map(mapper::map).toList();
    List<MappedCallback> mapped = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      mapped.add(CallbackMapper.settled(callbacks.get(i), begun.get(i)));
    }
    return mapped;
  }

  /** Does something in a transaction, unless another worker has got past this place meanwhile. */
  private boolean whileItStandsThere(Remap remap, Function<Remap, Remapping.Result> work) {
    Remapping.Result result =
        transactions.execute(
            transaction ->
                remaps
                    .claim()
                    .filter(
                        claimed ->
                            claimed.id() == remap.id()
                                && claimed.afterId() == remap.afterId()
                                && claimed.requestedAt().equals(remap.requestedAt()))
                    .map(work)
                    .orElse(null));
    if (result != null && result.tally().changed() + result.tally().rewritten() > 0) {
      lanesDue.raise();
    }
    return result != null;
  }

  private Remapping.Result finish(Remap remap) {
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

  private List<Appointment> next(Remap remap, int size) {
    return appointments.between(
        remap.provider(), remap.connection(), remap.afterId(), remap.lastId(), size);
  }

  /**
   * An appointment that breaks every try must not keep the others waiting. Nothing is done when
   * another worker has got past it meanwhile: what is next by then has broken nothing.
   */
  private void passOver(Step step, Throwable fault) {
    transactions.executeWithoutResult(
        transaction ->
            remaps
                .claim()
                .filter(remap -> remap.id() == step.remap())
                .ifPresent(
                    remap ->
                        next(remap, 1).stream()
                            .filter(next -> next.id() == step.appointment())
                            .forEach(broken -> passOver(remap, broken, fault))));
  }

  private void passOver(Remap remap, Appointment broken, Throwable fault) {
    boolean refused = StoreFault.isAboutTheData(fault);
    LOG.error(
        "{} could not be mapped again: {}",
        broken.key().text(),
        CallbackWorkers.told(fault),
        refused ? null : fault);
    String message =
        refused
            ? "The store refuses a value that the mapping gives (SQLSTATE "
                + StoreFault.state(fault)
                + "); make the mapping give less or leave it out."
            : "Mapping it again broke off with "
                + fault.getClass().getSimpleName()
                + "; see the log.";
    remaps.progress(
        remap,
        broken.id(),
        new Remap.Tally(0, 0, 0, 0, 0, 1),
        List.of(
            new Remap.Problem(
                broken.key().connection(), broken.key().id(), "could-not-remap", message)));
  }

  private static long last(List<Appointment> batch) {
    return batch.get(batch.size() - 1).id();
  }
}
