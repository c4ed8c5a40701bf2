package io.calroute.reference;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * Writes what workers find out about references, and what they are about to do, so that those who
 * write at the same time share one statement and one commit: while one batch is being flushed to
 * disk, the next one gathers. A worker goes on to its next turn while what came of the last one is
 * still on its way, and what it sends next is never on disk before that. Safe for concurrent use.
 */
@Component
public final class ReferenceWriter implements AutoCloseable {

  private static final int BATCH_LIMIT = 128;

  /** So often others are written before one that somebody else has locked. */
  private static final int LOCKED_TRIES = 200;

  private static final Duration GATHERING = Duration.ofMillis(20);

  /** What has come of a turn waits that long for requests to come along. */
  private static final Duration LINGERING = Duration.ofMillis(20);

  private static final Duration LOCKED_PAUSE = Duration.ofMillis(5);

  private record Waiting(
      ReferenceWrite write, CompletableFuture<Boolean> written, long since, int tries) {}

  private record Leaving(LeftLane lane, CompletableFuture<Boolean> given) {}

  /** What one statement stores. */
  private record Batch(List<Waiting> writes, List<Leaving> lanes) {
    void fail(Throwable fault) {
      writes.forEach(one -> one.written.completeExceptionally(fault));
      keepLanes();
    }

    void keepLanes() {
      lanes.forEach(one -> one.given.complete(false));
    }
  }

  private final ReferenceStore references;
  private final Clock clock;
  private final List<Leaving> leaving = new ArrayList<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Thread writer;
  private boolean closed;
  private boolean hurried;
  private int intents;
  private volatile int expected = 1;

