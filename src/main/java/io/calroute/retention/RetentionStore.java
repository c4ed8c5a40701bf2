package io.calroute.retention;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Removes what is too old, a page at a time, and knows how far that is. Every page is read along an
 * index, and none is read twice in a round. Safe for concurrent use; methods take part in the
 * caller's transaction.
 */
@Component
public final class RetentionStore {

  /** Or a page would be compared with whole tables, as soon as these are not large. */
  private static final String BY_INDEX =
      "set local enable_seqscan = off; set local enable_hashjoin = off;"
          + " set local enable_mergejoin = off";

  private final JdbcTemplate jdbc;

  public RetentionStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A round that is this process's until a moment.
   *
   * @param afterCallback id of the last callback that was looked at
   */
  record Round(Instant takenUntil, long afterCallback) {}

  /**
   * What came of a page.
   *
   * @param read how many rows were looked at
   * @param removed how many of them are gone
   * @param last where the next page begins; null when there is none
   */
  record Page<T>(long read, long removed, T last) {}

  /**
   * A place in the order in which appointments were over.
   *
   * @param over when
   * @param id id in the store
   */
  record Place(Instant over, long id) {
    static final Place FIRST = new Place(Instant.EPOCH, 0);
  }

  /** Takes the round that is due; empty when none is, or another replica has it. */
  Optional<Round> take(Instant now, Duration lease) {
    return jdbc
        .query(
            """
            update retention set taken_until = ?
            where due_at <= ? and (taken_until is null or taken_until <= ?)
            returning taken_until, after_callback
            """,
            (row, index) -> new Round(row.getTimestamp(1).toInstant(), row.getLong(2)),
            at(now.plus(lease).truncatedTo(ChronoUnit.MICROS)),
            at(now),
            at(now))
        .stream()
        .findFirst();
  }

  /**
   * Keeps a round for a while longer, in the transaction that removes a page.
   *
   * @return empty when another replica has it by now
   */
  Optional<Round> keep(Round round, Instant until, long afterCallback) {
    Instant longer = until.truncatedTo(ChronoUnit.MICROS);
    int kept =
        jdbc.update(
            "update retention set taken_until = ?, after_callback = ? where taken_until = ?",
            at(longer),
            afterCallback,
            at(round.takenUntil()));
    return kept == 0 ? Optional.empty() : Optional.of(new Round(longer, afterCallback));
  }

  /** Ends a round. */
  void done(Round round, Instant next) {
    jdbc.update(
        "update retention set taken_until = null, after_callback = 0, due_at = ?"
            + " where taken_until = ?",
        at(next),
        at(round.takenUntil()));
  }

  /**
   * Removes callbacks of a page. Those stay that are pending, and those that have the last word
   * about an appointment that is not over: a remap maps them again.
   *
   * @param after id of the last callback that was looked at
   * @param before when those to be removed had arrived
   * @param now the present
   * @return with the last id of the page; null when everything from there on is younger
   */
  Page<Long> removeCallbacks(long after, Instant before, Instant now, int limit) {
    jdbc.execute(BY_INDEX);
    return jdbc.queryForObject(
        """
        with page as materialized (
          select id, provider, connection, appointment_key, received_at from callback
          where id > ? order by id limit ?),
        old as materialized (
          select id from page p where received_at < ? and not exists (
            select from appointment a where a.provider = p.provider
              and a.connection = p.connection and a.external_id = p.appointment_key
              and (a.ends_at > ? or a.status = 'unscheduled')
              and (a.version_callback = p.id or a.document -> 'seats'
                @> jsonb_build_array(jsonb_build_object('callback', p.id))) offset 0)),
        gone as (
          delete from callback where id = any (array(select id from old)) and outcome <> 'pending'
          returning 1)
        select count(*), (select count(*) from gone),
          max(id) filter (where (select min(received_at) from page) < ?) from page
        """,
        (row, index) -> new Page<>(row.getLong(1), row.getLong(2), row.getObject(3, Long.class)),
        after,
        limit,
        at(before),
        at(now),
        at(before));
  }

  /**
   * Removes appointments of a page, with their references; the events stay. Those stay that have
   * something under way, that wait to be accepted, that end later than when they were last heard
   * of, and those out of which a person was taken, so that nobody brings the person back.
   *
   * @param after where the page begins
   * @param before when those to be removed were over
   */
  Page<Place> removeAppointments(Place after, Instant before, int limit) {
    jdbc.execute(BY_INDEX);
    return jdbc.queryForObject(
        """
        with page as materialized (
          select id, coalesce(ends_at, changed_at) as over from appointment
          where (coalesce(ends_at, changed_at), id) > (?, ?) and coalesce(ends_at, changed_at) < ?
          order by coalesce(ends_at, changed_at), id limit ?),
        free as (
          select a.id from appointment a
          where a.id = any (array(select id from page))
            and not a.document ?? 'held' and not a.document ?? 'erased'
            and coalesce(a.document #>> '{end,instant}', '') < ?
            and not exists (select from reference r where r.appointment_id = a.id
              and (r.due_at is not null or r.waiting or r.in_flight_operation is not null))
          for update skip locked),
        gone as (
          delete from appointment where id = any (array(select id from free))
          returning provider, connection, external_id),
        wanted as (
          delete from outbox o using gone g where o.provider = g.provider
            and o.connection = g.connection and o.external_id = g.external_id),
        listed as (
          delete from provider_row r using gone g where r.provider = g.provider
            and r.connection = g.connection and r.external_id = g.external_id),
        mark as (
          update retention set appointments_before = greatest(appointments_before, ?)
          where exists (select from gone))
        select (select count(*) from page), (select count(*) from gone), over, id
        from (select 1) one left join (select over, id from page order by over desc, id desc limit 1)
          last on true
        """,
        (row, index) -> {
          Timestamp over = row.getTimestamp(3);
          return new Page<>(
              row.getLong(1),
              row.getLong(2),
              over == null ? null : new Place(over.toInstant(), row.getLong(4)));
        },
        at(after.over()),
        after.id(),
        at(before),
        limit,
        before.truncatedTo(ChronoUnit.SECONDS).toString(),
        at(before));
  }

  /**
   * Up to when appointments that had ended have been removed: whatever stands in calendars from
   * before may be theirs, and is nobody's to remove.
   *
   * @return {@link Instant#MIN} when none was removed
   */
  public Instant removedBefore() {
    return jdbc.query(
        "select appointments_before from retention",
        row ->
            row.next() && row.getTimestamp(1) != null
                ? row.getTimestamp(1).toInstant()
                : Instant.MIN);
  }

  private static Timestamp at(Instant instant) {
    return Timestamp.from(instant);
  }
}
