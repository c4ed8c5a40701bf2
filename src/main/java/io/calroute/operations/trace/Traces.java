package io.calroute.operations.trace;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.work.SyncObserver;
import io.calroute.work.SyncObserver.Step;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The steps of callbacks as spans, with ids and codes and nothing that anybody has written. All
 * steps of one callback are one trace, which the journal keeps, so that it goes on after a restart.
 * Without a tracer it does nothing. Safe for concurrent use.
 */
@Component
public final class Traces {

  /**
   * What the sender records, too (W3C Trace Context, level 1): what it doesn't, decides nothing.
   */
  private static final Pattern RECORDED =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f][13579bdf]");

  /** A turn, whose calls may be answered on another thread than the worker's. */
  private final class Turn implements SyncObserver.Bringing {
    private final Span span;
    private final String traceparent;

    Turn(Span span, String traceparent) {
      this.span = span;
      this.traceparent = traceparent;
    }

    @Override
    public String traceparent() {
      return traceparent;
    }

    @Override
    public void called(Call call, Duration took, Failure.Kind failure) {
      end(
          begun("call", span.context(), clock.instant().minus(took))
              .kind(Span.Kind.CLIENT)
              .tag("target", call.target().key())
              .tag("operation", word(call.operation()))
              .tag("outcome", failure == null ? "ok" : word(failure))
              .start());
    }
  }

  private final Tracer tracer;
  private final JdbcTemplate jdbc;
  private final Clock clock;

  /** Of workers, so that a turn that breaks off ends, too. */
  private final ThreadLocal<Turn> turns = new ThreadLocal<>();

  /** Where no collector is named, there is no tracer. */
  Traces(ObjectProvider<Tracer> tracer, JdbcTemplate jdbc, Clock clock) {
    this.tracer = tracer.getIfAvailable();
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A callback that comes in, until it is answered.
   *
   * @param span to be ended; null when the callback is not followed
   * @param traceparent for whatever follows from it; null when it is not followed
   */
  public record Arriving(Span span, String traceparent) {

    private static final Arriving UNSEEN = new Arriving(null, null);

    /** Only what is kept is told of: anybody can knock. */
    public void answered(String provider, int status, Long callback) {
      if (span != null && callback != null) {
        span.tag("provider", provider).tag("status", status).tag("callback", callback).end();
      }
    }
  }

  /**
   * Begins to follow a callback, or not, as the sampling says.
   *
   * @param sent the sender's {@code traceparent}; null for none
   */
  public Arriving arriving(String sent) {
    if (tracer == null) {
      return Arriving.UNSEEN;
    }
    Span.Builder accept = tracer.spanBuilder().name("accept").kind(Span.Kind.SERVER);
    TraceContext parent = context(sent);
    Span span = (parent == null ? accept.setNoParent() : accept.setParent(parent)).start();
    TraceContext context = span.context();
    return Boolean.TRUE.equals(context.sampled())
        ? new Arriving(span, "00-" + context.traceId() + "-" + context.spanId() + "-01")
        : Arriving.UNSEEN;
  }

  /** A callback has been mapped. */
  public void mapped(Step step) {
    end(step("map", step));
  }

  /** A callback has been applied. */
  public void applied(Step step, String outcome, String code, String appointment) {
    Span span = step("apply", step);
    if (span != null) {
      span.tag("outcome", outcome);
      tag(span, "code", code);
      tag(span, "appointment", appointment);
    }
    end(span);
  }

  private Span step(String name, Step step) {
    TraceContext parent = tracer == null ? null : context(step.traceparent());
    return parent == null
        ? null
        : begun(name, parent, step.began())
            .tag("provider", step.provider())
            .tag("callback", step.id())
            .start();
  }

  /** A turn begins on this thread. */
  public SyncObserver.Bringing bringing(Target target, String appointment, long callback) {
    String traceparent = tracer == null ? null : traceparent(callback);
    TraceContext parent = context(traceparent);
    if (parent == null) {
      return SyncObserver.Bringing.UNSEEN;
    }
    Span span =
        begun("turn", parent, clock.instant())
            .tag("target", target.key())
            .tag("appointment", appointment)
            .tag("callback", callback)
            .start();
    turns.set(new Turn(span, traceparent));
    return turns.get();
  }

  /** Null as well when the callback is not in the journal any longer, or nobody can say now. */
  private String traceparent(long callback) {
    try {
      List<String> found =
          jdbc.queryForList(
              "select traceparent from callback where id = ?", String.class, callback);
      return found.isEmpty() ? null : found.get(0);
    } catch (DataAccessException e) {
      return null;
    }
  }

  /** The turn on this thread is over. */
  public void turned(Failure failure) {
    Turn turn = turns.get();
    if (turn != null) {
      turns.remove();
      turn.span.tag("outcome", failure == null ? "ok" : word(failure.kind()));
      tag(turn.span, "code", failure == null ? null : failure.code());
      end(turn.span);
    }
  }

  private Span.Builder begun(String name, TraceContext parent, Instant began) {
    return tracer
        .spanBuilder()
        .setParent(parent)
        .name(name)
        .startTimestamp(micros(began), TimeUnit.MICROSECONDS);
  }

  private void end(Span span) {
    if (span != null) {
      span.end(micros(clock.instant()), TimeUnit.MICROSECONDS);
    }
  }

  private static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1000;
  }

  /** Null for whatever is not followed. */
  private TraceContext context(String traceparent) {
    Matcher said = traceparent == null ? null : RECORDED.matcher(traceparent);
    return said == null || !said.matches()
        ? null
        : tracer
            .traceContextBuilder()
            .traceId(said.group(1))
            .spanId(said.group(2))
            .sampled(true)
            .build();
  }

  private static void tag(Span span, String name, String value) {
    if (value != null) {
      span.tag(name, value);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
