package io.calroute.chaos;

/**
 * How much chaos.
 *
 * @param seed of everything random; the same seed makes the same bookings and the same chances
 * @param appointments how many appointments
 * @param changes how many changes each has on average
 * @param kills how often the process is killed, or its PostgreSQL
 * @param reconciles false to see what is missed when nobody looks for it
 */
record ChaosPlan(long seed, int appointments, int changes, int kills, boolean reconciles) {

  /** Every third kill is one of the store: what was not flushed to disk is gone with it. */
  static final int STORE_EACH = 3;

  private static final boolean RECONCILES = !"false".equals(System.getProperty("chaos.reconcile"));

  /** Enough for every build. */
  static ChaosPlan brief(long seed) {
    return new ChaosPlan(seed, 80, 4, 3, RECONCILES);
  }

  /** Enough to believe in. */
  static ChaosPlan thorough(long seed) {
    return new ChaosPlan(seed, 1500, 6, 75, RECONCILES);
  }
}
