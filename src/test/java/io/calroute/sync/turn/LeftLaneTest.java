package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.appointment.Appointment;
import io.calroute.sync.dryrun.ObedientTarget;
import io.calroute.sync.lane.LaneLease;
import io.calroute.sync.lane.LaneQueue;
import io.calroute.sync.lane.Tariff;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lane is given back with what is stored of it last. */
class LeftLaneTest {

  @TempDir static Path home;
  private static StoredTurns stored;
  private static LaneQueue queue;

  private int made;

  @BeforeAll
  static void start() {
    stored = StoredTurns.start(home);
    queue = new LaneQueue(stored.store.jdbc(), stored.references, 1, Tariff.NONE);
  }

  @AfterAll
  static void stop() {
    queue.close();
    stored.close();
  }

  @BeforeEach
  void nothingToDo() {
    stored.clear();
  }

  @Test
  void aLaneInWhichNothingIsDueIsGivenBackWithItsLastWrite() {
    // What was stored by then goes without it.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              LaneLease lease = workedIn(appointment());
              boolean left = leave(lease);
              assertThat(left).isEqualTo(isFree(lease));
              queue.release(lease);
              return left;
            });
  }

  @Test
  void aLaneInWhichMoreIsDueIsGivenBackAndToBeLookedAtAgain() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              stored.clear();
              Appointment one = appointment();
              appointment();
              LaneLease lease = workedIn(one);
              assertThat(leave(lease)).isFalse();
              boolean free = isFree(lease);
              queue.release(lease);
              return free;
            });
  }

  /** Whoever got it then would find the event as it was before. */
  @Test
  void aLaneWhoseLastWriteIsNotThereYetIsKept() throws SQLException {
    Appointment appointment = appointment();
    LaneLease lease = claim();
    Turn turn = stored.begin(stored.reference(appointment.id(), "ada"), "A");
    try (Connection somebody = stored.store.dataSource().getConnection();
        Statement statement = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      statement.execute("select from reference for update");
      answer(turn);
      assertThat(leave(lease)).isFalse();
      assertThat(isFree(lease)).isFalse();
      somebody.rollback();
    }
    assertThat(Turns.isStored(turn.stored())).isTrue();
    assertThat(isFree(lease)).isFalse();
    queue.release(lease);
  }

  @Test
  void aLaneThatIsSomebodyElsesStaysHis() {
    LaneLease lost = workedIn(appointment());
    stored.store.jdbc().update("update lease set epoch = nextval('lane_epoch')");
    assertThat(leave(lost)).isFalse();
    assertThat(isFree(lost)).isFalse();
  }

  private Appointment appointment() {
    return stored.appointment("appointment-" + made++, StoredTurns.google("ada", 0));
  }

  private static LaneLease claim() {
    return queue.claim(stored.clock.instant(), stored.clock.instant()).orElseThrow();
  }

  /** A turn is over, and what has come of it is on its way. */
  private static LaneLease workedIn(Appointment appointment) {
    stored.store.jdbc().update("update lease set leased_until = null");
    LaneLease lease = claim();
    answer(stored.begin(stored.reference(appointment.id(), "ada"), "A"));
    return lease;
  }

  private static void answer(Turn turn) {
    stored.turns.proceed(turn, ObedientTarget.answer(turn.getCall(), turn.reference()));
    assertThat(turn.getCall()).isNull();
  }

  private static boolean leave(LaneLease lease) {
    queue.letGo(lease);
    return stored.writer.leave(lease.lane().id(), lease.epoch(), lease.floor()).join();
  }

  private static boolean isFree(LaneLease lease) {
    return stored
        .store
        .jdbc()
        .queryForObject(
            "select leased_until is null from lease where lane_id = ?",
            Boolean.class,
            lease.lane().id());
  }
}
