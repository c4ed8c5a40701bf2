package io.calroute.callback.journal;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A worker that waits for callbacks. Whoever keeps some next claims them for it with the same
 * statement and gives it what it would have read. Safe for concurrent use.
 */
public final class Taker {

  /** What is larger waits in the journal, where it takes no memory. */
  private static final long BYTES = 64 * 1024;

  private final UUID holder;
  private final Duration lease;
  private final CompletableFuture<List<Callback>> given = new CompletableFuture<>();

  /**
   * A worker.
   *
   * @param holder by which its claims are known
   * @param lease until when they are its own
   */
  public Taker(UUID holder, Duration lease) {
    this.holder = holder;
    this.lease = lease;
  }

  /** Whether what was kept for it, if anything, is there. */
  public boolean isServed() {
    return given.isDone();
  }

  /** Whether some worker can have all of these at once. */
  static boolean suits(List<Delivery> deliveries) {
    return deliveries.stream().allMatch(one -> one.outcome() == null && one.id() == null)
        && deliveries.stream().mapToLong(one -> one.body().length).sum() <= BYTES;
  }

  UUID holder() {
    return holder;
  }

  Duration lease() {
    return lease;
  }

  void give(List<Callback> callbacks) {
    given.complete(callbacks);
  }

  List<Callback> taken() {
    return given.join();
  }
}
