package io.calroute.provider.asking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Status;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Reading;
import io.calroute.provider.request.ProviderFault;
import io.calroute.work.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks providers about appointments, and puts what they answer into the journal, where it is a
 * callback like any other. No transaction is open while a provider is asked.
 */
public final class AskWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(AskWorkers.class);
  private static final int WORKERS = 4;
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration REFUSED_LONGEST = Duration.ofDays(1);

  /** An account that gives no answers holds up no other one. */
  private static final Duration REST = Duration.ofSeconds(20);

  /** A provider may not show yet what it has just told. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(10);

  /** Code of a question that waits for its second look. */
  static final String GONE_PERHAPS = "gone-perhaps";

  private static final Duration SELDOM = Duration.ofMinutes(1);

  private record Rest(Instant until, ProviderFault fault) {}

  private final Map<String, Rest> rests = new ConcurrentHashMap<>();
  private final AskStore asks;
  private final ProviderRoutes providers;
  private final Journal journal;
  private final Duration lease;
  private final IntFunction<Duration> backoff;
  private final TransactionTemplate transactions;
  private final Clock clock;

  /**
   * Workers.
   *
   * @param lease how long nobody else asks what one is asking
   * @param backoff how long to wait after so many tries in vain
   */
  public AskWorkers(
      Supplier<CamelContext> camel,
      AskStore asks,
      ProviderRoutes providers,
      Journal journal,
      Duration lease,
      IntFunction<Duration> backoff,
      TransactionTemplate transactions,
      Clock clock) {
    super("ask", WORKERS, camel);
    this.asks = asks;
    this.providers = providers;
    this.journal = journal;
    this.lease = lease;
    this.backoff = backoff;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      List<AskStore.Taken> due = asks.take(1, clock.instant(), lease);
      if (due.isEmpty()) {
        // What was to be asked while it still could be is taken by its arrival.
        await(asks.due(), providers.canAnybody() ? POLL : SELDOM);
      } else {
        asks.due().raise();
        for (AskStore.Taken taken : due) {
          try {
            ask(taken);
          } catch (DataAccessException | TransactionException e) {
            giveBackAfter(e, () -> asks.giveBack(taken), lease.dividedBy(2));
          }
        }
      }
    }
  }

  private void ask(AskStore.Taken taken) {
    Ask ask = taken.ask();
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("id", ask.appointment());
    question.set("appointment", ask.document());
    question.putNull("page");
    Rest rest = rests.get(account(ask));
    if (rest != null && clock.instant().isBefore(rest.until())) {
      putOff(taken, rest.fault());
      return;
    }
    try {
      keep(
          taken,
          providers.ask(
              ask.provider(), ask.connection(), ProviderRoutes.Verb.GET, question, false));
      rests.remove(account(ask));
    } catch (ProviderFault fault) {
      if (fault.isOfProvider()) {
        rests.put(account(ask), new Rest(clock.instant().plus(REST), fault));
      }
      putOff(taken, fault);
    }
  }

  private static String account(Ask ask) {
    return ask.provider() + '/' + ask.connection();
  }

  /** Twice as long after each time. */
  private static Duration refused(int attempts) {
    Duration pause = ProviderFault.REFUSED.multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(REFUSED_LONGEST) < 0 ? pause : REFUSED_LONGEST;
  }

  private void keep(AskStore.Taken taken, ProviderRoutes.Answer answer) {
    Ask ask = taken.ask();
    JsonNode body = answer.body().path("body");
    if (!body.isObject() || answer.from() == null) {
      putOff(
          taken,
          new ProviderFault(
              "no-appointment",
              "The route get-" + ask.provider() + " gives no body; look at its mapping.",
              false));
      return;
    }
    if (isToBeAskedOnceMore(taken, answer.body())) {
      putOff(
          taken,
          GONE_PERHAPS,
          "The provider does not have it, though nothing has called it off; it is asked once more.",
          clock.instant().plus(SECOND_LOOK));
      return;
    }
    if (answer.body().path("gone").asBoolean() && ask.document() == null) {
      // Nobody has ever spoken of it: there is nothing that could be gone.
      LOG.info("{} knows nothing by an id that somebody had it asked for", account(ask));
      transactions.executeWithoutResult(transaction -> asks.unknown(taken, clock.instant()));
      return;
    }
    transactions.executeWithoutResult(
        transaction -> {
          journal.observe(
              List.of(
                  new Journal.Observation(
                      ask.provider(),
                      ask.connection(),
                      ask.appointment(),
                      body.toString().getBytes(StandardCharsets.UTF_8),
                      new Reading(
                          Reading.Source.GET,
                          answer.from(),
                          answer.until(),
                          ask.hint() == null ? Reading.UNPROMPTED : null))));
          asks.answered(taken);
        });
    journal.pending().raise();
  }

  /** A provider that can't be asked delays no calendar: what it has sent counts by its arrival. */
  private void putOff(AskStore.Taken taken, ProviderFault fault) {
    Ask ask = taken.ask();
    Duration pause =
        fault.isPassing() ? backoff.apply(taken.attempts() + 1) : refused(taken.attempts());
    Instant until = clock.instant().plus(fault.pause(pause));
    putOff(taken, fault.code(), fault.getMessage(), until);
    LOG.warn(
        "Appointment {} of {} could not be asked for, next time at {}: {}",
        ask.appointment(),
        ask.provider(),
        until,
        fault.getMessage());
  }

  private void putOff(AskStore.Taken taken, String code, String reason, Instant until) {
    transactions.executeWithoutResult(
        transaction -> asks.putOff(taken, code, reason, until).forEach(journal::takeByArrival));
    journal.pending().raise();
  }

  /**
   * Whether an answer is the first one to say that an appointment is gone. Tries that failed are no
   * answers.
   */
  static boolean isToBeAskedOnceMore(AskStore.Taken taken, JsonNode answer) {
    return answer.path("gone").asBoolean()
        && stands(taken.ask().document())
        && !GONE_PERHAPS.equals(taken.code());
  }

  /** Whether an appointment takes place, as far as is known. */
  private static boolean stands(JsonNode document) {
    return document != null && Status.of(document.path("status").asText("confirmed")).timed();
  }
}
