package io.calroute.routing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.RoutedBy;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.event.HeardEvents;
import io.calroute.policy.LiveSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.JoinedWrites;
import io.calroute.work.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** What one replica of Calroute does about its directory, without threads: it looks when told. */
final class Replica {

  private final Path file;
  private final Clock clock;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final LiveDirectory files;
  private final TransactionTemplate transactions;
  private Runnable afterTransactions = () -> {};
  String mappings = "same";
  final JdbcTemplate jdbc;
  final DirectoryStore store;
  final DirectoryInForce inForce;
  final DirectoryOffers offers;
  final Placement placement;
  final Rerouting rerouting;

  /**
   * Starts a replica.
   *
   * @param file its directory
   * @param lines entries in its file
   */
  Replica(DataSource dataSource, Clock clock, Path file, String... lines) {
    this(dataSource, clock, file, SyncSettings.Tentative.HOLD, lines);
  }

  Replica(
      DataSource dataSource,
      Clock clock,
      Path file,
      SyncSettings.Tentative tentative,
      String... lines) {
    this.file = file;
    this.clock = clock;
    save(lines);
    jdbc = new JdbcTemplate(dataSource);
    transactions =
        new TransactionTemplate(new DataSourceTransactionManager(dataSource)) {
          @Override
          public <T> T execute(TransactionCallback<T> action) {
            T result = super.execute(action);
            afterTransactions.run();
            return result;
          }
        };
    ObjectMapper json = new ObjectMapper();
    appointments = new AppointmentStore(jdbc, json, clock);
    references = new ReferenceStore(jdbc, json, clock);
    LiveSettings settings = new LiveSettings(settings(tentative));
    files = new LiveDirectory(List.of(), file);
    store = new DirectoryStore(jdbc, json, clock);
    inForce = new DirectoryInForce(store, files);
    placement = new Placement(appointments, references, inForce, settings, HeardEvents.unheard());
    offers =
        new DirectoryOffers(
            store,
            files,
            settings,
            () -> mappings,
            new Brake(appointments, references, settings, clock),
            clock);
    rerouting =
        new Rerouting(
            () -> null,
            files,
            offers,
            inForce,
            appointments,
            references,
            placement,
            settings,
            transactions,
            new Signal(1),
            clock);
  }

  private static SyncSettings settings(SyncSettings.Tentative tentative) {
    return new SyncSettings(
        "calroute",
        tentative,
        SyncSettings.Personal.SKIP,
        SyncSettings.Drift.REPAIR,
        new SyncSettings.Teams(SyncSettings.Teams.When.VIRTUAL_WITHOUT_LINK, null),
        null);
  }

  /**
   * Saves other entries.
   *
   * @param lines such as {@code anna google anna@example.com}, {@code * google all@example.com}
   */
  void save(String... lines) {
    StringBuilder yaml = new StringBuilder("calroute:\n  directory:\n");
    for (String line : lines) {
      String[] words = line.split(" ");
      yaml.append("    - target: ").append(words[1]).append('\n');
      yaml.append("      calendar: ").append(words[2]).append('\n');
      if (!words[0].equals("*")) {
        yaml.append("      match: {staff-id: ").append(words[0]).append("}\n");
      }
    }
    try {
      Files.writeString(file, lines.length == 0 ? "" : yaml);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What its thread does every second. */
  Replica look() {
    files.refresh();
    rerouting.look();
    return this;
  }

  /** Applies the first word of an appointment. */
  void book(String id, Status status, String... staff) {
    transactions.executeWithoutResult(
        transaction -> {
          ObjectNode document = Json.object().put("id", id).put("status", status.word());
          for (String one : staff) {
            document.withArray("staff").addObject().put("id", one);
          }
          Instant start = clock.instant().plus(Duration.ofDays(1));
          AppointmentKey key = new AppointmentKey("acme", "default", id);
          Appointment appointment =
              new Appointment(
                  appointments.lock(List.of(key)).free().get(key),
                  key,
                  status,
                  1,
                  new Version(Json.parse("[1]"), 1),
                  document,
                  start,
                  start.plus(Duration.ofHours(1)));
          JoinedWrites writes = appointments.writes();
          appointments.store(List.of(appointment), List.of(), RoutedBy.NOTHING, writes);
          writes.write();
          placement.place(List.of(appointment));
        });
  }

  /** Applies one more word of an appointment, which says the same. */
  void update(String id) {
    whileUpdating(id, () -> {});
  }

  /** Does something before the transaction of an update ends. */
  void whileUpdating(String id, Runnable meanwhile) {
    transactions.executeWithoutResult(
        transaction -> {
          placement.place(
              appointments
                  .lock(List.of(new AppointmentKey("acme", "default", id)))
                  .known()
                  .values());
          meanwhile.run();
        });
  }

  /** Has each transaction take so long, and something happen after it. */
  void routingTakes(Duration duration, Runnable meanwhile) {
    afterTransactions =
        () -> {
          ((ManualClock) clock).advance(duration);
          meanwhile.run();
        };
  }

  /** The calendars that an appointment is to stand in. */
  List<String> calendars(String id) {
    return jdbc.queryForList(
        """
        select l.calendar from reference r join lane l on l.id = r.lane_id
        join appointment a on a.id = r.appointment_id where r.wanted and a.external_id = ?
        order by 1
        """,
        String.class,
        id);
  }

  /**
   * Since when it is known where an appointment is to stand, as the worker of its calendar reads.
   */
  Instant heardAt(String id) {
    Long lane =
        jdbc.queryForObject(
            """
            select r.lane_id from reference r join appointment a on a.id = r.appointment_id
            where r.wanted and a.external_id = ?
            """,
            Long.class,
            id);
    return references.due(lane, Instant.EPOCH, null, 10).stream()
        .map(ReferenceStore.Due::known)
        .filter(known -> known.appointment().key().id().equals(id))
        .map(ReferenceStore.Known::heardAt)
        .findFirst()
        .orElseThrow();
  }

  /** Has everything made that is to stand. */
  void makeEvents() {
    jdbc.update(
        """
        update reference set state = 'live', event_id = 'event-' || id, due_at = null where wanted
        """);
  }

  /** How many appointments were routed by something else than the directory in force. */
  long routedOtherwise() {
    Long count =
        jdbc.queryForObject(
            "select count(*) from appointment where routed_by <> (select max(number) from"
                + " directory)",
            Long.class);
    return count == null ? 0 : count;
  }

  /** Stops as a replica does that is told to. */
  void stop() {
    offers.stop();
  }

  static String[] staff(int from, int to) {
    return Stream.iterate(from, one -> one + 1)
        .limit(to - from)
        .map(one -> "s" + one + " google s" + one + "@example.com")
        .toArray(String[]::new);
  }
}
