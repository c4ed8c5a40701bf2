package io.calroute.operations.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.web.Paging;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** What is in the calendar already and only to be looked at once more. */
class VerifyingTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final Duration LATER = Duration.ofMinutes(2);

  @TempDir static Path home;

  private static EmptyStore store;
  private static JdbcTemplate jdbc;

  private final ManualClock clock = new ManualClock(NOW);
  private final Snapshots snapshots =
      new Snapshots(jdbc, new DataSourceTransactionManager(store.dataSource()));
  private final StatusReading status = new StatusReading(snapshots, false, clock);

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
  void nothingToDo() {
    jdbc.update("truncate appointment, lane, refused_credentials cascade");
  }

  @Test
  void aLookThatIsToComeIsVerifying() {
    reference(appointment("1"), true, "live", "h", LATER, LATER);

    assertThat(numbers()).isEqualTo(new CurrentStatus.Appointments(0, 0, 0, 0, 1));
    assertThat(shown("verifying")).containsExactly("1");
    assertThat(shown("due")).isEmpty();
  }

  /** Whether it could be taken by now or not. */
  @Test
  void aLookThatIsLateIsVerifyingAndLate() {
    reference(appointment("1"), true, "live", "h", LATER.negated(), LATER.negated());

    assertThat(numbers()).isEqualTo(new CurrentStatus.Appointments(0, 0, 0, 0, 1));
    assertThat(status.now().oldestPendingSeconds()).isEqualTo(120);
  }

  @Test
  void aLookAtWhatIsGoneIsVerifying() {
    reference(appointment("1"), false, "gone", null, LATER, LATER);

    assertThat(numbers()).isEqualTo(new CurrentStatus.Appointments(0, 0, 0, 0, 1));
  }

  @Test
  void whatHasYetToBeDoneIsDueWhetherItIsLookedAtLaterOrNot() {
    // Said just now, before the look.
    reference(appointment("1"), true, "live", "h", LATER, Duration.ZERO);
    // Never made, and not removed yet.
    reference(appointment("2"), true, "absent", null, LATER, LATER);
    reference(appointment("3"), false, "live", "h", LATER, LATER);
    // Nobody knows what it shows; it was never looked for; a request is open; it has failed.
    reference(appointment("4"), true, "live", null, LATER, LATER);
    reference(appointment("5"), true, "live", "h", null, LATER);
    reference(appointment("6"), true, "live", "h", LATER, LATER);
    jdbc.update(
        """
        update reference set in_flight_operation = 'update', in_flight_first_sent_at = now()
        where appointment_id = (select id from appointment where external_id = '6')
        """);
    reference(appointment("7"), true, "live", "h", LATER, LATER);
    jdbc.update(
        """
        update reference set failure_kind = 'passing'
        where appointment_id = (select id from appointment where external_id = '7')
        """);

    assertThat(numbers()).isEqualTo(new CurrentStatus.Appointments(7, 0, 0, 0, 0));
    assertThat(shown("verifying")).isEmpty();
  }

  /** Said when the look was late already. */
  @Test
  void whatWasSaidAfterTheTimeOfALookIsDue() {
    long appointment = appointment("1");
    reference(appointment, true, "live", "h", LATER.negated(), Duration.ZERO);
    jdbc.update("update reference set changed_at = due_at");

    assertThat(numbers()).isEqualTo(new CurrentStatus.Appointments(1, 0, 0, 0, 0));
  }

  @Test
  void otherPlacesOfTheAppointmentComeFirst() {
    long due = appointment("1");
    reference(due, true, "live", "h", LATER, LATER);
    reference(due, true, "absent", null, null, Duration.ZERO);
    long unrouted = appointment("2");
    reference(unrouted, true, "live", "h", LATER, LATER);
    jdbc.update("update appointment set unrouted = true where id = ?", unrouted);

    assertThat(numbers()).isEqualTo(new CurrentStatus.Appointments(1, 0, 1, 0, 0));
    assertThat(shown("due")).containsExactly("1");
    assertThat(shown("unrouted")).containsExactly("2");
    assertThat(shown("verifying")).isEmpty();
  }

  private CurrentStatus.Appointments numbers() {
    return status.now().appointments();
  }

  private List<String> shown(String state) {
    AppointmentLookup lookup =
        new AppointmentLookup(
            snapshots,
            new AppointmentStore(jdbc, new ObjectMapper(), clock),
            new ReferenceStore(jdbc, new ObjectMapper(), clock),
            clock);
    return lookup.page(SyncState.of(state), null, Paging.of(null, null)).items().stream()
        .map(one -> one.appointment().key().id())
        .toList();
  }

  private static long appointment(String id) {
    return jdbc.queryForObject(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at)
        values ('acme', 'default', ?, 'confirmed', 1, '1', 1, '{}', now()) returning id
        """,
        Long.class,
        id);
  }

  private static void reference(
      long appointment, boolean wanted, String state, String hash, Duration look, Duration due) {
    jdbc.update(
        """
        with place as (
          insert into lane (target, calendar) values ('google', gen_random_uuid()) returning id)
        insert into reference (appointment_id, lane_id, position, wanted, state, event_id,
          applied_hash, verify_at, due_at, changed_at)
        select ?, id, 0, ?, ?, 'event', ?, ?, ?, ? from place
        """,
        appointment,
        wanted,
        state,
        hash,
        look == null ? null : at(look),
        at(due),
        at(Duration.ofMinutes(-5)));
  }

  private static Timestamp at(Duration fromNow) {
    return Timestamp.from(NOW.plus(fromNow));
  }
}
