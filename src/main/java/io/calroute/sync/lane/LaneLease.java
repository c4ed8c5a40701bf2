package io.calroute.sync.lane;

import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.reference.ReferenceStore.Due;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The right to work in one lane. It is a line in the store that its holder renews; when the holder
 * dies, it runs out. Whoever gets the lane next has a higher epoch, and what an earlier holder says
 * of the lane has no effect any more. Not for concurrent use.
 */
public final class LaneLease {

  /** What was read longer ago is likely to be overtaken. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Whether the {@code lane} is this holder's still. */
  private static final String HELD =
      "exists (select from lease where lease.lane_id = lane.id and lease.epoch = ?)";

  private final JdbcTemplate jdbc;
  private final Lane lane;
  private final long epoch;
  private final boolean probing;
  private final Instant floor;
  private final boolean sweepOverdue;
  private final Booked booked;
  private boolean charged;
  private final long readAt = System.nanoTime();
  private List<Due> ahead;
  private Place place;
  private int pauses;
  private boolean taken;

  /**
   * Reads a lease from a row of {@link LaneQueue}.
   *
   * @param floor what is due there became due no earlier
   * @param ahead what is due there by then, the one that is due longest first
   */
  LaneLease(JdbcTemplate jdbc, ResultSet row, Instant floor, List<Due> ahead) throws SQLException {
    this.jdbc = jdbc;
    this.floor = floor;
    this.ahead = ahead;
    epoch = row.getLong("epoch");
    probing = row.getBoolean("leased_refused");
    lane =
        new Lane(
            row.getLong("leased_id"),
            Target.of(row.getString("leased_target")),
            row.getString("leased_calendar"),
            row.getBoolean("leased_without_teams"),
            null,
            probing);
    pauses = row.getInt("pauses");
    sweepOverdue = row.getBoolean("sweep_overdue");
    charged = row.getBoolean("is_charged");
    int units = row.getInt("booked_units");
    Timestamp pausedUntil = row.getTimestamp("leased_paused_until");
    booked = units == 0 || pausedUntil == null ? null : new Booked(units, pausedUntil.toInstant());
  }

  /**
   * What was booked for a lane as it was claimed.
   *
   * @param units how much; 0 when it has to be asked for again
   * @param delay how long from then until it may be used
   */
  record Place(int units, Duration delay) {}

  /**
   * What a lane has booked of its quota.
   *
   * @param units how much
   * @param from since when it may be used
   */
  public record Booked(int units, Instant from) {}

  /** The lane. */
  public Lane lane() {
    return lane;
  }

  /** Which holder of the lane this is. */
  public long epoch() {
    return epoch;
  }

  /** Pauses of the lane since its last success. */
  public int pauses() {
    return pauses;
  }

  /** Whether the target refused the lane's credentials when they were used last. */
  public boolean probing() {
    return probing;
  }

  /** What is due in the lane became due no earlier, as far as the last look told. */
  public Instant floor() {
    return floor;
  }

  /** Whether the lane's calendar has waited for its sweep too long. */
  public boolean sweepOverdue() {
    return sweepOverdue;
  }

  /**
   * Takes what was due in the lane when it was claimed.
   *
   * @return the one that is due longest first; null when that is too long ago, or it was taken
   */
  public List<Due> takeAhead() {
    List<Due> due = System.nanoTime() - readAt > FRESH.toNanos() ? null : ahead;
    ahead = null;
    return due;
  }

  void place(Place booked) {
    place = booked;
  }

  /** Takes what was booked as the lane was claimed; null when nothing was, or it was taken. */
  Place takePlace() {
    Place taken = place;
    place = null;
    return taken;
  }

  /** How long ago the lane was claimed. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - readAt);
  }

  /** Whether it is known what calls about the lane are charged to. */
  boolean isCharged() {
    return charged;
  }

  /**
   * Lets places be booked when the lane is claimed, from now on.
   *
   * @param allowances what calls about it are charged to; empty for nothing
   */
  void charge(List<String> allowances) {
    charged = true;
    if (!allowances.isEmpty()) {
      jdbc.update(
          "update lane set allowances = ? where id = ? and allowances is null",
          allowances.toArray(String[]::new),
          lane.id());
    }
  }

  /**
   * Takes over what the lane had booked before its rest; it is not there for whoever claims the
   * lane next.
   *
   * @return empty when there is nothing
   */
  public Optional<Booked> takeBooked() {
    if (booked == null || taken) {
      return Optional.empty();
    }
    taken = true;
    int written =
        jdbc.update("update lane set booked_units = 0 where id = ? and " + HELD, lane.id(), epoch);
    return written == 0 ? Optional.empty() : Optional.of(booked);
  }

  /**
   * Lets nobody work in the lane for a while, because of a failure.
   *
   * @param until when work may go on
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @param firm whether the target has asked for it, so that nobody may cut it short
   */
  public void pause(Instant until, String code, String reason, boolean firm) {
    pauses++;
    store(until, code, reason, firm, 0);
  }

  /**
   * Lets nobody work in the lane for a while, although nothing is wrong with it. Nobody may cut it
   * short.
   *
   * @param until when work may go on
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @param bookedUnits what the lane finds then of its quota
   */
  public void rest(Instant until, String code, String reason, int bookedUnits) {
    store(until, code, reason, true, bookedUnits);
  }

  /** Forgets the pauses of the lane: it works again. */
  public void recovered() {
    if (pauses > 0) {
      pauses = 0;
      store(null, null, null, false, 0);
    }
  }

  private void store(Instant until, String code, String reason, boolean firm, int bookedUnits) {
    jdbc.update(
        """
        update lane set paused_until = ?, pause_code = ?, pause_reason = ?, pause_firm = ?,
          paused_since = case when ? then coalesce(paused_since, now()) when ? then now() end,
          pauses = ?, booked_units = ?
        where id = ? and
        """
            + HELD,
        until == null ? null : Timestamp.from(until),
        code,
        reason,
        firm,
        pauses > 1,
        until != null,
        pauses,
        bookedUnits,
        lane.id(),
        epoch);
  }
}
