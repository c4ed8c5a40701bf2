package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two who apply callbacks at once, each on a connection of its own. */
class JournalClaimTest {

  @TempDir Path home;

  @Test
  void whatOneHasClaimedNobodyElseClaimsAndNobodyWaitsForIt() {
    try (EmptyStore store = EmptyStore.start(home)) {
      ManualClock clock = new ManualClock(Instant.parse("2026-11-02T09:00:00Z"));
      Journal journal = new Journal(store.dataSource(), 2, new Signal(1), clock);
      TransactionTemplate transactions =
          new TransactionTemplate(new DataSourceTransactionManager(store.dataSource()));
      try {
        List<Long> ids = List.of(keep(store, "a"), keep(store, "b"), keep(store, "c"));

        transactions.executeWithoutResult(
            transaction -> {
              assertThat(ids(journal.claim(2))).containsExactly(ids.get(0), ids.get(1));
              List<Long> other =
                  CompletableFuture.supplyAsync(() -> transactions.execute(any -> journal.claim(9)))
                      .orTimeout(20, TimeUnit.SECONDS)
                      .thenApply(JournalClaimTest::ids)
                      .join();
              assertThat(other).containsExactly(ids.get(2));
              transaction.setRollbackOnly();
            });

        assertThat(ids(transactions.execute(any -> journal.claim(9))))
            .containsExactlyElementsOf(ids);
      } finally {
        journal.close();
      }
    }
  }

  private static List<Long> ids(List<Callback> callbacks) {
    return callbacks.stream().map(Callback::id).toList();
  }

  private static long keep(EmptyStore store, String key) {
    return store
        .jdbc()
        .queryForObject(
            """
            insert into callback (provider, connection, delivery_key, received_at, charset, body)
            values ('acme', 'default', ?, now(), 'UTF-8', ?) returning id
            """,
            Long.class,
            key,
            "{}".getBytes(StandardCharsets.UTF_8));
  }
}
