package io.calroute.destination;

import java.time.Duration;

/**
 * How much may be asked of a target in a span of time. Spent as from a bucket that fills up
 * steadily, so that no span of this length, wherever it begins, ever holds more than is allowed.
 *
 * @param name of what is allowed, the same in every replica
 * @param units how much in the span
 * @param span such as a minute
 */
public record Allowance(String name, long units, Duration span) {

  /** Calls take their time to arrive: those of one span may arrive within a shorter one. */
  private static final Duration TRAVEL = Duration.ofSeconds(1);

  /** How much of the allowance may be spent at once; the rest is spread over the span. */
  private static final int BURSTS = 100;

  /** Room for calls while whoever is to make them wakes up: what does not fit is lost. */
  private static final int CALLS_AT_ONCE = 2;

  public Allowance {
    if (units < 1 || span.isNegative() || span.isZero()) {
      throw new IllegalArgumentException("An allowance of " + units + " in " + span);
    }
  }

  /** Units that may be spent at once after a rest. */
  public double burst(int least) {
    double few = Math.min(CALLS_AT_ONCE * least, units / 2.0);
    return Math.max(least, Math.max(few, (double) units / BURSTS));
  }

  /** Units that become free each second: what the burst leaves of the span. */
  public double perSecond(int least) {
    double seconds = (span.toMillis() + TRAVEL.toMillis()) / 1000.0;
    // An allowance smaller than a call is kept to as well as can be: one call per span.
    return Math.max(1, units - burst(least)) / seconds;
  }

  /** How many seconds it takes until so many units have become free. */
  public double seconds(double units, int least) {
    return units / perSecond(least);
  }
}