  public ReferenceWriter(ReferenceStore references, Clock clock) {
    this.references = references;
    this.clock = clock;
    writer = new Thread(this::write, "reference-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Stores a request before it is sent first.
   *
   * @param reference what to store
   * @param writes how often workers are to have written it before
   * @param seenDueAt when it was due as the turn began
   * @param revision of its appointment as the turn began
   * @param epoch of the lane's lease; null for none
   * @return completed when it is on disk; with false when something was said of the appointment
   *     since, or somebody else has written the reference, or the lane is somebody else's
   */
  public CompletableFuture<Boolean> first(
      Reference reference, long writes, Instant seenDueAt, long revision, Long epoch) {
    return add(
        new ReferenceWrite(
            reference, writes, ReferenceWrite.Step.FIRST, seenDueAt, revision, epoch, null, false));
  }

  /**
   * Stores a further request of a turn before it is sent.
   *
   * @param epoch of the lane's lease; null for none
   * @return completed when it is on disk; with false when somebody else has written the reference,
   *     or the lane is somebody else's
   */
  public CompletableFuture<Boolean> between(Reference reference, long writes, Long epoch) {
    return add(
        new ReferenceWrite(
            reference, writes, ReferenceWrite.Step.BETWEEN, null, null, epoch, null, false));
  }

  /**
   * Stores what has come of a turn. When somebody has made the reference due again since the turn
   * began, it stays due.
   *
   * @param seenDueAt when it was due as the turn began
   * @param revision of its appointment as the turn began
   * @param dueIn after what time to look at it again; null when there is nothing left to do
   * @return completed when it is stored, if not yet on disk; with false when somebody else has
   *     written the reference
   */
  public CompletableFuture<Boolean> last(
      Reference reference, long writes, Instant seenDueAt, long revision, Duration dueIn) {
    Instant dueAt = dueIn == null ? null : clock.instant().plus(dueIn);
    return add(ReferenceWrite.last(reference, writes, seenDueAt, revision, dueAt, false));
  }

  /**
   * Tells how many requests are to share a commit, because a commit costs more than a write does.
   * They are waited for, though not for long.
   *
   * @param requests 1 where nobody is to wait for others
   */
  public void expect(int requests) {
    expected = requests;
  }

  /** Somebody waits for what has come of turns. */
  public synchronized void hurry() {
    if (!waiting.isEmpty()) {
      hurried = true;
      notifyAll();
    }
  }

  /**
   * Gives a lane back together with the last that is to be stored of it.
   *
   * @param lane id of the lane; its holder renews the lease no more
   * @param epoch of the lease
   * @param floor what became due there earlier is not looked for
   * @return completed with true when it is given back and nothing is due there; with false when it
   *     is to be given back in another way, or to be looked at again
   */
  public synchronized CompletableFuture<Boolean> leave(long lane, long epoch, Instant floor) {
    if (closed || waiting.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    Leaving one = new Leaving(new LeftLane(lane, epoch, floor), new CompletableFuture<>());
    leaving.add(one);
    hurry();
    return one.given;
  }

  private synchronized CompletableFuture<Boolean> add(ReferenceWrite write) {
    Waiting entry = new Waiting(write, new CompletableFuture<>(), System.nanoTime(), 0);
    if (closed) {
      entry.written.completeExceptionally(
          new DataAccessResourceFailureException("Calroute is about to end"));
    } else {
      put(entry);
    }
    return entry.written;
  }

  private void put(Waiting entry) {
    waiting.add(entry);
    intents += entry.write.isIntent() ? 1 : 0;
    if (entry.write.isIntent() || waiting.size() >= BATCH_LIMIT || waiting.size() == 1) {
      notifyAll();
    }
  }

  private void write() {
    Batch batch = next();
    while (!batch.writes.isEmpty()) {
      try {
        write(batch);
      } catch (RuntimeException | LinkageError e) {
        batch.fail(e);
      }
      batch = next();
    }
  }

  /** Waits for something to write; empty when nothing follows any more. */
  private synchronized Batch next() {
    boolean interrupted = false;
    while (!closed && (waiting.isEmpty() || !isUrgent())) {
      try {
        wait(waiting.isEmpty() ? 0 : LINGERING.toMillis());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    gather();
    List<Waiting> batch = new ArrayList<>();
    Set<Long> ids = new HashSet<>();
    while (!waiting.isEmpty()
        && batch.size() < BATCH_LIMIT
        && ids.add(waiting.peek().write.reference().id())) {
      batch.add(waiting.poll());
    }
    hurried = false;
    intents -= (int) batch.stream().filter(one -> one.write.isIntent()).count();
    return new Batch(batch, waiting.isEmpty() ? leaving() : List.of());
  }

  private List<Leaving> leaving() {
    List<Leaving> all = List.copyOf(leaving);
    leaving.clear();
    return all;
  }

  /** Somebody waits for a request to be stored, and for what has come of one only at the end. */
  private boolean isUrgent() {
    return intents > 0
        || hurried
        || waiting.peek().since + LINGERING.toNanos() <= System.nanoTime()
        || waiting.size() >= BATCH_LIMIT;
  }

  private void gather() {
    long end = System.nanoTime() + GATHERING.toNanos();
    long left = GATHERING.toNanos();
    while (left > 0 && intents > 0 && intents < expected && !hurried && !closed) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      left = end - System.nanoTime();
    }
  }

  private void write(Batch batch) {
    ReferenceStore.Written written;
    try {
      written =
          references.writeFree(
              batch.writes.stream().map(Waiting::write).toList(),
              batch.lanes.stream().map(Leaving::lane).toList());
    } catch (DataAccessResourceFailureException e) {
      throw e;
    } catch (DataAccessException e) {
      // One of them spoils it for all; alone it spoils it for itself.
      batch.writes.forEach(this::writeAlone);
      batch.keepLanes();
      return;
    }
    for (Waiting one : batch.writes) {
      Boolean done = written.references().get(one.write.reference().id());
      if (done != null) {
        one.written.complete(done);
      } else if (one.tries < LOCKED_TRIES) {
        locked(one);
      } else {
        writeAlone(one);
      }
    }
    for (Leaving one : batch.lanes) {
      one.given.complete(Boolean.FALSE.equals(written.lanes().get(one.lane.lane())));
    }
    if (written.references().isEmpty()) {
      LockSupport.parkNanos(LOCKED_PAUSE.toNanos());
    }
  }

  /** Somebody makes it due or moves it just now, and is done in a moment. */
  private synchronized void locked(Waiting one) {
    put(new Waiting(one.write, one.written, one.since, one.tries + 1));
  }

  private void writeAlone(Waiting one) {
    try {
      one.written.complete(references.write(one.write));
    } catch (DataAccessException e) {
      one.written.completeExceptionally(e);
    }
  }

  /** Writes what waits, and takes nothing any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
