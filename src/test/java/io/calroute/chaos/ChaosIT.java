package io.calroute.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of the chaos test, or with {@code -Plong} the long one; {@code -Dchaos.seed=7}
 * repeats a run, and {@code -Dchaos.reconcile=false} shows what is missed when nobody looks for it.
 */
class ChaosIT {

  private static final long SEED = Long.getLong("chaos.seed", 20260301);

  @TempDir Path home;

  @Test
  void everyAppointmentEndsWithExactlyTheRightEventsWhateverFails() {
    ChaosPlan plan =
        Boolean.getBoolean("chaos.thorough") ? ChaosPlan.thorough(SEED) : ChaosPlan.brief(SEED);
    String figures = new ChaosDriver(plan, home).run();

    System.out.println(figures);
    assertThat(figures)
        .startsWith("Chaos survived")
        .contains(
            "commitThenDropConnection=",
            "commitThenStatus=",
            "delay=",
            "delayThenApplyAfterNewer=",
            "dropBefore=",
            "notFoundAfterCreate=",
            "status=")
        .containsPattern("of a backfill \\{.*listing=")
        .doesNotContain(" 0 lost");
  }
}
