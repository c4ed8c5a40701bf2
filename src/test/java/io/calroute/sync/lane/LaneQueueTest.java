package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.destination.Allowance;
import io.calroute.destination.Call;
import io.calroute.destination.Quota;
import io.calroute.destination.Target;
import io.calroute.reference.ReferenceStore;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Whose turn it is, where many wait. */
class LaneQueueTest {

  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  @TempDir static Path home;

  private static EmptyStore store;
  private static JdbcTemplate jdbc;

  private final AtomicInteger looks = new AtomicInteger();
  private final LaneQueue queue =
      new LaneQueue(
          new JdbcTemplate(
              new DelegatingDataSource(store.dataSource()) {
                @Override
                public Connection getConnection() throws SQLException {
                  looks.incrementAndGet();
                  return super.getConnection();
                }
              }),
          references(),
          16,
          Tariff.NONE);
  private Instant now = NOW;

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
  void whoHasWaitedLongestIsFirst() {
    due("ada", 0, -1);
    due("bo", 0, -3);
    due("cy", 0, -2);

    assertThat(served(3)).containsExactly("bo", "cy", "ada");
  }

  @Test
  void aLaneWithMuchToDoGoesToTheBackEachTime() {
    due("busy", 0, -300);
    due("ada", 0, -2);
    due("bo", 0, -1);

    assertThat(served(1)).containsExactly("busy");
    due("cy", 0, 0);
    assertThat(served(6)).containsExactly("ada", "bo", "cy", "busy", "ada", "bo");
  }

  /** A thousand people have a calendar each, and all are invited at once. */
  @Test
  void anAppointmentOfManyKeepsNobodyWaiting() {
    due("old", 0, -60);
    long crowd = appointment();
    for (int i = 0; i < 1000; i++) {
      reference(crowd, "crowd-" + i, i, -5);
    }
    due("new", 0, -4);
    // Somebody of the crowd has an appointment of his own, too.
    due("crowd-900", 0, -3);

    List<String> served = served(60);

    assertThat(served).startsWith("old");
    assertThat(served.indexOf("new")).isBetween(1, 20);
    assertThat(served.indexOf("crowd-900")).isBetween(1, 40);
  }

  /** What comes while a round is under way does not wait for the end of a long one. */
  @Test
  void aNewcomerWaitsForAFewLanesOnly() {
    long crowd = appointment();
    for (int i = 0; i < 300; i++) {
      reference(crowd, "crowd-" + i, i, -5);
    }
    served(5);
    due("new", 0, -1);

    assertThat(served(60).indexOf("new")).isBetween(0, 50);
  }

  @Test
  void manyLanesAreServedWithFewLooksAtTheStore() {
    long crowd = appointment();
    for (int i = 0; i < 200; i++) {
      reference(crowd, "crowd-" + i, i, -5);
    }
    List<String> served = new ArrayList<>();
    Optional<LaneLease> next = queue.claim(NOW, NOW);
    while (next.isPresent()) {
      served.add(next.get().lane().calendar());
      jdbc.update("update reference set due_at = null where lane_id = ?", next.get().lane().id());
      queue.giveBack(next.get(), null);
      next = queue.claim(NOW, NOW);
    }

    assertThat(served).doesNotHaveDuplicates().hasSize(200);
    assertThat(looks.get()).isLessThan(20);
  }

  /** Six units at once, of which a new event costs one. */
  private static final Quota CHARGES =
      new Quota() {
        @Override
        public Target target() {
          return Target.GOOGLE;
        }

        @Override
        public int cost(Call call) {
          return 1;
        }

        @Override
        public int highestCost() {
          return 3;
        }

        @Override
        public int highestCost(boolean live) {
          return live ? 3 : 1;
        }

        @Override
        public List<Allowance> of(String calendar) {
          return List.of(new Allowance("shared", 12, Duration.ofHours(1)));
        }
      };

  @Test
  void aLaneIsClaimedWithAPlaceForWhatItsCallsMayCost() {
    try (LaneQueue charging = charging()) {
      due("ada", 0, -3);
      due("bo", 0, -2);
      due("cy", 0, -1);
      jdbc.update("update lane set allowances = array['shared'] where calendar <> 'cy'");
      jdbc.update(
          """
          update reference set state = 'live', event_id = 'e' || id where lane_id =
            (select id from lane where calendar = 'ada')
          """);

      LaneLease ada = charging.claim(NOW, NOW).orElseThrow();
      LaneLease.Place place = ada.takePlace();
      assertThat(place.units()).isEqualTo(3);
      assertThat(place.delay()).isZero();
      assertThat(ada.takePlace()).isNull();
      assertThat(charging.claim(NOW, NOW).orElseThrow().takePlace().units()).isEqualTo(1);
      assertThat(charging.claim(NOW, NOW).orElseThrow().takePlace())
          .as("nobody knows yet what it is charged to")
          .isNull();
    }
  }

