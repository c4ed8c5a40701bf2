package io.calroute.operations.status;

import io.calroute.operations.appointment.SyncState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status as gauges. However often they are scraped, the store is asked every five seconds at
 * most; while it cannot be asked they have no value. Safe for concurrent use.
 */
public final class StatusMetrics implements MeterBinder {

  private static final Logger LOG = LoggerFactory.getLogger(StatusMetrics.class);
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Supplier<CurrentStatus> status;
  private final LongSupplier nanoTime;
  private CurrentStatus last;
  private Long readAt;

  public StatusMetrics(Supplier<CurrentStatus> status, LongSupplier nanoTime) {
    this.status = status;
    this.nanoTime = nanoTime;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge("calroute.callbacks.pending", now -> now.callbacks().pending())
        .description("Callbacks that are not yet applied")
        .register(registry);
    gauge("calroute.callbacks.failed", now -> now.callbacks().failed())
        .description("Callbacks that are kept for replay")
        .register(registry);
    gauge("calroute.oldest.pending.age", CurrentStatus::oldestPendingSeconds)
        .description("Age of the oldest pending callback or overdue reference")
        .baseUnit("seconds")
        .register(registry);
    gauge("calroute.lanes.paused", now -> now.lanes().size())
        .description("Calendars that take no calls now, 500 at most")
        .register(registry);
    gauge("calroute.credentials.refused", now -> now.refusedCredentials().size())
        .description("Credentials that a target refuses: nothing is called with them")
        .register(registry);
    gauge("calroute.events.pending", now -> now.events().pending())
        .description("Events that the hooks have not taken yet")
        .register(registry);
    gauge("calroute.events.failing", now -> now.events().failing())
        .description("Events that the hooks did not take when they were handed over")
        .register(registry);
    gauge("calroute.events.oldest.age", now -> now.events().oldestSeconds())
        .description("Age of the oldest event that the hooks have not taken yet")
        .baseUnit("seconds")
        .register(registry);
    appointments(registry, SyncState.DUE, CurrentStatus.Appointments::due);
    appointments(registry, SyncState.FAILED, CurrentStatus.Appointments::failed);
    appointments(registry, SyncState.UNROUTED, CurrentStatus.Appointments::unrouted);
    appointments(registry, SyncState.PARKED, CurrentStatus.Appointments::parked);
    appointments(registry, SyncState.VERIFYING, CurrentStatus.Appointments::verifying);
  }

  private void appointments(
      MeterRegistry registry, SyncState state, ToDoubleFunction<CurrentStatus.Appointments> count) {
    gauge("calroute.appointments", now -> count.applyAsDouble(now.appointments()))
        .description("Appointments that are not in sync")
        .tag("state", state.word())
        .register(registry);
  }

  private Gauge.Builder<StatusMetrics> gauge(String name, ToDoubleFunction<CurrentStatus> value) {
    return Gauge.builder(
        name,
        this,
        metrics -> {
          CurrentStatus now = metrics.recent();
          return now == null ? Double.NaN : value.applyAsDouble(now);
        });
  }

  /** Null while the store cannot be asked. */
  private synchronized CurrentStatus recent() {
    long now = nanoTime.getAsLong();
    if (readAt == null || now - readAt >= FRESH.toNanos()) {
      readAt = now;
      try {
        last = status.get();
      } catch (RuntimeException e) {
        LOG.warn("The status cannot be read for metrics: {}", e.getMessage());
        last = null;
      }
    }
    return last;
  }
}
