package io.calroute.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers that wait: for something to do, or so that callbacks go first. */
class RestingWorkersTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final CamelContext camel = new DefaultCamelContext();
  private final AtomicInteger resting = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  @BeforeEach
  void startCamel() {
    camel.start();
  }

  @AfterEach
  void stopCamel() {
    camel.stop();
  }

  @Test
  void aStopWakesThemAndLetsThemEndWhatTheyDoLast() throws InterruptedException {
    Workers workers = workers();
    workers.start();
    await().until(() -> resting.get() == 2);

    Thread stopping = new Thread(workers::stop);
    stopping.start();

    // Long before the patience with those that are at work is over.
    await().until(() -> ended.get() == 2);
    stopping.join();
  }

  @Test
  void whoGivesWayToCallbacksGoesOnWhenTheyAreKept() {
    IntakeFirst intake = new IntakeFirst(now::get);
    long entered = intake.enter();
    passTime(intake);
    Workers workers =
        new Workers("giving-way", 1, () -> camel) {
          @Override
          protected void work() throws InterruptedException {
            resting.incrementAndGet();
            if (giveWay(intake)) {
              ended.incrementAndGet();
            }
            while (isRunning()) {
              pause(LONG);
            }
          }
        };
    workers.start();
    await().until(() -> resting.get() == 1);
    assertThat(ended).hasValue(0);

    intake.leave(entered);
    passTime(intake);
    await().until(() -> ended.get() == 1);

    workers.stop();
  }

  /** Long enough for rests to get as long as they may, or to end. */
  private void passTime(IntakeFirst intake) {
    for (int i = 0; i < 50; i++) {
      now.addAndGet(Duration.ofMillis(25).toNanos());
      intake.rest();
    }
  }

  private Workers workers() {
    Signal neverRaised = new Signal(1);
    return new Workers("resting", 2, () -> camel) {
      @Override
      protected void work() throws InterruptedException {
        while (isRunning()) {
          if (resting.incrementAndGet() == 1) {
            pause(LONG);
          } else {
            await(neverRaised, LONG);
          }
        }
        if (!Thread.currentThread().isInterrupted()) {
          ended.incrementAndGet();
        }
      }
    };
  }
}