  @Test
  void aLaneForWhichThereIsNotEnoughLearnsWhenThereWillBe() {
    try (LaneQueue charging = charging()) {
      long crowd = appointment();
      for (int i = 0; i < 4; i++) {
        reference(crowd, "crowd-" + i, i, -5);
      }
      jdbc.update("update lane set allowances = array['shared']");
      jdbc.update("update reference set state = 'live', event_id = 'e' || id");

      assertThat(charging.claim(NOW, NOW).orElseThrow().takePlace().delay()).isZero();
      assertThat(charging.claim(NOW, NOW).orElseThrow().takePlace().delay()).isZero();
      LaneLease.Place third = charging.claim(NOW, NOW).orElseThrow().takePlace();
      LaneLease.Place fourth = charging.claim(NOW, NOW).orElseThrow().takePlace();
      assertThat(third.delay()).isGreaterThan(Duration.ofMinutes(1));
      assertThat(third.units()).isEqualTo(3);
      assertThat(fourth.delay()).isGreaterThan(third.delay());
    }
  }

  @Test
  void nothingIsBookedForALaneThatHasAPlace() {
    try (LaneQueue charging = charging()) {
      due("ada", 0, -3);
      jdbc.update("update lane set allowances = array['shared'], booked_units = 3");

      assertThat(charging.claim(NOW, NOW).orElseThrow().takePlace()).isNull();
      assertThat(jdbc.queryForObject("select count(*) from allowance", Long.class)).isZero();
    }
  }

  @Test
  void nothingIsBookedForALaneWhoseCredentialsWereRefused() {
    try (LaneQueue charging = charging()) {
      due("bo", 0, -2);
      jdbc.update("update lane set allowances = array['shared']");
      jdbc.update(
          """
          insert into refused_credentials (account, targets, since, code, reason, probe_at)
          values ('google', array['google'], now(), 'refused', 'Refused.', ?)
          """,
          java.sql.Timestamp.from(NOW.minusSeconds(1)));

      assertThat(charging.claim(NOW, NOW).orElseThrow().takePlace()).isNull();
      assertThat(jdbc.queryForObject("select count(*) from allowance", Long.class)).isZero();
    }
  }

  private LaneQueue charging() {
    jdbc.update("truncate allowance");
    return new LaneQueue(jdbc, references(), 4, Tariff.of(CHARGES));
  }

  @Test
  void whatIsClaimedOrNotDueIsPassedOver() {
    due("ada", 0, -2);
    due("bo", 0, -1);
    due("cy", 0, 1);
    LaneQueue one = new LaneQueue(jdbc, references(), 1, Tariff.NONE);
    LaneQueue another = new LaneQueue(jdbc, references(), 1, Tariff.NONE);
    LaneLease ada = one.claim(NOW, NOW).orElseThrow();
    LaneLease bo = another.claim(NOW, NOW).orElseThrow();
    try {
      assertThat(ada.lane().calendar()).isEqualTo("ada");
      assertThat(bo.lane().calendar()).isEqualTo("bo");
      assertThat(one.claim(NOW, NOW)).isEmpty();
      assertThat(another.claim(NOW, NOW)).isEmpty();
      one.giveBack(ada, NOW);
      another.release(bo);
      LaneLease next = one.claim(NOW, NOW).orElseThrow();
      assertThat(next.lane().calendar()).isEqualTo("bo");
      one.release(next);
    } finally {
      one.close();
      another.close();
    }
  }

  @Test
  void whoGetsALaneKnowsWhatIsDueThere() {
    due("ada", 0, -1);
    due("bo", 0, -2);
    due("ada", 0, -3);
    due("ada", 0, 1);

    LaneLease ada = queue.claim(NOW, NOW).orElseThrow();
    assertThat(ada.takeAhead())
        .extracting(due -> due.known().reference().dueAt())
        .containsExactly(NOW.minusSeconds(3), NOW.minusSeconds(1));
    assertThat(ada.takeAhead()).as("it is known once").isNull();
    assertThat(queue.claim(NOW, NOW).orElseThrow().takeAhead())
        .allMatch(due -> due.known().reference().lane().calendar().equals("bo"))
        .hasSize(1);
    assertThat(looks.get()).isEqualTo(1);
  }

