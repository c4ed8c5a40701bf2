package io.calroute.verdict.fact;

import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.RefusalStore;
import io.calroute.mapping.Mappings;
import io.calroute.policy.SyncSettings;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.DirectoryInForce;
import io.calroute.store.SnapshotTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what verdicts are worked out of: of one moment, with a fixed number of statements, given up
 * after ten seconds. Safe for concurrent use.
 */
@Component
public final class FactsReading {

  private static final int PATIENCE_SECONDS = 10;
  private static final int REFUSALS_LIMIT = 200;

  /** What is counted once a minute, and the newest callbacks, which may not be counted yet. */
  private static final String HEARD =
      """
      select provider, connection, max(heard_at), max(silent_since) from (
        select provider, connection, last_heard_at as heard_at, silent_since
          from provider_connection
        union all
        select provider, connection, received_at, null from (
          select provider, connection, received_at from callback where source is null
          order by id desc limit 500) newest) heard
      group by provider, connection
      """;

  /** Of connections, when the provider called back last and since when it is silent. */
  private record Heard(Instant last, Instant silentSince) {
    static final Heard NEVER = new Heard(null, null);
  }

  private final JdbcTemplate jdbc;
  private final IdLookup ids;
  private final AppointmentFacts appointments;
  private final TransactionTemplate transactions;
  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final LiveDirectory file;
  private final DirectoryInForce directory;
  private final DirectoryStore directories;
  private final RefusalStore refusals;
  private final Supplier<SyncSettings> settings;
  private final Clock clock;

  public FactsReading(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactionManager,
      AppointmentStore appointments,
      ReferenceStore references,
      Mappings mappings,
      LiveConnections connections,
      ProviderRoutes providers,
      LiveDirectory file,
      DirectoryInForce directory,
      DirectoryStore directories,
      RefusalStore refusals,
      Supplier<SyncSettings> settings,
      Clock clock) {
    this.jdbc = jdbc;
    NamedParameterJdbcTemplate store = new NamedParameterJdbcTemplate(jdbc);
    MappingPlace places = new MappingPlace(mappings.files());
    this.ids = new IdLookup(store, places);
    this.appointments = new AppointmentFacts(store, appointments, references, places);
    this.transactions = new SnapshotTransactions(transactionManager);
    transactions.setTimeout(PATIENCE_SECONDS);
    this.connections = connections;
    this.providers = providers;
    this.file = file;
    this.directory = directory;
    this.directories = directories;
    this.refusals = refusals;
    this.settings = settings;
    this.clock = clock;
  }

  /** Reads facts that are to belong together. */
  public <T> T together(Supplier<T> reading) {
    return transactions.execute(
        transaction -> {
          // The statistics of a queue are those of another hour: full one moment, empty the next.
          jdbc.execute("set local enable_seqscan = off; set local work_mem = '32MB'");
          return reading.get();
        });
  }

  /** What is known by an id of any kind, in full. */
  public Found find(String id, World world) {
    return ids.find(id, world.connections());
  }

  /**
   * Appointments, and those that have taken their places.
   *
   * @param some ids in the store
   * @return in the given order, each followed by the one that has taken its place
   */
  public List<KnownAppointment> appointments(Collection<Long> some, World world) {
    return some.isEmpty() ? List.of() : appointments.read(some, world.now());
  }

  /** What is so for all appointments. */
  public World world() {
    return new World(
        clock.instant(),
        settings.get(),
        directory.get(),
        directories.heldDirectories().entrySet().stream()
            .map(held -> new World.HeldDirectory(held.getKey(), held.getValue()))
            .toList(),
        file.problem().orElse(null),
        jdbc.query(
            "select account, since, probe_at, code, reason from refused_credentials",
            (row, index) ->
                new World.RefusedCredentials(
                    row.getString(1),
                    instant(row, 2),
                    instant(row, 3),
                    row.getString(4),
                    row.getString(5))),
        sources(),
        refusals.latest(REFUSALS_LIMIT));
  }

  private List<World.Source> sources() {
    Map<List<String>, Heard> heard = new HashMap<>();
    jdbc.query(
        HEARD,
        row -> {
          heard.put(
              List.of(row.getString(1), row.getString(2)),
              new Heard(instant(row, 3), instant(row, 4)));
        });
    List<World.Source> all = new ArrayList<>();
    new TreeMap<>(connections.current().connections())
        .forEach(
            (provider, named) ->
                new TreeMap<>(named)
                    .forEach(
                        (name, connection) ->
                            all.add(
                                source(
                                    provider,
                                    name,
                                    connection,
                                    heard.getOrDefault(List.of(provider, name), Heard.NEVER)))));
    return all;
  }

  private World.Source source(String provider, String name, Connection connection, Heard heard) {
    // UTC stands for a connection that names no zone.
    String zone = connection.timeZone().equals("UTC") ? null : connection.timeZone();
    return new World.Source(
        provider, name, zone, heard.last(), heard.silentSince(), providers.canGet(provider, name));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
