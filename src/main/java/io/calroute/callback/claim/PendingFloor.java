package io.calroute.callback.claim;

import io.calroute.work.SeldomLook;

/**
 * Which callback is the first that may be pending, as far as this process knows, so that a look at
 * the journal begins there. What was pending before is dead to everybody, but PostgreSQL keeps it
 * in the index for as long as anybody has a transaction open. What is pending below the floor,
 * because it was put off or somebody wants it again, is found by the looks that begin at none. Safe
 * for concurrent use.
 */
final class PendingFloor {

  /** So many callbacks may be kept, of others, between the id of one and its commit. */
  private static final long SLACK = 1000;

  private final SeldomLook whole = new SeldomLook();
  private long floor;

  /**
   * Where a look begins.
   *
   * @param nanoTime the present, as {@link System#nanoTime()} has it
   * @return id of a callback; 0 when it is to find whatever is pending
   */
  synchronized long at(long nanoTime) {
    return whole.isDue(nanoTime) ? 0 : floor;
  }

  /**
   * A look is over.
   *
   * @param from where it began
   * @param first the first callback that it claimed; null for none
   * @param began as {@link System#nanoTime()} has it
   */
  synchronized void looked(long from, Long first, long began, long ended) {
    if (from == 0) {
      whole.looked(began, ended);
    }
    // Another look may have gone further down meanwhile, and have found some.
    if (first != null && from <= floor) {
      floor = Math.max(0, first - SLACK);
    }
  }
}
