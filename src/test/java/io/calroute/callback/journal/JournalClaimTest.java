package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/** Two who map callbacks at once, each with a session of its own. */
class JournalClaimTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

  @TempDir static Path home;
  private static EmptyStore store;
  private static ManualClock clock;
  private static Journal journal;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    clock = new ManualClock(NOW);
    journal = new Journal(store.dataSource(), 2, new Signal(1), clock);
  }

  @AfterAll
  static void stop() {
    journal.close();
    store.close();
  }

  @BeforeEach
  void begin() {
    store.jdbc().update("delete from callback");
  }

  @Test
  void whatOneHasClaimedNobodyElseClaimsAndNobodyWaitsForIt() {
    List<Long> ids = List.of(keep("acme", "a"), keep("acme", "b"), keep("acme", "c"));
    try (Claims one = journal.claims();
        Claims other = journal.claims()) {
      assertThat(ids(one.take(2, List.of()))).containsExactly(ids.get(0), ids.get(1));
      assertThat(one.has(ids.get(0))).isTrue();
      assertThat(ids(other.take(9, List.of()))).containsExactly(ids.get(2));
      assertThat(one.take(9, List.of())).as("what it has already").isEmpty();
      assertThat(other.takeAll(List.of(ids.get(1), ids.get(2)))).isFalse();

      one.release(List.of(ids.get(1)));
      assertThat(ids(other.take(9, List.of()))).containsExactly(ids.get(1));
    }
    try (Claims later = journal.claims()) {
      assertThat(ids(later.take(9, List.of()))).containsExactlyElementsOf(ids);
    }
  }

  /** A step may take long; who else writes in the table is not to wait for it. */
  @Test
  void noTransactionIsOpenWhileCallbacksAreClaimed() {
    keep("acme", "a");
    try (Claims claims = journal.claims()) {
      assertThat(claims.take(9, List.of())).hasSize(1);
      assertThat(
              store
                  .jdbc()
                  .queryForObject(
                      """
                      select count(*) from pg_stat_activity
                      where datname = current_database() and xact_start is not null
                        and pid <> pg_backend_pid()
                      """,
                      Long.class))
          .isZero();
      assertThat(
              store
                  .jdbc()
                  .queryForObject(
                      "select count(*) from pg_locks where locktype = 'advisory'", Long.class))
          .isEqualTo(1);
    }
    assertThat(
            store
                .jdbc()
                .queryForObject(
                    "select count(*) from pg_locks where locktype = 'advisory'", Long.class))
        .isZero();
  }

  /** As when the process is killed. */
  @Test
  void aClaimEndsWithItsSession() {
    long id = keep("acme", "a");
    try (Claims one = journal.claims();
        Claims other = journal.claims()) {
      assertThat(one.take(9, List.of())).hasSize(1);
      store
          .jdbc()
          .execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> ids(other.take(9, List.of())).equals(List.of(id)));
      assertThatThrownBy(() -> one.take(9, List.of())).isInstanceOf(DataAccessException.class);
      assertThat(one.has(id)).isFalse();
      assertThat(one.take(9, List.of())).isEmpty();
    }
  }

  @Test
  void providersThatAreLeftOutAndCallbacksThatWaitKeepNobodyBack() {
    long slow = keep("slow", "a");
    long waiting = keep("acme", "b");
    long due = keep("acme", "c");
    journal.putOff(waiting, "step-failed-for-now", "Later.", NOW.plusSeconds(60));
    try (Claims claims = journal.claims()) {
      assertThat(ids(claims.take(9, List.of("slow")))).containsExactly(due);
    }
    clock.advance(Duration.ofSeconds(60));
    try (Claims claims = journal.claims()) {
      assertThat(ids(claims.take(9, List.of()))).containsExactly(slow, waiting, due);
    }
  }

  private static List<Long> ids(List<Callback> callbacks) {
    return callbacks.stream().map(Callback::id).toList();
  }

  private static long keep(String provider, String key) {
    return store
        .jdbc()
        .queryForObject(
            """
            insert into callback (provider, connection, delivery_key, received_at, charset, body)
            values (?, 'default', ?, now(), 'UTF-8', ?) returning id
            """,
            Long.class,
            provider,
            key,
            "{}".getBytes(StandardCharsets.UTF_8));
  }
}
