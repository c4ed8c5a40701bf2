package io.calroute.provider.reading;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What rows of lists were when they were seen last. Safe for concurrent use. */
final class RowStore {

  private final JdbcTemplate jdbc;

  RowStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A row of a list.
   *
   * @param id the provider's id of the appointment
   * @param hash digest of what the provider says
   * @param startsAt null when it has no time
   */
  record Row(String id, String hash, Instant startsAt) {}

  /**
   * Digests of rows that are as they were, and whose appointments nothing else has spoken of since.
   * What another reading has found and nobody has applied yet is known, too, except to a backfill:
   * it waits for what it has found itself.
   */
  Map<String, String> known(Run run, List<Row> rows) {
    Map<String, String> known = new HashMap<>();
    jdbc.query(
        """
        select r.external_id, r.hash from provider_row r
        left join appointment a on a.provider = r.provider and a.connection = r.connection
          and a.external_id = r.external_id
        where r.provider = ? and r.connection = ? and r.external_id = any (?) and r.hash is not null
          and (a.version_callback <= r.callback or a.id is null and ? and exists (
            select from callback c where c.id = r.callback and c.outcome = 'pending'))
        """,
        row -> {
          known.put(row.getString(1), row.getString(2));
        },
        run.provider(),
        run.connection(),
        rows.stream().map(Row::id).toArray(String[]::new),
        run.kind() != Run.Kind.BACKFILL);
    return known;
  }

  /**
   * Notes rows, in the caller's transaction.
   *
   * @param callbacks where the journal has those that are news, by id
   */
  void see(Run run, List<Row> rows, Map<String, Long> callbacks) {
    jdbc.update(
        """
        insert into provider_row (provider, connection, external_id, hash, callback, run_id,
          starts_at)
        select ?, ?, e, h, c, ?, s
        from unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[]) as n (e, h, c, s)
        order by e
        on conflict (provider, connection, external_id) do update set hash = excluded.hash,
          callback = coalesce(excluded.callback, provider_row.callback),
          run_id = greatest(excluded.run_id, provider_row.run_id), starts_at = excluded.starts_at, missing = 0
        """,
        run.provider(),
        run.connection(),
        run.id(),
        rows.stream().map(Row::id).toArray(String[]::new),
        rows.stream().map(Row::hash).toArray(String[]::new),
        rows.stream().map(row -> callbacks.get(row.id())).toArray(Long[]::new),
        rows.stream()
            .map(row -> row.startsAt() == null ? null : Timestamp.from(row.startsAt()))
            .toArray(Timestamp[]::new));
  }

  /**
   * Counts up what stands, lies in the range of a complete reading and was not in it.
   *
   * @return those that were missing in two readings one after the other
   */
  List<String> miss(Run run) {
    return jdbc.queryForList(
        """
        with missed as (
          update provider_row r set missing = r.missing + 1 from appointment a
          where r.provider = ? and r.connection = ? and r.run_id < ? and r.starts_at >= ?
            and r.starts_at < ? and a.provider = r.provider and a.connection = r.connection
            and a.external_id = r.external_id and a.starts_at is not null
          returning r.external_id, r.missing)
        select external_id from missed where missing >= 2 order by external_id
        """,
        String.class,
        run.provider(),
        run.connection(),
        run.id(),
        Timestamp.from(run.from()),
        Timestamp.from(run.to()));
  }
}
