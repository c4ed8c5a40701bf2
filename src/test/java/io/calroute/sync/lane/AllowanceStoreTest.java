package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Allowance;
import io.calroute.store.EmptyStore;
import io.calroute.sync.lane.AllowanceStore.Booking;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets how much of an allowance, and when. */
class AllowanceStoreTest {

  private static final int COST = 3;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * Six at once and then one every nine seconds or so: slow enough that the test's own time is
   * nothing.
   */
  private static final Allowance SHARED = new Allowance("shared", 12, MINUTE);

  private static final Allowance LARGE = new Allowance("large", 1_000_000, MINUTE);

  @TempDir static Path home;

  private static EmptyStore store;
  private static AllowanceStore allowances;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    allowances = new AllowanceStore(store.jdbc());
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void nothingIsSpent() {
    store.jdbc().update("truncate allowance");
  }

  @Test
  void whoeverComesFirstIsFirstAndNobodyIsAskedToComeBackAndTryAgain() {
    for (int i = 0; i < 2; i++) {
      assertThat(allowances.book(List.of(SHARED, LARGE), COST, COST))
          .isEqualTo(new Booking(Duration.ZERO, true));
    }
    Instant queue = spentUntil(SHARED);
    for (int i = 0; i < 8; i++) {
      Booking booking = allowances.book(List.of(SHARED, LARGE), COST, COST);
      assertThat(booking.booked()).isTrue();
      assertThat(booking.delay()).isPositive();
      assertThat(Duration.between(queue, spentUntil(SHARED)))
          .as("3 of 6 units in 61 seconds")
          .isEqualTo(Duration.ofMillis(30_500));
      queue = spentUntil(SHARED);
    }
  }

  @Test
  void noMinuteHoldsMoreThanIsAllowed() {
    Allowance allowance = new Allowance("some", 600, MINUTE);
    List<Instant> places = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      assertThat(allowances.book(List.of(allowance), COST, COST).booked()).isTrue();
      places.add(spentUntil(allowance));
    }
    for (int i = 0; i + 200 < places.size(); i++) {
      // 201 calls of 3 units are more than the minute allows.
      assertThat(Duration.between(places.get(i), places.get(i + 200))).isGreaterThan(MINUTE);
    }
  }

  @Test
  void whoIsHeldUpByTheOwnAllowanceTakesNothingOfTheShared() {
    Allowance own = new Allowance("own", 6, MINUTE);
    assertThat(allowances.book(List.of(LARGE, own), 3, COST).delay()).isZero();
    Instant before = spentUntil(LARGE);
    Booking refused = allowances.book(List.of(LARGE, own), 3, COST);
    assertThat(refused.booked()).isFalse();
    assertThat(refused.delay()).isGreaterThan(Duration.ofSeconds(20));
    assertThat(spentUntil(LARGE)).isEqualTo(before);
  }

  @Test
  void aPlaceInTheQueueIsSpentFromTheOwnAllowanceWhenItIsUsed() {
    Allowance own = new Allowance("own", 60, MINUTE);
    book(4);
    Instant asked = Instant.now();
    Booking later = allowances.book(List.of(SHARED, own), 3, COST);
    assertThat(later.booked()).isTrue();
    assertThat(later.delay()).isGreaterThan(Duration.ofSeconds(60));
    assertThat(spentUntil(own)).isAfter(asked.plus(later.delay()));
  }

  @Test
  void whatIsGivenBackShortensTheQueue() {
    Booking last = book(4);
    allowances.owe(List.of(SHARED), -COST, COST);
    Booking next = allowances.book(List.of(SHARED), COST, COST);
    assertThat(next.delay()).isLessThanOrEqualTo(last.delay());
  }

  @Test
  void whatIsOwedIsWaitedFor() {
    allowances.owe(List.of(SHARED), 30, COST);
    assertThat(allowances.book(List.of(SHARED), COST, COST).delay())
        .isGreaterThan(Duration.ofMinutes(3));
  }

  /** Gives the last booking. */
  private static Booking book(int times) {
    for (int i = 1; i < times; i++) {
      allowances.book(List.of(SHARED), COST, COST);
    }
    return allowances.book(List.of(SHARED), COST, COST);
  }

  private static Instant spentUntil(Allowance allowance) {
    return store
        .jdbc()
        .queryForObject(
            "select spent_until from allowance where name = ?", Timestamp.class, allowance.name())
        .toInstant();
  }
}
