package io.calroute.callback.port;

import io.calroute.work.BodyBudget;
import io.vertx.core.buffer.Buffer;

/**
 * The body of one request while it is in memory. Counts against the budget until whoever works on
 * it is done: a client that goes away does not make it smaller. Safe for concurrent use.
 */
final class CallbackBody {

  private final BodyBudget budget;
  private Buffer buffer = Buffer.buffer();
  private int held;
  private boolean worked;

  CallbackBody(BodyBudget budget) {
    this.budget = budget;
  }

  /**
   * Adds what has arrived.
   *
   * @return false when there is no room for it
   */
  synchronized boolean add(Buffer chunk) {
    if (!budget.take(held + chunk.length(), chunk.length())) {
      return false;
    }
    held += chunk.length();
    buffer.appendBuffer(chunk);
    return true;
  }

  synchronized int size() {
    return held;
  }

  /** Hands the bytes to somebody who works on them and tells by {@link #release} when done. */
  synchronized byte[] work() {
    worked = true;
    byte[] bytes = buffer.getBytes();
    buffer = null;
    return bytes;
  }

  /** The request has its answer, or its client is gone. */
  synchronized void leave() {
    if (!worked) {
      buffer = null;
      release();
    }
  }

  /** Nobody works on it any more. */
  synchronized void release() {
    budget.give(held);
    held = 0;
  }
}
