package io.calroute.provider.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reading and what it has found that nobody has applied yet. */
class RunStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(3);

  @TempDir static Path home;
  private static EmptyStore store;
  private static RunStore runs;
  private static RowStore rows;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    runs = new RunStore(store.jdbc());
    rows = new RowStore(store.jdbc());
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void clear() {
    store.jdbc().update("truncate callback, provider_run, provider_row cascade");
  }

  @Test
  void aReadingRestsWhileMuchOfWhatItFoundWaitsAndHoldsUpNoOtherConnection() {
    begin("acme", Run.Kind.SLOW);
    find("acme", 1_000);
    assertThat(runs.take(NOW, LEASE)).isEmpty();
    begin("other", Run.Kind.SLOW);
    assertThat(runs.take(NOW, LEASE))
        .hasValueSatisfying(run -> assertThat(run.provider()).isEqualTo("other"));
    store.jdbc().update("update callback set outcome = 'applied' where delivery_key = '1'");
    assertThat(runs.take(NOW, LEASE))
        .hasValueSatisfying(run -> assertThat(run.provider()).isEqualTo("acme"));
  }

  @Test
  void whatOneReadingHasFoundIsNoNewsToTheNextOneBeforeItIsApplied() {
    Run slow = begin("acme", Run.Kind.SLOW);
    Run fast = begin("acme", Run.Kind.FAST);
    Run backfill = begin("acme", Run.Kind.BACKFILL);
    List<RowStore.Row> one = List.of(new RowStore.Row("1", "as it is", NOW));
    find("acme", 1);
    rows.see(slow, one, Map.of("1", last()));
    assertThat(rows.known(fast, one)).containsOnlyKeys("1");
    // Its plan waits for what it has found itself.
    assertThat(rows.known(backfill, one)).isEmpty();
    store.jdbc().update("update callback set outcome = 'failed'");
    assertThat(rows.known(fast, one)).isEmpty();
  }

  @Test
  void whatAnotherReplicaHasBegunAndEndedMeanwhileIsNotReadAgain() {
    begin("acme", Run.Kind.FAST);
    store.jdbc().update("update provider_run set state = 'done', read_at = begun_at");
    assertThat(beginUnlessSince(NOW.minusSeconds(1))).isEmpty();
    assertThat(beginUnlessSince(NOW)).isPresent();
  }

  private static Optional<Long> beginUnlessSince(Instant since) {
    return runs.begin("acme", "default", Run.Kind.FAST, NOW, NOW, null, since, NOW.plusSeconds(1));
  }

  private static Run begin(String provider, Run.Kind kind) {
    long id =
        runs.begin(provider, "default", kind, NOW, NOW.plus(Duration.ofDays(90)), null, null, NOW)
            .orElseThrow();
    return new Run(
        id, provider, "default", kind, NOW, NOW, null, null, NOW, 0, null, false, 0, null);
  }

  private static void find(String provider, int callbacks) {
    store
        .jdbc()
        .update(
            """
            insert into callback (provider, connection, delivery_key, received_at, charset, body,
              source)
            select ?, 'default', n, now(), 'UTF-8', '{}'::bytea, 'list'
            from generate_series(1, ?) n
            """,
            provider,
            callbacks);
  }

  private static long last() {
    return store.jdbc().queryForObject("select max(id) from callback", Long.class);
  }
}
