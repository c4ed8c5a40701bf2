package io.calroute.callback.door;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where callbacks wait, just behind the front door, while the route that takes them is replaced.
 * Closing it waits until everything that has passed is through, so that no callback is on a route
 * that goes away. Safe for concurrent use.
 */
public final class IntakeGate {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Duration patience;
  private boolean closed;
  private int inside;

  /**
   * An open gate.
   *
   * @param patience how long a callback waits at most
   */
  public IntakeGate(Duration patience) {
    this.patience = patience;
  }

  /**
   * Lets a callback in; waits while the gate is closed.
   *
   * @return false when it stayed closed for too long
   */
  boolean enter() {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        return false;
      }
      inside++;
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Tells that a callback that was let in has been answered. */
  void leave() {
    lock.lock();
    try {
      inside--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the gate.
   *
   * @param limit how long those inside may take
   * @return false when they took longer; the gate is open again then
   * @throws InterruptedException when interrupted; the gate is open again then
   */
  public boolean close(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      closed = true;
      long left = limit.toNanos();
      while (inside > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (inside > 0) {
        closed = false;
        changed.signalAll();
        return false;
      }
      return true;
    } catch (InterruptedException e) {
      closed = false;
      changed.signalAll();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Opens the gate. */
  public void open() {
    lock.lock();
    try {
      closed = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
