package io.calroute.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.appointment.Status;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.policy.SyncSettings;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory is in force in all replicas, and every appointment ends where it says. */
class DirectoryInForceTest {

  private static final String OLD = "anna google old@example.com";
  private static final String NEW = "anna google new@example.com";

  @TempDir static Path home;
  private static EmptyStore empty;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-02T12:00:00Z"));
  private int files;

  @BeforeAll
  static void startStore() {
    empty = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    empty.close();
  }

  @BeforeEach
  void nothingIsKnown() {
    empty
        .jdbc()
        .update(
            "truncate appointment, lane, directory, directory_offer, directory_seen, lane_spelling,"
                + " mixed_mappings cascade");
  }

  private Replica replica(String... lines) {
    return new Replica(empty.dataSource(), clock, home.resolve("directory" + files++), lines);
  }

  // ---------------------------------------------------------------- since when

  @Test
  void whatTheDirectoryMovesHasWaitedSinceItsChangeAndNotSinceTheCallback() {
    Instant heard = clock.instant();
    Replica replica = replica(OLD, "ben google ben@example.com").look();
    empty
        .jdbc()
        .update(
            """
            insert into callback (id, provider, connection, delivery_key, received_at, charset, body)
            overriding system value values (1, 'acme', 'default', 'c', ?, 'UTF-8', '{}'::bytea)
            on conflict (id) do update set received_at = excluded.received_at
            """,
            Timestamp.from(heard));
    replica.book("1", Status.CONFIRMED, "anna");
    replica.book("2", Status.CONFIRMED, "ben");
    assertThat(replica.heardAt("1")).isEqualTo(heard);

    clock.advance(Duration.ofDays(3));
    replica.save(NEW, "ben google ben@example.com");
    replica.look();

    assertThat(replica.calendars("1")).containsExactly("new@example.com");
    assertThat(replica.heardAt("1")).isEqualTo(clock.instant());
    assertThat(replica.heardAt("2")).isEqualTo(heard);

    clock.advance(Duration.ofMinutes(1));
    replica.update("1");
    assertThat(replica.heardAt("1")).isEqualTo(clock.instant().minus(Duration.ofMinutes(1)));
  }

  // ---------------------------------------------------------------- a rolling update

  @Test
  void whatAReplicaOfTheOldDirectoryPlacesMeanwhileEndsInTheNewCalendar() {
    Replica old = replica(OLD).look();
    old.book("1", Status.CONFIRMED, "anna");
    Replica young = replica(NEW).look();
    assertThat(young.calendars("1")).containsExactly("new@example.com");

    // It has not looked since: it still routes by the old one, also back.
    old.book("2", Status.CONFIRMED, "anna");
    old.update("1");
    assertThat(young.calendars("1")).containsExactly("old@example.com");
    old.stop();

    clock.advance(Duration.ofMinutes(2));
    young.look();

    assertThat(young.calendars("1")).containsExactly("new@example.com");
    assertThat(young.calendars("2")).containsExactly("new@example.com");
    assertThat(young.routedOtherwise()).isZero();
  }

  @Test
  void theNextReplicaFindsWhatTheOldOneHasLeft() {
    Replica old = replica(OLD).look();
    replica(NEW).look();
    old.book("1", Status.CONFIRMED, "anna");
    old.stop();

    Replica next = replica(NEW).look();

    assertThat(next.calendars("1")).containsExactly("new@example.com");
  }

  @Test
  void aReplicaRoutesByWhatIsInForceAndNotByItsOwnFiles() {
    Replica old = replica(OLD).look();
    replica(NEW).look();

    old.look();
    old.book("1", Status.CONFIRMED, "anna");

    assertThat(old.calendars("1")).containsExactly("new@example.com");
    assertThat(old.inForce.problems()).singleElement().asString().contains("was in force before");
  }

  @Test
  void twoReplicasWithDifferentDirectoriesDoNotMoveAnythingToAndFro() {
    Replica old = replica(OLD).look();
    Replica young = replica(NEW).look();
    old.book("1", Status.CONFIRMED, "anna");

    for (int i = 0; i < 40; i++) {
      clock.advance(Duration.ofSeconds(20));
      old.look();
      young.look();
    }

    assertThat(old.calendars("1")).containsExactly("new@example.com");
    assertThat(old.store.look().number()).isEqualTo(2);
  }

