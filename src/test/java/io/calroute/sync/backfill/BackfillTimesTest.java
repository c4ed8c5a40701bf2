package io.calroute.sync.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.reference.ReferenceStore;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillTimesTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final Instant READ = NOW.minus(Duration.ofDays(3));

  @TempDir Path home;

  @Test
  void whatWasHeldIsHeardOfWhenItIsAcceptedAndAllThatWasReadIsAllThatThereIs() {
    try (EmptyStore store = EmptyStore.start(home)) {
      ManualClock clock = new ManualClock(NOW);
      BackfillStore backfills =
          new BackfillStore(
              store.jdbc(), new AppointmentStore(store.jdbc(), new ObjectMapper(), clock), clock);
      long run =
          store
              .jdbc()
              .queryForObject(
                  """
                  insert into provider_run (provider, connection, kind, state, begun_at, due_at,
                    listed, total) values ('acme', 'default', 'backfill', 'listing', now(), now(),
                    10, 11) returning id
                  """,
                  Long.class);
      assertThat(backfills.find(run).orElseThrow().total()).isEqualTo(11);
      store.jdbc().update("update provider_run set read_at = now(), state = 'planned'");
      assertThat(backfills.find(run).orElseThrow().total()).isEqualTo(10);

      callback(store, "default", "list", READ);
      callback(store, "default", null, READ);
      callback(store, "default", "list", NOW.plusSeconds(60));
      callback(store, "other", "list", READ);
      assertThat(heard(store)).startsWith(READ, READ);

      assertThat(backfills.accept(run)).isTrue();

      assertThat(heard(store)).containsExactly(NOW, READ, NOW.plusSeconds(60), READ);
    }
  }

  private static List<Instant> heard(EmptyStore store) {
    return store
        .jdbc()
        .queryForList(
            "select " + ReferenceStore.HEARD_AT + " from callback c order by c.id", Timestamp.class)
        .stream()
        .map(Timestamp::toInstant)
        .toList();
  }

  private static void callback(EmptyStore store, String connection, String source, Instant at) {
    store
        .jdbc()
        .update(
            """
            insert into callback (provider, connection, delivery_key, received_at, charset, body,
              source) values ('acme', ?, gen_random_uuid()::text, ?, 'UTF-8', '{}', ?)
            """,
            connection,
            Timestamp.from(at),
            source);
  }
}
