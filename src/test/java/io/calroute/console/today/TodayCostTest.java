package io.calroute.console.today;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.operations.web.Snapshots;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** What the first page reads, in a store of many appointments of which very many have failed. */
class TodayCostTest {

  private static final int MANY = 60_000;
  private static final Instant NOON = Instant.parse("2027-03-01T12:00:30Z");

  @TempDir static Path home;
  private static EmptyStore store;
  private static Snapshots snapshots;

  @BeforeAll
  static void fill() {
    store = EmptyStore.start(home);
    JdbcTemplate jdbc = store.jdbc();
    snapshots = new Snapshots(jdbc, new DataSourceTransactionManager(store.dataSource()));
    jdbc.update(
        """
        insert into callback (provider, connection, delivery_key, received_at, charset, body,
          outcome, reason_code)
        select 'acme', 'default', 'id:' || n, now(), 'UTF-8', '{}',
          case when n % 2 = 0 then 'failed' else 'applied' end, 'code-' || n % 20
        from generate_series(1, ?) n
        """,
        MANY);
    jdbc.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at, unrouted)
        select 'acme', 'default', 'booking-' || n, 'confirmed', 1, '[1]', n, '{"staff":[]}', now(),
          n % 3 = 0
        from generate_series(1, ?) n
        """,
        MANY);
    jdbc.update("insert into lane (target, calendar) values ('google', 'a@example.com')");
    jdbc.update(
        """
        insert into reference (appointment_id, lane_id, position, wanted, state, failure_kind,
          failure_code, changed_at)
        select id, 1, 0, true, 'absent', case when id % 2 = 0 then 'permanent' end,
          case when id % 2 = 0 then 'code-' || id % 20 end, now() from appointment
        """);
    jdbc.execute("analyze");
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void howManyHaveFailedIsCountedNoFurtherThanAnybodyReads() {
    long[] read = new long[2];
    List<Need> needs =
        snapshots.read(
            reading -> {
              read(read);
              List<Need> all = NeedsReading.counted(reading);
              assertThat(NeedsReading.failed(reading)).hasSize(10);
              read(read);
              return all;
            });
    assertThat(needs).extracting(Need::cause).contains("not-mapped", "staff-unknown");
    assertThat(needs)
        .filteredOn(need -> need.cause().equals("staff-unknown"))
        .extracting(Need::counted)
        .containsExactly("more than 10000");
    assertThat(read[0]).as("rows read by going through a table").isZero();
    assertThat(read[1]).as("rows read by an index").isLessThan(3L * Need.COUNT_LIMIT + 100);
  }

  @Test
  void whatAnUnknownConnectionWasRefusedIsShownForADayAndWhoTriesDoorsIsNot() {
    store
        .jdbc()
        .update(
            """
            insert into refused_callback (provider, connection, source, status, first_at, last_at,
              times)
            values ('acme', '', '192.0.2.1', 404, now(), now(), 2),
              ('acme', '', '192.0.2.2', 404, now(), now(), 3),
              ('other', '', '192.0.2.2', 404, now(), now() - interval '25 hours', 1),
              ('', '', '192.0.2.9', 404, now(), now(), 99)
            """);
    assertThat(snapshots.read(NeedsReading::counted))
        .filteredOn(need -> need.cause().equals("refused-at-the-door"))
        .extracting(need -> need.detail() + " " + need.counted())
        .containsExactly("acme, unknown connection: answered 404 5");
  }

  @Test
  void whatAProviderIsAskedInVainNeedsSomebody() {
    store
        .jdbc()
        .update(
            """
            insert into ask (provider, connection, external_id, due_at, attempts, reason_code)
            values ('acme', 'default', 'one', now(), 1, 'unknown-queue'),
              ('acme', 'default', 'two', now(), 3, 'unknown-queue'),
              ('acme', 'default', 'three', now(), 0, null),
              ('acme', 'default', 'four', now(), 1, 'gone-perhaps')
            """);
    assertThat(snapshots.read(NeedsReading::counted))
        .filteredOn(need -> need.cause().equals("being-asked"))
        .extracting(need -> need.detail() + " " + need.counted() + " " + need.link())
        .containsExactly("acme/default: unknown-queue 2 /search?q=one");
    store.jdbc().update("delete from ask");
  }

  @Test
  void whatIsHeldBeforeThereIsAPlanNeedsABackfillFirst() {
    store
        .jdbc()
        .update(
            """
            insert into appointment (provider, connection, external_id, status, revision, version,
              version_callback, document, changed_at)
            values ('later', 'default', 'booking', 'confirmed', 1, '[1]', 1,
              '{"staff":[],"held":true}', now())
            """);
    assertThat(snapshots.read(NeedsReading::counted))
        .filteredOn(need -> need.cause().equals("backfill-not-accepted"))
        .extracting(Need::remedy)
        .containsExactly("Begin a backfill; look at its plan, then press Accept.");
    store.jdbc().update("delete from appointment where provider = 'later'");
  }

  @Test
  void minutesOfAllProcessesAreAddedUpAndOldOnesForgotten() {
    ManualClock clock = new ManualClock(NOON);
    MinuteStore minutes = new MinuteStore(store.jdbc(), snapshots, clock);
    UUID one = UUID.randomUUID();
    minutes.add(one, done(3));
    minutes.add(one, done(4));
    minutes.add(UUID.randomUUID(), done(5));
    minutes.mark(Mark.Kind.MAPPING, "mappings/acme.jslt");
    minutes.mark(Mark.Kind.MAPPING, "mappings/acme.jslt");

    Pulse hour = minutes.pulse(Duration.ofHours(1), Duration.ofMinutes(1));
    assertThat(hour.words()).isEqualTo("12 callbacks, 24 calls, 0 throttled");
    assertThat(hour.chart().at()).hasSize(61).contains(NOON.getEpochSecond() - 30);
    assertThat(hour.chart().callbacks()).contains(12L, 0L);
    assertThat(hour.marks()).extracting(Mark::words).containsExactly("mappings/acme.jslt edited");
    assertThat(minutes.p95()).isEqualTo(Duration.ofMillis(250));

    clock.advance(Duration.ofDays(3));
    minutes.prune();
    assertThat(store.jdbc().queryForObject("select count(*) from minute_count", Long.class))
        .isZero();
    assertThat(store.jdbc().queryForObject("select count(*) from mark", Long.class)).isZero();
    assertThat(minutes.p95()).isNull();
  }

  private static Minute done(long callbacks) {
    List<Long> settled = new ArrayList<>(Collections.nCopies(Minute.BUCKETS.size() + 1, 0L));
    settled.set(1, callbacks);
    return new Minute(callbacks, 2 * callbacks, 0, settled);
  }

  /** How much was read since the last time. */
  private static void read(long[] read) {
    store
        .jdbc()
        .query(
            """
            select coalesce(sum(seq_tup_read), 0), coalesce(sum(idx_tup_fetch), 0)
            from pg_stat_xact_user_tables where relname in ('appointment', 'reference', 'callback')
            """,
            row -> {
              read[0] = row.getLong(1) - read[0];
              read[1] = row.getLong(2) - read[1];
            });
  }
}