  @Test
  void aReplicaThatRoutesVeryManyAnewForMinutesIsNotTakenForGone() {
    Replica old = replica(OLD).look();
    Replica young = replica(NEW).look();
    for (int i = 0; i < 450; i++) {
      young.book("m" + i, Status.CONFIRMED, "anna");
    }
    young.jdbc.update("update appointment set routed_by = 0");
    young.routingTakes(
        Duration.ofSeconds(50),
        () -> {
          old.inForce.look();
          old.offers.look(old.inForce.known());
        });

    young.save(NEW, "ben google ben@example.com");
    young.look();

    assertThat(old.store.look().number()).isEqualTo(3);
    assertThat(old.inForce.known().orElseThrow().directory().fingerprint())
        .isEqualTo(young.inForce.known().orElseThrow().directory().fingerprint());
  }

  @Test
  void mappingsAreMixedFromTheFirstReplicaWithNewOnesToTheLastOneWithoutThem() {
    Replica old = replica(OLD).look();
    assertThat(old.store.isMixed()).isFalse();
    Replica young = replica(OLD);
    young.mappings = "new";
    young.look();
    clock.advance(Duration.ofSeconds(30));
    old.look();
    young.look();

    assertThat(young.store.isMixed()).isTrue();
    assertThat(young.store.unmix()).isEmpty();
    old.stop();
    assertThat(young.store.unmix()).contains(clock.instant().minusSeconds(30));
    assertThat(young.store.unmix()).as("asked by the next replica").isEmpty();
    assertThat(young.store.isMixed()).isFalse();
  }

  @Test
  void aReplicaOfAVersionThatDoesNotSayItsMappingsCountsAsOneWithOthers() {
    Replica old = replica(OLD).look();
    old.jdbc.update("update directory_offer set mappings = null");
    Replica young = replica(OLD).look();
    assertThat(young.store.isMixed()).isTrue();
    assertThat(young.store.unmix()).isEmpty();
    // Killed, it says nothing any more.
    clock.advance(DirectoryStore.GONE_AFTER);
    young.look();
    assertThat(young.store.unmix()).isPresent();
  }

  @Test
  void anOldReplicaThatStartsAgainAmidARollingUpdateDoesNotTurnItBack() {
    Replica old = replica(OLD).look();
    replica(NEW).look();
    old.stop();

    Replica again = replica(OLD).look();

    assertThat(again.inForce.get().entries()).extracting("calendar").contains("new@example.com");
  }

  @Test
  void aRollbackIsFollowedOnceNoReplicaHasTheNewDirectoryAnyMore() {
    replica(OLD).look().stop();
    Replica young = replica(NEW).look();
    young.book("1", Status.CONFIRMED, "anna");
    Replica back = replica(OLD).look();
    assertThat(back.calendars("1")).containsExactly("new@example.com");

    young.stop();
    back.look();

    assertThat(back.calendars("1")).containsExactly("old@example.com");
  }

  @Test
  void aReplicaThatWasKilledIsWaitedForAMinute() {
    replica(OLD).look().stop();
    replica(NEW).look();
    Replica back = replica(OLD).look();
    assertThat(back.store.look().number()).isEqualTo(2);

    clock.advance(Duration.ofSeconds(61));
    back.look();

    assertThat(back.store.look().number()).isEqualTo(3);
  }

  @Test
  void anEditThatIsTakenBackWhileItRunsIsFollowedAtOnce() {
    Replica other = replica(OLD).look();
    Replica edited = replica(OLD).look();
    edited.book("1", Status.CONFIRMED, "anna");
    edited.save(NEW);
    edited.look();
    other.save(NEW);
    other.look();
    assertThat(edited.calendars("1")).containsExactly("new@example.com");

    edited.save(OLD);
    edited.look();

    assertThat(edited.calendars("1")).containsExactly("old@example.com");
  }

