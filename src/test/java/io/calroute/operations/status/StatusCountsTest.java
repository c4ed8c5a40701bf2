package io.calroute.operations.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.web.Paging;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * Each appointment that is not in sync is counted, once, and found under the state of the count.
 */
class StatusCountsTest {

  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
  private static final Instant BEFORE = NOW.minusSeconds(10);

  @TempDir static Path home;
  private static EmptyStore store;
  private static JdbcTemplate jdbc;

  private StatusReading reading;
  private AppointmentLookup lookup;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
    jdbc = store.jdbc();
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void nothingIsKnown() {
    jdbc.update("truncate appointment, lane, callback, refused_credentials cascade");
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Snapshots snapshots = new Snapshots(jdbc, new DataSourceTransactionManager(store.dataSource()));
    reading = new StatusReading(snapshots, false, clock);
    ObjectMapper json = new ObjectMapper();
    lookup =
        new AppointmentLookup(
            snapshots,
            new AppointmentStore(jdbc, json, clock),
            new ReferenceStore(jdbc, json, clock),
            clock);
  }

  @Test
  void whoIsNotInTheDirectoryMakesItsAppointmentUnrouted() {
    appointment("nowhere", true);
    reference(appointment("half", true), "live", true, null, null);
    appointment("off", false);

    assertThat(counts().unrouted()).isEqualTo(2);
    assertThat(found(SyncState.UNROUTED)).containsExactlyInAnyOrder("nowhere", "half");
  }

  @Test
  void anUnroutedAppointmentWithWorkLeftIsCountedByItsWorkAlone() {
    reference(appointment("due", true), "absent", true, BEFORE, null);
    reference(appointment("failed", true), "absent", true, null, "permanent");

    assertThat(counts().unrouted()).isZero();
    assertThat(counts().due()).isEqualTo(1);
    assertThat(counts().failed()).isEqualTo(1);
    assertThat(found(SyncState.UNROUTED)).isEmpty();
  }

  @Test
  void whatHasFailedForGoodIsCountedUntilItIsOfNoInterest() {
    reference(appointment("never-made", false), "absent", true, null, "permanent");
    reference(appointment("not-removed", false), "live", false, null, "permanent");
    reference(appointment("nothing-left", false), "gone", false, null, "permanent");
    reference(appointment("tried-again", false), "absent", true, BEFORE, "permanent");

    assertThat(counts().failed()).isEqualTo(2);
    assertThat(counts().due()).isEqualTo(1);
    assertThat(found(SyncState.FAILED)).containsExactlyInAnyOrder("never-made", "not-removed");
    assertThat(found(SyncState.DUE)).containsExactly("tried-again");
  }

  @Test
  void whatWasGivenUpInTheMiddleOfACallIsCounted() {
    long id = reference(appointment("under-way", false), "gone", false, null, "permanent");
    jdbc.update(
        "update reference set in_flight_operation = 'delete', in_flight_first_sent_at = now()"
            + " where id = ?",
        id);

    assertThat(counts().failed()).isEqualTo(1);
    assertThat(found(SyncState.FAILED)).containsExactly("under-way");
  }

  @Test
  void anAppointmentIsCountedOnceHoweverManyPlacesItHas() {
    long appointment = appointment("many", false);
    reference(appointment, "absent", true, null, "permanent");
    reference(appointment, "absent", true, null, "permanent");
    reference(appointment, "absent", true, BEFORE, null);
    reference(appointment, "live", true, null, null);

    assertThat(counts()).isEqualTo(reading.now().appointments());
    assertThat(counts().failed()).isEqualTo(1);
    assertThat(counts().due()).isZero();
  }

  @Test
  void whatStandsIsNotCounted() {
    reference(appointment("fine", false), "live", true, null, null);

    assertThat(counts().failed() + counts().due() + counts().unrouted() + counts().parked())
        .isZero();
    assertThat(found(SyncState.SYNCED)).containsExactly("fine");
  }

  private CurrentStatus.Appointments counts() {
    return reading.now().appointments();
  }

  private List<String> found(SyncState state) {
    return lookup.page(state, null, Paging.of(null, null)).items().stream()
        .map(one -> one.appointment().key().id())
        .toList();
  }

  private static long appointment(String id, boolean unrouted) {
    return jdbc.queryForObject(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at, unrouted)
        values ('acme', 'default', ?, 'confirmed', 1, '[1]', 1, '{}', now(), ?) returning id
        """,
        Long.class,
        id,
        unrouted);
  }

  private static long reference(
      long appointment, String state, boolean wanted, Instant dueAt, String failure) {
    Long lane =
        jdbc.queryForObject(
            "insert into lane (target, calendar) values ('google', gen_random_uuid()::text)"
                + " returning id",
            Long.class);
    return jdbc.queryForObject(
        """
        insert into reference (appointment_id, lane_id, position, wanted, state, event_id, due_at,
          failure_kind, failure_code, failure_message, changed_at)
        values (?, ?, 0, ?, ?, 'event', ?, ?, 'code', 'Message.', now()) returning id
        """,
        Long.class,
        appointment,
        lane,
        wanted,
        state,
        dueAt == null ? null : Timestamp.from(dueAt),
        failure);
  }
}
