package io.calroute.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.work.Backoff;
import io.calroute.work.Workers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hands events to the route {@code direct:on-event}, outside any transaction. What a route does not
 * take is handed to it again later; a subject waits for its own events only.
 */
@Component
public final class EventWorkers extends Workers {

  /** What the hooks are given the document as; its headers are for whom they call. */
  static final String ROUTE = "direct:on-event";

  private static final Logger LOG = LoggerFactory.getLogger(EventWorkers.class);

  private static final int WORKERS = 2;
  private static final int BATCH = 20;

  /** A batch is begun in its first half only, so that the last event of it has the other one. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_LIMIT = Duration.ofMinutes(5);

  /** How often events are looked for that are too old, and any at all while nobody listens. */
  private static final Duration SELDOM = Duration.ofMinutes(1);

  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LIMIT, RandomGenerator.getDefault());
  private final EventStore store;
  private final Events events;
  private final TransactionTemplate transactions;
  private final ObjectMapper json;
  private final Duration poll;
  private final Clock clock;
  private final Counter taken;
  private final Counter refused;
  private final Counter givenUp;

  /** Whether the last event was not taken; told when that changes, and not for each event. */
  private final AtomicBoolean failing = new AtomicBoolean();

  EventWorkers(
      Supplier<CamelContext> camel,
      EventStore store,
      Events events,
      TransactionTemplate transactions,
      ObjectMapper json,
      @Value("${calroute.sync.poll:500ms}") Duration poll,
      Clock clock,
      MeterRegistry registry) {
    super("event", WORKERS, camel);
    this.store = store;
    this.events = events;
    this.transactions = transactions;
    this.json = json;
    this.poll = poll;
    this.clock = clock;
    this.taken = deliveries(registry, "ok");
    this.refused = deliveries(registry, "failed");
    this.givenUp =
        Counter.builder("calroute.events.given.up")
            .description("Events that no hook has taken in time")
            .register(registry);
  }

  private static Counter deliveries(MeterRegistry registry, String result) {
    return Counter.builder("calroute.events.deliveries")
        .description("Events handed to direct:on-event")
        .tag("result", result)
        .register(registry);
  }

  @Override
  protected void work() throws InterruptedException {
    Instant nextLook = Instant.EPOCH;
    while (isRunning()) {
      boolean worked = false;
      boolean look = !clock.instant().isBefore(nextLook);
      if (look || !events.settings().types().isEmpty()) {
        try {
          if (look) {
            giveUp();
            nextLook = clock.instant().plus(SELDOM);
          }
          tellOfFailed();
          worked = deliver();
        } catch (DataAccessException | TransactionException e) {
          LOG.warn("Events wait for the store: {}", e.getClass().getSimpleName());
          LOG.debug("Events wait for the store", e);
        }
      }
      if (!worked) {
        pause(poll);
      }
    }
  }

  private void giveUp() {
    int gone = store.giveUp(events.settings().keep(), events.settings().limit());
    if (gone > 0) {
      givenUp.increment(gone);
      LOG.error(
          "{} events are given up: the hooks have not taken them within calroute.events.keep, or more"
              + " wait than calroute.events.limit allows",
          gone);
    }
  }

  private void tellOfFailed() {
    if (events.wanted(EventType.APPOINTMENT_FAILED)) {
      for (long appointment : store.failing(events.settings().failedAfter(), BATCH)) {
        transactions.executeWithoutResult(transaction -> events.failed(appointment));
      }
    }
  }

  /** Whether there was an event to hand over. */
  private boolean deliver() throws InterruptedException {
    Instant end = clock.instant().plus(LEASE.dividedBy(2));
    List<KeptEvent> claimed = store.claim(BATCH, LEASE);
    List<KeptEvent> left = new ArrayList<>(claimed);
    try {
      for (KeptEvent event : claimed) {
        if (isRunning() && clock.instant().isBefore(end)) {
          deliver(event);
        } else {
          store.giveBack(event);
        }
        left.remove(event);
      }
    } catch (DataAccessException | TransactionException e) {
      giveBackAfter(e, () -> left.forEach(store::giveBack), LEASE.dividedBy(2));
    }
    return !claimed.isEmpty();
  }

  private void deliver(KeptEvent event) {
    Exception fault = hand(event.document());
    if (fault == null) {
      store.taken(event);
      taken.increment();
      if (failing.compareAndSet(true, false)) {
        LOG.info("The hooks take events again");
      }
      return;
    }
    if (routeIsReplaced(fault)) {
      // As if the process had died there: nothing is wrong with the event.
      store.postpone(event, RETRY_FIRST);
      return;
    }
    refused.increment();
    Duration pause = backoff.grown(event.attempts());
    store.postpone(event, pause);
    if (!failing.getAndSet(true)) {
      // What the fault says of itself may quote the event, or an address with a secret in it.
      LOG.warn(
          "direct:on-event has not taken the event {} ({} of {}): {}; it is handed over again in {} s",
          event.document().id(),
          event.document().type(),
          event.document().subject(),
          fault.getClass().getSimpleName(),
          pause.toSeconds());
    }
    LOG.debug("The event {} was not taken", event.document().id(), fault);
  }

  /** Null when the hooks have taken it. */
  private Exception hand(KeptEvent.Document document) {
    try {
      String text = json.writeValueAsString(document);
      Map<String, Object> members = json.readValue(text, MEMBERS);
      Exchange exchange =
          routes()
              .request(
                  ROUTE,
                  asked -> {
                    asked.setProperty("event", members);
                    asked.getMessage().setBody(text);
                  });
      return exchange.getException();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An event is no JSON", e);
    } catch (RuntimeException e) {
      return e;
    }
  }
}