  @Test
  void aReplicaOfAnOlderVersionIsMadeUpForTenMinutesLater() {
    Replica young = replica(NEW).look();
    young.book("1", Status.CONFIRMED, "anna");
    // It follows its own file, and leaves routed_by as it was.
    young.jdbc.update("insert into lane (target, calendar) values ('google', 'old@example.com')");
    young.jdbc.update(
        "update reference set lane_id = (select id from lane where calendar = 'old@example.com')");
    clock.advance(Duration.ofMinutes(2));
    young.look();
    assertThat(young.calendars("1")).containsExactly("old@example.com");

    clock.advance(Duration.ofMinutes(9));
    young.look();

    assertThat(young.calendars("1")).containsExactly("new@example.com");
  }

  @Test
  void anAppointmentIsJudgedByWhereItIsOnceNobodyElseWritesIt() throws Exception {
    Replica old = replica(OLD).look();
    Replica young = replica(NEW).look();
    young.book("1", Status.CONFIRMED, "anna");
    clock.advance(Duration.ofMinutes(2));
    young.look();
    clock.advance(Duration.ofMinutes(9));
    Thread comparing = new Thread(young::look);
    old.whileUpdating(
        "1",
        () -> {
          comparing.start();
          await()
              .until(
                  () ->
                      !old.jdbc.queryForList("select 1 from pg_locks where not granted").isEmpty());
        });
    comparing.join();

    assertThat(young.calendars("1")).containsExactly("new@example.com");
    assertThat(young.routedOtherwise()).isZero();
  }

  @Test
  void aProcessThatWasKilledHalfWayGoesOnAtTheNextStart() {
    Replica old = replica(OLD).look();
    old.book("1", Status.CONFIRMED, "anna");
    old.book("2", Status.CONFIRMED, "anna");
    assertThat(old.store.take(1, replica(NEW).inForce.get(), policyOf(old))).isTrue();
    assertThat(old.routedOtherwise()).isEqualTo(2);

    Replica next = replica(NEW).look();

    assertThat(next.calendars("1")).containsExactly("new@example.com");
    assertThat(next.calendars("2")).containsExactly("new@example.com");
    assertThat(next.routedOtherwise()).isZero();
  }

  @Test
  void aPolicyIsFollowedByWhoHasItAndNotTurnedBackByWhoHasTheOneBefore() {
    Replica old = replica(OLD).look();
    old.book("1", Status.TENTATIVE, "anna");
    Replica young =
        new Replica(
                empty.dataSource(),
                clock,
                home.resolve("directory" + files++),
                SyncSettings.Tentative.SKIP,
                OLD)
            .look();
    assertThat(young.calendars("1")).isEmpty();

    old.look();
    old.update("1");
    old.look();
    assertThat(old.calendars("1")).containsExactly("old@example.com");
    for (int i = 0; i < 40; i++) {
      clock.advance(Duration.ofSeconds(20));
      young.look();
      old.look();
    }

    assertThat(young.calendars("1")).isEmpty();
    assertThat(young.store.look().number()).isEqualTo(2);
  }

  // ---------------------------------------------------------------- the brake

  @Test
  void anEditThatMovesManyIsHeldAndSaysHowMany() {
    Replica one = many(30);

    one.save("* google all@example.com");
    one.look();

    assertThat(one.calendars("5")).containsExactly("s5@example.com");
    assertThat(one.inForce.problems())
        .singleElement()
        .asString()
        .contains("move 30 and remove 0 of the 30 events")
        .contains("POST /api/directory/confirm?version=");
    one.book("31", Status.CONFIRMED, "s7");
    assertThat(one.calendars("31")).containsExactly("s7@example.com");
  }

  @Test
  void anEditThatRemovesManyIsHeld() {
    Replica one = many(30);

    one.save(Replica.staff(0, 9));
    one.look();

    assertThat(one.inForce.problems())
        .singleElement()
        .asString()
        .contains("move 0 and remove 21 of the 30 events");
  }

  @Test
  void twentyAreFewHoweverFewThereAre() {
    Replica one = many(20);

    one.save("* google all@example.com");
    one.look();

    assertThat(one.calendars("5")).containsExactly("all@example.com");
    assertThat(one.inForce.problems()).isEmpty();
  }

  @Test
  void aTenthIsFewHoweverManyThereAre() {
    assertThat(Brake.isTooMuch(new DirectoryStore.Effect(500, 30, 20))).isFalse();
    assertThat(Brake.isTooMuch(new DirectoryStore.Effect(500, 30, 21))).isTrue();
    assertThat(Brake.isTooMuch(new DirectoryStore.Effect(20, 0, 20))).isFalse();
    assertThat(Brake.isTooMuch(new DirectoryStore.Effect(21, 21, 0))).isTrue();
  }

