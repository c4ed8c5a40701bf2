package io.calroute.operations.status;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.operations.call.MadeCalls;
import io.calroute.operations.trace.Traces;
import io.calroute.reference.ReferenceStore;
import io.calroute.work.SyncObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Counts and times what the sync does, notes its calls, and has it traced. Safe for concurrent use.
 */
@Component
public final class SyncMetrics implements SyncObserver {

  private final MeterRegistry registry;
  private final MadeCalls calls;
  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final Traces traces;
  private final Codes codes = new Codes();
  private final Map<Target, Timer> turns = new EnumMap<>(Target.class);
  private final Map<Target, Timer> latencies = new EnumMap<>(Target.class);

  SyncMetrics(
      MeterRegistry registry, MadeCalls calls, JdbcTemplate jdbc, Clock clock, Traces traces) {
    this.calls = calls;
    this.registry = registry;
    this.jdbc = jdbc;
    this.clock = clock;
    this.traces = traces;
    for (Target target : Target.values()) {
      turns.put(
          target,
          Timer.builder("calroute.turn.duration")
              .description("How long one look at one reference takes, calls included")
              .tag("target", target.key())
              .serviceLevelObjectives(seconds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30))
              .register(registry));
      latencies.put(
          target,
          Timer.builder("calroute.callback.to.settled")
              .description("From the arrival of a callback until a calendar shows what it says")
              .tag("target", target.key())
              .serviceLevelObjectives(seconds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600))
              .register(registry));
    }
  }

  @Override
  public void mapped(Step step) {
    traces.mapped(step);
  }

  @Override
  public void applied(Step step, String outcome, String code, String appointment) {
    registry
        .counter(
            "calroute.callbacks.outcomes",
            "provider",
            step.provider(),
            "outcome",
            outcome,
            "code",
            codes.bounded(code))
        .increment();
    traces.applied(step, outcome, code, appointment);
  }

  @Override
  public void found(String provider) {
    registry.counter("calroute.reconcile.findings", "provider", provider).increment();
  }

  @Override
  public Bringing bringing(Target target, String appointment, long callback) {
    return traces.bringing(target, appointment, callback);
  }

  @Override
  public void called(Call call, Failure.Kind failure) {
    registry
        .counter(
            "calroute.calls",
            "target",
            call.target().key(),
            "operation",
            word(call.operation()),
            "result",
            failure == null ? "ok" : word(failure))
        .increment();
    if (failure == Failure.Kind.THROTTLED || failure == Failure.Kind.EXHAUSTED) {
      throttled("target");
    }
    if (failure == Failure.Kind.TAKEN) {
      registry.counter("calroute.duplicates.avoided", "kind", "create").increment();
    }
  }

  @Override
  public void answered(long appointment, Call call, Duration took, Failure failure) {
    calls.note(appointment, call, took, failure);
  }

  @Override
  public void turned(Target target, Duration duration, Failure failure) {
    turns.get(target).record(duration);
    traces.turned(failure);
  }

  @Override
  public void settled(Target target, long appointment, Instant heardAt) {
    Instant since = heardAt == null ? heardAt(appointment) : heardAt;
    if (since != null) {
      Duration latency = Duration.between(since, clock.instant());
      latencies.get(target).record(latency.isNegative() ? Duration.ZERO : latency);
    }
  }

  /** Null when the callback is not in the journal any longer, or nobody can say now. */
  private Instant heardAt(long appointment) {
    try {
      return jdbc
          .queryForList(
              "select "
                  + ReferenceStore.HEARD_AT
                  + " from appointment a join callback c on c.id = a.version_callback"
                  + " where a.id = ?",
              Timestamp.class,
              appointment)
          .stream()
          .findFirst()
          .map(Timestamp::toInstant)
          .orElse(null);
    } catch (DataAccessException e) {
      // Counting must never stand in the way of the work that is counted.
      return null;
    }
  }

  @Override
  public void retrying(Target target) {
    registry.counter("calroute.retries", "target", target.key()).increment();
  }

  @Override
  public void drifted(Target target, String kind) {
    registry.counter("calroute.drift", "target", target.key(), "kind", kind).increment();
  }

  @Override
  public void orphanRemoved(Target target) {
    registry.counter("calroute.orphans.removed", "target", target.key()).increment();
  }

  @Override
  public void paused(String code) {
    registry.counter("calroute.lane.pauses", "code", codes.bounded(code)).increment();
  }

  @Override
  public void kept() {
    throttled("quota");
  }

  private void throttled(String layer) {
    registry.counter("calroute.throttles", "layer", layer).increment();
  }

  static Duration[] seconds(double... values) {
    Duration[] durations = new Duration[values.length];
    for (int i = 0; i < values.length; i++) {
      durations[i] = Duration.ofMillis(Math.round(values[i] * 1000));
    }
    return durations;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
