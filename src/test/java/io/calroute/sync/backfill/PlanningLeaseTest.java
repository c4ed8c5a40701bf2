package io.calroute.sync.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.appointment.AppointmentStore;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanningLeaseTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  @TempDir Path home;

  @Test
  void oneReplicaPlansUntilItsTimeIsOver() {
    ManualClock clock = new ManualClock(NOW);
    try (EmptyStore store = EmptyStore.start(home)) {
      store
          .jdbc()
          .update(
              """
              insert into provider_run (provider, connection, kind, state, range_from, range_to,
                begun_at, due_at) values ('acme', 'default', 'backfill', 'listing', ?, ?, ?, ?)
              """,
              at(NOW),
              at(NOW.plusSeconds(60)),
              at(NOW),
              at(NOW));
      BackfillStore backfills =
          new BackfillStore(
              store.jdbc(), new AppointmentStore(store.jdbc(), new ObjectMapper(), clock), clock);
      Backfill one = backfills.newest().get(0);
      Instant first = NOW.plusSeconds(300);
      assertThat(backfills.takeForPlanning(one, null, first)).isTrue();
      assertThat(backfills.takeForPlanning(one, null, first.plusSeconds(1))).isFalse();
      Instant second = first.plusSeconds(2);
      assertThat(backfills.takeForPlanning(one, first, second)).isTrue();
      assertThat(backfills.takeForPlanning(one, first, second)).isFalse();
      clock.advance(Duration.ofSeconds(302));
      assertThat(backfills.takeForPlanning(one, null, second.plusSeconds(300))).isTrue();
      backfills.planned(one.id(), JsonNodeFactory.instance.objectNode());
      assertThat(backfills.takeForPlanning(one, null, second.plusSeconds(900))).isFalse();
    }
  }

  private static java.sql.Timestamp at(Instant instant) {
    return java.sql.Timestamp.from(instant);
  }
}
