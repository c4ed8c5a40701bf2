package io.calroute.provider.reading;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.work.Signal;
import io.calroute.work.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Reads providers' lists: what is near every few minutes, everything every night. A reading that
 * was cut off goes on at the page where it was.
 */
public final class ReadWorkers extends Workers {

  /** Two, so that one provider that is slow does not hold up all others. */
  private static final int WORKERS = 2;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LISTEN = Duration.ofMinutes(1);
  private static final Duration BEGIN = Duration.ofSeconds(5);

  /** What the fast reading covers where a provider can't say what has changed. */
  private static final Duration NEAR = Duration.ofDays(14);

  private static final Duration BACK = Duration.ofDays(2);

  private final ReconcileSettings settings;
  private final Duration lease;
  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final ConnectionStore standings;
  private final RunStore runs;
  private final Reader reader;
  private final AppointmentPolling polling;
  private final Silence silence;
  private final Signal due;
  private final Clock clock;
  private final Map<String, Instant> polled = new ConcurrentHashMap<>();

  ReadWorkers(
      Supplier<CamelContext> camel,
      ReconcileSettings settings,
      Duration lease,
      LiveConnections connections,
      ProviderRoutes providers,
      ConnectionStore standings,
      RunStore runs,
      Reader reader,
      AppointmentPolling polling,
      Silence silence,
      Signal due,
      Clock clock) {
    super("read", WORKERS, camel);
    this.settings = settings;
    this.lease = lease;
    this.connections = connections;
    this.providers = providers;
    this.standings = standings;
    this.runs = runs;
    this.reader = reader;
    this.polling = polling;
    this.silence = silence;
    this.due = due;
    this.clock = clock;
  }

  @Override
  protected void work() throws InterruptedException {
    Instant begun = Instant.MIN;
    Instant listened = Instant.MIN;
    while (isRunning()) {
      if (clock.instant().isAfter(listened.plus(LISTEN))) {
        listened = clock.instant();
        silence.look();
      }
      if (!providers.canAnybody()) {
        await(due, BEGIN);
        continue;
      }
      if (clock.instant().isAfter(begun.plus(BEGIN))) {
        begun = clock.instant();
        begin();
      }
      Optional<Run> run = runs.take(clock.instant(), lease);
      if (run.isPresent()) {
        try {
          reader.read(run.get());
        } catch (DataAccessException | TransactionException e) {
          giveBackAfter(e, () -> runs.giveBack(run.get()), lease.dividedBy(2));
        }
      } else {
        await(due, POLL);
      }
    }
  }

  private void begin() {
    connections
        .current()
        .connections()
        .forEach(
            (provider, named) -> named.keySet().forEach(connection -> begin(provider, connection)));
  }

  private void begin(String provider, String connection) {
    if (providers.can(provider, connection, ProviderRoutes.Verb.LIST)) {
      reconcile(provider, connection);
    } else if (providers.canGet(provider, connection)) {
      poll(provider, connection);
    }
  }

  /** Looking for what is to be asked again reads all that is known of the connection. */
  private void poll(String provider, String connection) {
    Instant now = clock.instant();
    Duration pause = settings.fast().compareTo(LISTEN) < 0 ? settings.fast() : LISTEN;
    Instant last = polled.get(provider + '/' + connection);
    if (last == null || !last.plus(pause).isAfter(now)) {
      polled.put(provider + '/' + connection, now);
      polling.ask(provider, connection);
    }
  }

  /** Another replica may begin and end the same reading between the look and the beginning. */
  private void reconcile(String provider, String connection) {
    Instant instant = clock.instant();
    ConnectionStore.Standing standing = standings.standing(provider, connection);
    if (isDue(standing.slowAt(), settings.slow(), instant)) {
      runs.begin(
          provider,
          connection,
          Run.Kind.SLOW,
          instant.minus(BACK),
          instant.plus(settings.horizon()),
          null,
          instant.minus(settings.slow()),
          instant);
    }
    if (isDue(standing.fastAt(), settings.fast(), instant)) {
      runs.begin(
          provider,
          connection,
          Run.Kind.FAST,
          instant.minus(settings.lookback()),
          instant.plus(NEAR),
          standing.cursor(),
          instant.minus(settings.fast()),
          instant);
    }
  }

  private static boolean isDue(Instant last, Duration period, Instant now) {
    return last == null || !last.plus(period).isAfter(now);
  }
}
