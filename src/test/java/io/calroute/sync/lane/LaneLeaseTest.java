package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.reference.ReferenceStore;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
  private static ReferenceStore references;
  private static LaneQueue queue;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
    jdbc = store.jdbc();
    references = new ReferenceStore(jdbc, new ObjectMapper(), Clock.systemUTC());
    queue = new LaneQueue(jdbc, references, 1, Tariff.NONE);
  }

  @AfterAll
  static void stopStore() {
    queue.close();
    store.close();
  }

  @BeforeEach
  void nothingToDo() {
    jdbc.update("truncate appointment, lane, refused_credentials cascade");
  }

  @Test
  void whatIsDueLaterOrNotAtAllWaits() {
    due("ada", 1);
    due("bo", 0);
    lane("cy");
    assertThat(claimAll()).containsExactly("bo");
  }

  @Test
  void pausedLanesAndThoseWithRefusedCredentialsArePassedOver() {
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
  void whatALaneHasBookedIsThereAfterItsRestAndOnlyOnce() {
    due("ada", -1);
    Instant until = NOW.minusSeconds(1);
    work(
        lease -> {
          assertThat(lease.takeBooked()).isEmpty();
          lease.rest(until, "quota-kept", "It rests.", 5);
        });
    work(
        lease -> {
          assertThat(lease.takeBooked()).hasValue(new LaneLease.Booked(5, until));
          assertThat(lease.takeBooked()).isEmpty();
        });
    work(lease -> assertThat(lease.takeBooked()).isEmpty());
  }

  @Test
  void whoDoesNotTakeItLeavesItToTheNext() {
    due("ada", -1);
    work(lease -> lease.rest(NOW, "quota-kept", "It rests.", 5));
    work(lease -> {});
    work(
        lease -> {
          assertThat(lease.takeBooked()).isPresent();
          lease.pause(NOW, "throttled", "It was throttled.", true);
        });
    work(lease -> assertThat(lease.takeBooked()).isEmpty());
  }

  /** A frozen process, which knows nothing of it when it goes on. */
  @Test
  void aLeaseThatRanOutIsSomebodyElsesAndWhatItsHolderSaysHasNoEffect() {
    due("ada", -1);
    LaneLease frozen = claim().orElseThrow();
    frozen.rest(NOW, "quota-kept", "It rests.", 5);
    assertThat(claim()).isEmpty();
    jdbc.update("update lease set leased_until = clock_timestamp() - interval '1 second'");

    LaneLease next = claim().orElseThrow();
    assertThat(next.epoch()).isGreaterThan(frozen.epoch());
    frozen.pause(NOW.plusSeconds(60), "throttled", "It was throttled.", true);
    queue.release(frozen);
    assertThat(claim()).isEmpty();
    assertThat(jdbc.queryForObject("select pause_code from lane", String.class))
        .isEqualTo("quota-kept");
    queue.release(next);
  }

  /** So no process has to wait for what it held itself before it died with its database. */
  @Test
  void theLeasesOfAServerThatHasEndedHaveEndedWithIt() {
    due("ada", -1);
    LaneLease before = claim().orElseThrow();
    jdbc.update("update lease set leased_from = pg_postmaster_start_time() - interval '1 minute'");
    assertThat(claim()).isPresent();
    queue.release(before);
  }

  @Test
  void aLeaseIsRenewedWhileItIsHeld() {
    due("ada", -1);
    LaneLease held = queue.claim(NOW, NOW).orElseThrow();
    jdbc.update("update lease set leased_until = clock_timestamp() + interval '3 seconds'");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                jdbc.queryForObject(
                    "select leased_until > clock_timestamp() + interval '5 seconds' from lease",
                    Boolean.class));
    queue.release(held);
  }

  @Test
  void theSweepThatIsDueLongestComesFirst() {
    sweep("ada", -1);
    sweep("bo", -2);
    sweep("cy", 1);
    LaneLease first = queue.claimForSweep(NOW).orElseThrow();
    LaneLease second = queue.claimForSweep(NOW).orElseThrow();
    assertThat(first.lane().calendar()).isEqualTo("bo");
    assertThat(second.lane().calendar()).isEqualTo("ada");
    assertThat(queue.claimForSweep(NOW)).isEmpty();
    queue.release(first);
    queue.release(second);
  }

  /** While replicas are replaced one by one. An older version writes its leases into the lane. */
  @Test
  void whatAReplicaOfAnOlderVersionHasLeasedIsLeftToIt() {
    due("ada", -1);
    long older = claimByOlderVersion().orElseThrow();
    assertThat(claim()).isEmpty();
    jdbc.update("update lane set leased_until = leased_until + interval '1 hour'");
    assertThat(claim()).as("it renews its lease").isEmpty();
    assertThat(claimByOlderVersion()).isEmpty();

    jdbc.update("update lane set leased_until = null where epoch = ?", older);
    LaneLease next = claim().orElseThrow();
    assertThat(next.epoch()).isGreaterThan(older);
    queue.release(next);
  }

  @Test
  void aReplicaOfAnOlderVersionGetsNoLaneThatIsLeased() {
    due("ada", -1);
    LaneLease held = claim().orElseThrow();
    assertThat(claimByOlderVersion()).isEmpty();
    held.rest(NOW, "quota-kept", "It rests.", 5);
    queue.release(held);

    assertThat(claimByOlderVersion()).isPresent();
    held.pause(NOW.plusSeconds(60), "throttled", "It was throttled.", true);
    assertThat(jdbc.queryForObject("select pause_code from lane", String.class))
        .as("what the holder says who has it no more")
        .isEqualTo("quota-kept");
  }

  /** The same statement gives a lane back and claims it again. */
  @Test
  void aReplicaOfAnOlderVersionGetsItsOwnLaneAgain() {
    due("ada", -1);
    long first = claimByOlderVersion().orElseThrow();
    assertThat(
            jdbc.queryForList(
                "update lane set epoch = nextval('lane_epoch'), leased_from = clock_timestamp(),"
                    + " leased_until = clock_timestamp() + interval '8 seconds'"
                    + " where epoch = ? returning epoch",
                Long.class,
                first))
        .hasSize(1);
    assertThat(claim()).isEmpty();
  }

  private static Optional<Long> claimByOlderVersion() {
    return jdbc
        .queryForList(
            """
            update lane set epoch = nextval('lane_epoch'), leased_from = clock_timestamp(),
              leased_until = clock_timestamp() + interval '8 seconds'
            where leased_until is null or leased_until < clock_timestamp()
            returning epoch
            """,
            Long.class)
        .stream()
        .findFirst();
  }

  /** Claims as many lanes at once as there are to be had. */
  private static List<String> claimAll() {
    List<LaneLease> leases = new ArrayList<>();
    Optional<LaneLease> next = claim();
    while (next.isPresent()) {
      leases.add(next.get());
      next = claim();
    }
    leases.forEach(queue::release);
    return leases.stream().map(lease -> lease.lane().calendar()).toList();
  }

  private static void work(Consumer<LaneLease> work) {
    LaneLease lease = claim().orElseThrow();
    work.accept(lease);
    queue.release(lease);
  }

  /** As a process claims that has no other lane. */
  private static Optional<LaneLease> claim() {
    try (LaneQueue another = new LaneQueue(jdbc, references, 1, Tariff.NONE)) {
      return another.claim(NOW, NOW);
    }
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
