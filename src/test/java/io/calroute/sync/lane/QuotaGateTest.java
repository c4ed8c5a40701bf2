package io.calroute.sync.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Allowance;
import io.calroute.destination.Call;
import io.calroute.destination.Quota;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.reference.ReferenceStore.Due;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.sync.lane.LaneLease.Booked;
import io.calroute.sync.lane.QuotaGate.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lane may spend, and what becomes of it. */
class QuotaGateTest {

  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");
  private static final int HIGHEST = 3;

  /** Six units at once; one more takes over a minute. */
  private static final Allowance SHARED = new Allowance("shared", 12, Duration.ofHours(1));

  @TempDir static Path home;

  private static EmptyStore store;

  private final ManualClock clock = new ManualClock(NOW);
  private QuotaGate quotaGate;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void nothingIsSpent() {
    store.jdbc().update("truncate allowance");
    quotaGate = new QuotaGate(List.of(new Charges()), new AllowanceStore(store.jdbc()), clock);
  }

  @Test
  void aLaneTakesWhatItsNextCallsMayCostAndGivesBackTheRest() {
    assertThat(quotaGate.ready(lane(1), due(true, false, false, false)).delay()).isZero();
    assertThat(quotaGate.ready(lane(2), due(true)).delay()).as("5 of 6 are taken").isPositive();
    quotaGate.close(lane(1));
    assertThat(quotaGate.ready(lane(3), due(true)).delay())
        .as("5 came back, 3 are booked")
        .isZero();
  }

  @Test
  void aLaneWithLittleToDoTakesLittle() {
    for (int i = 1; i <= 6; i++) {
      assertThat(quotaGate.ready(lane(i), due(false)).delay()).as("lane %s", i).isZero();
    }
    assertThat(quotaGate.ready(lane(7), due(false)).delay()).isPositive();
  }

  @Test
  void aLookAtTheCalendarItselfIsPaidForAsWell() {
    takeAll();
    assertThat(quotaGate.ready(lane(9), List.of()).delay()).isPositive();
  }

  @Test
  void itsPlaceInTheQueueIsWorthACallAfterTheRest() {
    takeAll();
    Readiness readiness = quotaGate.ready(lane(9), due(true, false));
    assertThat(readiness.delay()).isPositive();
    assertThat(readiness.units()).isEqualTo(HIGHEST + 1);
    quotaGate.begin(lane(9), new Booked(readiness.units(), NOW));
    assertThat(quotaGate.ready(lane(9), due(true, false)).delay()).isZero();
  }

  @Test
  void aPlaceThatALaneComesToLateIsGivenBack() {
    takeAll();
    Readiness first = quotaGate.ready(lane(8), due(true));
    clock.advance(Duration.ofSeconds(1));
    quotaGate.begin(lane(8), new Booked(first.units(), NOW));
    Readiness again = quotaGate.ready(lane(9), due(true));
    assertThat(again.delay()).isLessThanOrEqualTo(first.delay());
  }

  @Test
  void aCallSpendsWhatItCosts() {
    quotaGate.ready(lane(1), due(true, true));
    quotaGate.spend(call(1, Call.Operation.CREATE));
    quotaGate.spend(call(1, Call.Operation.UPDATE));
    quotaGate.close(lane(1));
    assertThat(freeUnits()).as("4 of 6 are spent").isEqualTo(2);
  }

  @Test
  void whatALaneDidNotHaveIsOwed() {
    quotaGate.ready(lane(1), due(false));
    quotaGate.spend(call(1, Call.Operation.GET));
    quotaGate.spend(call(1, Call.Operation.UPDATE));
    quotaGate.close(lane(1));
    assertThat(freeUnits()).as("1 was taken, 4 are spent").isEqualTo(2);
  }

  @Test
  void aLaneThatHasTooLittleForAnUpdateWaits() {
    for (int i = 1; i <= 4; i++) {
      quotaGate.ready(lane(i), due(false));
    }
    assertThat(quotaGate.ready(lane(9), due(true)).delay()).as("2 of 6 are left").isPositive();
  }

  /** How many of the six are left. */
  private int freeUnits() {
    int free = 0;
    while (free < 10 && quotaGate.ready(lane(100 + free), due(false)).delay().isZero()) {
      free++;
    }
    return free;
  }

  private static Call call(int number, Call.Operation operation) {
    return new Call(Target.GOOGLE, operation, lane(number).calendar(), "event1", null, null, null);
  }

  private void takeAll() {
    assertThat(quotaGate.ready(lane(1), due(true, true)).delay()).isZero();
  }

  private static List<Due> due(Boolean... live) {
    return Arrays.stream(live).map(one -> new Due(1, one, null, null)).toList();
  }

  private static Lane lane(int number) {
    return new Lane(number, Target.GOOGLE, "calendar" + number, false, null, false);
  }

  /** One allowance for all calendars. */
  private record Charges() implements Quota {

    @Override
    public Target target() {
      return Target.GOOGLE;
    }

    @Override
    public int cost(Call call) {
      return call.operation() == Call.Operation.UPDATE ? HIGHEST : 1;
    }

    @Override
    public int highestCost() {
      return HIGHEST;
    }

    @Override
    public int highestCost(boolean live) {
      return live ? HIGHEST : 1;
    }

    @Override
    public List<Allowance> of(String calendar) {
      return List.of(SHARED);
    }
  }
}
