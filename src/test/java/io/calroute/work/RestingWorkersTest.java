package io.calroute.work;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Workers that have nothing to do when the application stops. */
class RestingWorkersTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger resting = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void aStopWakesThemAndLetsThemEndWhatTheyDoLast() throws InterruptedException {
    CamelContext camel = new DefaultCamelContext();
    camel.start();
    Workers workers = workers(camel);
    workers.start();
    await().until(() -> resting.get() == 2);

    Thread stopping = new Thread(workers::stop);
    stopping.start();

    // Long before the patience with those that are at work is over.
    await().until(() -> ended.get() == 2);
    stopping.join();
    camel.stop();
  }

  private Workers workers(CamelContext camel) {
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
