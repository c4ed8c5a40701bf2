package io.calroute.operations.status;

import io.calroute.destination.Target;
import io.calroute.operations.appointment.SyncState;
import io.calroute.operations.web.Snapshots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Reads the status. Costs as much as there is work left, however many appointments there are. Safe
 * for concurrent use.
 */
public final class StatusReading {

  private static final int LANES_SHOWN = 500;

  private static final String NUMBERS =
      """
      with %s, %s, standing as materialized (
        select r.appointment_id,
          min(r.due_at) filter (where r.due_at <= :now::timestamptz) as overdue, %s as sync_state
        from unsettled r group by r.appointment_id
      )
      select
        count(*) filter (where sync_state = 'due') as due,
        count(*) filter (where sync_state = 'failed') as failed,
        count(*) filter (where sync_state = 'parked') as parked,
        count(*) filter (where sync_state = 'verifying' and not exists (
          select from appointment a where a.id = standing.appointment_id and a.unrouted))
          as verifying,
        min(overdue) filter (where sync_state in ('due', 'verifying')) as overdue,
        (select count(*) from appointment a where a.unrouted and not exists (
          select from standing s where s.appointment_id = a.id
            and s.sync_state <> 'verifying')) as unrouted,
        (select count(*) from callback where outcome = 'pending') as callbacks_pending,
        (select count(*) from callback where outcome = 'failed') as callbacks_failed,
        (select received_at from callback where outcome = 'pending' order by id limit 1) as received
      from standing
      """
          .formatted(SyncState.PARKED_LANE, SyncState.UNSETTLED, SyncState.OF_REFERENCES);

  private static final String LANES =
      """
      select target, calendar, paused_until, pause_code, pause_reason from lane
      where paused_until > :now order by paused_until, id limit :limit
      """;

  private static final String CREDENTIALS =
      "select account, since, probe_at, code, reason from refused_credentials order by account";

  private static final String EVENTS =
      """
      select count(*) as pending, count(*) filter (where attempts > 0) as failing,
        min(occurred_at) as oldest
      from event
      """;

  private final Snapshots snapshots;
  private final boolean planned;
  private final Clock clock;

  /**
   * A reading.
   *
   * @param planned whether nothing that is due is done, so that it is never late
   */
  public StatusReading(Snapshots snapshots, boolean planned, Clock clock) {
    this.snapshots = snapshots;
    this.planned = planned;
    this.clock = clock;
  }

  public CurrentStatus now() {
    Instant now = clock.instant();
    Map<String, Object> values = Map.of("now", Timestamp.from(now), "limit", LANES_SHOWN);
    return snapshots.read(
        store -> {
          List<CurrentStatus.Lane> lanes = store.query(LANES, values, StatusReading::lane);
          List<CurrentStatus.RefusedCredentials> refused =
              store.query(CREDENTIALS, values, StatusReading::credentials);
          CurrentStatus.Events events =
              store.queryForObject(EVENTS, values, (row, index) -> events(row, now));
          return numbers(store, values, lanes, refused, events, now);
        });
  }

  private CurrentStatus numbers(
      NamedParameterJdbcTemplate store,
      Map<String, Object> values,
      List<CurrentStatus.Lane> lanes,
      List<CurrentStatus.RefusedCredentials> refused,
      CurrentStatus.Events events,
      Instant now) {
    return store.queryForObject(
        NUMBERS,
        values,
        (row, index) ->
            new CurrentStatus(
                new CurrentStatus.Callbacks(
                    row.getLong("callbacks_pending"), row.getLong("callbacks_failed")),
                new CurrentStatus.Appointments(
                    row.getLong("due"),
                    row.getLong("failed"),
                    row.getLong("unrouted"),
                    row.getLong("parked"),
                    row.getLong("verifying")),
                Math.max(age(row, "received", now), planned ? 0 : age(row, "overdue", now)),
                lanes,
                refused,
                events));
  }

  private static CurrentStatus.Events events(ResultSet row, Instant now) throws SQLException {
    return new CurrentStatus.Events(
        row.getLong("pending"), row.getLong("failing"), age(row, "oldest", now));
  }

  private static long age(ResultSet row, String column, Instant now) throws SQLException {
    Timestamp since = row.getTimestamp(column);
    return since == null ? 0 : Math.max(0, Duration.between(since.toInstant(), now).toSeconds());
  }

  private static CurrentStatus.Lane lane(ResultSet row, int index) throws SQLException {
    return new CurrentStatus.Lane(
        Target.of(row.getString("target")).synchronizationKey(),
        row.getString("calendar"),
        row.getTimestamp("paused_until").toInstant(),
        row.getString("pause_code"),
        row.getString("pause_reason"));
  }

  private static CurrentStatus.RefusedCredentials credentials(ResultSet row, int index)
      throws SQLException {
    return new CurrentStatus.RefusedCredentials(
        row.getString("account"),
        row.getTimestamp("since").toInstant(),
        row.getTimestamp("probe_at").toInstant(),
        row.getString("code"),
        row.getString("reason"));
  }
}
