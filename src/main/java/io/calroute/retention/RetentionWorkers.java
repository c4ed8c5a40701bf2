package io.calroute.retention;

import io.calroute.callback.journal.Journal;
import io.calroute.retention.RetentionStore.Page;
import io.calroute.retention.RetentionStore.Place;
import io.calroute.retention.RetentionStore.Round;
import io.calroute.work.Workers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what is too old, once a day and in one process only. Each page is a transaction of its
 * own with a rest after it, longer while callbacks queue up. Killed at any line, the round goes on
 * where it was.
 */
@Component
@EnableConfigurationProperties(RetentionSettings.class)
public final class RetentionWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(RetentionWorkers.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration OFTEN = Duration.ofDays(1);
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration REST = Duration.ofMillis(50);

  /** What one statement removes within some tens of milliseconds. */
  private static final int CALLBACKS = 1000;

  /** Each has references, which go with it. */
  private static final int APPOINTMENTS = 200;

  private final RetentionStore store;
  private final RetentionSettings settings;
  private final Journal journal;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Counter callbacks;
  private final Counter appointments;

  public RetentionWorkers(
      Supplier<CamelContext> camel,
      RetentionStore store,
      RetentionSettings settings,
      Journal journal,
      TransactionTemplate transactions,
      Clock clock,
      MeterRegistry meters) {
    super("retention", 1, camel);
    this.store = store;
    this.settings = settings;
    this.journal = journal;
    this.transactions = transactions;
    this.clock = clock;
    this.callbacks = meters.counter("calroute.retention.removed", "kind", "callbacks");
    this.appointments = meters.counter("calroute.retention.removed", "kind", "appointments");
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      Optional<Round> round = store.take(clock.instant(), LEASE);
      if (round.isPresent()) {
        remove(round.get());
      } else {
        pause(POLL);
      }
    }
  }

  private void remove(Round taken) throws InterruptedException {
    Instant began = clock.instant();
    double callbacksBefore = callbacks.count();
    double appointmentsBefore = appointments.count();
    Round round = removeCallbacks(taken, began);
    if (round != null) {
      round = removeAppointments(round, began);
    }
    if (round == null || !isRunning()) {
      return;
    }
    store.done(round, began.plus(OFTEN));
    LOG.info(
        "Retention has removed {} callbacks and {} appointments in {} s",
        (long) (callbacks.count() - callbacksBefore),
        (long) (appointments.count() - appointmentsBefore),
        Duration.between(began, clock.instant()).toSeconds());
  }

  /** Null when another replica goes on, or Calroute stops. */
  private Round removeCallbacks(Round taken, Instant now) throws InterruptedException {
    Instant before = now.minus(settings.keepCallbacks());
    Round round = taken;
    long after = taken.afterCallback();
    while (isRunning()) {
      long from = after;
      Step<Long> step =
          step(round, from, () -> store.removeCallbacks(from, before, now, CALLBACKS));
      if (step == null) {
        return null;
      }
      callbacks.increment(step.page().removed());
      round = step.round();
      if (step.page().last() == null || step.page().read() < CALLBACKS) {
        return round;
      }
      after = step.page().last();
      rest();
    }
    return null;
  }

  private Round removeAppointments(Round taken, Instant now) throws InterruptedException {
    Instant before = now.minus(settings.keepAppointments());
    Round round = taken;
    Place after = Place.FIRST;
    while (isRunning()) {
      Place from = after;
      Step<Place> step =
          step(
              round,
              taken.afterCallback(),
              () -> store.removeAppointments(from, before, APPOINTMENTS));
      if (step == null) {
        return null;
      }
      appointments.increment(step.page().removed());
      round = step.round();
      if (step.page().read() < APPOINTMENTS) {
        return round;
      }
      after = step.page().last();
      rest();
    }
    return null;
  }

  /** A page, and the round as it is this process's from then on. */
  private record Step<T>(Page<T> page, Round round) {}

  /** Null, and nothing done, when another replica has taken the round. */
  private <T> Step<T> step(Round round, long afterCallback, Supplier<Page<T>> page) {
    return transactions.execute(
        transaction ->
            store
                .keep(round, clock.instant().plus(LEASE), afterCallback)
                .map(kept -> new Step<>(page.get(), kept))
                .orElse(null));
  }

  private void rest() throws InterruptedException {
    pause(REST);
    giveWay(journal.intake());
  }
}
