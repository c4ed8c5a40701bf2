package io.calroute.sync.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.MailAddresses;
import io.calroute.destination.StandingEvent;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * When calendars are swept, and what a sweep changes about references. A reference is changed only
 * while nothing is under way for it; the caller holds its lane. Safe for concurrent use.
 */
@Component
public final class SweepStore {

  /** Nothing is under way, and nobody has written it since it was read. */
  private static final String AT_REST =
      " where id = ? and writes = ? and due_at is null and in_flight_operation is null";

  private final JdbcTemplate jdbc;
  private final ReferenceStore references;
  private final Clock clock;

  public SweepStore(JdbcTemplate jdbc, ReferenceStore references, Clock clock) {
    this.jdbc = jdbc;
    this.references = references;
    this.clock = clock;
  }

  /**
   * Gives every calendar a time for its next sweep, spread over the interval.
   *
   * @param interval between two sweeps of a calendar
   */
  public void schedule(Duration interval) {
    Timestamp now = now();
    double seconds = interval.toMillis() / 1000.0;
    jdbc.update(
        """
        insert into sweep (lane_id, next_at)
        select l.id, ?::timestamptz + random() * make_interval(secs => ?) from lane l
        where l.target <> 'teams' and not exists (select from sweep s where s.lane_id = l.id)
        on conflict do nothing
        """,
        now,
        seconds);
    // After the interval was shortened.
    jdbc.update(
        """
        update sweep set next_at = ?::timestamptz + random() * make_interval(secs => ?)
        where next_at > ?::timestamptz + 1.5 * make_interval(secs => ?)
        """,
        now,
        seconds,
        now,
        seconds);
  }

  /**
   * Has calendars swept now.
   *
   * @param calendar calendar id or mailbox; null for all
   * @param confirmed whether to remove orphans however many there are
   * @return the calendars
   */
  public List<String> request(String calendar, boolean confirmed) {
    return jdbc.queryForList(
        """
        with wanted as (
          insert into sweep (lane_id, next_at, confirmed)
          select id, ?, ? from lane l where target <> 'teams' and (?::text is null or calendar = ?
            or exists (select from lane_spelling s where s.lane_id = l.id and s.plain = ?))
          on conflict (lane_id) do update set next_at = excluded.next_at,
            confirmed = sweep.confirmed or excluded.confirmed
          returning lane_id)
        select calendar from lane where id in (select lane_id from wanted) order by calendar
        """,
        String.class,
        now(),
        confirmed,
        calendar,
        calendar,
        MailAddresses.plain(calendar));
  }

  /** Whether somebody has said that orphans are to be removed however many there are. */
  public boolean isConfirmed(Lane lane) {
    return jdbc.queryForList(
            "select confirmed from sweep where lane_id = ?", Boolean.class, lane.id())
        .contains(true);
  }

  /**
   * Records a sweep.
   *
   * @param lane what was swept
   * @param nextAt when to do it again
   * @param events how many events of ours there are; null when the calendar could not be read
   * @param orphansLeft how many stand for nothing and were left; null when it could not be read
   * @param finished whether all was done: what somebody has said about orphans holds until then
   */
  public void swept(
      Lane lane, Instant nextAt, Integer events, Integer orphansLeft, boolean finished) {
    jdbc.update(
        """
        update sweep set next_at = ?, confirmed = confirmed and ?, swept_at = coalesce(?, swept_at),
          events = coalesce(?, events), orphans_left = coalesce(?, orphans_left)
        where lane_id = ?
        """,
        Timestamp.from(nextAt),
        !finished,
        events == null ? null : now(),
        events,
        orphansLeft,
        lane.id());
  }

  /** All references of a lane. */
  public List<KnownEvent> known(Lane lane) {
    return jdbc.query(
        "select "
            + ReferenceStore.COLUMNS
            + """
            , r.changed_at, a.provider, a.connection, a.external_id
            from reference r join lane l on l.id = r.lane_id
            join appointment a on a.id = r.appointment_id where r.lane_id = ?
            """,
        (row, index) ->
            new KnownEvent(
                references.read(row),
                new AppointmentKey(
                    row.getString("provider"),
                    row.getString("connection"),
                    row.getString("external_id")),
                row.getTimestamp("changed_at").toInstant()),
        lane.id());
  }

