package io.calroute.provider.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** How reading from connections' providers stands. Safe for concurrent use. */
public final class ConnectionStore {

  private final JdbcTemplate jdbc;

  public ConnectionStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * How reading stands.
   *
   * @param cursor where the last reading of what has changed had ended; null for none
   * @param fastAt when the last fast reading began; null for never
   * @param slowAt when the last slow reading began; null for never
   */
  record Standing(JsonNode cursor, Instant fastAt, Instant slowAt) {}

  Standing standing(String provider, String connection) {
    jdbc.update(
        "insert into provider_connection (provider, connection) values (?, ?)"
            + " on conflict do nothing",
        provider,
        connection);
    return jdbc.queryForObject(
        """
        select list_cursor::text, fast_at, slow_at from provider_connection
        where provider = ? and connection = ?
        """,
        (row, index) ->
            new Standing(
                RunStore.json(row.getString(1)),
                instant(row.getTimestamp(2)),
                instant(row.getTimestamp(3))),
        provider,
        connection);
  }

  /** A reading has come to its end. */
  void read(Run run, JsonNode cursor, Instant begunAt) {
    jdbc.update(
        """
        insert into provider_connection as c (provider, connection, list_cursor, fast_at, slow_at)
        values (?, ?, ?::jsonb, ?, ?)
        on conflict (provider, connection) do update set
          list_cursor = coalesce(excluded.list_cursor, c.list_cursor),
          fast_at = greatest(c.fast_at, excluded.fast_at),
          slow_at = greatest(c.slow_at, excluded.slow_at), problem_code =
            case when c.problem_code = 'too-many-missing' and excluded.slow_at is null
              then c.problem_code end,
          problem = case when c.problem_code = 'too-many-missing' and excluded.slow_at is null
              then c.problem end
        """,
        run.provider(),
        run.connection(),
        cursor == null ? null : cursor.toString(),
        Timestamp.from(begunAt),
        run.kind() == Run.Kind.FAST ? null : Timestamp.from(begunAt));
  }

  /** Something stands in the way of reading. */
  void problem(String provider, String connection, String code, String sentence) {
    jdbc.update(
        """
        insert into provider_connection (provider, connection, problem_code, problem)
        values (?, ?, ?, ?) on conflict (provider, connection) do update
          set problem_code = excluded.problem_code, problem = excluded.problem
        """,
        provider,
        connection,
        code,
        sentence);
  }

  /** Whether everything that there was when Calroute began has been accepted. */
  public boolean isBackfilled(String provider, String connection) {
    return !jdbc.queryForList(
            """
            select 1 from provider_connection where provider = ? and connection = ?
              and backfilled_at is not null
            """,
            Integer.class,
            provider,
            connection)
        .isEmpty();
  }

  /** Counts appointments that reconciling has found, in the caller's transaction. */
  public void found(List<String> providers, List<String> connections) {
    jdbc.update(
        """
        update provider_connection c set missed_found = missed_found + n.count
        from (select p, k, count(*) from unnest(?::text[], ?::text[]) as t (p, k) group by p, k)
          as n (p, k, count)
        where c.provider = n.p and c.connection = n.k
        """,
        providers.toArray(String[]::new),
        connections.toArray(String[]::new));
  }

  /**
   * How a connection does.
   *
   * @param lastCallback null when none ever came
   * @param silentSince null when it is not silent for longer than ever
   * @param longestSilence by its own rhythm, in seconds
   * @param missedFound changes that no callback told and that were found in lists
   * @param lastFast when the last fast reading began; null for never
   * @param lastSlow when the last slow reading began; null for never
   * @param backfilledAt when what there was before was written; null for never
   * @param asked appointments that are to be asked for
   * @param code what stands in the way; null when nothing does
   */
  public record Health(
      Instant lastCallback,
      Instant silentSince,
      long longestSilence,
      long missedFound,
      Instant lastFast,
      Instant lastSlow,
      Instant backfilledAt,
      long asked,
      String code,
      String sentence) {}

  /**
   * How a connection does, with the newest callbacks, which are counted once a minute; empty when
   * nothing is known of it.
   */
  public Optional<Health> health(String provider, String connection) {
    return jdbc
        .query(
            """
            select greatest(c.last_heard_at, k.heard_at),
              case when k.heard_at > c.last_heard_at then null else c.silent_since end,
              extract(epoch from c.longest_silence), c.missed_found, c.fast_at, c.slow_at,
              c.backfilled_at, (select count(*) from ask a
                where a.provider = k.provider and a.connection = k.connection),
              coalesce(c.problem_code, a.reason_code), coalesce(c.problem, a.reason)
            from (select k.provider, k.connection, (select max(received_at) from (
                select provider, connection, received_at from callback where source is null
                order by id desc limit 500) newest
                where newest.provider = k.provider and newest.connection = k.connection) as heard_at
              from (select ?::text, ?::text) as k (provider, connection)) k
              left join provider_connection c on c.provider = k.provider
                and c.connection = k.connection
              left join lateral (select reason_code, reason from ask a
                where a.provider = k.provider and a.connection = k.connection
                  and a.reason_code is not null limit 1) a on true
            where c.provider is not null or k.heard_at is not null
            """,
            (row, index) ->
                new Health(
                    instant(row.getTimestamp(1)),
                    instant(row.getTimestamp(2)),
                    row.getLong(3),
                    row.getLong(4),
                    instant(row.getTimestamp(5)),
                    instant(row.getTimestamp(6)),
                    instant(row.getTimestamp(7)),
                    row.getLong(8),
                    row.getString(9),
                    row.getString(10)),
            provider,
            connection)
        .stream()
        .findFirst();
  }

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }
}
