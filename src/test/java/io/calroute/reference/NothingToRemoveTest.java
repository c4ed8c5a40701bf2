package io.calroute.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.destination.Target;
import io.calroute.store.EmptyStore;
import io.calroute.store.JoinedWrites;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place that is no longer wanted is only due while something may stand there. */
class NothingToRemoveTest {

  @TempDir static Path home;
  private static EmptyStore store;

  private ReferenceStore references;
  private long appointment;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void oneIsWanted() {
    store.jdbc().update("truncate appointment, lane, lane_spelling cascade");
    appointment =
        store
            .jdbc()
            .queryForObject(
                """
                insert into appointment (provider, connection, external_id, status, revision,
                  version, version_callback, document, changed_at)
                values ('acme', 'default', '1', 'confirmed', 1, '[1]', 1, '{}', now())
                returning id
                """,
                Long.class);
    references = new ReferenceStore(store.jdbc(), new ObjectMapper(), Clock.systemUTC());
    want(
        Map.of(appointment, List.of(new WantedReference(Target.GOOGLE, "mia@o.example", 0, null))));
  }

  @Test
  void anEventThatWasNeverMadeNeedsNoCall() {
    wantNothing();
    assertThat(due()).isFalse();
  }

  @Test
  void anEventThatStandsIsDue() {
    store.jdbc().update("update reference set state = 'live', event_id = 'event'");
    wantNothing();
    assertThat(due()).isTrue();
  }

  @Test
  void aRequestThatMayHaveArrivedIsDue() {
    store
        .jdbc()
        .update(
            """
            update reference set in_flight_operation = 'create', in_flight_revision = 1,
              in_flight_first_sent_at = now(), in_flight_last_sent_at = now()
            """);
    wantNothing();
    assertThat(due()).isTrue();
  }

  @Test
  void aRequestThatMayStillArriveIsLookedForWhenItCannotAnyMore() {
    store.jdbc().update("update reference set verify_at = now() + interval '1 hour'");
    wantNothing();
    assertThat(
            store.jdbc().queryForObject("select due_at = verify_at from reference", Boolean.class))
        .isTrue();
  }

  private void wantNothing() {
    want(Map.of(appointment, List.of()));
  }

  private boolean due() {
    return store.jdbc().queryForObject("select due_at is not null from reference", Boolean.class);
  }

  private void want(Map<Long, List<WantedReference>> places) {
    JoinedWrites writes = JoinedWrites.lasting(store.jdbc());
    references.want(places, places.keySet(), writes);
    writes.write();
  }
}
