package io.calroute.callback.journal;

import io.calroute.store.BoundedStore;
import io.calroute.work.Topic;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
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

  /** In windows beside the delivery's own, less than a window away. */
  private static final String NEIGHBOUR =
      """
      c.provider = d.provider and c.connection = d.connection
        and c.delivery_key in (d.earlier_key, d.later_key)
        and c.received_at > d.received_at - d.millis * interval '1 millisecond'
        and c.received_at < d.received_at + d.millis * interval '1 millisecond'
      """;

  private static final String INSERT =
      """
      insert into callback (provider, connection, delivery_key, received_at, charset, body,
        outcome, reason_code, reason, applied_at, mentions, traceparent)
      select d.provider, d.connection, d.delivery_key, d.received_at, d.charset, d.body,
        case when d.ignored is null then 'pending' else 'ignored' end,
        case when d.ignored is null then null else 'ignored-by-route' end, d.ignored,
        case when d.ignored is null then null else d.received_at end, d.mentions::bigint[],
        d.traceparent
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
          ?::timestamptz[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[])
        as d (provider, connection, delivery_key, earlier_key, later_key, millis, received_at,
          body, charset, ignored, mentions, traceparent)
      where d.millis = 0 or not exists (select 1 from callback c where %s)
      on conflict (provider, connection, delivery_key) do nothing
      returning id, provider, connection, delivery_key, received_at, true, null::bigint
      """
          .formatted(NEIGHBOUR);

  /**
   * The first of those that a delivery may repeat, whether it has the same body, and which callback
   * has said something else of the same appointment since. One whose body was erased is repeated by
   * whatever has its key.
   */
  private static final String FIND =
      """
      select first.id, d.provider, d.connection, d.delivery_key, first.received_at,
        coalesce(first.body = d.body, true), (
          select max(c.id) from callback c
          where d.millis > 0 and c.id > first.id and c.appointment_key = first.appointment_key
            and c.provider = d.provider and c.connection = d.connection and c.body <> d.body)
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
          ?::timestamptz[], ?::bytea[])
        as d (provider, connection, delivery_key, earlier_key, later_key, millis, received_at,
          body)
      cross join lateral (
        select same.* from (
          select c.* from callback c
          where c.provider = d.provider and c.connection = d.connection
            and c.delivery_key = d.delivery_key
          union all
          select c.* from callback c where d.millis > 0 and %s
        ) same order by same.received_at, same.id limit 1
      ) first
      """
          .formatted(NEIGHBOUR);

  /**
   * Lets one transaction at a time store deliveries with a certain text, because two in
   * neighbouring windows have no name in common that could keep one of them out.
   */
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('delivery ' || text, 0))"
          + " from unnest(?::text[]) as t (text)";

  private record Key(String provider, String connection, String name) implements Comparable<Key> {

    /** What deliveries that repeat each other have in common. */
    static Key common(Delivery delivery) {
      return new Key(delivery.provider(), delivery.connection(), delivery.key().text());
    }

    /** What a delivery is stored by. */
    static Key stored(Delivery delivery) {
      return new Key(
          delivery.provider(),
          delivery.connection(),
          delivery.key().stored(delivery.receivedAt(), 0));
    }

    @Override
    public int compareTo(Key other) {
      int byProvider = provider.compareTo(other.provider);
      if (byProvider != 0) {
        return byProvider;
      }
      int byConnection = connection.compareTo(other.connection);
      return byConnection != 0 ? byConnection : name.compareTo(other.name);
    }
  }

  /**
   * A row of the journal that may stand for a delivery.
   *
   * @param sameBody false when it has only the id in common
   * @param since callback that has said something else of the same appointment since; null for none
   */
  private record Kept(Receipt receipt, Instant receivedAt, boolean sameBody, Long since) {

    /** The key under which a delivery is no repetition of this one; null when it is one. */
    DeliveryKey otherKey(Delivery delivery) {
      if (!sameBody) {
        return DeliveryKeys.ofBody(delivery.body());
      }
      return since == null ? null : delivery.key().after(since);
    }
  }

  /**
   * A delivery to be stored.
   *
   * @param namesake callback with the same id and another body; null for none
   */
  private record Waiting(Delivery delivery, CompletableFuture<Receipt> receipt, Long namesake) {

    /** Whether it says again what one says that is kept. */
    boolean repeats(Waiting first, Kept kept) {
      return Arrays.equals(delivery.body(), first.delivery.body())
          && delivery.key().joins(kept.receivedAt(), delivery.receivedAt());
    }

    void complete(Receipt kept) {
      if (namesake != null && !kept.duplicate()) {
        Topic.is(kept.id(), null, delivery.traceparent());
        LOG.warn(
            "Callback {} of {} came with the delivery id of callback {} and another body; it counts"
                + " as a callback of its own",
            kept.id(),
            delivery.provider(),
            namesake);
        Topic.over();
      }
      receipt.complete(kept);
    }
  }

  private final DataSource store;
  private final Runnable afterCommit;
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_LIMIT);
  private final BodyBudget waitingBytes;
  private final List<Writer> writers = new ArrayList<>();
  private volatile boolean closed;
  private volatile boolean refused;

  /** Whether no connection is to be had, or none that takes writes. */
  private volatile boolean away;

  /** So many came together lately. */
  private volatile int expected;

  public GroupCommit(DataSource dataSource, int writerCount, Runnable afterCommit) {
    this(dataSource, writerCount, new BodyBudget(0), afterCommit);
  }

  public GroupCommit(
      DataSource dataSource, int writerCount, BodyBudget waitingBytes, Runnable afterCommit) {
    this.store = new BoundedStore(dataSource, PATIENCE);
    this.waitingBytes = waitingBytes;
    this.afterCommit = afterCommit;
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
    return entry.receipt;
  }

  /** Forgets a delivery that nobody waits for any more, unless it is being written already. */
  void forget(CompletableFuture<Receipt> receipt) {
    for (Waiting entry : waiting) {
      if (entry.receipt == receipt && waiting.remove(entry)) {
        waitingBytes.give(entry.delivery.body().length);
      }
    }
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
          fail(batch, e);
        } finally {
          since = 0;
          batch.forEach(entry -> waitingBytes.give(entry.delivery.body().length));
          batch.clear();
        }
      }
      refuseAll("Calroute is stopping");
    }
  }

  private void refuseAll(String why) {
    List<Waiting> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(entry -> waitingBytes.give(entry.delivery.body().length));
    fail(left, new IllegalStateException(why));
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
      bytes += next.delivery.body().length;
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
    // In key order, so that two writers with the same keys wait for each other and never deadlock.
    Map<Key, List<Waiting>> byKey = new TreeMap<>();
    for (Waiting entry : batch) {
      byKey.computeIfAbsent(Key.common(entry.delivery), any -> new ArrayList<>(1)).add(entry);
    }
    Map<Key, Kept> all;
    try {
      all = storeInTheEnd(byKey.values().stream().map(entries -> entries.get(0).delivery).toList());
    } catch (SQLException e) {
      if (batch.size() > 1 && StoreFault.isAboutTheData(e)) {
        // One delivery that the store will not take must not cost the others their place.
        batch.forEach(entry -> commit(List.of(entry)));
      } else {
        tell(e);
        refused = !StoreFault.isAboutTheData(e);
        away = StoreFault.isAway(e);
        fail(batch, e);
      }
      return List.of();
    }
    refused = false;
    List<Waiting> left = new ArrayList<>();
    for (List<Waiting> entries : byKey.values()) {
      Waiting first = entries.get(0);
      Kept kept = all.get(Key.stored(first.delivery));
      if (kept == null) {
        fail(entries, new IllegalStateException("What it repeats has just been removed"));
        continue;
      }
      List<Waiting> others = entries.subList(1, entries.size());
      DeliveryKey otherKey = kept.otherKey(first.delivery);
      if (otherKey != null) {
        Long namesake = kept.sameBody() ? null : Long.valueOf(kept.receipt().id());
        left.add(new Waiting(first.delivery.keyed(otherKey), first.receipt, namesake));
        left.addAll(others);
        continue;
      }
      first.complete(kept.receipt());
      for (Waiting later : others) {
        if (later.repeats(first, kept)) {
          later.complete(new Receipt(kept.receipt().id(), true));
        } else {
          left.add(later);
        }
      }
    }
    afterCommit.run();
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
  private Map<Key, Kept> storeInTheEnd(List<Delivery> deliveries) throws SQLException {
    long end = System.nanoTime() + TRIES.toNanos();
    while (true) {
      try {
        return store(deliveries);
      } catch (SQLException e) {
        if (closed || !StoreFault.isAway(e) || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  private Map<Key, Kept> store(List<Delivery> deliveries) throws SQLException {
    List<String> windowed =
        deliveries.stream()
            .map(Delivery::key)
            .filter(DeliveryKey::isWindowed)
            .map(DeliveryKey::text)
            .sorted()
            .distinct()
            .toList();
    try (Connection connection = store.getConnection()) {
      if (windowed.isEmpty()) {
        return store(connection, deliveries);
      }
      connection.setAutoCommit(false);
      try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
        lock.setArray(1, connection.createArrayOf("text", windowed.toArray()));
        lock.execute();
        Map<Key, Kept> all = store(connection, deliveries);
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

  private static Map<Key, Kept> store(Connection connection, List<Delivery> deliveries)
      throws SQLException {
    Map<Key, Kept> all = new TreeMap<>();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      bind(connection, insert, deliveries);
      insert.setArray(9, array(connection, "text", deliveries, Delivery::charset));
      insert.setArray(10, array(connection, "text", deliveries, Delivery::ignored));
      insert.setArray(11, array(connection, "text", deliveries, GroupCommit::mentions));
      insert.setArray(12, array(connection, "text", deliveries, Delivery::traceparent));
      read(insert, all, false);
    }
    if (all.size() < deliveries.size()) {
      List<Delivery> repeated =
          deliveries.stream().filter(one -> !all.containsKey(Key.stored(one))).toList();
      try (PreparedStatement find = connection.prepareStatement(FIND)) {
        bind(connection, find, repeated);
        read(find, all, true);
      }
    }
    return all;
  }

  /** Those that wait for their mapping say it once they are mapped. */
  private static String mentions(Delivery delivery) {
    return delivery.ignored() == null
        ? null
        : Journal.literal(Mentions.of(delivery.body(), delivery.charset()));
  }

  private static void bind(
      Connection connection, PreparedStatement statement, List<Delivery> deliveries)
      throws SQLException {
    statement.setArray(1, array(connection, "text", deliveries, Delivery::provider));
    statement.setArray(2, array(connection, "text", deliveries, Delivery::connection));
    statement.setArray(3, array(connection, "text", deliveries, one -> name(one, 0)));
    statement.setArray(4, array(connection, "text", deliveries, one -> name(one, -1)));
    statement.setArray(5, array(connection, "text", deliveries, one -> name(one, 1)));
    statement.setArray(
        6, array(connection, "bigint", deliveries, one -> one.key().window().toMillis()));
    statement.setArray(
        7, array(connection, "timestamptz", deliveries, one -> Timestamp.from(one.receivedAt())));
    statement.setArray(
        8,
        connection.createArrayOf(
            "bytea", deliveries.stream().map(Delivery::body).toArray(byte[][]::new)));
  }

  private static String name(Delivery delivery, int windows) {
    return delivery.key().stored(delivery.receivedAt(), windows);
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private static void read(PreparedStatement statement, Map<Key, Kept> all, boolean duplicate)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.put(
            new Key(rows.getString(2), rows.getString(3), rows.getString(4)),
            new Kept(
                new Receipt(rows.getLong(1), duplicate),
                rows.getTimestamp(5).toInstant(),
                rows.getBoolean(6),
                rows.getObject(7, Long.class)));
      }
    }
  }

  private static void fail(List<Waiting> entries, Throwable cause) {
    entries.forEach(entry -> entry.receipt.completeExceptionally(cause));
  }
}
