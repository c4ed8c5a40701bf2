package io.calroute.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.reference.AllowanceStore.Booking;
import io.calroute.store.EmptyStore;
import io.calroute.target.Allowance;
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
    List<Booking> bookings = book(10, SHARED, LARGE);
    assertThat(bookings).allMatch(Booking::booked);
    assertThat(bookings.subList(0, 2)).allMatch(one -> one.delay().isZero());
    for (int i = 3; i < 10; i++) {
      Duration between = bookings.get(i).delay().minus(bookings.get(i - 1).delay());
      assertThat(between.toMillis() / 1000.0).isBetween(27.0, 31.0);
    }
  }

  @Test
  void noMinuteHoldsMoreThanIsAllowed() {
    Allowance allowance = new Allowance("some", 600, MINUTE);
    List<Booking> bookings = book(600, allowance);
    for (int i = 0; i + 200 < bookings.size(); i++) {
      // 201 calls of 3 units are more than the minute allows.
      Duration from = bookings.get(i).delay();
      Duration to = bookings.get(i + 200).delay();
      assertThat(to.minus(from)).isGreaterThan(MINUTE);
    }
  }

  @Test
  void whoIsHeldUpByTheOwnAllowanceTakesNothingOfTheShared() {
    Allowance own = new Allowance("own", 6, MINUTE);
    assertThat(allowances.book(List.of(LARGE, own), 3, COST).delay()).isZero();
    Timestamp before = spentUntil(LARGE);
    Booking refused = allowances.book(List.of(LARGE, own), 3, COST);
    assertThat(refused.booked()).isFalse();
    assertThat(refused.delay()).isGreaterThan(Duration.ofSeconds(20));
    assertThat(spentUntil(LARGE)).isEqualTo(before);
  }

  @Test
  void aPlaceInTheQueueIsSpentFromTheOwnAllowanceWhenItIsUsed() {
    Allowance own = new Allowance("own", 60, MINUTE);
    book(4, SHARED);
    Instant asked = Instant.now();
    Booking later = allowances.book(List.of(SHARED, own), 3, COST);
    assertThat(later.booked()).isTrue();
    assertThat(later.delay()).isGreaterThan(Duration.ofSeconds(60));
    assertThat(spentUntil(own).toInstant()).isAfter(asked.plus(later.delay()));
  }

  @Test
  void whatIsGivenBackShortensTheQueue() {
    List<Booking> before = book(4, SHARED);
    allowances.owe(List.of(SHARED), -COST, COST);
    Booking next = allowances.book(List.of(SHARED), COST, COST);
    assertThat(next.delay()).isLessThanOrEqualTo(before.get(3).delay());
  }

  @Test
  void whatIsOwedIsWaitedFor() {
    allowances.owe(List.of(SHARED), 30, COST);
    assertThat(allowances.book(List.of(SHARED), COST, COST).delay())
        .isGreaterThan(Duration.ofMinutes(3));
  }

  private static List<Booking> book(int times, Allowance... which) {
    List<Booking> bookings = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      bookings.add(allowances.book(List.of(which), COST, COST));
    }
    return bookings;
  }

  private static Timestamp spentUntil(Allowance allowance) {
    return store
        .jdbc()
        .queryForObject(
            "select spent_until from allowance where name = ?", Timestamp.class, allowance.name());
  }
}
