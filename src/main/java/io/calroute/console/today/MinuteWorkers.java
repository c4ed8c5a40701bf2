package io.calroute.console.today;

import io.calroute.Calroute;
import io.calroute.bundle.BundleState;
import io.calroute.bundle.LiveBundle;
import io.calroute.work.Workers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/**
 * Writes down what this process has done, so that the console can show a day of it, whoever has
 * done it and however often it was started since. It counts nothing itself: it looks how far the
 * meters have come.
 */
@Component
final class MinuteWorkers extends Workers {

  private static final Duration EVERY = Duration.ofSeconds(15);
  private static final int PRUNE_EVERY = 240;

  private final MinuteStore store;
  private final MeterRegistry meters;
  private final LiveBundle bundle;
  private final UUID process = UUID.randomUUID();

  /** How far the meters had come when they were written down last. */
  private Minute written = new Minute(0, 0, 0, noneSettled());

  /** Version of the files when edits were looked for last; null before the first time. */
  private String inUse;

  MinuteWorkers(
      Supplier<CamelContext> camel, MinuteStore store, MeterRegistry meters, LiveBundle bundle) {
    super("minutes", 1, camel);
    this.store = store;
    this.meters = meters;
    this.bundle = bundle;
  }

  @Override
  protected void work() throws InterruptedException {
    if (inUse == null) {
      store.mark(Mark.Kind.VERSION, version());
      inUse = bundle.state().version();
    }
    for (int round = 0; isRunning(); round++) {
      pause(EVERY);
      markEdits();
      write();
      if (round % PRUNE_EVERY == 0) {
        store.prune();
      }
    }
  }

  private void markEdits() {
    BundleState state = bundle.state();
    if (!state.version().equals(inUse)) {
      for (String file : state.changed()) {
        store.mark(file.startsWith("mappings/") ? Mark.Kind.MAPPING : Mark.Kind.FILE, file);
      }
      inUse = state.version();
    }
  }

  /** What could not be written is written the next time. */
  private void write() {
    Minute now = now();
    Minute done = now.since(written);
    if (!done.isNothing()) {
      store.add(process, done);
      written = now;
    }
  }

  private Minute now() {
    return new Minute(
        sum(counter -> tag(counter, "answer").startsWith("2"), "calroute.callbacks.received"),
        sum(counter -> true, "calroute.calls"),
        sum(
            counter -> List.of("throttled", "exhausted").contains(tag(counter, "result")),
            "calroute.calls"),
        settled());
  }

  private long sum(Predicate<Counter> which, String name) {
    return Math.round(
        meters.find(name).counters().stream().filter(which).mapToDouble(Counter::count).sum());
  }

  private static String tag(Counter counter, String name) {
    return String.valueOf(counter.getId().getTag(name));
  }

  private List<Long> settled() {
    Long[] counts = noneSettled().toArray(Long[]::new);
    for (Timer timer : meters.find("calroute.callback.to.settled").timers()) {
      double below = 0;
      for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
        int index = Minute.BUCKETS.indexOf(Duration.ofNanos((long) bucket.bucket()));
        if (index >= 0) {
          counts[index] += Math.round(bucket.count() - below);
          below = bucket.count();
        }
      }
      counts[counts.length - 1] += Math.max(0, timer.count() - Math.round(below));
    }
    return Arrays.asList(counts);
  }

  private static List<Long> noneSettled() {
    return Collections.nCopies(Minute.BUCKETS.size() + 1, 0L);
  }

  private static String version() {
    String built = Calroute.class.getPackage().getImplementationVersion();
    return built == null ? "under development" : built;
  }
}
