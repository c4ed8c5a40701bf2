package io.calroute.bundle;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleReader;
import io.calroute.work.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/**
 * Looks at the files again and again. A content counts once it has been the same at two looks, so
 * that a file that an editor or git is still writing is left alone.
 */
@Component
final class BundleWatch extends Workers {

  /** Files come and go while they are listed; that passes. */
  private static final int FAILURES_BEFORE_TELLING = 3;

  private final BundleReader reader;
  private final LiveBundle live;
  private final Duration poll;

  BundleWatch(
      Supplier<CamelContext> camel, BundleReader reader, LiveBundle live, BundleSettings settings) {
    super("bundle", 1, camel);
    this.reader = reader;
    this.live = live;
    this.poll = settings.bundle().poll();
  }

  @Override
  protected void work() throws InterruptedException {
    Bundle last = null;
    int failures = 0;
    while (isRunning()) {
      try {
        Bundle now = reader.read();
        if (now.equals(last)) {
          live.offer(now);
        }
        last = now;
        failures = 0;
      } catch (IOException | UncheckedIOException e) {
        last = null;
        failures++;
        if (failures == FAILURES_BEFORE_TELLING) {
          live.unreadable(e.getMessage());
        }
      }
      pause(poll);
    }
  }
}
