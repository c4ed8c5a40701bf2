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

  /** Lanes that are not paused and whose credentials are not refused, or may be tried again. */
  private static final String OPEN =
      """
      select l.id, l.target, l.calendar,
        exists (select from mailbox_without_teams m where m.lane_id = l.id), l.pauses, exists (
        select from refused_credentials c where l.target = any (c.targets)),
        exists (select from sweep s where s.lane_id = l.id and s.next_at <= ?)
      from lane l
      where (l.paused_until is null or l.paused_until <= ?) and not exists (
        select from refused_credentials c where l.target = any (c.targets) and c.probe_at > ?)
      """;

  // Not "for update": references that are inserted meanwhile need a key share of the lane.
  private static final String FIRST_FREE = " limit 1 for no key update of l skip locked";

  private static final String FIRST_FREE_AT =
      """
      select min(l.paused_until) from lane l where l.paused_until > ? and l.paused_until <= ?
        and exists (select from reference r where r.lane_id = l.id and r.due_at <= ?)
      """;

  private final Connection connection;
  private final Lane lane;
  private final boolean probing;
  private final boolean sweepOverdue;
  private int pauses;
  private boolean recovered;

  private LaneLease(
      Connection connection, Lane lane, int pauses, boolean probing, boolean sweepOverdue) {
    this.connection = connection;
    this.lane = lane;
    this.pauses = pauses;
    this.probing = probing;
    this.sweepOverdue = sweepOverdue;
  }

  /**
   * Claims any lane that is not paused, has something due, and is nobody else's.
   *
   * @param dataSource the store
   * @param now what is due by then
   * @param sweepsLate a sweep that was due by then is overdue
   * @return empty when there is none
   * @throws SQLException when the store cannot be reached
   */
  public static Optional<LaneLease> claim(DataSource dataSource, Instant now, Instant sweepsLate)
      throws SQLException {
    return claim(
        dataSource,
        now,
        sweepsLate,
        " and exists (select from reference r where r.lane_id = l.id and r.due_at <= ?)");
  }

  /**
   * Claims any lane that is not paused, is due for a sweep, and is nobody else's.
   *
   * @param dataSource the store
   * @param now what is due by then
   * @return empty when there is none
   * @throws SQLException when the store cannot be reached
   */
  public static Optional<LaneLease> claimForSweep(DataSource dataSource, Instant now)
      throws SQLException {
    return claim(
        dataSource,
        now,
        now,
        " and exists (select from sweep s where s.lane_id = l.id and s.next_at <= ?)");
  }

  /**
   * When the first of the lanes that pause although something is due will be free again.
   *
   * @param dataSource the store
   * @param now the present
   * @param horizon what is later does not count
   * @return empty when there is none until then
   * @throws SQLException when the store cannot be reached
   */
  public static Optional<Instant> firstFree(DataSource dataSource, Instant now, Instant horizon)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(FIRST_FREE_AT)) {
      statement.setTimestamp(1, Timestamp.from(now));
      statement.setTimestamp(2, Timestamp.from(horizon));
      statement.setTimestamp(3, Timestamp.from(horizon));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant);
      }
    }
  }

  private static Optional<LaneLease> claim(
      DataSource dataSource, Instant now, Instant sweepsLate, String condition)
      throws SQLException {
    Connection connection = dataSource.getConnection();
    boolean claimed = false;
    try {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement(OPEN + condition + FIRST_FREE)) {
        statement.setTimestamp(1, Timestamp.from(sweepsLate));
        statement.setTimestamp(2, Timestamp.from(now));
        statement.setTimestamp(3, Timestamp.from(now));
        statement.setTimestamp(4, Timestamp.from(now));
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
                          null,
                          row.getBoolean(6)),
                      row.getInt(5),
                      row.getBoolean(6),
                      row.getBoolean(7)))
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

  /** Pauses of the lane since its last success. */
  public int pauses() {
    return pauses;
  }

  /** Whether the target refused the lane's credentials when they were used last. */
  public boolean probing() {
    return probing;
  }

  /** Whether the lane's calendar has waited for its sweep too long. */
  public boolean sweepOverdue() {
    return sweepOverdue;
  }

  /**
   * Lets nobody work in the lane for a while, because of a failure.
   *
   * @param until when work may go on
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @param firm whether the target has asked for it, so that nobody may cut it short
   * @throws SQLException when the store cannot be reached
   */
  public void pause(Instant until, String code, String reason, boolean firm) throws SQLException {
    pauses++;
    store(until, code, reason, firm);
    connection.commit();
  }

  /**
   * Lets nobody work in the lane for a while, although nothing is wrong with it. Nobody may cut it
   * short.
   *
   * @param until when work may go on
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @throws SQLException when the store cannot be reached
   */
  public void rest(Instant until, String code, String reason) throws SQLException {
    store(until, code, reason, true);
    connection.commit();
  }

  /**
   * Forgets the pauses of the lane: it works again. Stored when the lane is given back.
   *
   * @throws SQLException when the store cannot be reached
   */
  public void recovered() throws SQLException {
    if (pauses > 0) {
      pauses = 0;
      store(null, null, null, false);
      recovered = true;
    }
  }

  private void store(Instant until, String code, String reason, boolean firm) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update lane set paused_until = ?, pause_code = ?, pause_reason = ?, pause_firm = ?,
              pauses = ?
            where id = ?
            """)) {
      statement.setTimestamp(1, until == null ? null : Timestamp.from(until));
      statement.setString(2, code);
      statement.setString(3, reason);
      statement.setBoolean(4, firm);
      statement.setInt(5, pauses);
      statement.setLong(6, lane.id());
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    if (recovered) {
      connection.commit();
    }
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
