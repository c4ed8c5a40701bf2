package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.destination.Answer;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.reference.Reference;
import io.calroute.reference.WantedReference;
import io.calroute.sync.dryrun.ObedientTarget;
import io.calroute.sync.sweep.SweepStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.OptimisticLockingFailureException;

/** Two at the same appointment, each on a connection of his own. */
class OverlapTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path home;

  private static StoredTurns stored;

  @BeforeAll
  static void start() {
    stored = StoredTurns.start(home);
  }

  @AfterAll
  static void stop() {
    stored.close();
  }

  @BeforeEach
  void nothingToDo() {
    stored.clear();
  }

  // ---------------------------------------------------------------- said during a call

  @Test
  void aChangeSaidDuringACallIsInTheCalendarAtTheEnd() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    Turn turn = stored.begin(ada(appointment), "B");
    stored.clock.advance(Duration.ofSeconds(6));
    stored.renew(appointment.id());
    answer(turn);

    settle(appointment, "C");
  }

  /** Said in the same moment in which the turn's reference had become due. */
  @Test
  void aChangeSaidInTheMomentOfTheOneBeforeIsInTheCalendarAtTheEnd() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    Turn turn = stored.begin(ada(appointment), "B");
    stored.renew(appointment.id());
    answer(turn);

    settle(appointment, "C");
  }

  /** The appointment itself has not changed. */
  @Test
  void aLookAskedForDuringACallIsTaken() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    Turn turn = stored.begin(ada(appointment), "B");
    stored.clock.advance(Duration.ofSeconds(6));
    stored.transactions.executeWithoutResult(
        transaction -> stored.references.makeDue(appointment.id()));
    answer(turn);

    assertThat(ada(appointment).dueAt()).isEqualTo(stored.clock.instant());
  }

  /** Overtaken before anything was sent. */
  @Test
  void nothingIsSentOfAChangeThatIsOldAlready() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    Turn turn = stored.open(ada(appointment));
    stored.renew(appointment.id());

    assertThat(stored.turns.begin(turn, StoredTurns.content("B")).getCall()).isNull();
    assertThat(ada(appointment).inFlight()).isNull();
    settle(appointment, "C");
  }

  /** Two appointments find out at once that a mailbox makes no Teams meetings. */
  @Test
  void whoFindsOutSecondIsPlacedAnewAsWell() {
    Appointment appointment =
        stored.appointment("1", new WantedReference(Target.OFFICE365, "carla@o.example", 0, null));
    Reference reference = stored.reference(appointment.id(), "carla@o.example");
    ObjectNode online = StoredTurns.content("A").deepCopy();
    online.put("isOnlineMeeting", true);
    Turn turn = stored.turns.begin(stored.open(reference), online);
    stored.references.markWithoutTeams(reference.lane());
    stored.clock.advance(Duration.ofSeconds(1));
    while (turn.getCall() != null) {
      stored.proceed(
          turn,
          new Answer.Stands(new StandingEvent("event", "etag", null, false, null, null, online)));
    }

    assertThat(stored.reference(appointment.id(), "carla@o.example").dueAt())
        .isEqualTo(stored.clock.instant());
  }

  // ---------------------------------------------------------------- the lock of a turn

  static Stream<Arguments> steps() {
    return Stream.of(
        step("open", (appointment, turn) -> stored.openUnread(ada(appointment))),
        step("proceed", (appointment, turn) -> answer(turn)),
        step(
            "abandon",
            (appointment, turn) ->
                stored.turns.abandon(
                    ada(appointment).id(), Failure.of(Failure.Kind.PASSING, "test", "Test."))));
  }

  private static Arguments step(String name, BiConsumer<Appointment, Turn> step) {
    return Arguments.of(name, step);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void aStepThatConcernsOthersWaitsForWhoeverHasTheAppointment(
      String name, BiConsumer<Appointment, Turn> step) {
    Appointment appointment =
        stored.appointment("1", StoredTurns.google("ada", 0), StoredTurns.google("bo", 1));
    Turn turn = name.equals("proceed") ? stored.begin(ada(appointment), "B") : null;

    CompletableFuture<Void> other =
        stored.transactions.execute(
            transaction -> {
              stored.appointments.lock(List.of(appointment.key()));
              CompletableFuture<Void> waiting =
                  CompletableFuture.runAsync(() -> step.accept(appointment, turn));
              awaitWaiting(waiting, 1);
              return waiting;
            });
    other.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Whoever has it says that all of it is due when he is done. */
  @Test
  void aTurnThatConcernsNobodyElseWaitsForNobody() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    stored.transactions.executeWithoutResult(
        transaction -> {
          stored.appointments.lock(List.of(appointment.key()));
          answer(stored.begin(ada(appointment), "B"));
        });
    assertThat(title(appointment)).isEqualTo("B");
  }

  /** Somebody else may be about to make it due, and holds it until he is done. */
  @Test
  void aReferenceThatIsLockedIsWrittenWhenItIsFreeAndKeepsNobodyElseWaiting() {
    Appointment locked = standing("A");
    Appointment other = stored.appointment("2", StoredTurns.google("bo", 0));
    stored.renew(locked.id());
    Turn turn = stored.open(ada(locked));
    CompletableFuture<Turn> begun =
        stored.transactions.execute(
            transaction -> {
              stored
                  .store
                  .jdbc()
                  .queryForList(
                      "select id from reference where appointment_id = ? for no key update",
                      locked.id());
              CompletableFuture<Turn> waiting =
                  CompletableFuture.supplyAsync(
                      () -> stored.turns.begin(turn, StoredTurns.content("B")));
              stored.take(stored.reference(other.id(), "bo"), "A");
              assertThat(waiting).isNotDone();
              return waiting;
            });
    assertThat(begun.orTimeout(20, TimeUnit.SECONDS).join().getCall()).isNotNull();
    assertThat(stored.reference(other.id(), "bo").state()).isEqualTo(Reference.State.LIVE);
  }

  /** Each way to lock an appointment keeps out each other one. */
  @Test
  void allWaysToLockAnAppointmentAreOneLock() {
    Appointment appointment = standing("A");
    AppointmentStore store = stored.appointments;
    List<Runnable> ways =
        List.of(
            () -> store.lock(appointment.id()),
            () -> store.lock(List.of(appointment.key())),
            () -> store.lockAll(List.of(appointment.id())),
            () -> store.lockRevision(appointment.id()));
    for (Runnable first : ways) {
      List<CompletableFuture<Void>> others =
          stored.transactions.execute(
              transaction -> {
                first.run();
                List<CompletableFuture<Void>> waiting =
                    ways.stream().map(CompletableFuture::runAsync).toList();
                waiting.forEach(one -> assertThat(one).isNotDone());
                awaitWaiting(waiting.get(0), ways.size());
                return waiting;
              });
      others.forEach(one -> one.orTimeout(20, TimeUnit.SECONDS).join());
    }
  }

  // ---------------------------------------------------------------- the counter of writes

  @Test
  void whoHasLostTheLaneWritesNothing() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    Turn lost = stored.open(ada(appointment));
    Turn other = stored.begin(ada(appointment), "B");

    assertThatThrownBy(() -> stored.turns.begin(lost, StoredTurns.content("B")))
        .isInstanceOf(OptimisticLockingFailureException.class);
    answer(other);
    assertThat(title(appointment)).isEqualTo("B");
  }

  @Test
  void theAnswerThatALostWorkerHearsIsNotStored() {
    Appointment appointment = standing("A");
    stored.renew(appointment.id());
    Turn lost = stored.begin(ada(appointment), "B");
    Turn other = stored.begin(ada(appointment), "B");
    answer(other);
    Reference stands = ada(appointment);

    assertThatThrownBy(() -> stored.proceed(lost, StoredTurns.refused(Failure.Kind.MISSING)))
        .isInstanceOf(OptimisticLockingFailureException.class);
    assertThat(ada(appointment)).isEqualTo(stands);
  }

  @Test
  void aSweepChangesNothingThatATurnHasWrittenSince() {
    Appointment appointment = standing("A");
    Reference seen = ada(appointment);
    stored.renew(appointment.id());
    answer(stored.begin(ada(appointment), "B"));
    Reference written = ada(appointment);
    assertThat(written.dueAt()).isNull();

    SweepStore sweeps = new SweepStore(stored.store.jdbc(), stored.references, stored.clock);
    sweeps.touched(seen, "\"old\"", true);
    sweeps.mend(seen, "\"old\"", true, StoredTurns.content("Old"));
    sweeps.gone(seen, true);
    assertThat(ada(appointment)).isEqualTo(written);
  }

  @Test
  void aTurnWritesNothingOverWhatASweepHasFound() {
    Appointment appointment = standing("A");
    Reference seen = ada(appointment);
    new SweepStore(stored.store.jdbc(), stored.references, stored.clock)
        .touched(seen, "\"new\"", false);

    assertThatThrownBy(() -> stored.references.save(seen, seen.writes()))
        .isInstanceOf(OptimisticLockingFailureException.class);
    assertThat(ada(appointment).standing().etag()).isEqualTo("\"new\"");
  }

  // ---------------------------------------------------------------- a booking gets a new id

  @Test
  void anEventWithARequestOpenStaysWhenItsBookingGetsANewId() {
    Appointment former = standing("A");
    Appointment successor = stored.appointment("2");
    stored.renew(former.id());
    Turn turn = stored.begin(ada(former), "B");
    handOver(former, successor);

    assertThat(stored.references.of(successor.id())).isEmpty();
    answer(turn);
    assertThat(title(former)).isEqualTo("B");
    handOver(former, successor);
    assertThat(ada(successor).standing().eventId()).isNotNull();
  }

  @Test
  void anEventThatALateRequestMayChangeStaysToo() {
    Appointment former = standing("A");
    Appointment successor = stored.appointment("2");
    Reference reference = ada(former);
    stored.references.save(
        reference.watchedUntil(stored.clock.instant()), reference.writes(), null, null, false);
    handOver(former, successor);

    assertThat(stored.references.of(successor.id())).isEmpty();
  }

  /** It was opened, and nothing is sent yet. */
  @Test
  void aTurnOfAnEventThatHasMovedOnWritesNothing() {
    Appointment former = standing("A");
    Appointment successor = stored.appointment("2");
    stored.renew(former.id());
    Turn turn = stored.open(ada(former));
    handOver(former, successor);

    assertThat(stored.turns.begin(turn, StoredTurns.content("B")).getCall()).isNull();
    assertThat(ada(successor).inFlight()).isNull();
  }

  /** The appointment was looked up before, and locked after. */
  @Test
  void aTurnThatIsOpenedWhileItsEventMovesOnIsTakenLaterAndIsNoFailure() {
    Appointment former = standing("A");
    Appointment successor = stored.appointment("2");
    stored.renew(former.id());
    Reference reference = ada(former);

    CompletableFuture<Turn> opened =
        stored.transactions.execute(
            transaction -> {
              stored.appointments.lock(List.of(former.key(), successor.key()));
              CompletableFuture<Turn> waiting =
                  CompletableFuture.supplyAsync(() -> stored.openUnread(reference));
              awaitWaiting(waiting, 1);
              stored.references.handOver(former.id(), successor.id());
              return waiting;
            });

    assertThat(opened.orTimeout(20, TimeUnit.SECONDS).join()).isNull();
    Reference moved = ada(successor);
    assertThat(moved.failure()).isNull();
    assertThat(moved.dueAt()).isEqualTo(reference.dueAt());
    assertThat(stored.open(moved).appointment().key())
        .isEqualTo(new AppointmentKey("acme", "default", "2"));
  }

  // ---------------------------------------------------------------- words

  private static void handOver(Appointment former, Appointment successor) {
    stored.transactions.executeWithoutResult(
        transaction -> {
          stored.appointments.lock(List.of(former.key(), successor.key()));
          stored.references.handOver(former.id(), successor.id());
        });
  }

  private static Appointment standing(String title) {
    Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
    stored.take(ada(appointment), title);
    assertThat(title(appointment)).isEqualTo(title);
    assertThat(ada(appointment).dueAt()).isNull();
    return appointment;
  }

  private static void answer(Turn turn) {
    while (turn.getCall() != null) {
      stored.proceed(turn, ObedientTarget.answer(turn.getCall(), turn.reference()));
    }
  }

  /** Takes turns until nothing is due. */
  private static void settle(Appointment appointment, String title) {
    for (int i = 0; ada(appointment).dueAt() != null && i < 5; i++) {
      stored.take(ada(appointment), title);
    }
    assertThat(ada(appointment).dueAt()).isNull();
    assertThat(title(appointment)).isEqualTo(title);
  }

  private static String title(Appointment appointment) {
    return ada(appointment).applied().content().path("title").asText();
  }

  private static Reference ada(Appointment appointment) {
    return stored.reference(appointment.id(), "ada");
  }

  /** Until so many wait for somebody's lock; fails when one did not have to. */
  private static void awaitWaiting(CompletableFuture<?> one, int count) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              assertThat(one).isNotDone();
              return lockWaits() == count;
            });
  }

  private static int lockWaits() {
    return stored
        .store
        .jdbc()
        .queryForObject(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """,
            Integer.class);
  }
}
