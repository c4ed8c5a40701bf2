package io.calroute.callback.journal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The callbacks that one worker maps, so that no other one does so too. No transaction is open
 * meanwhile: a claim is an advisory lock of the worker's own session, which ends with the process,
 * however the process ends. A claim only saves work. Whoever records an outcome looks again whether
 * the callback is still pending. Not for concurrent use.
 */
public final class Claims implements AutoCloseable {

  /** Sets these locks apart from those on bodies, which are digests. */
  private static final long LOCKS = 0x63616c6c_00000000L;

  private final DataSource store;
  private final Clock clock;
  private final Set<Long> held = new TreeSet<>();
  private SingleConnectionDataSource session;
  private boolean locked;

  Claims(DataSource store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Claims the oldest pending callbacks that are due and that nobody else has, as many as fit into
   * memory.
   *
   * @param limit how many at most
   * @param without providers whose callbacks are left where they are
   * @return oldest first; empty when there are none
   */
  public List<Callback> take(int limit, Collection<String> without) {
    return ask(
        jdbc -> {
          List<Long> fitting = new ArrayList<>();
          List<Long> tooMany = new ArrayList<>();
          long[] bytes = {0};
          jdbc.query(
              connection -> {
                // The offset keeps the lock from being tried on more than what is taken.
                var statement =
                    connection.prepareStatement(
                        """
                        select waiting.id, waiting.bytes from (
                          select id, octet_length(body) as bytes from callback
                          where outcome = 'pending' and (retry_at is null or retry_at <= ?)
                            and provider <> all (?::text[]) and id <> all (?::bigint[])
                          order by id offset 0) waiting
                        where pg_try_advisory_lock(waiting.id # ?) limit ?
                        """);
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                statement.setArray(2, connection.createArrayOf("text", without.toArray()));
                statement.setArray(3, ids(connection, held));
                statement.setLong(4, LOCKS);
                statement.setInt(5, limit);
                return statement;
              },
              row -> {
                locked = true;
                boolean fits = bytes[0] < Journal.CLAIM_BYTES;
                (fits ? fitting : tooMany).add(row.getLong(1));
                bytes[0] += row.getLong(2);
              });
          held.addAll(fitting);
          unlock(jdbc, tooMany);
          List<Callback> callbacks = pending(jdbc, fitting);
          // Somebody else was through with the others just before they were claimed.
          Set<Long> done = new TreeSet<>(fitting);
          callbacks.forEach(callback -> done.remove(callback.id()));
          release(done);
          return callbacks;
        });
  }

  /**
   * Claims callbacks whatever has become of them.
   *
   * @return false when somebody else has one; then none is claimed
   */
  public boolean takeAll(Collection<Long> callbacks) {
    Set<Long> wanted = new TreeSet<>(callbacks);
    locked = true;
    return ask(
        jdbc -> {
          List<Long> got =
              jdbc.query(
                  connection -> {
                    var statement =
                        connection.prepareStatement(
                            "select id from unnest(?::bigint[]) as wanted (id)"
                                + " where pg_try_advisory_lock(id # ?)");
                    statement.setArray(1, ids(connection, wanted));
                    statement.setLong(2, LOCKS);
                    return statement;
                  },
                  (row, index) -> row.getLong(1));
          if (got.size() == wanted.size()) {
            held.addAll(got);
            return true;
          }
          unlock(jdbc, got);
          return false;
        });
  }

  /** Whether a callback is claimed here. */
  public boolean has(long callback) {
    return held.contains(callback);
  }

  /** Lets others have callbacks. */
  public void release(Collection<Long> callbacks) {
    List<Long> released = callbacks.stream().filter(held::remove).toList();
    if (held.isEmpty()) {
      close();
    } else if (session != null && !released.isEmpty()) {
      ask(
          jdbc -> {
            unlock(jdbc, released);
            return null;
          });
    }
  }

  /** Lets others have all of them. */
  @Override
  public void close() {
    held.clear();
    if (session != null) {
      SingleConnectionDataSource ended = session;
      session = null;
      try {
        if (locked) {
          new JdbcTemplate(ended).execute("select pg_advisory_unlock_all()");
        }
        locked = false;
      } catch (RuntimeException gone) {
        abort(ended);
      } finally {
        ended.destroy();
      }
    }
  }

  /** So that no lock stays in a session that the pool gives to somebody else. */
  private static void abort(SingleConnectionDataSource session) {
    try {
      session.getConnection().unwrap(Connection.class).abort(Runnable::run);
    } catch (SQLException | RuntimeException gone) {
      // With its locks.
    }
  }

  private interface Question<T> {
    T ask(JdbcTemplate jdbc);
  }

  private <T> T ask(Question<T> question) {
    try {
      if (session == null) {
        session = new SingleConnectionDataSource(store.getConnection(), true);
      }
      return question.ask(new JdbcTemplate(session));
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("The store gives no session", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void unlock(JdbcTemplate jdbc, List<Long> ids) {
    if (!ids.isEmpty()) {
      jdbc.query(
          (PreparedStatementCreator)
              connection -> {
                var statement =
                    connection.prepareStatement(
                        "select pg_advisory_unlock(id # ?) from unnest(?::bigint[]) as freed (id)");
                statement.setLong(1, LOCKS);
                statement.setArray(2, ids(connection, ids));
                return statement;
              },
          row -> {});
    }
  }

  /** Asked after the lock is there, so that what somebody has just recorded is seen. */
  private static List<Callback> pending(JdbcTemplate jdbc, List<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : jdbc.query(
            connection -> {
              var statement =
                  connection.prepareStatement(
                      """
                      select id, provider, connection, received_at, charset, body, attempts, source,
                        read_from, read_until, run_id
                      from callback where id = any (?::bigint[]) and outcome = 'pending' order by id
                      """);
              statement.setArray(1, ids(connection, ids));
              return statement;
            },
            Journal::callback);
  }

  private static Array ids(Connection connection, Collection<Long> ids) throws SQLException {
    return connection.createArrayOf("bigint", ids.toArray());
  }
}
