package io.calroute.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Events that hooks have not taken yet, and what was told of each appointment last. Safe for
 * concurrent use; methods take part in the caller's transaction.
 */
@Component
final class EventStore {

  /** How many of the oldest events are looked at for ones to give up. */
  private static final int GIVEN_UP_AT_ONCE = 10_000;

  private final JdbcTemplate jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  EventStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  void add(List<Event> events) {
    Timestamp now = now();
    jdbc.update(
        """
        insert into event (type, subject, data, occurred_at, due_at)
        select t, s, d::jsonb, ?, ?
        from unnest(?::text[], ?::text[], ?::text[]) with ordinality as n (t, s, d, o)
        order by o
        """,
        now,
        now,
        events.stream().map(event -> event.type().word()).toArray(String[]::new),
        events.stream().map(Event::subject).toArray(String[]::new),
        events.stream().map(event -> event.data().toString()).toArray(String[]::new));
  }

  /**
   * Notes that an appointment's calendars show a revision.
   *
   * @return false when that was noted before
   */
  boolean noteSynced(long appointment, long revision) {
    return jdbc.update(
            """
            insert into appointment_told (appointment_id, state, revision, since)
            values (?, 'synced', ?, ?)
            on conflict (appointment_id) do update set state = excluded.state,
              revision = excluded.revision, since = excluded.since
            where appointment_told.state <> excluded.state
              or appointment_told.revision <> excluded.revision
            """,
            appointment,
            revision,
            now())
        > 0;
  }

  /** Notes that an appointment fails; one that failed before goes on doing so. */
  void noteFailing(long appointment, long revision) {
    jdbc.update(
        """
        insert into appointment_told (appointment_id, state, revision, since)
        values (?, 'failing', ?, ?)
        on conflict (appointment_id) do update set state = excluded.state,
          revision = excluded.revision,
          since = case appointment_told.state when 'synced' then excluded.since
            else appointment_told.since end
        where appointment_told.state <> 'failed' or appointment_told.revision <> excluded.revision
        """,
        appointment,
        revision,
        now());
  }

  /**
   * Takes note that a failing appointment was told.
   *
   * @return since when it has failed; null when it does not any more, or was told meanwhile
   */
  Instant noteFailed(long appointment) {
    return jdbc
        .query(
            """
            update appointment_told set state = 'failed'
            where appointment_id = ? and state = 'failing' returning since
            """,
            (row, number) -> row.getTimestamp(1).toInstant(),
            appointment)
        .stream()
        .findFirst()
        .orElse(null);
  }

  void forgetFailing(long appointment) {
    jdbc.update(
        "delete from appointment_told where appointment_id = ? and state = 'failing'", appointment);
  }

  /** Ids of appointments that have been failing since some moment and were not told yet. */
  List<Long> failing(Duration since, int limit) {
    return jdbc.queryForList(
        """
        select appointment_id from appointment_told where state = 'failing' and since <= ?
        order by since limit ?
        """,
        Long.class,
        Timestamp.from(clock.instant().minus(since)),
        limit);
  }

  /**
   * Claims events that are due: the oldest one of each subject at most. Nobody else gets them until
   * the lease is over, which a worker that was killed leaves to end by itself.
   */
  List<KeptEvent> claim(int limit, Duration lease) {
    Instant now = clock.instant();
    return jdbc
        .query(
            """
            update event e set attempts = attempts + 1, due_at = ?
            where id in (
              select o.id from event o
              where o.due_at <= ? and not exists (
                select from event before where before.subject = o.subject and before.id < o.id)
              order by o.due_at, o.id limit ? for update skip locked)
            returning id, attempts, uuid, type, occurred_at, subject, data
            """,
            (row, number) ->
                new KeptEvent(
                    row.getLong("id"),
                    row.getInt("attempts"),
                    new KeptEvent.Document(
                        row.getString("uuid"),
                        row.getString("type"),
                        row.getTimestamp("occurred_at").toInstant(),
                        row.getString("subject"),
                        parse(row.getString("data")))),
            Timestamp.from(now.plus(lease)),
            Timestamp.from(now),
            limit)
        .stream()
        .sorted(Comparator.comparingLong(KeptEvent::row))
        .toList();
  }

  /** Removes an event that the hooks have taken, unless its lease was over before. */
  void taken(KeptEvent event) {
    jdbc.update("delete from event where id = ? and attempts = ?", event.row(), event.attempts());
  }

  /** Lets a claimed event be claimed again, as if it had not been. */
  void giveBack(KeptEvent event) {
    jdbc.update(
        "update event set due_at = ?, attempts = attempts - 1 where id = ? and attempts = ?",
        now(),
        event.row(),
        event.attempts());
  }

  /**
   * Lets a subject rest whose event the hooks did not take. All of its events, so that those behind
   * the first one are not looked at in vain.
   */
  void postpone(KeptEvent event, Duration pause) {
    Timestamp until = Timestamp.from(clock.instant().plus(pause));
    jdbc.update(
        """
        update event set due_at = case id when ? then ? else greatest(due_at, ?) end
        where subject = ? and exists (select from event where id = ? and attempts = ?)
        """,
        event.row(),
        until,
        until,
        event.document().subject(),
        event.row(),
        event.attempts());
  }

  /** Gives up events that hooks have not taken. */
  int giveUp(Duration keep, int limit) {
    int gone =
        jdbc.update(
            """
            delete from event where id in (
              select id from (select id, occurred_at from event order by id limit ?) oldest
              where occurred_at < ?)
            """,
            GIVEN_UP_AT_ONCE,
            Timestamp.from(clock.instant().minus(keep)));
    return gone
        + jdbc.update(
            "delete from event where id <= (select id from event order by id desc offset ? limit 1)",
            limit);
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }

  private JsonNode parse(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The store holds no JSON where it should", e);
    }
  }
}
