package io.calroute.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.store.CountedStore;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What appointments cost the store: statements, transactions and flushes, from the callback to the
 * event. How many share a statement depends on what else the machine does, which only ever makes
 * them dearer: of a few rounds the cheapest counts, and the first one that is cheap enough is the
 * last. With {@code -Dcost.print} also a table of the statements.
 */
@Tag("alone")
class CostPerAppointmentTest {

  private static final int APPOINTMENTS = Integer.getInteger("cost.appointments", 2_000);
  private static final int FEW = 300;
  private static final int ALONE = 50;
  private static final int CALENDARS = 100;
  private static final Instant MOVED = Instant.parse("2027-03-02T15:00:00Z");
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 3;

  /** Words of what looks now and then whether there is anything to do, or writes down what was. */
  private static final String LOOKS =
      "from remap|mixed_mappings|directory|erasure|retention|range_from|from how, sweep"
          + "|made_call|minute_count|delete from mark|set leased_until = clock_timestamp";

  @TempDir static Path home;

  private static CountedStore counted;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JdbcTemplate store;

  @BeforeAll
  static void start() throws IOException {
    String url = SharedServer.databaseOf(home);
    store = new JdbcTemplate(new DriverManagerDataSource(url));
    counted = CountedStore.before(url);
    installation = new Installation(home, 0, 0).withoutQuotas();
    for (int i = 0; i < CALENDARS; i++) {
      boolean google = i % 2 == 0;
      installation.staff(
          SignedCallbacks.staffId(i),
          google ? "google" : "office365",
          "staff" + i + (google ? "@example.com" : "@example.org"));
    }
    installation.graph().settings().limits(CONNECTIONS, Integer.MAX_VALUE);
    // Looks for what nobody has signalled belong to no appointment.
    calroute =
        installation
            .with("spring.datasource.url", counted.jdbcUrl())
            .with("calroute.sync.poll", "30s")
            .run();
  }

  @AfterAll
  static void stop() throws IOException {
    calroute.close();
    installation.close();
    counted.close();
  }

  /** What was asked of the store for one appointment. */
  private record Cost(double statements, double transactions, double flushes) {}

  @Test
  void anAppointmentCostsAFewStatementsAndASmallShareOfACommit()
      throws ExecutionException, InterruptedException {
    cost(FEW, 90, 0, "appointment.created", booking -> booking);
    Cost created = cost(APPOINTMENTS, 0, 0, "appointment.created", booking -> booking);
    for (int i = 1; i < ROUNDS && !isCheap(created); i++) {
      created = cost(APPOINTMENTS, 90 + i, 0, "appointment.created", booking -> booking);
    }
    assertThat(created).matches(CostPerAppointmentTest::isCheap);
    UnaryOperator<SavvyCalBooking> moved = one -> one.at(MOVED, Duration.ofMinutes(30)).later();
    assertThat(cost(FEW, 1, 0, "appointment.rescheduled", moved).statements()).isLessThan(3.0);
    UnaryOperator<SavvyCalBooking> reassigned = one -> moved.apply(one).later();
    assertThat(cost(FEW, 2, 1, "appointment.rescheduled", reassigned).statements()).isLessThan(9.0);
    assertThat(
            cost(FEW, 3, 1, "appointment.canceled", one -> reassigned.apply(one).later())
                .statements())
        .isLessThan(4.0);
  }

  private static boolean isCheap(Cost created) {
    return created.statements() <= 3.0 && created.transactions() <= 0.5 && created.flushes() <= 0.2;
  }

  /** Nothing is shared then: its steps are all that there is to save. */
  @Test
  void anAppointmentThatComesAloneCostsNoMoreStatementsThanItHasSteps()
      throws ExecutionException, InterruptedException {
    SignedCallbacks callbacks = new SignedCallbacks(9_000_000, number -> number, 2);
    CallbackLoad load = new CallbackLoad(address(), 1, callbacks);
    int sent = 0;
    double statements = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS && statements > 6; round++) {
      // Its calendars are known afterwards.
      for (int i = 0; i < 4; i++) {
        load.saturate(sent++, 1);
        rest();
      }
      Map<String, Long> before = counted.statements();
      for (int i = 0; i < ALONE; i++) {
        load.saturate(sent++, 1);
        rest();
      }
      Map<String, Long> asked = since(before);
      // What looks for work now and then belongs to no appointment.
      asked.keySet().removeIf(words -> words.matches("(?s).*(" + LOOKS + ").*"));
      statements = asked.values().stream().mapToLong(Long::longValue).sum() / (double) ALONE;
      print("alone", new Cost(statements, 0, 0), asked);
    }
    assertThat(statements).isLessThanOrEqualTo(6.0);
  }

  private static Map<String, Long> since(Map<String, Long> before) {
    Map<String, Long> asked = new HashMap<>();
    counted
        .statements()
        .forEach((words, count) -> asked.put(words, count - before.getOrDefault(words, 0L)));
    return asked;
  }

  private static Cost cost(
      int appointments, int round, int shift, String type, UnaryOperator<SavvyCalBooking> change)
      throws ExecutionException, InterruptedException {
    Map<String, Long> before = counted.statements();
    long transactions = counted.transactions();
    long flushes = flushes();
    // Nobody waits for a calendar that rests for more than a minute.
    pause(shift == 0 ? Duration.ofHours(1) : Duration.ofSeconds(50));
    SignedCallbacks callbacks =
        new SignedCallbacks(
            round >= 90 ? (round - 80) * 100_000 : 0,
            round * 1_000_000L,
            number -> number,
            CALENDARS,
            shift,
            type,
            change);
    CallbackLoad.Result sent =
        new CallbackLoad(address(), CONNECTIONS, callbacks).saturate(0, appointments);
    assertThat(sent.refused()).isZero();
    pause(Duration.ZERO);
    rest();
    Map<String, Long> asked = since(before);
    Cost cost =
        new Cost(
            asked.values().stream().mapToLong(Long::longValue).sum() / (double) appointments,
            (counted.transactions() - transactions) / (double) appointments,
            (flushes() - flushes) / (double) appointments);
    print(type, cost, asked);
    return cost;
  }

  /** So that a backlog is there when work begins. */
  private static void pause(Duration duration) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                store.queryForObject(
                    "select not exists (select from callback where outcome = 'pending')",
                    Boolean.class));
    store.update(
        "update lane set paused_until = now() + ? * interval '1 second'", duration.toSeconds());
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", calroute.callbacksPort());
  }

  private static void rest() {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                store.queryForObject(
                    """
                    select not exists (select from callback where outcome = 'pending')
                      and not exists (select from reference where due_at is not null)
                    """,
                    Boolean.class));
  }

  /** Writes of the log to disk: one for each commit, or for several, that is waited for. */
  private static long flushes() {
    return store.queryForObject("select wal_write from pg_stat_wal", Long.class);
  }

  private static void print(String type, Cost cost, Map<String, Long> asked) {
    if (System.getProperty("cost.print") == null) {
      return;
    }
    // For whoever asks, not a log.
    java.io.PrintStream out = System.out;
    out.println(type + ": " + cost);
    asked.entrySet().stream()
        .filter(one -> one.getValue() > 0)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(40)
        .forEach(one -> out.printf("%8d %s%n", one.getValue(), one.getKey()));
  }
}
