package io.calroute.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Wakes a worker of this process as soon as there is work; workers of other processes find it when
 * they look next. Raising is cheap and never blocks. Safe for concurrent use.
 */
public final class Signal {

  private final AtomicLong times = new AtomicLong();
  private final int waiters;
  private int calls;

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
  public synchronized void wake() {
    if (calls < waiters) {
      calls++;
      notify();
    }
  }

  /** Has workers look whether what they wait for besides has come. */
  public synchronized void recheck() {
    notifyAll();
  }

  /**
   * Waits until raised.
   *
   * @param patience how long to wait at most
   * @param served whether the worker has got what it waits for in another way
   * @return whether it was raised for this worker
   * @throws InterruptedException when the worker is to stop
   */
  public synchronized boolean await(Duration patience, BooleanSupplier served)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (calls == 0 && left > 0 && !served.getAsBoolean()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    if (calls == 0 || served.getAsBoolean()) {
      return false;
    }
    calls--;
    return true;
  }
}
