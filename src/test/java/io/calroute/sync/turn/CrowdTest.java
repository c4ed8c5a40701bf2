package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.destination.Answer;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.reference.WantedReference;
import io.calroute.sandbox.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appointments with very many staff members. */
class CrowdTest {

  private static final int CROWD = 100;

  /** Rows of references that any turn may read, however many its appointment has. */
  private static final long ROWS_OF_A_TURN = 30;

  private static final SyncSettings.Teams TEAMS =
      new SyncSettings.Teams(SyncSettings.Teams.When.VIRTUAL_WITHOUT_LINK, "host@example.com");

  @TempDir static Path home;

  private static StoredTurns stored;

  @BeforeAll
  static void start() {
    stored = StoredTurns.start(home, TEAMS);
  }

  /** So many that reading the whole table is no way to find one. */
  private static void fill() {
    stored
        .store
        .jdbc()
        .execute(
            """
            with lanes as (
              insert into lane (target, calendar) select 'google', 'other-' || i
              from generate_series(1, 50) i on conflict (target, calendar) do update
              set calendar = excluded.calendar returning id),
            others as (
              insert into appointment (provider, connection, external_id, status, revision, version,
                version_callback, document, changed_at)
              select 'acme', 'default', 'other-' || i, 'confirmed', 1, '1', 1, '{}', now()
              from generate_series(1, 200) i returning id)
            insert into reference (appointment_id, lane_id, position, wanted, state, event_id,
              carries, changed_at)
            select others.id, lanes.id, 0, true, 'live', 'x', false, now() from others, lanes
            """);
  }

  @AfterAll
  static void stop() {
    stored.close();
  }

  @BeforeEach
  void nothingToDo() {
    stored.clear();
  }

  @Test
  void aTurnReadsNoMoreRowsHoweverManyReferencesTheAppointmentHas() {
    Appointment appointment = stored.appointment("1", Json.object(), crowd("ada", Target.GOOGLE));
    analyze();

    assertThat(rowsReadByATurn(appointment, "ada-7")).isLessThan(ROWS_OF_A_TURN);
    assertThat(reference(appointment, "ada-7").state()).isEqualTo(Reference.State.LIVE);
  }

  /** All of them show the link of one meeting. */
  @Test
  void aTurnOfAVirtualAppointmentReadsNoMoreRowsEither() {
    List<WantedReference> places = crowd("ada", Target.GOOGLE);
    places.add(new WantedReference(Target.TEAMS, "host@example.com", -1, null));
    Appointment appointment = stored.appointment("1", virtual(), places);
    analyze();

    assertThat(rowsReadByATurn(appointment, "ada-7")).isLessThan(ROWS_OF_A_TURN);
    assertThat(waiting(appointment)).isEqualTo(1);
    stored.proceed(stored.begin(reference(appointment, "host@example.com"), "A"), meeting("1"));
    assertThat(waiting(appointment)).isZero();
    assertThat(rowsReadByATurn(appointment, "ada-7")).isLessThan(ROWS_OF_A_TURN);
    assertThat(reference(appointment, "ada-7").state()).isEqualTo(Reference.State.LIVE);
  }

  /** Whoever shows a link waits for the one event that carries it, and for no other. */
  @Test
  void nobodyIsWokenByATurnThatHeDoesNotWaitFor() {
    List<WantedReference> places = crowd("ada", Target.OFFICE365);
    Appointment appointment = stored.appointment("1", virtual(), places);
    Turn open = stored.begin(reference(appointment, "ada-0"), "A");
    stored.proceed(open, StoredTurns.refused(Failure.Kind.PERMANENT));
    Turn unlinked = stored.begin(reference(appointment, "ada-1"), "A");
    stored.proceed(unlinked, StoredTurns.refused(Failure.Kind.PASSING));
    stored.renew(appointment.id());
    for (int i = 2; i < CROWD; i++) {
      assertThat(stored.take(reference(appointment, "ada-" + i), "A")).isNull();
    }
    assertThat(waiting(appointment)).isEqualTo(CROWD - 2);

    // It has begun while nobody had to wait for the first one.
    stored.proceed(stored.begin(reference(appointment, "ada-1"), "A"), event("1"));
    assertThat(waiting(appointment)).isEqualTo(CROWD - 2);
    stored.proceed(stored.begin(reference(appointment, "ada-0"), "A"), event("0"));
    assertThat(waiting(appointment)).isZero();
  }

