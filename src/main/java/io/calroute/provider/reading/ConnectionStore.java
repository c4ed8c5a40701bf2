package io.calroute.provider.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
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

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }
}
