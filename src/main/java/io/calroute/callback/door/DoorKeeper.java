package io.calroute.callback.door;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets requests wait outside, unread, while the front door itself is replaced. Closing waits until
 * everybody who has come in has been answered. Safe for concurrent use; nobody who waits holds a
 * thread.
 */
public final class DoorKeeper implements Handler<RoutingContext> {

  private record Waiting(RoutingContext call, Context context) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean closed;
  private int inside;

  /** A door that is open. */
  public DoorKeeper() {}

  @Override
  public void handle(RoutingContext call) {
    if (isGone(call)) {
      return;
    }
    lock.lock();
    try {
      if (closed) {
        call.request().pause();
        waiting.add(new Waiting(call, call.vertx().getOrCreateContext()));
        return;
      }
      inside++;
    } finally {
      lock.unlock();
    }
    call.addEndHandler(ended -> leave());
    call.next();
  }

  /**
   * Closes the door.
   *
   * @param limit how long those inside may take
   * @return false when they took longer; the door is open again then
   * @throws InterruptedException when interrupted; the door is open again then
   */
  public boolean close(Duration limit) throws InterruptedException {
    boolean empty = false;
    lock.lock();
    try {
      closed = true;
      long time = limit.toNanos();
      while (inside > 0 && time > 0) {
        time = left.awaitNanos(time);
      }
      empty = inside == 0;
    } finally {
      lock.unlock();
      if (!empty) {
        open();
      }
    }
    return empty;
  }

  /** Whether the door is closed. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Opens the door; those who wait come in. */
  public void open() {
    List<Waiting> entering;
    lock.lock();
    try {
      closed = false;
      entering = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    for (Waiting one : entering) {
      one.context().runOnContext(now -> enter(one.call()));
    }
  }

  /** From the start: what comes next in the router may be new. */
  private static void enter(RoutingContext call) {
    if (isGone(call)) {
      return;
    }
    call.request().resume();
    call.reroute(call.request().method(), call.request().uri());
  }

  /** Nobody would tell that a request has left whose client went away before it came in. */
  private static boolean isGone(RoutingContext call) {
    return call.response().closed();
  }

  private void leave() {
    lock.lock();
    try {
      inside--;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
