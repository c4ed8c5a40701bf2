package io.calroute.sync.lane;

import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The right to work in one lane: a row lock held on a connection of its own. It ends with the
 * process, however the process ends, so that there is no lease to wait out. Not for concurrent use.
 */
public final class LaneLease implements AutoCloseable {

  /** One lane, with what has waited longest in it. */
  private static final String DUE =
      """
      with waiting as (
        select lane_id, due_at from reference where due_at is not null and lane_id = ?
        order by due_at limit 1)
      """;

  /**
   * Lanes with something due, each with what has waited longest in it. Goes from lane to lane along
   * the index: its cost grows with the lanes that have work, not with the work or with all lanes.
   */
  private static final String ALL_DUE =
      """
      with recursive waiting as (
        (select lane_id, due_at from reference where due_at is not null
          order by lane_id, due_at limit 1)
        union all
        select later.lane_id, later.due_at from waiting, lateral (
          select r.lane_id, r.due_at from reference r
          where r.due_at is not null and r.lane_id > waiting.lane_id
          order by r.lane_id, r.due_at limit 1) later)
      """;

  private static final String SWEEPS_DUE =
      """
      with waiting as (select lane_id, next_at as due_at from sweep where lane_id > ?)
      """;

  private static final String IS_OPEN =
      """
      from waiting join lane l on l.id = waiting.lane_id
      where waiting.due_at <= ? and (l.paused_until is null or l.paused_until <= ?)
        and not exists (
          select from refused_credentials c where l.target = any (c.targets) and c.probe_at > ?)
      """;

  /** Lanes that are not paused and whose credentials are not refused, or may be tried again. */
  private static final String OPEN =
      """
      select l.id, l.target, l.calendar,
        exists (select from mailbox_without_teams m where m.lane_id = l.id), l.pauses, exists (
        select from refused_credentials c where l.target = any (c.targets)),
        exists (select from sweep s where s.lane_id = l.id and s.next_at <= ?),
        case when l.paused_until is null then 0 else l.booked_units end, l.paused_until
      """
          + IS_OPEN;

  /**
   * The oldest work of each lane. A place further back in its appointment counts as younger, so
   * that an appointment of many never comes before everybody else's. A few are looked at in each
   * lane, in case the oldest one is such a place.
   */
  private static final String WAITING =
      ALL_DUE
          + """
          select waiting.lane_id, (
            select min(few.due_at + greatest(few.position, 0) * interval '100 milliseconds') from (
              select r.due_at, r.position from reference r
              where r.lane_id = waiting.lane_id and r.due_at <= ? order by r.due_at limit 8) few)
          """
          + IS_OPEN;

  // Not "for update": references that are inserted meanwhile need a key share of the lane.
  private static final String FIRST = " limit 1 for no key update of l skip locked";

  private static final String ONE_DUE = DUE + OPEN + FIRST;
  private static final String NEXT_SWEEP = SWEEPS_DUE + OPEN + "order by waiting.due_at" + FIRST;

  private static final String FIRST_FREE_AT =
      """
      select min(l.paused_until) from lane l where l.paused_until > ? and l.paused_until <= ?
        and exists (select from reference r where r.lane_id = l.id and r.due_at <= ?)
      """;

  private final Connection connection;
  private final Lane lane;
  private final boolean probing;
  private final boolean sweepOverdue;
  private final Booked booked;
  private int pauses;
  private boolean taken;
  private boolean changed;

  private LaneLease(Connection connection, ResultSet row) throws SQLException {
    this.connection = connection;
    probing = row.getBoolean(6);
    lane =
        new Lane(
            row.getLong(1),
            Target.of(row.getString(2)),
            row.getString(3),
            row.getBoolean(4),
            null,
            probing);
    pauses = row.getInt(5);
    sweepOverdue = row.getBoolean(7);
    booked = row.getInt(8) == 0 ? null : new Booked(row.getInt(8), row.getTimestamp(9).toInstant());
  }

  /**
   * What a lane has booked of its quota.
   *
   * @param units how much
   * @param from since when it may be used
   */
  public record Booked(int units, Instant from) {}