  @Test
  void whatIsOverOrNeverStoodDoesNotCount() {
    Replica one = many(30);
    one.jdbc.update(
        "update appointment set starts_at = ?::timestamptz, ends_at = ?::timestamptz"
            + " where external_id < '16'",
        "2026-01-01T00:00:00Z",
        "2026-01-01T01:00:00Z");
    assertThat(one.jdbc.update("update reference set state = 'absent' where id % 4 = 0"))
        .isPositive();

    one.save("* google all@example.com");
    one.look();

    assertThat(one.calendars("5")).containsExactly("all@example.com");
  }

  @Test
  void anEditThatIsConfirmedIsFollowedAndNotAskedAboutAgain() {
    Replica one = many(30);
    one.save("* google all@example.com");
    one.look();

    String version = one.store.look().held().get(0).version();
    assertThat(one.store.confirm(version)).isTrue();
    one.look();

    assertThat(one.calendars("5")).containsExactly("all@example.com");
    assertThat(one.inForce.problems()).isEmpty();
    assertThat(one.store.confirm(version)).isFalse();
    one.stop();
    Replica next = replica("* google all@example.com").look();
    assertThat(next.inForce.problems()).isEmpty();
    assertThat(next.store.look().number()).isEqualTo(2);
  }

  @Test
  void anEditThatIsCorrectedIsForgotten() {
    Replica one = many(30);
    one.save("* google all@example.com");
    one.look();

    String[] more = Replica.staff(0, 31);
    one.save(more);
    one.look();

    assertThat(one.inForce.problems()).isEmpty();
    assertThat(one.inForce.get().size()).isEqualTo(31);
    assertThat(one.calendars("5")).containsExactly("s5@example.com");
  }

  @Test
  void anEditMadeWhileNothingRanIsHeldAtTheNextStart() {
    many(30).stop();

    Replica next = replica("* google all@example.com").look();
    next.book("31", Status.CONFIRMED, "s7");

    assertThat(next.inForce.problems()).singleElement().asString().contains("move 30");
    assertThat(next.calendars("5")).containsExactly("s5@example.com");
    assertThat(next.calendars("31")).containsExactly("s7@example.com");

    next.stop();
    Replica afterwards = replica("* google all@example.com").look();
    assertThat(afterwards.inForce.problems()).singleElement().asString().contains("move 30");
  }

  @Test
  void whatOneReplicaHoldsAnotherOneShowsAndMayConfirm() {
    Replica one = many(30);
    Replica other = replica(Replica.staff(0, 30)).look();
    one.save("* google all@example.com");
    one.look();

    other.look();
    assertThat(other.inForce.problems()).singleElement().asString().contains("move 30");
    assertThat(other.store.confirm(other.store.look().held().get(0).version())).isTrue();
    other.look();

    assertThat(other.calendars("5")).containsExactly("all@example.com");
  }

  @Test
  void anEditThatIsHeldIsWeighedOnceAndStaysHeldWhileOthersSeeTheOldOne() {
    Replica one = many(30);
    Replica other = replica(Replica.staff(0, 30)).look();
    one.save("* google all@example.com");
    for (int i = 0; i < 30; i++) {
      clock.advance(Duration.ofSeconds(30));
      one.look();
      other.look();
    }

    assertThat(one.store.look().held())
        .extracting(DirectoryStore.Held::heldBy)
        .containsExactly(DirectoryStore.HeldBy.BRAKE);
    assertThat(one.calendars("5")).containsExactly("s5@example.com");
  }

  /** As many events to come, each in a calendar of its own. */
  private Replica many(int count) {
    Replica one = replica(Replica.staff(0, count)).look();
    for (int i = 0; i < count; i++) {
      one.book(Integer.toString(i), Status.CONFIRMED, "s" + i);
    }
    one.makeEvents();
    return one;
  }

  private static String policyOf(Replica replica) {
    return replica.jdbc.queryForObject(
        "select policy from directory order by number desc limit 1", String.class);
  }
}
