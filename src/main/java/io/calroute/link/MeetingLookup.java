package io.calroute.link;

import io.calroute.appointment.Status;
import io.calroute.destination.Target;
import io.calroute.store.BoundedStore;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds the online meeting that an address leads to, with one statement, answered from indexes.
 * Safe for concurrent use.
 */
@Component
final class MeetingLookup {

  /** More often than anybody is moved to another id, and no circle without an end. */
  private static final int SUCCESSORS_LIMIT = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * The order of meetings is the one by which {@code GET /api/appointments} shows one: a meeting
   * that goes counts until the one that takes its place stands.
   */
  private static final String MEETING =
      """
      with recursive opened as (
        select id from appointment where join_key = ?
        union select id from appointment where document ->> 'joinKey' = ?),
      met as (
        select a.id, a.provider, a.connection, a.status, a.ends_at, a.document, 0 as step
          from appointment a where a.id in (select id from opened)
            and a.provider = ? and a.connection = ?
        union all
        select n.id, n.provider, n.connection, n.status, n.ends_at, n.document, m.step + 1
          from met m join appointment n on n.provider = m.provider
            and n.connection = m.connection and n.external_id = m.document ->> 'supersededBy'
          where m.step < ?)
      select m.status, m.ends_at, m.document #>> '{meeting,link}' as supplied,
        (select r.join_url from reference r join lane l on l.id = r.lane_id
          where r.appointment_id = m.id and r.state = 'live' and r.join_url is not null
            and l.target <> ? order by r.wanted desc, r.position, r.id limit 1) as made
      from met m
      order by m.document -> 'supersededBy' is not null, m.status in ('cancelled', 'deleted'), m.id desc
      limit 1
      """;

  private final JdbcTemplate jdbc;

  MeetingLookup(DataSource store) {
    this.jdbc = new JdbcTemplate(new BoundedStore(store, PATIENCE));
  }

  /** The meeting of an address; empty when its key opens nothing. */
  Optional<FoundMeeting> find(JoinAddress address) {
    return jdbc
        .query(
            MEETING,
            (row, index) -> {
              Timestamp end = row.getTimestamp("ends_at");
              return new FoundMeeting(
                  Status.of(row.getString("status")),
                  end == null ? null : end.toInstant(),
                  row.getString("supplied"),
                  row.getString("made"));
            },
            address.own(),
            address.digest(),
            address.provider(),
            address.connection(),
            SUCCESSORS_LIMIT,
            Target.GOOGLE.key())
        .stream()
        .findFirst();
  }
}