  /** A reassignment of all: who goes is looked at once more when everybody has come. */
  @Test
  void thoseWhoGoAreWokenOnceAllThatTakeTheirPlaceStand() {
    Appointment appointment = stored.appointment("1", Json.object(), crowd("ada", Target.GOOGLE));
    takeAll(appointment, "ada");
    stored.transactions.executeWithoutResult(
        transaction -> stored.want(Map.of(appointment.id(), crowd("bo", Target.GOOGLE))));
    analyze();
    for (int i = 0; i < CROWD; i++) {
      assertThat(stored.take(reference(appointment, "ada-" + i), "A")).isNull();
    }

    for (int i = 0; i < CROWD; i++) {
      assertThat(waiting(appointment)).isEqualTo(CROWD);
      long rows = rowsReadByATurn(appointment, "bo-" + i);
      // The last one wakes them.
      assertThat(rows).isLessThan(i == CROWD - 1 ? 4 * CROWD : ROWS_OF_A_TURN);
    }
    assertThat(waiting(appointment)).isZero();

    assertThat(rowsReadByATurn(appointment, "ada-7")).isLessThan(ROWS_OF_A_TURN);
    assertThat(reference(appointment, "ada-7").state()).isEqualTo(Reference.State.GONE);
  }

  /** What it waits for wakes it, so that nobody looks at it in vain. */
  @Test
  void whoGoesWaitsFromTheStartForThoseThatTakeItsPlace() {
    Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
    stored.take(reference(appointment, "ada"), "A");
    rest("bo", Duration.ofMinutes(2));
    reassign(appointment, "bo");
    assertThat(waiting(appointment)).as("a calendar that rests is not waited for").isZero();

    reassign(appointment, "cy");
    assertThat(waiting(appointment)).isEqualTo(1);
    assertThat(due("ada", appointment)).isEmpty();
    stored.take(reference(appointment, "cy"), "A");
    assertThat(waiting(appointment)).isZero();
    assertThat(due("ada", appointment).get(0).known())
        .as("all that its turn has to know")
        .isNotNull();
    stored.take(reference(appointment, "ada"), "A");
    assertThat(reference(appointment, "ada").state()).isEqualTo(Reference.State.GONE);
  }

  private static List<ReferenceStore.Due> due(String calendar, Appointment appointment) {
    return stored.references.due(
        reference(appointment, calendar).lane().id(), Instant.EPOCH, null, 9);
  }

  private static void reassign(Appointment appointment, String calendar) {
    stored.transactions.executeWithoutResult(
        transaction ->
            stored.want(Map.of(appointment.id(), List.of(StoredTurns.google(calendar, 0)))));
  }

  /** Nobody waits for a calendar that is broken, and that costs no more than one that works. */
  @Test
  void thoseWhoGoAreWokenOnceTheLastHasGivenUp() {
    Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
    stored.take(reference(appointment, "ada"), "A");
    stored.transactions.executeWithoutResult(
        transaction ->
            stored.want(
                Map.of(
                    appointment.id(),
                    List.of(StoredTurns.google("bo", 0), StoredTurns.google("cy", 1)))));
    assertThat(stored.take(reference(appointment, "ada"), "A")).isNull();

    fail(appointment, "bo", Failure.Kind.PERMANENT);
    assertThat(waiting(appointment)).isEqualTo(1);
    fail(appointment, "cy", Failure.Kind.PASSING);
    assertThat(waiting(appointment)).isEqualTo(1);
    fail(appointment, "cy", Failure.Kind.PASSING);
    assertThat(waiting(appointment)).isZero();
    stored.take(reference(appointment, "ada"), "A");
    assertThat(reference(appointment, "ada").state()).isEqualTo(Reference.State.GONE);
  }

