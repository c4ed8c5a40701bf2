package io.calroute.work;

import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * What the log lines of this thread are about, until {@link #over()}: ids and nothing else. A route
 * may hand a message to a thread of a component's: what is to be told of there says it anew.
 */
public final class LogTopic {

  /** Names in log lines; the last one is that of the Elastic Common Schema. */
  private static final String CALLBACK = "callback";

  private static final String APPOINTMENT = "appointment";
  private static final String TRACE = "trace.id";

  private LogTopic() {}

  /**
   * Begins a topic; what is null is left out.
   *
   * @param callback id in the journal
   * @param appointment the provider's id
   * @param traceparent as the journal has it
   */
  public static void is(Long callback, String appointment, String traceparent) {
    over();
    put(CALLBACK, callback == null ? null : callback.toString());
    put(APPOINTMENT, appointment);
    put(TRACE, traceparent == null ? null : traceparent.split("-")[1]);
  }

  /** Does a step of a topic, and leaves a thread that was about nothing as it was. */
  public static <T> T during(
      Long callback, String appointment, String traceparent, Supplier<T> step) {
    if (MDC.get(CALLBACK) != null) {
      return step.get();
    }
    is(callback, appointment, traceparent);
    try {
      return step.get();
    } finally {
      over();
    }
  }

  /** Ends it, so that the thread's next line is not said to be about it. */
  public static void over() {
    MDC.remove(CALLBACK);
    MDC.remove(APPOINTMENT);
    MDC.remove(TRACE);
  }

  private static void put(String name, String value) {
    if (value != null) {
      MDC.put(name, value);
    }
  }
}
