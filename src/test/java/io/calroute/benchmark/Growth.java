package io.calroute.benchmark;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.server.Operation;
import io.calroute.store.OwnPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how the packaged jar grows: with replicas on one PostgreSQL, with calendars, and with
 * appointments that are stored already; and while somebody else holds a transaction open, which
 * keeps PostgreSQL from clearing dead rows away. Prints a row for each of {@code
 * -Dgrowth.replicas=1,2,3}, {@code -Dgrowth.calendars=100}, {@code -Dgrowth.stored=0} and {@code
 * -Dgrowth.held=0}, in minutes; every value of one with every value of the others. A row is the
 * median of {@code -Dgrowth.rounds=3} rounds of {@code -Dgrowth.count=3000} new appointments, after
 * {@code -Dgrowth.warm-up=1} and one after the store is filled. While a transaction is held, rounds
 * go on for as long, and the last ones count. PostgreSQL, simulators and the load share the
 * machine, so that what counts is the CPU of an appointment.
 */
public final class Growth {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> JAVA_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx256m");

  private final Installation installation;
  private final OwnPostgres store;
  private final Path home;
  private long series = 1;

  private Growth(Installation installation, OwnPostgres store, Path home) {
    this.installation = installation;
    this.store = store;
    this.home = home;
  }

