package io.calroute.reference;

import io.calroute.target.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The right to work in one lane: a row lock held on a connection of its own. It ends with the
 * process, however the process ends, so that there is no lease to wait out. Not for concurrent use.
 */
public final class LaneLease implements AutoCloseable {

  private final Connection connection;
  private final Lane lane;

  private LaneLease(Connection connection, Lane lane) {
    this.connection = connection;
    this.lane = lane;
  }

  /**
   * Claims any lane that is not paused, has something due, and is nobody else's.
   *
   * @param dataSource the store
   * @param now what is due by then
   * @return empty when there is none
   * @throws SQLException when the store cannot be reached
   */
  public static Optional<LaneLease> claim(DataSource dataSource, Instant now) throws SQLException {
    Connection connection = dataSource.getConnection();
    boolean claimed = false;
    try {
      connection.setAutoCommit(false);
      // Not "for update": references that are inserted meanwhile need a key share of the lane.
      try (PreparedStatement statement =
          connection.prepareStatement(
              """
              select l.id, l.target, l.calendar, l.without_teams_since is not null from lane l
              where (l.paused_until is null or l.paused_until <= ?) and exists (
                select from reference r where r.lane_id = l.id and r.due_at <= ?)
              limit 1 for no key update of l skip locked
              """)) {
        statement.setTimestamp(1, Timestamp.from(now));
        statement.setTimestamp(2, Timestamp.from(now));
        try (ResultSet row = statement.executeQuery()) {
          claimed = row.next();
          return claimed
              ? Optional.of(
                  new LaneLease(
                      connection,
                      new Lane(
                          row.getLong(1),
                          Target.of(row.getString(2)),
                          row.getString(3),
                          row.getBoolean(4),
                          null)))
              : Optional.empty();
        }
      }
    } finally {
      if (!claimed) {
        giveBack(connection);
      }
    }
  }

  /** The lane. */
  public Lane lane() {
    return lane;
  }

  /**
   * Lets nobody work in the lane for a while.
   *
   * @param until when work may go on
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @throws SQLException when the store cannot be reached
   */
  public void pause(Instant until, String code, String reason) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update lane set paused_until = ?, pause_code = ?, pause_reason = ? where id = ?")) {
      statement.setTimestamp(1, Timestamp.from(until));
      statement.setString(2, code);
      statement.setString(3, reason);
      statement.setLong(4, lane.id());
      statement.executeUpdate();
    }
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    giveBack(connection);
  }

  private static void giveBack(Connection connection) throws SQLException {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } finally {
      connection.close();
    }
  }
}
