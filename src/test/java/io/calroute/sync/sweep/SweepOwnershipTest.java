package io.calroute.sync.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.event.HeardEvents;
import io.calroute.reference.Lane;
import io.calroute.reference.ReferenceStore;
import io.calroute.retention.RetentionStore;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.sync.drift.DriftStore;
import io.calroute.sync.drift.Drifts;
import io.calroute.sync.planner.EventIds;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sweep removes is ours, as it was seen, and no more than somebody has agreed to. */
class SweepOwnershipTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final int UNASKED = 3;
  private static final String KEY = "acme/default/appt-1";
  private static final EventIds IDS = new EventIds("calroute");

  @TempDir static Path home;

  private static EmptyStore store;

  private final ManualClock clock = new ManualClock(NOW);
  private final SweepStore sweepStore =
      new SweepStore(
          store.jdbc(), new ReferenceStore(store.jdbc(), new ObjectMapper(), clock), clock);
  private final Sweeps sweeps =
      new Sweeps(
          sweepStore,
          new RetentionStore(store.jdbc()),
          new Drifts(
              new DriftStore(store.jdbc(), clock),
              () -> null,
              SyncObserver.NONE,
              HeardEvents.unheard()),
          new Sweep(IDS, Duration.ofMinutes(10), UNASKED),
          SyncObserver.NONE,
          new Signal(1),
          clock);

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void nothingKnown() {
    store.jdbc().update("truncate appointment, lane, refused_credentials cascade");
    store
        .jdbc()
        .update(
            """
            insert into appointment (provider, connection, external_id, status, revision, version,
              version_callback, document, changed_at)
            values ('acme', 'default', 'appt-1', 'cancelled', 1, '1', 1, '{}', now())
            """);
  }

  // ---------------------------------------------------------------- ours

  @Test
  void anExchangeEventIsOursByTheTransactionItWasMadeIn() {
    Lane lane = lane(Target.OFFICE365);

    assertThat(removals(lane, exchange("1", IDS.transaction(KEY, "anna@example.com", 1))))
        .extracting(Call::eventId)
        .containsExactly("1");
  }

  /** The marker alone proves nothing: whoever copies an event copies its marker. */
  @Test
  void anExchangeEventOfSomebodyElseIsLeftAlone() {
    Lane lane = lane(Target.OFFICE365);

    assertThat(
            removals(
                lane,
                exchange("none", null),
                exchange("empty", ""),
                exchange("foreign", "5c2f1a70-0000-8000-8000-000000000000")))
        .isEmpty();
    assertThat(
            removals(
                lane,
                exchange("stage", new EventIds("stage").transaction(KEY, "anna@example.com", 1)),
                exchange("ben's", IDS.transaction(KEY, "ben@example.com", 1)),
                exchange("later", IDS.transaction(KEY, "anna@example.com", 2))))
        .isEmpty();
  }

  @Test
  void aGoogleEventIsOursByItsId() {
    Lane lane = lane(Target.GOOGLE);

    assertThat(
            removals(
                lane,
                event(IDS.google(KEY, "anna@example.com", 1), Json.object()),
                event(IDS.google(KEY, "ben@example.com", 1), Json.object()),
                event(new EventIds("stage").google(KEY, "anna@example.com", 1), Json.object())))
        .extracting(Call::eventId)
        .containsExactly(IDS.google(KEY, "anna@example.com", 1));
  }

  /** Nobody looks for meetings, and nobody could tell whose they are. */
  @Test
  void noMeetingIsEverCountedAsOurs() {
    assertThat(IDS.ours(lane(Target.TEAMS), exchange("1", IDS.meeting(KEY, "anna@example.com", 1))))
        .isEmpty();
  }

  // ---------------------------------------------------------------- long over

  /** Whether its appointment is known no more, or somebody says that all orphans are to go. */
  @Test
  void whatIsPastSinceAppointmentsWereRemovedStays() {
    String longOver = "2026-10-01T09:00:00Z";
    store.jdbc().update("update retention set appointments_before = ?::timestamptz", longOver);
    ObjectNode past = Json.object();
    past.putObject("end").put("dateTime", "2026-10-01T10:59:59+02:00");
    ObjectNode younger = Json.object();
    younger.putObject("end").put("dateTime", longOver);
    Lane lane = lane(Target.GOOGLE);
    sweepStore.request(null, true);
    AppointmentKey gone = new AppointmentKey("acme", "default", "appt-2");
    Marker marker = new Marker(gone.text(), 1, "1-x");
    StandingEvent unknown =
        new StandingEvent(
            IDS.google(gone.text(), "anna@example.com", 1),
            "\"7\"",
            null,
            false,
            null,
            marker,
            past.deepCopy().put("created", "2026-09-01T09:00:00Z"));

    assertThat(
            removals(
                lane,
                unknown,
                event(IDS.google(KEY, "anna@example.com", 1), past),
                event(IDS.google(KEY, "anna@example.com", 1), younger)))
        .extracting(call -> call.eventId())
        .containsExactly(IDS.google(KEY, "anna@example.com", 1));
    store.jdbc().update("update retention set appointments_before = null");
  }

  // ---------------------------------------------------------------- as it was seen

  @ParameterizedTest
  @EnumSource(names = {"GOOGLE", "OFFICE365"})
  void aRemovalNamesTheVersionThatWasSeen(Target target) {
    StandingEvent seen =
        target == Target.GOOGLE
            ? event(IDS.google(KEY, "anna@example.com", 1), Json.object())
            : exchange("1", IDS.transaction(KEY, "anna@example.com", 1));

    assertThat(removals(lane(target), seen))
        .singleElement()
        .satisfies(call -> assertThat(call.etag()).isEqualTo(seen.etag()));
  }

  // ---------------------------------------------------------------- agreed to

  @Test
  void manyAreRemovedOnlyOnceForEachTimeThatSomebodySaysSo() {
    Lane lane = lane(Target.GOOGLE);
    List<StandingEvent> many = many(UNASKED + 1);
    assertThat(removals(lane, many)).isEmpty();

    sweepStore.request(null, true);
    SweepRun confirmed = listed(lane, many);
    assertThat(removals(confirmed)).hasSize(UNASKED + 1);
    end(lane, confirmed);

    assertThat(sweepStore.isConfirmed(lane)).isFalse();
    assertThat(removals(lane, many)).isEmpty();
  }

  @Test
  void whatSomebodyHasAgreedToHoldsUntilItIsDone() {
    Lane lane = lane(Target.GOOGLE);
    sweepStore.request(null, true);

    SweepRun unread = sweeps.open(lane);
    sweeps.proceed(
        unread,
        new Answer.Refused(Failure.of(Failure.Kind.PASSING, "google-unreachable", "Later.")));
    end(lane, unread);
    assertThat(sweepStore.isConfirmed(lane)).isTrue();

    List<StandingEvent> many = many(70);
    SweepRun first = listed(lane, many);
    assertThat(removals(first)).hasSize(50);
    end(lane, first);
    assertThat(sweepStore.isConfirmed(lane)).isTrue();

    SweepRun second = listed(lane, many.subList(50, 70));
    assertThat(removals(second)).hasSize(20);
    end(lane, second);
    assertThat(sweepStore.isConfirmed(lane)).isFalse();
  }

  // ---------------------------------------------------------------- words

  /** As {@link Sweeping} records it. */
  private void end(Lane lane, SweepRun run) {
    sweepStore.swept(
        lane,
        NOW.plusSeconds(60),
        run.events(),
        run.events() == null ? null : run.orphansLeft(),
        run.isFinished());
  }

  private List<Call> removals(Lane lane, StandingEvent... found) {
    return removals(lane, List.of(found));
  }

  private List<Call> removals(Lane lane, List<StandingEvent> found) {
    return removals(listed(lane, found));
  }

  private SweepRun listed(Lane lane, List<StandingEvent> found) {
    SweepRun run = sweeps.open(lane);
    assertThat(run.getCall().operation()).isEqualTo(Call.Operation.LIST);
    return sweeps.proceed(run, new Answer.Found(found));
  }

  private List<Call> removals(SweepRun run) {
    List<Call> calls = new ArrayList<>();
    while (run.getCall() != null) {
      assertThat(run.getCall().operation()).isEqualTo(Call.Operation.DELETE);
      calls.add(run.getCall());
      sweeps.proceed(run, new Answer.Removed());
    }
    return calls;
  }

  private static List<StandingEvent> many(int count) {
    List<StandingEvent> many = new ArrayList<>();
    for (int generation = 1; generation <= count; generation++) {
      many.add(
          new StandingEvent(
              IDS.google(KEY, "anna@example.com", generation),
              "\"7\"",
              null,
              false,
              null,
              new Marker(KEY, generation, "1-x"),
              Json.object().put("created", "2026-11-01T09:00:00Z")));
    }
    return many;
  }

  private static StandingEvent exchange(String id, String transaction) {
    ObjectNode resource = Json.object();
    if (transaction != null) {
      resource.put("transactionId", transaction);
    }
    return event(id, resource);
  }

  private static StandingEvent event(String id, ObjectNode resource) {
    return new StandingEvent(
        id,
        "\"7\"",
        null,
        false,
        null,
        new Marker(KEY, 1, "1-x"),
        resource.put("created", "2026-11-01T09:00:00Z"));
  }

  private Lane lane(Target target) {
    long id =
        store
            .jdbc()
            .queryForObject(
                "insert into lane (target, calendar) values (?, 'anna@example.com') returning id",
                Long.class,
                target.key());
    if (target != Target.TEAMS) {
      store
          .jdbc()
          .update(
              "insert into sweep (lane_id, next_at) values (?, ?)",
              id,
              java.sql.Timestamp.from(NOW));
    }
    return new Lane(id, target, "anna@example.com", false, null, false);
  }
}
