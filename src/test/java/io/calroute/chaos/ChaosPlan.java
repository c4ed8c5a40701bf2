package io.calroute.chaos;

/**
 * How much chaos.
 *
 * @param seed of everything random; the same seed makes the same bookings and the same chances
 * @param appointments how many appointments
 * @param changes how many changes each has on average
 * @param kills how often a replica is killed, or PostgreSQL
 * @param reconciles false to see what is missed when nobody looks for it
 */
record ChaosPlan(long seed, int appointments, int changes, int kills, boolean reconciles) {

  static final int REPLICAS = 3;

  /** Every third kill is one of the store: what was not flushed to disk is gone with it. */
  private static final int STORE_EACH = 3;

  /** Every fourth time the store is not killed, but stands still for a while. */
  private static final int FROZEN_EACH = 4;

  /** What is killed. */
  enum Victim {
    REPLICA,
    STORE,
    STORE_FROZEN
  }

  /** The victim of a round, counted from 0. */
  static Victim victim(int round) {
    if (round % STORE_EACH != 1) {
      return Victim.REPLICA;
    }
    return round / STORE_EACH % FROZEN_EACH == 1 ? Victim.STORE_FROZEN : Victim.STORE;
  }

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
