package io.calroute.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.google.GoogleQuota;
import org.junit.jupiter.api.Test;

/** The simulated day, by which docs/scaling.md tells what an installation needs. */
class StaffDayTest {

  private static final GoogleQuota USUAL = new GoogleQuota(10_000, 600);

  @Test
  void everyChangeReachesItsCalendarAndNoMinuteSpendsMoreThanTheQuota() {
    // One staff member in ten of those for whom the whole quota would be just enough.
    GoogleQuota scarce = new GoogleQuota(400, 600);
    StaffDay.Outcome day = StaffDay.live(StaffDay.Setting.of(10_000, scarce), 7);

    assertThat(day.changes()).isEqualTo(240_000);
    assertThat(day.calls()).as("changes that waited together share a call").isLessThan(239_000);
    assertThat(day.fullestMinute()).isBetween(380L, 400L);
    assertThat(day.longest()).isGreaterThan(3600);
  }

  @Test
  void withQuotaToSpareOnlyCallsAndTheirQueueAreWaitedFor() {
    StaffDay.Outcome day = StaffDay.live(StaffDay.Setting.of(10_000, USUAL), 7);

    assertThat(day.p95()).isLessThan(2);
    assertThat(day.fullestMinute()).isLessThan(10_000);
  }

  @Test
  void theMeetingsOfOneOrganizerAreMadeOneAfterTheOther() {
    StaffDay.Setting setting = StaffDay.Setting.of(20_000, new GoogleQuota(100_000, 600));

    assertThat(StaffDay.live(setting.withGoogle(1).withTeams(0.5), 7).p95())
        .isGreaterThan(100 * StaffDay.live(setting.withGoogle(1), 7).p95());
  }
}
