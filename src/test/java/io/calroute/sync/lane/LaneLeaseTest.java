package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which lane gets a worker. */
class LaneLeaseTest {

  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  @TempDir static Path home;

  private static EmptyStore store;
  private static JdbcTemplate jdbc;

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
  void whatIsDueLaterOrNotAtAllWaits() throws SQLException {
    due("ada", 1);
    due("bo", 0);
    lane("cy");
    assertThat(claimAll()).containsExactly("bo");
  }

  @Test
  void pausedLanesAndThoseWithRefusedCredentialsArePassedOver() throws SQLException {
    due("paused", -9);
    due("rested", -1);
    due("office", -8, "office365");
    pause("paused", 5);
    pause("rested", 0);
    jdbc.update(
        """
        insert into refused_credentials (account, targets, since, probe_at, code, reason)
        values ('tenant', '{office365}', ?, ?, 'refused', 'They were refused.')
        """,
        at(-60),
        at(5));
    assertThat(claimAll()).containsExactly("rested");
    jdbc.update("update refused_credentials set probe_at = ?", at(0));
    assertThat(claimAll()).containsExactlyInAnyOrder("office", "rested");
  }

  @Test
  void whatALaneHasBookedIsThereAfterItsRestAndOnlyOnce() throws SQLException {
    due("ada", -1);
    Instant until = NOW.minusSeconds(1);
    try (LaneLease lease = claim().orElseThrow()) {
      assertThat(lease.takeBooked()).isEmpty();
      lease.rest(until, "quota-kept", "It rests.", 5);
    }
    try (LaneLease lease = claim().orElseThrow()) {
      assertThat(lease.takeBooked()).hasValue(new LaneLease.Booked(5, until));
      assertThat(lease.takeBooked()).isEmpty();
    }
    try (LaneLease lease = claim().orElseThrow()) {
      assertThat(lease.takeBooked()).isEmpty();
    }
  }

  @Test
  void whoDoesNotTakeItLeavesItToTheNext() throws SQLException {
    due("ada", -1);
    try (LaneLease lease = claim().orElseThrow()) {
      lease.rest(NOW, "quota-kept", "It rests.", 5);
    }
    claim().orElseThrow().close();
    try (LaneLease lease = claim().orElseThrow()) {
      assertThat(lease.takeBooked()).isPresent();
      lease.pause(NOW, "throttled", "It was throttled.", true);
    }
    try (LaneLease lease = claim().orElseThrow()) {
      assertThat(lease.takeBooked()).isEmpty();
    }
  }

  @Test
  void theSweepThatIsDueLongestComesFirst() throws SQLException {
    sweep("ada", -1);
    sweep("bo", -2);
    sweep("cy", 1);
    try (LaneLease first = LaneLease.claimForSweep(store.dataSource(), NOW).orElseThrow();
        LaneLease second = LaneLease.claimForSweep(store.dataSource(), NOW).orElseThrow()) {
      assertThat(first.lane().calendar()).isEqualTo("bo");
      assertThat(second.lane().calendar()).isEqualTo("ada");
      assertThat(LaneLease.claimForSweep(store.dataSource(), NOW)).isEmpty();
    }
  }

  /** Claims as many lanes at once as there are to be had. */
  private static List<String> claimAll() throws SQLException {
    List<LaneLease> leases = new ArrayList<>();
    try {
      Optional<LaneLease> next = claim();
      while (next.isPresent()) {
        leases.add(next.get());
        next = claim();
      }
      return leases.stream().map(lease -> lease.lane().calendar()).toList();
    } finally {
      for (LaneLease lease : leases) {
        lease.close();
      }
    }
  }

  private static Optional<LaneLease> claim() throws SQLException {
    return new LaneQueue(store.dataSource()).claim(NOW, NOW);
  }

  private static void due(String calendar, int seconds) {
    due(calendar, seconds, "google");
  }

  private static void due(String calendar, int seconds, String target) {
    Long appointment =
        jdbc.queryForObject(
            """
            insert into appointment (provider, connection, external_id, status, revision, version,
              version_callback, document, changed_at)
            values ('acme', 'default', gen_random_uuid(), 'confirmed', 1, '1', 1, '{}', ?)
            returning id
            """,
            Long.class,
            at(0));
    jdbc.update(
        """
        insert into reference (appointment_id, lane_id, position, wanted, due_at, changed_at)
        values (?, ?, 0, true, ?, ?)
        """,
        appointment,
        lane(calendar, target),
        at(seconds),
        at(0));
  }

  private static void sweep(String calendar, int seconds) {
    jdbc.update("insert into sweep (lane_id, next_at) values (?, ?)", lane(calendar), at(seconds));
  }

  private static void pause(String calendar, int seconds) {
    jdbc.update("update lane set paused_until = ? where calendar = ?", at(seconds), calendar);
  }

  private static long lane(String calendar) {
    return lane(calendar, "google");
  }

  private static long lane(String calendar, String target) {
    return jdbc.queryForObject(
        """
        insert into lane (target, calendar) values (?, ?)
        on conflict (target, calendar) do update set calendar = excluded.calendar returning id
        """,
        Long.class,
        target,
        calendar);
  }

  private static Timestamp at(int seconds) {
    return Timestamp.from(NOW.plusSeconds(seconds));
  }
}