  /**
   * A lane that is not paused and has something due.
   *
   * @param lane id of the lane
   * @param since how old its work is
   */
  record Waiting(long lane, Instant since) {}

  /**
   * Which lanes are not paused and have something due. Some may be somebody's already.
   *
   * @param dataSource the store
   * @param now what is due by then
   * @return in no order
   * @throws SQLException when the store cannot be reached
   */
  static List<Waiting> waiting(DataSource dataSource, Instant now) throws SQLException {
    List<Waiting> waiting = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(WAITING)) {
      for (int i = 1; i <= 4; i++) {
        statement.setTimestamp(i, Timestamp.from(now));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          waiting.add(new Waiting(row.getLong(1), row.getTimestamp(2).toInstant()));
        }
      }
    }
    return waiting;
  }

  /**
   * Claims a lane, if it is not paused, has something due, and is nobody else's.
   *
   * @param dataSource the store
   * @param now what is due by then
   * @param sweepsLate a sweep that was due by then is overdue
   * @param lane id of the lane
   * @return empty when it cannot be had
   * @throws SQLException when the store cannot be reached
   */
  static Optional<LaneLease> claim(
      DataSource dataSource, Instant now, Instant sweepsLate, long lane) throws SQLException {
    return claim(dataSource, now, sweepsLate, ONE_DUE, lane);
  }

  /**
   * Claims the lane whose sweep has been due longest, of those that are not paused and nobody
   * else's.
   *
   * @param dataSource the store
   * @param now what is due by then
   * @return empty when there is none
   * @throws SQLException when the store cannot be reached
   */
  public static Optional<LaneLease> claimForSweep(DataSource dataSource, Instant now)
      throws SQLException {
    return claim(dataSource, now, now, NEXT_SWEEP, 0);
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
      DataSource dataSource, Instant now, Instant sweepsLate, String lanes, long lane)
      throws SQLException {
    Connection connection = dataSource.getConnection();
    boolean claimed = false;
    try {
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(lanes)) {
        statement.setLong(1, lane);
        statement.setTimestamp(2, Timestamp.from(sweepsLate));
        statement.setTimestamp(3, Timestamp.from(now));
        statement.setTimestamp(4, Timestamp.from(now));
        statement.setTimestamp(5, Timestamp.from(now));
        try (ResultSet row = statement.executeQuery()) {
          claimed = row.next();
          return claimed ? Optional.of(new LaneLease(connection, row)) : Optional.empty();
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
   * Takes over what the lane had booked before its rest. Whatever happens then, it is not there for
   * whoever claims the lane next, except after a crash.
   *
   * @return empty when there is nothing
   * @throws SQLException when the store cannot be reached
   */
  public Optional<Booked> takeBooked() throws SQLException {
    if (booked == null || taken) {
      return Optional.empty();
    }
    taken = true;
    try (PreparedStatement statement =
        connection.prepareStatement("update lane set booked_units = 0 where id = ?")) {
      statement.setLong(1, lane.id());
      statement.executeUpdate();
    }
    changed = true;
    return Optional.of(booked);
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
    store(until, code, reason, firm, 0);
    connection.commit();
  }

  /**
   * Lets nobody work in the lane for a while, although nothing is wrong with it. Nobody may cut it
   * short.
   *
   * @param until when work may go on
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @param bookedUnits what the lane finds then of its quota
   * @throws SQLException when the store cannot be reached
   */
  public void rest(Instant until, String code, String reason, int bookedUnits) throws SQLException {
    store(until, code, reason, true, bookedUnits);
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
      store(null, null, null, false, 0);
      changed = true;
    }
  }

  private void store(Instant until, String code, String reason, boolean firm, int bookedUnits)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update lane set paused_until = ?, pause_code = ?, pause_reason = ?, pause_firm = ?,
              pauses = ?, booked_units = ?
            where id = ?
            """)) {
      statement.setTimestamp(1, until == null ? null : Timestamp.from(until));
      statement.setString(2, code);
      statement.setString(3, reason);
      statement.setBoolean(4, firm);
      statement.setInt(5, pauses);
      statement.setInt(6, bookedUnits);
      statement.setLong(7, lane.id());
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    if (changed) {
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
