package io.calroute.access.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts callers who were refused without being known, until they are written down together:
 * whoever floods the port must not make the store work. Safe for concurrent use.
 */
public final class RefusedCallers {

  /** Kinds that are told apart between two writings; the rest counts for one source. */
  private static final int LIMIT = 1000;

  private static final String OTHERS = "others";

  /**
   * A kind of refusal.
   *
   * @param code of the answer
   */
  record Refused(Instant hour, String source, String code, int status)
      implements Comparable<Refused> {
    private static final Comparator<Refused> ORDER =
        Comparator.comparing(Refused::hour)
            .thenComparing(Refused::source)
            .thenComparing(Refused::code);

    @Override
    public int compareTo(Refused other) {
      return ORDER.compare(this, other);
    }
  }

  private final Clock clock;
  private Map<Refused, Long> counted = new HashMap<>();

  public RefusedCallers(Clock clock) {
    this.clock = clock;
  }

  /** Counts one. */
  public synchronized void add(String source, String code, int status) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    Refused kind = new Refused(hour, source, code, status);
    boolean full = counted.size() >= LIMIT && !counted.containsKey(kind);
    counted.merge(full ? new Refused(hour, OTHERS, code, status) : kind, 1L, Long::sum);
  }

  /** Takes what was counted; it is counted here no longer. */
  synchronized Map<Refused, Long> take() {
    Map<Refused, Long> taken = counted;
    counted = new HashMap<>();
    return taken;
  }

  /** Counts again what could not be written. */
  synchronized void giveBack(Map<Refused, Long> taken) {
    taken.forEach((kind, times) -> counted.merge(kind, times, Long::sum));
  }
}
