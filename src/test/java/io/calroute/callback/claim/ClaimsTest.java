package io.calroute.callback.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.store.JoinedWrites;
import io.calroute.work.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who map callbacks at once. */
class ClaimsTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

  @TempDir static Path home;
  private static EmptyStore store;
  private static ManualClock clock;
  private static Journal journal;
  private static ClaimRenewal renewal;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    clock = new ManualClock(NOW);
    journal = new Journal(store.dataSource(), 2, new Signal(1), clock);
    renewal = new ClaimRenewal(store.jdbc(), clock);
  }

  @AfterAll
  static void stop() {
    renewal.close();
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
    try (Claims one = renewal.claims();
        Claims other = renewal.claims()) {
      assertThat(ids(one.take(2, List.of()))).containsExactly(ids.get(0), ids.get(1));
      assertThat(one.has(ids.get(0))).isTrue();
      assertThat(ids(other.take(9, List.of()))).containsExactly(ids.get(2));
      assertThat(one.take(9, List.of())).as("what it has already").isEmpty();
      assertThat(other.takeAll(List.of(ids.get(1), ids.get(2)))).isFalse();

      one.release(List.of(ids.get(1)));
      assertThat(ids(other.take(9, List.of()))).containsExactly(ids.get(1));
    }
    try (Claims later = renewal.claims()) {
      assertThat(ids(later.take(9, List.of()))).containsExactlyElementsOf(ids);
    }
  }

  /** A step may take long; who else writes in the table is not to wait for it. */
  @Test
  void noTransactionIsOpenWhileCallbacksAreClaimed() {
    keep("acme", "a");
    try (Claims claims = renewal.claims()) {
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
      assertThat(count("pg_locks where locktype = 'advisory'"))
          .as("what a pooler would take away with the session")
          .isZero();
      assertThat(count("callback_claim")).isEqualTo(1);
    }
    assertThat(count("callback_claim")).isZero();
  }

  @Test
  void whatIsRecordedIsClaimedByNobodyAnyMore() {
    long done = keep("acme", "a");
    long other = keep("acme", "b");
    try (Claims claims = renewal.claims()) {
      assertThat(claims.take(9, List.of())).hasSize(2);
      JoinedWrites writes = journal.writes();
      journal.record(List.of(done), List.of(Outcome.ignoredByRoute("Of no concern.")), writes);
      writes.write();
      assertThat(store.jdbc().queryForList("select callback_id from callback_claim", Long.class))
          .containsExactly(other);
    }
  }

  /** As when the process is killed, or cut off from the store. */
  @Test
  void aClaimThatIsNotRenewedRunsOutAndItsHolderLearnsOfIt() {
    long id = keep("acme", "a");
    try (Claims one = renewal.claims();
        Claims other = renewal.claims()) {
      assertThat(one.take(9, List.of())).hasSize(1);
      store.jdbc().update("update callback_claim set claimed_until = now() - interval '1 second'");
      assertThat(ids(other.take(9, List.of()))).containsExactly(id);
      await().atMost(Duration.ofSeconds(20)).until(() -> !one.has(id));
      assertThat(one.take(9, List.of())).isEmpty();
      assertThat(other.has(id)).isTrue();
    }
  }

  @Test
  void aClaimIsRenewedForAsLongAsItsHolderLives() {
    long id = keep("acme", "a");
    try (Claims one = renewal.claims();
        Claims other = renewal.claims()) {
      assertThat(one.take(9, List.of())).hasSize(1);
      for (int i = 0; i < 2; i++) {
        store
            .jdbc()
            .update("update callback_claim set claimed_until = now() + interval '4 seconds'");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    count("callback_claim where claimed_until > now() + interval '5 seconds'")
                        == 1);
      }
      assertThat(one.has(id)).isTrue();
      assertThat(other.take(9, List.of())).isEmpty();
    }
  }

  /** The embedded server ends with its process, and a crash of it forgets the claims anyway. */
  @Test
  void aClaimFromBeforeTheStoreStartedCountsForNothing() {
    long id = keep("acme", "a");
    try (Claims one = renewal.claims();
        Claims other = renewal.claims()) {
      assertThat(one.take(9, List.of())).hasSize(1);
      store
          .jdbc()
          .update(
              "update callback_claim set claimed_at = pg_postmaster_start_time() - interval '1 second'");
      assertThat(ids(other.take(9, List.of()))).containsExactly(id);
    }
  }

  /** It does not know what the answer to its claim was. */
  @Test
  void whatAWorkerHasClaimedWithoutHearingOfItIsItsOwnStill() {
    long id = keep("acme", "a");
    try (Claims one = renewal.claims()) {
      assertThat(one.take(9, List.of())).hasSize(1);
      one.lose(List.of(id));
      assertThat(ids(one.take(9, List.of()))).containsExactly(id);
    }
  }

  /** While replicas are replaced one by one. */
  @Test
  void whatAReplicaOfAnOlderVersionHasLockedIsLeftToIt() throws SQLException {
    long id = keep("acme", "a");
    try (Connection older = store.dataSource().getConnection();
        Statement statement = older.createStatement();
        Claims claims = renewal.claims()) {
      statement.execute("select pg_try_advisory_lock(" + id + " # x'63616c6c00000000'::bigint)");
      assertThat(claims.take(9, List.of())).isEmpty();
      assertThat(claims.takeAll(List.of(id))).isFalse();
      statement.execute("select pg_advisory_unlock_all()");
      assertThat(ids(claims.take(9, List.of()))).containsExactly(id);
    }
  }

  @Test
  void ofThoseWhoClaimAtOnceEachGetsSomethingElse() throws Exception {
    for (int i = 0; i < 400; i++) {
      keep("acme", "a" + i);
    }
    List<Long> taken = Collections.synchronizedList(new ArrayList<>());
    ExecutorService workers = Executors.newFixedThreadPool(4);
    List<Claims> all = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 4; i++) {
      workers.execute(
          () -> {
            Claims claims = renewal.claims();
            all.add(claims);
            while (taken.size() < 400) {
              taken.addAll(ids(claims.take(7, List.of())));
            }
          });
    }
    workers.shutdown();
    assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    all.forEach(Claims::close);
    assertThat(taken).hasSize(400).doesNotHaveDuplicates();
  }

  @Test
  void providersThatAreLeftOutAndCallbacksThatWaitKeepNobodyBack() {
    long slow = keep("slow", "a");
    long waiting = keep("acme", "b");
    long due = keep("acme", "c");
    journal.putOff(waiting, "step-failed-for-now", "Later.", NOW.plusSeconds(60));
    try (Claims claims = renewal.claims()) {
      assertThat(ids(claims.take(9, List.of("slow")))).containsExactly(due);
    }
    clock.advance(Duration.ofSeconds(60));
    try (Claims claims = renewal.claims()) {
      assertThat(ids(claims.take(9, List.of()))).containsExactly(slow, waiting, due);
    }
  }

  /** PostgreSQL keeps what was pending for as long as anybody has a transaction open. */
  @Test
  void aLookDoesNotGoPastWhatWasDoneWhileSomebodyHoldsATransactionOpen() throws SQLException {
    try (Connection somebody = store.dataSource().getConnection();
        Claims claims = renewal.claims()) {
      somebody.setAutoCommit(false);
      somebody.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement look = somebody.createStatement()) {
        look.execute("select count(*) from callback");
      }
      for (int i = 0; i < 10; i++) {
        keepMany(1000);
        assertThat(claims.take(1000, List.of())).hasSize(1000);
        store.jdbc().update("update callback set outcome = 'ignored' where outcome = 'pending'");
      }
      long last = keep("acme", "last");
      await()
          .untilAsserted(
              () -> {
                long before = store.entriesRead("callback_pending");
                assertThat(ids(claims.take(9, List.of()))).containsExactly(last);
                claims.release(List.of(last));
                assertThat(store.entriesRead("callback_pending") - before).isLessThan(3000);
              });
      somebody.rollback();
    }
  }

  @Test
  void whatIsPendingAgainLongAfterLaterOnesIsFoundAllTheSame() {
    long first = keep("acme", "first");
    store.jdbc().update("update callback set outcome = 'ignored'");
    try (Claims claims = renewal.claims()) {
      for (int i = 0; i < 3; i++) {
        keepMany(1000);
        assertThat(claims.take(1000, List.of())).hasSize(1000);
        store.jdbc().update("update callback set outcome = 'ignored' where outcome = 'pending'");
      }
      store.jdbc().update("update callback set outcome = 'pending' where id = ?", first);

      await().until(() -> ids(claims.take(9, List.of())).contains(first));
    }
  }

  private static void keepMany(int count) {
    store
        .jdbc()
        .update(
            """
            insert into callback (provider, connection, delivery_key, received_at, charset, body)
            select 'acme', 'default', gen_random_uuid(), now(), 'UTF-8', '{}'
            from generate_series(1, ?)
            """,
            count);
  }

  private static long count(String rows) {
    Long count = store.jdbc().queryForObject("select count(*) from " + rows, Long.class);
    return count == null ? 0 : count;
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
