package io.calroute.operations.call;

import io.calroute.work.Workers;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Writes down which calls were made, once a second at most. */
@Component
final class MadeCallWorkers extends Workers {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int PRUNE_EVERY = 3600;

  private final MadeCalls calls;

  MadeCallWorkers(Supplier<CamelContext> camel, MadeCalls calls) {
    super("calls", 1, camel);
    this.calls = calls;
  }

  @Override
  protected void work() throws InterruptedException {
    for (int round = 0; isRunning(); round++) {
      pause(EVERY);
      calls.write();
      if (round % PRUNE_EVERY == 0) {
        calls.prune();
      }
    }
  }
}