  /**
   * Which appointments the store knows.
   *
   * @param keys some
   * @return those of them
   */
  public Set<AppointmentKey> appointments(Collection<AppointmentKey> keys) {
    return new HashSet<>(
        jdbc.query(
            connection -> {
              PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      select provider, connection, external_id from appointment
                      where (provider, connection, external_id)
                        in (select * from unnest(?::text[], ?::text[], ?::text[]))
                      """);
              statement.setArray(
                  1,
                  connection.createArrayOf(
                      "text", keys.stream().map(AppointmentKey::provider).toArray()));
              statement.setArray(
                  2,
                  connection.createArrayOf(
                      "text", keys.stream().map(AppointmentKey::connection).toArray()));
              statement.setArray(
                  3,
                  connection.createArrayOf(
                      "text", keys.stream().map(AppointmentKey::id).toArray()));
              return statement;
            },
            (row, index) ->
                new AppointmentKey(row.getString(1), row.getString(2), row.getString(3))));
  }

  /**
   * Takes note of events that were not in the list, as far as their absence says nothing yet; those
   * of which that was noted before and that were in it are missed no longer.
   *
   * @param missed ids of references
   */
  void missed(Lane lane, Collection<Long> missed) {
    jdbc.update(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  update reference set missed_at = case when id = any (?) then ?::timestamptz end
                  where lane_id = ? and (missed_at is not null or id = any (?))
                  """);
          Array ids = connection.createArrayOf("bigint", missed.toArray());
          statement.setArray(1, ids);
          statement.setTimestamp(2, now());
          statement.setLong(3, lane.id());
          statement.setArray(4, ids);
          return statement;
        });
  }

  /**
   * Takes note of an event's new version.
   *
   * @param reference as it was read
   * @param etag the version
   * @param sharesText whether its text holds more than our words
   */
  public void touched(Reference reference, String etag, boolean sharesText) {
    jdbc.update(
        "update reference set etag = ?, shares_text = ?, writes = writes + 1" + AT_REST,
        etag,
        sharesText,
        reference.id(),
        reference.writes());
  }

  /**
   * Has all of ours written to an event again.
   *
   * @param reference as it was read
   * @param etag the version that it is written on top of
   * @param sharesText whether its text holds more than our words
   * @param perhaps what it may show of ours
   */
  public void mend(Reference reference, String etag, boolean sharesText, JsonNode perhaps) {
    Timestamp now = now();
    jdbc.update(
        """
        update reference set etag = ?, shares_text = ?, applied_hash = null, applied_content = ?,
          due_at = ?, attempts = 0, changed_at = ?, writes = writes + 1
        """
            + AT_REST,
        etag,
        sharesText,
        perhaps.toString(),
        now,
        now,
        reference.id(),
        reference.writes());
  }

  /**
   * Takes note that an event stands no more.
   *
   * @param reference as it was read
   * @param anew whether to make it anew
   */
  public void gone(Reference reference, boolean anew) {
    Timestamp now = now();
    jdbc.update(
        """
        update reference set state = 'gone', event_id = null, ical_uid = null, etag = null,
          join_url = null, made_at = null, shares_text = false, applied_revision = null, applied_hash = null,
          applied_content = null, due_at = ?, attempts = 0, changed_at = ?, writes = writes + 1
        """
            + AT_REST,
        anew ? now : null,
        now,
        reference.id(),
        reference.writes());
  }

  /**
   * Takes note that an event stands again, and has all of ours written to it.
   *
   * @param reference as it was read
   * @param standing the event
   */
  public void returned(Reference reference, StandingEvent standing) {
    Timestamp now = now();
    jdbc.update(
        """
        update reference set state = 'live', event_id = ?, ical_uid = ?, etag = ?, join_url = ?,
          shares_text = true, applied_revision = 0, applied_hash = null, applied_content = '{}', due_at = ?,
          attempts = 0, changed_at = ?, writes = writes + 1
        """
            + AT_REST,
        standing.id(),
        standing.iCalUid(),
        standing.etag(),
        standing.joinUrl(),
        now,
        now,
        reference.id(),
        reference.writes());
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }
}
