package io.calroute.provider.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Readings of lists and where they go on. Safe for concurrent use. */
public final class RunStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String COLUMNS =
      " id, provider, connection, kind, range_from, range_to, list_cursor::text, page::text,"
          + " begun_at, listed, total, moved, attempts, taken_until ";

  /**
   * What a reading has found waits in one queue with what is called back: a reading rests while so
   * much of its connection waits, so that no callback waits behind a whole list.
   */
  private static final int WAITING = 1_000;

  private final JdbcTemplate jdbc;

  public RunStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Begins a reading, unless one of its kind, or a backfill, is under way for the connection.
   *
   * @param cursor where the last one of what has changed had ended; null for the whole range
   * @param unlessSince begins none when one of its kind has begun after that; null for whatever has
   * @return empty when one is under way, or has begun
   */
  public Optional<Long> begin(
      String provider,
      String connection,
      Run.Kind kind,
      Instant from,
      Instant to,
      JsonNode cursor,
      Instant unlessSince,
      Instant now) {
    return jdbc
        .queryForList(
            """
            insert into provider_run (provider, connection, kind, range_from, range_to, list_cursor,
              begun_at, due_at)
            select n.p, n.c, n.k, n.f, n.t, n.l::jsonb, n.b, n.b
            from (values (?, ?, ?, ?::timestamptz, ?::timestamptz, ?, ?::timestamptz,
              ?::timestamptz)) as n (p, c, k, f, t, l, b, s)
            where not exists (select from provider_run r where r.provider = n.p
              and r.connection = n.c and r.kind = 'backfill' and r.state = 'listing'
              and r.read_at is null)
            and not exists (select from provider_run r where r.provider = n.p
              and r.connection = n.c and r.kind = n.k and r.begun_at > n.s)
            on conflict do nothing returning id
            """,
            Long.class,
            provider,
            connection,
            kind.word(),
            Timestamp.from(from),
            Timestamp.from(to),
            cursor == null ? null : cursor.toString(),
            Timestamp.from(now),
            unlessSince == null ? null : Timestamp.from(unlessSince))
        .stream()
        .findFirst();
  }

  /** Takes the reading that waits longest, for a while; empty when none is due, or may go on. */
  Optional<Run> take(Instant now, Duration lease) {
    return jdbc
        .query(
            """
            update provider_run set taken_until = ? where id = (
              select id from provider_run where state = 'listing' and read_at is null and kind <> 'import'
                and due_at <= ? and (taken_until is null or taken_until <= ?)
                and (select count(*) from (select from callback c where c.outcome = 'pending'
                  and c.source = 'list' and c.provider = provider_run.provider
                  and c.connection = provider_run.connection limit ?) waiting) < ?
              order by due_at, id limit 1 for no key update skip locked)
            returning
            """
                + COLUMNS,
            (row, index) -> run(row),
            Timestamp.from(now.plus(lease)),
            Timestamp.from(now),
            Timestamp.from(now),
            WAITING,
            WAITING)
        .stream()
        .findFirst();
  }

  /** Lets anybody take a reading that was taken. */
  void giveBack(Run run) {
    jdbc.update(
        "update provider_run set taken_until = null where id = ? and taken_until = ?",
        run.id(),
        Timestamp.from(run.takenUntil()));
  }

  /**
   * Stores where a reading goes on, in the transaction that stores what it has read.
   *
   * @return false when another worker has taken the reading over
   */
  boolean goOn(Run run, JsonNode next, int rows, int news, Long total, boolean moved, Instant now) {
    return jdbc.update(
            """
        update provider_run set page = ?::jsonb, listed = listed + ?, news = news + ?,
          total = coalesce(?, total), moved = moved or ?, attempts = 0, taken_until = null,
          due_at = ?, reason_code = null, reason = null
        where id = ? and taken_until is not distinct from ?
        """,
            next == null ? null : next.toString(),
            rows,
            news,
            total,
            moved,
            Timestamp.from(now),
            run.id(),
            run.takenUntil() == null ? null : Timestamp.from(run.takenUntil()))
        == 1;
  }

  /** All pages are read. */
  void end(Run run, String state, Instant now) {
    jdbc.update(
        "update provider_run set state = ?, ended_at = ?, read_at = ?, taken_until = null"
            + " where id = ?",
        state,
        "done".equals(state) ? Timestamp.from(now) : null,
        Timestamp.from(now),
        run.id());
  }

  /**
   * A page can't be read at present.
   *
   * @return false when another worker has taken the reading over
   */
  boolean putOff(Run run, String code, String reason, Instant until) {
    return jdbc.update(
            """
            update provider_run set attempts = attempts + 1, reason_code = ?, reason = ?,
              due_at = ?, taken_until = null where id = ? and taken_until = ?
            """,
            code,
            reason,
            Timestamp.from(until),
            run.id(),
            Timestamp.from(run.takenUntil()))
        == 1;
  }

  /** A reading begins again, because its place in the list is no longer known. */
  void beginAgain(Run run, Instant now) {
    jdbc.update(
        """
        update provider_run set page = null, list_cursor = null, begun_at = ?, due_at = ?,
          listed = 0, news = 0, total = null, taken_until = null
        where id = ? and taken_until = ?
        """,
        Timestamp.from(now),
        Timestamp.from(now),
        run.id(),
        Timestamp.from(run.takenUntil()));
  }

  static Run run(ResultSet row) throws SQLException {
    return new Run(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        Run.Kind.of(row.getString(4)),
        row.getTimestamp(5).toInstant(),
        row.getTimestamp(6).toInstant(),
        json(row.getString(7)),
        json(row.getString(8)),
        row.getTimestamp(9).toInstant(),
        row.getLong(10),
        row.getObject(11, Long.class),
        row.getBoolean(12),
        row.getInt(13),
        row.getTimestamp(14).toInstant());
  }

  static JsonNode json(String text) {
    try {
      return text == null ? null : JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("The store gives no JSON", damaged);
    }
  }
}
