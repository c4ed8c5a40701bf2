package io.calroute.work;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies may be in memory before they are in the journal, over all requests. A
 * quarter is kept for small bodies, so that large ones, proven or not, never keep them out. Safe
 * for concurrent use.
 */
public final class BodyBudget {

  /** Nearly every callback is smaller. */
  static final int SMALL_BYTES = 64 * 1024;

  private static final long LEAST_BYTES = 4L * 1024 * 1024;
  private static final int SHARE_OF_HEAP = 16;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * A budget.
   *
   * @param limit in bytes; 0 for a sixteenth of the heap
   */
  public BodyBudget(long limit) {
    this.limit =
        limit > 0 ? limit : Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /**
   * Takes some more for a body.
   *
   * @param size of the body with it
   * @param more bytes
   * @return false when there is no room, and nothing was taken
   */
  public boolean take(int size, int more) {
    long limitNow = size > SMALL_BYTES ? limit - limit / 4 : limit;
    if (held.addAndGet(more) <= limitNow) {
      return true;
    }
    held.addAndGet(-more);
    return false;
  }

  /** Gives bytes back. */
  public void give(int bytes) {
    held.addAndGet(-bytes);
  }

  /** What is held now, in bytes. */
  long held() {
    return held.get();
  }
}