  /** PostgreSQL keeps what was done for as long as anybody has a transaction open. */
  @Test
  void aLookDoesNotGoPastWhatWasDoneWhileSomebodyHoldsATransactionOpen() throws SQLException {
    try (Connection somebody = store.dataSource().getConnection()) {
      somebody.setAutoCommit(false);
      somebody.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement look = somebody.createStatement()) {
        look.execute("select count(*) from reference");
      }
      for (int i = 0; i < 30; i++) {
        for (int more = 0; more < 100; more++) {
          due("ada", 0, 10 * i);
        }
        now = NOW.plusSeconds(10 * i);
        workedOff(queue.claim(now, now).orElseThrow());
      }
      due("ada", 0, 300);
      due("bo", 0, 300);
      now = NOW.plusSeconds(300);
      await()
          .untilAsserted(
              () -> {
                long before = store.entriesRead("reference_due");
                List<LaneLease> claimed = claimed();
                try {
                  assertThat(claimed)
                      .extracting(lease -> lease.lane().calendar())
                      .containsExactly("ada", "bo");
                  LaneLease ada = claimed.get(0);
                  assertThat(references().due(ada.lane().id(), ada.floor(), null, 9)).hasSize(1);
                  assertThat(store.entriesRead("reference_due") - before).isLessThan(500);
                } finally {
                  claimed.forEach(queue::release);
                }
              });
      somebody.rollback();
    }
  }

  private List<LaneLease> claimed() {
    List<LaneLease> claimed = new ArrayList<>();
    for (Optional<LaneLease> next = queue.claim(now, now);
        next.isPresent();
        next = queue.claim(now, now)) {
      claimed.add(next.get());
    }
    return claimed;
  }

  private void workedOff(LaneLease lease) {
    jdbc.update("update reference set due_at = null where lane_id = ?", lease.lane().id());
    queue.giveBack(lease, null);
  }

  @Test
  void whatBecameDueLongBeforeTheRestOfItsLaneIsFoundAllTheSame() {
    for (int i = 0; i < 30; i++) {
      due("ada", 0, 10 * i);
      now = NOW.plusSeconds(10 * i);
      workedOff(queue.claim(now, now).orElseThrow());
    }
    due("ada", 0, -3600);

    await().until(() -> queue.claim(now, now).isPresent());
  }

  /**
   * A plan costs as much as a look. The connection is new: in one that was used before, PostgreSQL
   * goes by what plans cost then, for a while.
   */
  @Test
  void aLookIsNotPlannedAnewEachTime() throws SQLException {
    for (int i = 0; i < 100; i++) {
      due("staff" + i, 0, -5);
    }
    jdbc.execute("analyze");
    try (Connection fresh = store.connect()) {
      JdbcTemplate alone = new JdbcTemplate(new SingleConnectionDataSource(fresh, true));
      LaneQueue busy = new LaneQueue(alone, references(), 16, Tariff.NONE);
      for (int i = 0; i < 2000; i++) {
        busy.giveBack(busy.claim(NOW, NOW).orElseThrow(), NOW.plusMillis(i));
      }

      Map<String, Object> plans =
          alone.queryForMap(
              """
              select sum(generic_plans) as kept, sum(custom_plans) as anew
              from pg_prepared_statements where statement like 'with recursive floor%'
              """);
      long anew = ((Number) plans.get("anew")).longValue();
      assertThat(((Number) plans.get("kept")).longValue())
          .as("of %s", plans)
          .isGreaterThan(2 * anew);
      busy.close();
    }
  }

  /** Serves lanes, whose work is never done. */
  private List<String> served(int count) {
    List<String> served = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LaneLease lease = queue.claim(now, now).orElseThrow();
      served.add(lease.lane().calendar());
      now = now.plusMillis(100);
      queue.giveBack(lease, now);
    }
    return served;
  }

  private static void due(String calendar, int position, int seconds) {
    reference(appointment(), calendar, position, seconds);
  }

  private static ReferenceStore references() {
    return new ReferenceStore(jdbc, new ObjectMapper(), Clock.systemUTC());
  }

  private static long appointment() {
    return jdbc.queryForObject(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at)
        values ('acme', 'default', gen_random_uuid(), 'confirmed', 1, '1', 1, '{}', now())
        returning id
        """,
        Long.class);
  }

  private static void reference(long appointment, String calendar, int position, int seconds) {
    jdbc.update(
        """
        with place as (
          insert into lane (target, calendar) values ('google', ?)
          on conflict (target, calendar) do update set calendar = excluded.calendar returning id)
        insert into reference (appointment_id, lane_id, position, wanted, due_at, changed_at)
        select ?, id, ?, true, ?, now() from place
        """,
        calendar,
        appointment,
        position,
        Timestamp.from(NOW.plusSeconds(seconds)));
  }
}
