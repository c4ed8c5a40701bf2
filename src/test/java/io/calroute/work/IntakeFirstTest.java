package io.calroute.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When applying and syncing give way to callbacks. */
class IntakeFirstTest {

  private static final Duration WINDOW = Duration.ofMillis(25);

  private long now;
  private final IntakeFirst intake = new IntakeFirst(() -> now);

  @Test
  void callbacksWithGapsBetweenThemKeepNobodyFromWorking() {
    for (int i = 0; i < 20; i++) {
      takes(Duration.ofMillis(2));
      pass(Duration.ofMillis(1));
      assertThat(intake.rest()).isZero();
    }
  }

  @Test
  void whileCallbacksQueueUpWithoutAGapRestsGetLonger() {
    long before = intake.enter();
    Duration last = Duration.ZERO;
    for (int i = 0; i < 3; i++) {
      pass(WINDOW);
      long next = intake.enter();
      intake.leave(before);
      before = next;
      assertThat(intake.rest()).isGreaterThan(last);
      last = intake.rest();
    }
    for (int i = 0; i < 100; i++) {
      pass(WINDOW);
      assertThat(intake.rest()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
    assertThat(intake.rest()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aRestThatHasBegunGetsShorterWhenThereIsRoomAgain() {
    intake.enter();
    for (int i = 0; i < 10; i++) {
      pass(WINDOW);
      intake.rest();
    }
    Duration rested = Duration.ofSeconds(1);
    assertThat(intake.rest(rested)).isPositive().isLessThanOrEqualTo(Duration.ofMillis(50));
    assertThat(intake.rest(Duration.ofSeconds(2))).isZero();
    intake.leave(now);
    for (int i = 0; i < 10; i++) {
      pass(WINDOW);
      intake.rest();
    }
    assertThat(intake.rest(rested)).isZero();
    assertThat(intake.rest(Duration.ZERO)).isPositive();
  }

  @Test
  void aCallbackThatWaitsLongCountsEvenIfItIsTheOnlyOne() {
    takes(Duration.ofMillis(60));
    assertThat(intake.rest()).isGreaterThan(Duration.ZERO);
  }

  @Test
  void whereEveryCallbackIsSlowWorkGoesOn() {
    for (int i = 0; i < 100; i++) {
      takes(Duration.ofMillis(60));
      pass(Duration.ofMillis(1));
      assertThat(intake.rest()).isLessThanOrEqualTo(Duration.ofMillis(250));
    }
  }

  @Test
  void restsEndWhenThereIsRoomAgain() {
    intake.enter();
    pass(WINDOW);
    for (int i = 0; i < 10; i++) {
      pass(WINDOW);
      intake.rest();
    }
    assertThat(intake.rest()).isGreaterThan(Duration.ZERO);
    intake.leave(now);
    for (int i = 0; i < 50; i++) {
      pass(WINDOW);
      intake.rest();
    }
    assertThat(intake.rest()).isZero();
  }

  private void takes(Duration duration) {
    long entered = intake.enter();
    pass(duration);
    intake.leave(entered);
  }

  private void pass(Duration duration) {
    now += duration.toNanos();
  }
}
