package io.calroute.operations.status;

import io.calroute.callback.door.IntakeObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Counts what callbacks are answered. Safe for concurrent use, and never waits. */
@Component
public final class IntakeMetrics implements IntakeObserver {

  private record Answer(String provider, int status) {}

  private final MeterRegistry registry;

  /** Looked up here: the registry would build the name and its labels anew for every callback. */
  private final Map<Answer, Counter> counters = new ConcurrentHashMap<>();

  public IntakeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void answered(String provider, int status) {
    counters.computeIfAbsent(new Answer(provider, status), this::counter).increment();
  }

  private Counter counter(Answer answer) {
    return Counter.builder("calroute.callbacks.received")
        .description("Callbacks that were answered")
        .tag("provider", answer.provider())
        .tag("answer", Integer.toString(answer.status()))
        .register(registry);
  }
}
