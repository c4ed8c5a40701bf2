package io.calroute.callback;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes deliveries to the journal so that those that arrive together share one commit: while one
 * batch is being flushed to disk, the next one gathers. Safe for concurrent use.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int WAITING_LIMIT = 8192;
  private static final int BATCH_LIMIT = 512;

  private static final String INSERT =
      """
      insert into callback (provider, connection, delivery_key, received_at, charset, body)
      select * from unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::bytea[])
      on conflict (provider, connection, delivery_key) do nothing
      returning id, provider, connection, delivery_key
      """;

  private static final String FIND =
      """
      select id, provider, connection, delivery_key from callback
      where (provider, connection, delivery_key)
        in (select * from unnest(?::text[], ?::text[], ?::text[]))
      """;

  private record Key(String provider, String connection, String deliveryKey)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byProvider = provider.compareTo(other.provider);
      if (byProvider != 0) {
        return byProvider;
      }
      int byConnection = connection.compareTo(other.connection);
      return byConnection != 0 ? byConnection : deliveryKey.compareTo(other.deliveryKey);
    }
  }

  private record Waiting(Delivery delivery, CompletableFuture<Receipt> receipt) {}

  private final DataSource dataSource;
  private final Runnable afterCommit;
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_LIMIT);
  private final List<Thread> writers = new ArrayList<>();
  private final LongAdder committed = new LongAdder();
  private volatile boolean closed;

  GroupCommit(DataSource dataSource, int writerCount, Runnable afterCommit) {
    this.dataSource = dataSource;
    this.afterCommit = afterCommit;
    for (int i = 1; i <= writerCount; i++) {
      Thread writer = new Thread(this::write, "journal-writer-" + i);
      writer.setDaemon(true);
      writers.add(writer);
      writer.start();
    }
  }

  /**
   * Queues a delivery for the next commit.
   *
   * @return completed once the delivery is on disk, or exceptionally when it is not; null when too
   *     many wait already
   */
  CompletableFuture<Receipt> append(Delivery delivery) {
    Waiting entry = new Waiting(delivery, new CompletableFuture<>());
    return !closed && waiting.offer(entry) ? entry.receipt : null;
  }

  /** How many deliveries were committed since the start. */
  long committed() {
    return committed.sum();
  }

  @Override
  public void close() {
    closed = true;
    writers.forEach(Thread::interrupt);
  }

  private void write() {
    List<Waiting> batch = new ArrayList<>(BATCH_LIMIT);
    while (!closed) {
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch, BATCH_LIMIT - 1);
        commit(batch);
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException e) {
        LOG.error("The journal writer goes on after a fault", e);
        fail(batch, e);
      } finally {
        batch.clear();
      }
    }
    List<Waiting> left = new ArrayList<>();
    waiting.drainTo(left);
    fail(left, new IllegalStateException("Calroute is stopping"));
  }

  private void commit(List<Waiting> batch) {
    // In key order, so that two writers with the same keys wait for each other and never deadlock.
    Map<Key, List<Waiting>> byKey = new TreeMap<>();
    for (Waiting entry : batch) {
      Delivery delivery = entry.delivery;
      Key key = new Key(delivery.provider(), delivery.connection(), delivery.key());
      byKey.computeIfAbsent(key, any -> new ArrayList<>(1)).add(entry);
    }
    Map<Key, Receipt> receipts;
    try {
      receipts = store(byKey);
    } catch (SQLException e) {
      if (batch.size() > 1 && isAboutTheData(e)) {
        // One delivery that the store will not take must not cost the others their place.
        batch.forEach(entry -> commit(List.of(entry)));
      } else {
        fail(batch, e);
      }
      return;
    }
    byKey.forEach(
        (key, entries) -> {
          Receipt first = receipts.get(key);
          entries.get(0).receipt.complete(first);
          for (Waiting repeated : entries.subList(1, entries.size())) {
            repeated.receipt.complete(new Receipt(first.id(), true));
          }
        });
    committed.add(byKey.size());
    afterCommit.run();
  }

  private Map<Key, Receipt> store(Map<Key, List<Waiting>> byKey) throws SQLException {
    Map<Key, Receipt> receipts = new TreeMap<>();
    List<Key> keys = List.copyOf(byKey.keySet());
    List<Delivery> firsts = byKey.values().stream().map(e -> e.get(0).delivery).toList();
    try (Connection connection = dataSource.getConnection()) {
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        bindKeys(connection, insert, keys);
        insert.setArray(
            4, array(connection, "timestamptz", firsts, d -> Timestamp.from(d.receivedAt())));
        insert.setArray(5, array(connection, "text", firsts, Delivery::charset));
        insert.setArray(
            6,
            connection.createArrayOf(
                "bytea", firsts.stream().map(Delivery::body).toArray(byte[][]::new)));
        read(insert, receipts, false);
      }
      if (receipts.size() < keys.size()) {
        List<Key> kept = keys.stream().filter(key -> !receipts.containsKey(key)).toList();
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
          bindKeys(connection, find, kept);
          read(find, receipts, true);
        }
      }
    }
    return receipts;
  }

  private static void bindKeys(Connection connection, PreparedStatement statement, List<Key> keys)
      throws SQLException {
    statement.setArray(1, array(connection, "text", keys, Key::provider));
    statement.setArray(2, array(connection, "text", keys, Key::connection));
    statement.setArray(3, array(connection, "text", keys, Key::deliveryKey));
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private static void read(
      PreparedStatement statement, Map<Key, Receipt> receipts, boolean duplicate)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Key key = new Key(rows.getString(2), rows.getString(3), rows.getString(4));
        receipts.put(key, new Receipt(rows.getLong(1), duplicate));
      }
    }
  }

  /** SQLSTATE class 22: data exception (PostgreSQL documentation, appendix A). */
  private static boolean isAboutTheData(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("22");
  }

  private static void fail(List<Waiting> entries, Exception cause) {
    entries.forEach(entry -> entry.receipt.completeExceptionally(cause));
  }
}
