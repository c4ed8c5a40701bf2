package io.calroute.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Wakes a worker of this process as soon as there is work; workers of other processes find it when
 * they look next. Raising is cheap and never blocks. Safe for concurrent use.
 */
public final class Signal {

  private final Semaphore raised = new Semaphore(0);
  private final AtomicLong times = new AtomicLong();
  private final int waiters;

  /**
   * A signal that nobody has raised yet.
   *
   * @param waiters how many workers wait for it at most
   */
  public Signal(int waiters) {
    this.waiters = waiters;
  }

  /** Tells that there is work: wakes a waiting worker, or keeps the next one from waiting. */
  public void raise() {
    times.incrementAndGet();
    wake();
  }

  /** How often it was raised: whoever knows that it has not been since need not look again. */
  public long times() {
    return times.get();
  }

  /** The same as raising it, by a worker who knows of no new work. */
  public void wake() {
    if (raised.availablePermits() < waiters) {
      raised.release();
    }
  }

  /**
   * Waits until raised.
   *
   * @param patience how long to wait at most
   * @throws InterruptedException when the worker is to stop
   */
  public void await(Duration patience) throws InterruptedException {
    if (raised.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
  }
}
