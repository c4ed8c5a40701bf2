package io.calroute.operations.status;

import io.calroute.callback.door.IntakeObserver;
import io.calroute.operations.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Counts and times what callbacks are answered, and has them traced. Safe for concurrent use, and
 * never waits.
 */
@Component
public final class IntakeMetrics implements IntakeObserver {

  private record Answer(String provider, int status, String refusal) {}

  private final MeterRegistry registry;
  private final Traces traces;
  private final Counter repeated;
  private final Counter busy;

  /** Looked up here: the registry would build the name and its labels anew for every callback. */
  private final Map<Answer, Counter> counters = new ConcurrentHashMap<>();

  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  public IntakeMetrics(MeterRegistry registry, Traces traces) {
    this.registry = registry;
    this.traces = traces;
    this.repeated = registry.counter("calroute.duplicates.avoided", "kind", "delivery");
    this.busy = registry.counter("calroute.throttles", "layer", "intake");
  }

  @Override
  public Arrival arrived(String traceparent) {
    return new Timed(System.nanoTime(), traces.arriving(traceparent));
  }

  private final class Timed implements Arrival {
    private final long began;
    private final Traces.Arriving trace;

    Timed(long began, Traces.Arriving trace) {
      this.began = began;
      this.trace = trace;
    }

    @Override
    public String traceparent() {
      return trace.traceparent();
    }

    @Override
    public void answered(String provider, int status, String refusal, Long callback) {
      counters
          .computeIfAbsent(new Answer(provider, status, refusal), IntakeMetrics.this::counter)
          .increment();
      if (callback != null) {
        timers
            .computeIfAbsent(provider, IntakeMetrics.this::timer)
            .record(Duration.ofNanos(System.nanoTime() - began));
        if (status == 200) {
          repeated.increment();
        }
      } else if ("too-busy".equals(refusal)) {
        busy.increment();
      }
      trace.answered(provider, status, callback);
    }
  }

  private Counter counter(Answer answer) {
    return Counter.builder("calroute.callbacks.received")
        .description("Callbacks that were answered")
        .tag("provider", answer.provider())
        .tag("answer", Integer.toString(answer.status()))
        .tag("code", answer.refusal() == null ? "none" : answer.refusal())
        .register(registry);
  }

  private Timer timer(String provider) {
    return Timer.builder("calroute.accept.duration")
        .description("From the arrival of a callback until it is answered that it is kept")
        .tag("provider", provider)
        .serviceLevelObjectives(
            SyncMetrics.seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5))
        .register(registry);
  }
}