  /** As the store says it, so do those who foresee it. */
  @Test
  void aCalendarThatRestsKeepsNobodyWaiting() {
    Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
    stored.take(reference(appointment, "ada"), "A");
    stored.transactions.executeWithoutResult(
        transaction ->
            stored.want(
                Map.of(
                    appointment.id(),
                    List.of(
                        StoredTurns.google("bo", 0),
                        new WantedReference(Target.OFFICE365, "cy", 1, null)))));
    assertThat(stored.take(reference(appointment, "ada"), "A")).isNull();

    rest("bo", Duration.ofMinutes(2));
    rest("cy", Duration.ofSeconds(50));
    assertThat(stored.take(reference(appointment, "ada"), "A")).isNull();
    stored
        .store
        .jdbc()
        .update(
            """
            insert into refused_credentials (account, targets, since, probe_at, code, reason)
            values ('microsoft365', '{office365,teams}', now(), now(), 'refused', 'Refused.')
            """);
    assertThat(stored.take(reference(appointment, "ada"), "A")).isNotNull();
    assertThat(reference(appointment, "ada").state()).isEqualTo(Reference.State.GONE);
  }

  private static void rest(String calendar, Duration howLong) {
    stored
        .store
        .jdbc()
        .update(
            "update lane set paused_until = ? where calendar = ?",
            java.sql.Timestamp.from(stored.clock.instant().plus(howLong)),
            calendar);
  }

  private static void fail(Appointment appointment, String calendar, Failure.Kind kind) {
    stored.proceed(stored.begin(reference(appointment, calendar), "A"), StoredTurns.refused(kind));
  }

  private static void takeAll(Appointment appointment, String name) {
    for (int i = 0; i < CROWD; i++) {
      stored.take(reference(appointment, name + "-" + i), "A");
    }
  }

  private static List<WantedReference> crowd(String name, Target target) {
    List<WantedReference> places = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      places.add(new WantedReference(target, name + "-" + i, i, null));
    }
    return places;
  }

  private static ObjectNode virtual() {
    ObjectNode document = Json.object();
    document.putObject("meeting").put("virtual", true);
    return document;
  }

  private static Answer meeting(String id) {
    return new Answer.Stands(
        new StandingEvent(id, null, null, false, "https://join/" + id, null, Json.object()));
  }

  private static Answer event(String id) {
    return new Answer.Stands(
        new StandingEvent(
            id,
            "\"1\"",
            null,
            false,
            "https://join/" + id,
            null,
            Json.object().put("onlineMeeting", "it")));
  }

  private static Reference reference(Appointment appointment, String calendar) {
    return stored.reference(appointment.id(), calendar);
  }

  private static long waiting(Appointment appointment) {
    return count("waiting", appointment);
  }

  private static long count(String which, Appointment appointment) {
    return stored
        .store
        .jdbc()
        .queryForObject(
            "select count(*) from reference where appointment_id = ? and " + which,
            Long.class,
            appointment.id());
  }

  private static void analyze() {
    fill();
    stored.store.jdbc().execute("analyze reference, lane, appointment");
  }

  private static long rowsReadByATurn(Appointment appointment, String calendar) {
    Reference reference = reference(appointment, calendar);
    return stored.transactions.execute(
        transaction -> {
          long before = rowsRead();
          stored.take(stored.openUnread(reference), "A");
          return rowsRead() - before;
        });
  }

  /** As the store counts them for this connection. */
  private static long rowsRead() {
    return stored
        .store
        .jdbc()
        .queryForObject(
            """
            select coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0)
            from pg_stat_xact_user_tables where relname = 'reference'
            """,
            Long.class);
  }
}
