package io.calroute.bundle;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the files again and again. A content counts once it has been the same at two looks, so
 * that a file that an editor or git is still writing is left alone.
 */
final class BundleWatch implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(BundleWatch.class);

  /** Files come and go while they are listed; that passes. */
  private static final int FAILURES_BEFORE_TELLING = 3;

  private final BundleReader reader;
  private final LiveBundle live;
  private final Duration poll;
  private Thread thread;
  private volatile boolean running;

  BundleWatch(BundleReader reader, LiveBundle live, Duration poll) {
    this.reader = reader;
    this.live = live;
    this.poll = poll;
  }

  @Override
  public synchronized void start() {
    running = true;
    thread = new Thread(this::watch, "bundle");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void stop() {
    running = false;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the routes, and stopped before them. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  private void watch() {
    Bundle last = null;
    int failures = 0;
    while (running) {
      try {
        TimeUnit.NANOSECONDS.sleep(poll.toNanos());
        Bundle now = reader.read();
        if (now.equals(last)) {
          live.offer(now);
        }
        last = now;
        failures = 0;
      } catch (InterruptedException e) {
        return;
      } catch (IOException | UncheckedIOException e) {
        last = null;
        failures++;
        if (failures == FAILURES_BEFORE_TELLING) {
          live.unreadable(e.getMessage());
        }
      } catch (RuntimeException | LinkageError e) {
        LOG.error("Looking for changes goes on after a fault", e);
      }
    }
  }
}
