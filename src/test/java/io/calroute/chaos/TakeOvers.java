package io.calroute.chaos;

import io.calroute.store.OwnPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches, in the store, how long the lanes of a killed replica wait for another one. Who lives
 * renews a lease or gives it back; so a lease that runs out was a dead one's, and the next begins
 * when it is taken over. Safe for concurrent use.
 */
final class TakeOvers implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(100);

  private record Lease(long epoch, Instant from, Instant until) {}

  private final OwnPostgres store;
  private final Map<Long, Lease> leases = new HashMap<>();
  private final List<Duration> waits = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "take-overs");
  private volatile Instant killed;

  TakeOvers(OwnPostgres store) {
    this.store = store;
    thread.setDaemon(true);
    thread.start();
  }

  /** A replica was killed just now. */
  void killed() {
    killed = Instant.now();
  }

  /** The store, or everything, stood still: what runs out from now on says nothing of replicas. */
  synchronized void forget() {
    killed = null;
    leases.clear();
  }

  /** From kills until lanes were taken over. */
  synchronized List<Duration> waits() {
    return List.copyOf(waits);
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try (Connection connection =
              DriverManager.getConnection(store.jdbcUrl() + "&socketTimeout=5");
          Statement statement = connection.createStatement()) {
        while (!Thread.currentThread().isInterrupted()) {
          look(statement);
          LockSupport.parkNanos(LOOK.toNanos());
        }
      } catch (SQLException away) {
        forget();
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }

  private synchronized void look(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("select lane_id, epoch, leased_from, leased_until from lease")) {
      while (rows.next()) {
        Lease before = leases.remove(rows.getLong(1));
        if (rows.getTimestamp(4) == null) {
          continue;
        }
        Lease now =
            new Lease(
                rows.getLong(2),
                rows.getTimestamp(3).toInstant(),
                rows.getTimestamp(4).toInstant());
        if (killed != null
            && before != null
            && now.epoch() != before.epoch()
            && now.from().isAfter(before.until())) {
          waits.add(Duration.between(killed, now.from()));
        }
        leases.put(rows.getLong(1), now);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
