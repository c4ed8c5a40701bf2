package io.calroute.operations.status;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * When a callback came in; null when it is not in the journal any longer or nobody can say now.
 * Safe for concurrent use.
 */
public record ReceivedAt(JdbcTemplate jdbc) implements LongFunction<Instant> {

  @Override
  public Instant apply(long callback) {
    try {
      List<Timestamp> found =
          jdbc.queryForList(
              "select received_at from callback where id = ?", Timestamp.class, callback);
      return found.isEmpty() ? null : found.get(0).toInstant();
    } catch (DataAccessException e) {
      // Counting must never stand in the way of the work that is counted.
      return null;
    }
  }
}
