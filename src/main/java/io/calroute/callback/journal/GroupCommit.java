package io.calroute.callback.journal;

import io.calroute.callback.journal.DeliveryStore.Kept;
import io.calroute.callback.journal.DeliveryStore.Key;
import io.calroute.callback.journal.DeliveryStore.Waiting;
import io.calroute.store.BoundedStore;
import io.calroute.store.StoreFault;
import io.calroute.work.BodyBudget;
import io.calroute.work.Signal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes deliveries to the journal so that those that arrive together share one commit: while one
 * batch is being flushed to disk, the next one gathers. Safe for concurrent use.
 */
public final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int WAITING_LIMIT = 8192;
  private static final int BATCH_LIMIT = 512;

  /** A commit costs more than a callback does. */
  private static final Duration GATHERING = Duration.ofMillis(2);

  /** The driver holds a batch once more while it sends it. */
  private static final int BATCH_BYTES = 2 * 1024 * 1024;

  /** Longer than anybody waits for an answer; then the connection counts as lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** A writer that takes longer for a batch keeps nobody else waiting in vain. */
  private static final Duration STUCK = Duration.ofSeconds(3);

  /** So long a batch whose connection broke is tried again: a store may only have started anew. */
  private static final Duration TRIES = Duration.ofSeconds(2);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final DataSource store;
  private final Signal pending;
  private final Deque<Taker> takers = new ConcurrentLinkedDeque<>();
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_LIMIT);
  private final BodyBudget waitingBytes;
  private final List<Writer> writers = new ArrayList<>();
  private volatile boolean closed;
  private volatile boolean refused;

  /** Whether no connection is to be had, or none that takes writes. */
  private volatile boolean away;

  /** So many came together lately. */
  private volatile int expected;

  /**
   * Writers.
   *
   * @param pending raised after a commit, unless a worker was given what was kept
   */
  public GroupCommit(DataSource dataSource, int writerCount, Signal pending) {
    this(dataSource, writerCount, new BodyBudget(0), pending);
  }

  GroupCommit(DataSource dataSource, int writerCount, BodyBudget waitingBytes, Signal pending) {
    this.store = new BoundedStore(dataSource, PATIENCE);
    this.waitingBytes = waitingBytes;
    this.pending = pending;
    for (int i = 1; i <= writerCount; i++) {
      writers.add(new Writer("journal-writer-" + i));
    }
  }

  /**
   * Queues a delivery for the next commit.
   *
   * @return completed once the delivery is on disk, or exceptionally when it is not; null when too
   *     many wait already
   */
  public CompletableFuture<Receipt> append(Delivery delivery) {
    int bytes = delivery.body().length;
    if (closed || !waitingBytes.take(bytes, bytes)) {
      return null;
    }
    Waiting entry = new Waiting(delivery, new CompletableFuture<>(), null);
    if (!waiting.offer(entry)) {
      waitingBytes.give(bytes);
      return null;
    }
    return entry.receipt();
  }

  /** Forgets a delivery that nobody waits for any more, unless it is being written already. */
  void forget(CompletableFuture<Receipt> receipt) {
    for (Waiting entry : waiting) {
      if (entry.receipt() == receipt && waiting.remove(entry)) {
        waitingBytes.give(entry.delivery().body().length);
      }
    }
  }

  void offer(Taker taker) {
    takers.add(taker);
  }

  /** False when it is given something just now. */
  boolean withdraw(Taker taker) {
    return takers.remove(taker);
  }

  /** Whether somebody writes what is queued. */
  boolean isWriting() {
    return !closed && writers.stream().anyMatch(writer -> writer.thread.isAlive());
  }

  /**
   * Whether the store is known to take nothing at present, so that it is no use to queue anything:
   * a writer looks for it, or all wait for its answer.
   */
  boolean isAway() {
    return away || writers.stream().allMatch(Writer::isStuck);
  }

  /** Whether nothing is taken any more. */
  boolean isClosed() {
    return closed;
  }

  /** Whether the store has refused what was last written to it. */
  boolean wasRefused() {
    return refused;
  }

  @Override
  public void close() {
    closed = true;
    writers.forEach(writer -> writer.thread.interrupt());
  }

  /** Somebody who writes, for as long as there is a journal. */
  private final class Writer {
    private final Thread thread;

    /** Since when it writes the batch in its hands; 0 for no batch. */
    private volatile long since;

    Writer(String name) {
      thread = new Thread(this::work, name);
      thread.setDaemon(true);
      thread.start();
    }

    boolean isStuck() {
      long began = since;
      return began != 0 && System.nanoTime() - began > STUCK.toNanos();
    }

    private void work() {
      List<Waiting> batch = new ArrayList<>(BATCH_LIMIT);
      while (!closed) {
        try {
          if (away) {
            refuseAll("The store is away");
            lookForStore();
          } else {
            gather(batch);
            since = System.nanoTime() | 1;
            commit(batch);
          }
        } catch (InterruptedException e) {
          break;
        } catch (RuntimeException | Error e) {
          // An error too: without a writer every callback would be refused until the next start.
          LOG.error("The journal writer goes on after a fault", e);
          refused = true;
          DeliveryStore.fail(batch, e);
        } finally {
          since = 0;
          batch.forEach(entry -> waitingBytes.give(entry.delivery().body().length));
          batch.clear();
        }
      }
      refuseAll("Calroute is stopping");
    }
  }

  private void refuseAll(String why) {
    List<Waiting> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(entry -> waitingBytes.give(entry.delivery().body().length));
    DeliveryStore.fail(left, new IllegalStateException(why));
  }

  /** Nobody's callback waits meanwhile. */
  private void lookForStore() throws InterruptedException {
    if (takesWrites()) {
      away = false;
      LOG.info("The store can be reached again");
    } else {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
    }
  }

  private boolean takesWrites() {
    try (Connection connection = store.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery("select current_setting('transaction_read_only')")) {
      return answer.next() && "off".equals(answer.getString(1));
    } catch (SQLException e) {
      return false;
    }
  }

  /** Waits for a delivery, and takes those along that wait by then, as far as they fit. */
  private void gather(List<Waiting> batch) throws InterruptedException {
    Waiting next = waiting.take();
    long end = System.nanoTime() + GATHERING.toNanos();
    int bytes = 0;
    while (next != null) {
      batch.add(next);
      bytes += next.delivery().body().length;
      next =
          batch.size() < BATCH_LIMIT && bytes < BATCH_BYTES
              ? next(batch.size() < expected ? end - System.nanoTime() : 0)
              : null;
    }
    expected = Math.max(batch.size(), expected * 3 / 4);
  }

  /** As many as came together last time are likely to come together again. */
  private Waiting next(long nanos) throws InterruptedException {
    Waiting here = waiting.poll();
    return here != null || nanos <= 0 ? here : waiting.poll(nanos, TimeUnit.NANOSECONDS);
  }

  private void commit(List<Waiting> batch) {
    List<Waiting> left = batch;
    while (!left.isEmpty()) {
      left = commitFirsts(left);
    }
  }

  /**
   * Stores the first of all deliveries that may repeat each other, and answers it and those that
   * do.
   *
   * @return those that came too long after the one that is kept, or say something else
   */
  private List<Waiting> commitFirsts(List<Waiting> batch) {
    Map<Key, List<Waiting>> firsts = DeliveryStore.byKey(batch);
    List<Delivery> deliveries =
        firsts.values().stream().map(entries -> entries.get(0).delivery()).toList();
    Taker taker = Taker.suits(deliveries) ? takers.poll() : null;
    List<Callback> given = List.of();
    Map<Key, Kept> all;
    try {
      all = storeInTheEnd(deliveries, taker);
      given = taker == null ? given : DeliveryStore.callbacks(deliveries, all);
    } catch (SQLException e) {
      if (batch.size() > 1 && StoreFault.isAboutTheData(e)) {
        // One delivery that the store will not take must not cost the others their place.
        batch.forEach(entry -> commit(List.of(entry)));
      } else {
        tell(e);
        refused = !StoreFault.isAboutTheData(e);
        away = StoreFault.isAway(e);
        DeliveryStore.fail(batch, e);
      }
      return List.of();
    } finally {
      if (taker != null) {
        taker.give(given);
        pending.recheck();
      }
    }
    refused = false;
    List<Waiting> left = DeliveryStore.settle(firsts.values(), all);
    if (taker == null) {
      pending.raise();
    }
    return left;
  }

  /** Once for as long as the store takes none; the store's own words may quote a body. */
  private void tell(SQLException fault) {
    if (StoreFault.isAboutTheData(fault)) {
      LOG.error("The store refuses a callback (SQLSTATE {})", StoreFault.state(fault));
    } else if (!refused) {
      LOG.warn("The store takes no callbacks (SQLSTATE {})", StoreFault.state(fault));
    }
  }

  /**
   * What was stored by a connection that broke before it said so is found by its key, and counts as
   * kept before.
   */
  private Map<Key, Kept> storeInTheEnd(List<Delivery> deliveries, Taker taker) throws SQLException {
    long end = System.nanoTime() + TRIES.toNanos();
    while (true) {
      try {
        return store(deliveries, taker);
      } catch (SQLException e) {
        if (closed || !StoreFault.isAway(e) || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  private Map<Key, Kept> store(List<Delivery> deliveries, Taker taker) throws SQLException {
    try (Connection connection = store.getConnection()) {
      if (deliveries.stream().noneMatch(one -> one.key().isWindowed())) {
        return DeliveryStore.store(connection, deliveries, taker);
      }
      connection.setAutoCommit(false);
      try {
        DeliveryStore.lock(connection, deliveries);
        Map<Key, Kept> all = DeliveryStore.store(connection, deliveries, taker);
        connection.commit();
        return all;
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    }
  }

  private static void rollback(Connection connection, Exception because) {
    try {
      connection.rollback();
    } catch (SQLException broken) {
      because.addSuppressed(broken);
    }
  }
}