  /**
   * Runs everything.
   *
   * @param arguments not used
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, SQLException {
    print(
        "| replicas | calendars | stored before | transaction held | new appointments a second |"
            + " CPU of each, Java | PostgreSQL | dead rows |\n|---|---|---|---|---|---|---|---|");
    for (int stored : numbers("stored", "0")) {
      for (int calendars : numbers("calendars", "100")) {
        for (int replicas : numbers("replicas", "1,2,3")) {
          for (int minutes : numbers("held", "0")) {
            row(replicas, calendars, stored, Duration.ofMinutes(minutes));
          }
        }
      }
    }
    System.exit(0);
  }

  private static void row(int replicas, int calendars, int stored, Duration held)
      throws IOException, InterruptedException, ExecutionException, SQLException {
    Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "growth-");
    try (Installation installation = new Installation(home, 0, 0).withoutQuotas();
        OwnPostgres store = OwnPostgres.in(home, RunningCalroute.freePort())) {
      store.set("fsync", "on");
      store.start();
      for (int i = 0; i < calendars; i++) {
        boolean google = i % 2 == 0;
        installation.staff(
            SignedCallbacks.staffId(i),
            google ? "google" : "office365",
            "staff" + i + (google ? "@example.com" : "@example.org"));
      }
      // Checking requests would be measured along.
      installation.google().requests().check(exchange -> List.of());
      installation.graph().requests().check(exchange -> List.of());
      installation
          .with("spring.datasource.url", store.jdbcUrl())
          // It would miss the events of what is stored.
          .with("calroute.sync.sweep-interval", "0s");
      new Growth(installation, store, home).measure(replicas, calendars, stored, held);
    }
  }

  private void measure(int replicas, int calendars, int stored, Duration held)
      throws IOException, InterruptedException, ExecutionException, SQLException {
    List<PackagedCalroute> all = new ArrayList<>();
    try (Connection somebody = DriverManager.getConnection(store.jdbcUrl())) {
      for (int i = 0; i < replicas; i++) {
        Path own = Files.createDirectories(home.resolve("replica" + i));
        all.add(PackagedCalroute.start(own, JAVA_OPTIONS, installation.properties(), PATIENCE));
      }
      int count = Integer.getInteger("growth.count", 3000);
      for (int round = 0; round < Integer.getInteger("growth.warm-up", 1); round++) {
        round(all, calendars, count);
      }
      fill(stored);
      // What is stored is read and vacuumed for the first time.
      round(all, calendars, count);
      if (!held.isZero()) {
        hold(somebody);
      }
      Rounds rounds = new Rounds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      long end = System.nanoTime() + held.toNanos();
      int counted = Integer.getInteger("growth.rounds", 3);
      while (rounds.rates.size() < counted || System.nanoTime() < end) {
        Duration javaBefore = java(all);
        Duration storeBefore = store.cpu();
        rounds.rates.add(count / round(all, calendars, count));
        rounds.java.add(java(all).minus(javaBefore).toNanos() / 1e6 / count);
        rounds.postgres.add(store.cpu().minus(storeBefore).toNanos() / 1e6 / count);
      }
      print(
          String.format(
              Locale.ROOT,
              "| %d | %,d | %,d | %d min | %s | %s | %s | %,d |",
              replicas,
              calendars,
              stored,
              held.toMinutes(),
              spread(rounds.rates, counted, "%.0f"),
              spread(rounds.java, counted, "%.2f ms"),
              spread(rounds.postgres, counted, "%.2f ms"),
              deadRows()));
    } finally {
      all.forEach(PackagedCalroute::close);
    }
  }

  private record Rounds(List<Double> rates, List<Double> java, List<Double> postgres) {}

  /** Has a transaction see the store as it is now until its connection is closed. */
  private static void hold(Connection somebody) throws SQLException {
    somebody.setAutoCommit(false);
    somebody.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = somebody.createStatement()) {
      statement.execute("select count(*) from lane");
    }
  }

  private long deadRows() {
    return store
        .jdbc()
        .queryForObject("select sum(n_dead_tup)::bigint from pg_stat_user_tables", Long.class);
  }

  /** New appointments, until the last one has its event; in seconds. */
  private double round(List<PackagedCalroute> all, int calendars, int count)
      throws InterruptedException, ExecutionException {
    installation.google().requests().clear();
    installation.graph().requests().clear();
    SignedCallbacks callbacks =
        new SignedCallbacks(10_000_000L * series++, number -> number, calendars);
    long begin = System.nanoTime();
    int share = count / all.size();
    List<Thread> loads = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      CallbackLoad load =
          new CallbackLoad(all.get(i).callbacks(), Math.max(1, 8 / all.size()), callbacks);
      long first = (long) i * share;
      loads.add(new Thread(() -> saturate(load, first, share)));
    }
    loads.forEach(Thread::start);
    for (Thread load : loads) {
      load.join();
    }
    while (inserts() < (long) share * all.size()) {
      LockSupport.parkNanos(1_000_000);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    while (!all.get(0).isAtRest()) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    return seconds;
  }

  private static void saturate(CallbackLoad load, long first, long count) {
    try {
      load.saturate(first, count);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Appointments as they are when their event has stood for a while, in all calendars alike. */
  private void fill(int stored) {
    if (stored == 0) {
      return;
    }
    store
        .jdbc()
        .update(
            """
            with made as (
              insert into callback (provider, connection, delivery_key, received_at, charset, body,
                outcome, type, appointment_key, applied_at)
              select 'savvycal', 'default', 'id:stored-' || n, now() - interval '1 day', 'UTF-8',
                convert_to(repeat('{"filler":"of about the size of a booking"}', 24), 'UTF8'),
                'applied', 'appointment.created', 'stored-' || n, now()
              from generate_series(1, ?) n)
            insert into appointment (provider, connection, external_id, status, revision, version,
              version_callback, document, starts_at, ends_at, changed_at)
            select 'savvycal', 'default', 'stored-' || n, 'confirmed', 1, '[1]', n,
              jsonb_build_object('id', 'stored-' || n, 'status', 'confirmed', 'title',
                'Consultation ' || n, 'staff', '[]'::jsonb),
              now() + n * interval '1 minute', now() + n * interval '1 minute', now()
            from generate_series(1, ?) n
            """,
            stored,
            stored);
    store
        .jdbc()
        .update(
            """
            insert into reference (appointment_id, lane_id, position, wanted, state, event_id,
              ical_uid, changed_at)
            select a.id, l.id, 0, true, 'live', 'stored' || a.id, 'stored' || a.id, now()
            from appointment a
              join (select id, row_number() over () - 1 as place, count(*) over () as all_of_them
                from lane) l on a.id % l.all_of_them = l.place
            where a.external_id like 'stored-%'
            """);
    store.jdbc().execute("vacuum analyze");
    store.jdbc().execute("checkpoint");
  }

  private long inserts() {
    return installation.google().requests().count(Operation.INSERT)
        + installation.graph().requests().count(Operation.INSERT);
  }

  private static Duration java(List<PackagedCalroute> all) {
    return all.stream().map(PackagedCalroute::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  private static List<Integer> numbers(String name, String usual) {
    return Arrays.stream(System.getProperty("growth." + name, usual).split(","))
        .map(Integer::valueOf)
        .toList();
  }

  private static String spread(List<Double> all, int counted, String format) {
    List<Double> sorted = all.subList(all.size() - counted, all.size()).stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        sorted.get(counted / 2),
        sorted.get(0),
        sorted.get(counted - 1));
  }

  private static void print(String line) {
    // A report for whoever started it, not a log.
    java.io.PrintStream out = System.out;
    out.println(line);
    out.flush();
  }
}
