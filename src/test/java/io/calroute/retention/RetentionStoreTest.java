package io.calroute.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.retention.RetentionStore.Page;
import io.calroute.retention.RetentionStore.Place;
import io.calroute.retention.RetentionStore.Round;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is too old goes, page by page, and nothing else is read. With 100,000 of each; {@code
 * -Dretention.rows} and {@code -Dretention.body}, in bytes, make it a benchmark that prints how
 * long pages take.
 */
class RetentionStoreTest {

  private static final int MANY = Integer.getInteger("retention.rows", 100_000);
  private static final int BODY = Integer.getInteger("retention.body", 2);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Instant OLD = NOW.minus(Duration.ofDays(30));
  private static final Instant LONG_OVER = NOW.minus(Duration.ofDays(400));

  @TempDir static Path home;
  private static EmptyStore empty;
  private static JdbcTemplate jdbc;
  private static TransactionTemplate transactions;
  private static RetentionStore store;

  /**
   * Callback and appointment n belong together. The first half came long ago; the first tenth of
   * the appointments is long over, and the second tenth has no end yet.
   */
  @BeforeAll
  static void fill() {
    empty = EmptyStore.start(home);
    jdbc = empty.jdbc();
    store = new RetentionStore(jdbc);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(empty.dataSource()));
    jdbc.update(
        """
        insert into callback (provider, connection, delivery_key, received_at, charset, body,
          outcome, appointment_key, mentions)
        select 'acme', 'default', 'id:' || n,
          ?::timestamptz + (n - ? / 2 - 1) * interval '1 millisecond', 'UTF-8',
          decode(repeat(md5(n::text), ? / 32 + 1), 'escape'), case n when 7 then 'pending' else 'applied' end, 'booking-' || n, null
        from generate_series(1, ?) n
        """,
        at(OLD),
        MANY,
        BODY,
        MANY);
    jdbc.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, starts_at, ends_at, changed_at)
        select 'acme', 'default', 'booking-' || n, 'confirmed', 1, '[1]', n,
          jsonb_build_object('id', 'booking-' || n), e, e, ?::timestamptz - interval '500 days'
        from generate_series(1, ?) n, lateral (select case
          when n <= ? / 10 then ?::timestamptz - n * interval '1 second'
          when n <= ? / 5 then ?::timestamptz + interval '1 day'
          else ?::timestamptz - interval '1 day' end as e) one
        """,
        at(NOW),
        MANY,
        MANY,
        at(LONG_OVER),
        MANY,
        at(NOW),
        at(NOW));
    jdbc.update("insert into lane (target, calendar) values ('google', 'anna@example.com')");
    jdbc.update(
        """
        insert into reference (appointment_id, lane_id, position, wanted, state, event_id, due_at,
          changed_at)
        select id, (select max(id) from lane), 0, true, 'live', 'ev-' || id,
          case when external_id = 'booking-3' then now() end, now() from appointment
        """);
    jdbc.update("update appointment set document = document || '{\"held\": true}' where id = 4");
    jdbc.execute("analyze");
  }

  @AfterAll
  static void stop() {
    empty.close();
  }

  @Test
  void whatIsTooOldGoesAndNoTableIsGoneThrough() {
    long callbacks = pages(1000, 0L, after -> store.removeCallbacks(after, OLD, NOW, 1000));
    // But for the pending one, and those that have the last word about what is to come.
    assertThat(callbacks).isEqualTo(MANY / 2 - 1 - MANY / 10);
    assertThat(count("callback where outcome = 'pending'")).isOne();
    assertThat(count("callback where received_at < ?", at(OLD))).isEqualTo(1 + MANY / 10);

    assertThat(store.removedBefore()).isEqualTo(Instant.MIN);
    long appointments =
        pages(200, Place.FIRST, after -> store.removeAppointments(after, LONG_OVER, 200));
    // But for the one that is due, and the one that waits to be accepted.
    assertThat(appointments).isEqualTo(MANY / 10 - 2);
    assertThat(count("appointment where ends_at < ?", at(LONG_OVER))).isEqualTo(2);
    assertThat(count("reference")).isEqualTo(MANY - appointments);
    assertThat(store.removedBefore()).isEqualTo(LONG_OVER);
  }

  @Test
  void oneReplicaAtATimeHasTheRound() {
    jdbc.update("update retention set due_at = ?", at(NOW));
    Duration lease = Duration.ofMinutes(1);
    Round first = store.take(NOW, lease).orElseThrow();
    assertThat(store.take(NOW.plusSeconds(59), lease)).isEmpty();

    Instant later = NOW.plusSeconds(50);
    Round longer = store.keep(first, later.plus(lease), 17).orElseThrow();
    assertThat(store.keep(first, later.plus(lease), 17)).isEmpty();
    assertThat(store.take(NOW.plusSeconds(61), lease)).isEmpty();

    // Killed: whoever comes next goes on where it was.
    Round second = store.take(longer.takenUntil(), lease).orElseThrow();
    assertThat(second.afterCallback()).isEqualTo(17);
    store.done(longer, NOW);
    store.done(second, NOW.plus(Duration.ofDays(1)));
    assertThat(store.take(NOW.plus(Duration.ofHours(23)), lease)).isEmpty();
    assertThat(store.take(NOW.plus(Duration.ofDays(1)), lease).orElseThrow().afterCallback())
        .isZero();
  }

  private interface Remove<T> {
    Page<T> page(T after);
  }

  /** All of them; each page reads few rows, each by an index. */
  private static <T> long pages(int limit, T first, Remove<T> remove) {
    long removed = 0;
    T after = first;
    Page<T> page;
    List<Long> micros = new ArrayList<>();
    do {
      T from = after;
      long began = System.nanoTime();
      page =
          transactions.execute(
              transaction -> {
                List<Long> before = read();
                Page<T> one = remove.page(from);
                List<Long> then = read();
                assertThat(then.get(0) - before.get(0)).as("rows scanned").isLessThan(10);
                assertThat(then.get(1) - before.get(1)).as("rows read").isLessThan(20L * limit);
                return one;
              });
      micros.add((System.nanoTime() - began) / 1000);
      removed += page.removed();
      after = page.last();
    } while (after != null && page.read() == limit);
    print(removed, limit, micros);
    return removed;
  }

  /** A figure for whoever asks for one, not a log. */
  private static void print(long removed, int limit, List<Long> micros) {
    if (System.getProperty("retention.rows") != null) {
      micros.sort(null);
      System.out.printf(
          "%d removed in %d pages of %d: %.1f s, a page p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
          removed,
          micros.size(),
          limit,
          micros.stream().mapToLong(one -> one).sum() / 1e6,
          micros.get(micros.size() / 2) / 1e3,
          micros.get(micros.size() * 99 / 100) / 1e3,
          micros.get(micros.size() - 1) / 1e3);
    }
  }

  private static List<Long> read() {
    return jdbc.queryForObject(
        """
        select coalesce(sum(seq_tup_read), 0), coalesce(sum(idx_tup_fetch), 0)
        from pg_stat_xact_user_tables
        where relname in ('appointment', 'reference', 'callback', 'outbox', 'provider_row')
        """,
        (row, index) -> List.of(row.getLong(1), row.getLong(2)));
  }

  private static long count(String what, Object... values) {
    return jdbc.queryForObject("select count(*) from " + what, Long.class, values);
  }

  private static Timestamp at(Instant instant) {
    return Timestamp.from(instant);
  }
}
