package io.calroute.operations.change;

import io.calroute.destination.Target;
import io.calroute.operations.web.Snapshots;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Finds what somebody made of events and was left so. Safe for concurrent use. */
@Component
public final class DriftLookup {

  private static final int SHOWN = 500;

  /** Without what went away since, by our own hand or somebody's. */
  private static final String STILL_SO =
      """
      select a.provider, a.connection, a.external_id, l.target, l.calendar, r.event_id, d.kind,
        d.members, d.found_at
      from drift d join reference r on r.id = d.reference_id
      join appointment a on a.id = r.appointment_id join lane l on l.id = r.lane_id
      where case d.kind when 'deleted' then r.state = 'gone' and r.wanted
        else r.state = 'live' end
      order by d.found_at desc limit :limit
      """;

  private final Snapshots snapshots;

  public DriftLookup(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * An event that is not as it should be.
   *
   * @param calendar calendar id or mailbox
   * @param eventId null when it was deleted
   * @param kind {@code edited} or {@code deleted}
   * @param members which of our members differ
   */
  record Drift(
      String provider,
      String connection,
      String appointmentId,
      String target,
      String calendar,
      String eventId,
      String kind,
      List<String> members,
      Instant foundAt) {}

  /** The newest first, 500 at most. */
  List<Drift> all() {
    return snapshots.read(
        store -> store.query(STILL_SO, Map.of("limit", SHOWN), DriftLookup::drift));
  }

  private static Drift drift(ResultSet row, int index) throws SQLException {
    Array members = row.getArray("members");
    return new Drift(
        row.getString("provider"),
        row.getString("connection"),
        row.getString("external_id"),
        Target.of(row.getString("target")).synchronizationKey(),
        row.getString("calendar"),
        row.getString("event_id"),
        row.getString("kind"),
        List.of((String[]) members.getArray()),
        row.getTimestamp("found_at").toInstant());
  }
}
