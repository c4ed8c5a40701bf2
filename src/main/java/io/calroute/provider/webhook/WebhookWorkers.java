package io.calroute.provider.webhook;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Reading;
import io.calroute.provider.request.ProviderFault;
import io.calroute.provider.webhook.WebhookStore.Standing;
import io.calroute.provider.webhook.Webhooks.Undelivered;
import io.calroute.work.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks once a day whether providers still call Calroute back. After a start, and then with each
 * look, it also takes what a provider has sent in vain from the log of its deliveries.
 */
public final class WebhookWorkers extends Workers {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookWorkers.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofDays(1);
  private static final Duration RETRY = Duration.ofHours(1);

  /** Clocks differ, and a delivery is noted a while after it was sent. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private final LiveConnections connections;
  private final Webhooks webhooks;
  private final WebhookStore store;
  private final Journal journal;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Set<String> started = new HashSet<>();

  WebhookWorkers(
      Supplier<CamelContext> camel,
      LiveConnections connections,
      Webhooks webhooks,
      WebhookStore store,
      Journal journal,
      TransactionTemplate transactions,
      Clock clock) {
    super("webhook", 1, camel);
    this.connections = connections;
    this.webhooks = webhooks;
    this.store = store;
    this.journal = journal;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  protected void work() throws InterruptedException {
    while (isRunning()) {
      connections
          .current()
          .connections()
          .forEach((provider, named) -> named.keySet().forEach(one -> look(provider, one)));
      pause(POLL);
    }
  }

  private void look(String provider, String connection) {
    if (!isRunning() || !webhooks.canWatch(provider, connection)) {
      return;
    }
    boolean due = store.take(provider, connection, clock.instant(), RETRY);
    if (!due && started.contains(provider + "/" + connection)) {
      return;
    }
    try {
      if (due) {
        check(provider, connection);
      }
      readLog(provider, connection);
    } catch (ProviderFault fault) {
      LOG.warn(
          "The webhook of {}/{} can't be looked at, next time in an hour: {}",
          provider,
          connection,
          fault.getMessage());
    }
    started.add(provider + "/" + connection);
  }

  private void check(String provider, String connection) {
    List<Webhooks.Webhook> own = webhooks.list(provider, connection);
    boolean enabled = own.stream().anyMatch(Webhooks.Webhook::enabled);
    Instant now = clock.instant();
    store.found(provider, connection, new Standing(!own.isEmpty(), enabled, now), now.plus(AGAIN));
    if (!enabled) {
      LOG.warn(
          "{}/{} does not call back: its webhook is {}. 'java -jar calroute.jar connect {} {}' says"
              + " more",
          provider,
          connection,
          own.isEmpty() ? "not there" : "switched off",
          provider,
          connection);
    }
  }

  private void readLog(String provider, String connection) {
    Instant now = clock.instant();
    Optional<Instant> since = store.logSince(provider, connection);
    if (since.isEmpty()) {
      return;
    }
    List<Undelivered> missed =
        webhooks.undelivered(provider, connection, since.get().minus(OVERLAP));
    transactions.executeWithoutResult(
        transaction -> {
          if (!missed.isEmpty()) {
            journal.observe(
                missed.stream().map(one -> observation(provider, connection, one)).toList());
          }
          store.logRead(provider, connection, now);
        });
    if (!missed.isEmpty()) {
      journal.pending().raise();
      LOG.info(
          "{}/{} had sent {} in vain; they are taken from its log",
          provider,
          connection,
          missed.size());
    }
  }

  /** It is as old as its sending: whatever was heard since then counts more. */
  private static Journal.Observation observation(
      String provider, String connection, Undelivered one) {
    return new Journal.Observation(
        provider,
        connection,
        "",
        one.body().toString().getBytes(StandardCharsets.UTF_8),
        new Reading(Reading.Source.LIST, one.at(), one.at(), null));
  }
}
