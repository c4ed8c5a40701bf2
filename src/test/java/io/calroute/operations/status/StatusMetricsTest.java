package io.calroute.operations.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often the store is asked for gauges. */
class StatusMetricsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void storeIsAskedOnceForAllGaugesOfAScrapeAndOfTheNextFiveSeconds() {
    new StatusMetrics(this::read, nanos::get).bindTo(registry);

    assertThat(value("calroute.events.pending")).isEqualTo(9);
    assertThat(value("calroute.events.failing")).isEqualTo(10);
    assertThat(value("calroute.events.oldest.age")).isEqualTo(11);
    assertThat(value("calroute.callbacks.pending")).isEqualTo(1);
    assertThat(value("calroute.callbacks.failed")).isEqualTo(2);
    assertThat(value("calroute.oldest.pending.age")).isEqualTo(7);
    assertThat(registry.get("calroute.appointments").tag("state", "due").gauge().value())
        .isEqualTo(3);
    assertThat(registry.get("calroute.appointments").tag("state", "parked").gauge().value())
        .isEqualTo(6);
    assertThat(registry.get("calroute.appointments").tag("state", "verifying").gauge().value())
        .isEqualTo(8);
    assertThat(reads).hasValue(1);
    nanos.addAndGet(Duration.ofMillis(4999).toNanos());
    assertThat(value("calroute.callbacks.pending")).isEqualTo(1);
    assertThat(reads).hasValue(1);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(value("calroute.callbacks.pending")).isEqualTo(1);
    assertThat(reads).hasValue(2);
  }

  @Test
  void gaugesHaveNoValueWhileTheStoreCannotBeAsked() {
    new StatusMetrics(
            () -> {
              reads.incrementAndGet();
              throw new IllegalStateException("no store");
            },
            nanos::get)
        .bindTo(registry);

    assertThat(value("calroute.callbacks.pending")).isNaN();
    assertThat(value("calroute.lanes.paused")).isNaN();
    assertThat(reads).hasValue(1);
  }

  private CurrentStatus read() {
    reads.incrementAndGet();
    return new CurrentStatus(
        new CurrentStatus.Callbacks(1, 2),
        new CurrentStatus.Appointments(3, 4, 5, 6, 8),
        7,
        List.of(),
        List.of(),
        new CurrentStatus.Events(9, 10, 11));
  }

  private double value(String gauge) {
    return registry.get(gauge).gauge().value();
  }
}
