package io.calroute.sync.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillTimesTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  @TempDir Path home;

  @Test
  void allThatWasReadIsAllThatThereIs() {
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
    }
  }
}
