package io.calroute.callback.door;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Remembers which callbacks were refused, so that somebody can look it up. There are never more
 * rows than a few hundred for each connection. Safe for concurrent use.
 */
public final class RefusalStore {

  /** Of one connection; those that were heard of last stay. */
  private static final int SENDERS_KEPT = 200;

  private static final Duration KEPT = Duration.ofDays(30);

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public RefusalStore(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Adds what was counted since the last time, with one statement, and forgets what is old. */
  void add(List<RefusedCallbacks> counted) {
    // In order, so that two replicas never wait for each other in a circle.
    List<RefusedCallbacks> sorted =
        counted.stream()
            .sorted(
                Comparator.comparing(RefusedCallbacks::provider)
                    .thenComparing(RefusedCallbacks::connection)
                    .thenComparing(RefusedCallbacks::source)
                    .thenComparingInt(RefusedCallbacks::status))
            .toList();
    jdbc.update(
        """
        insert into refused_callback as r (provider, connection, source, status, first_at, last_at,
          times)
        select * from unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::timestamptz[],
          ?::timestamptz[], ?::bigint[])
        on conflict (provider, connection, source, status) do update set
          first_at = case when r.last_at < excluded.first_at - interval '1 day'
            then excluded.first_at else least(r.first_at, excluded.first_at) end,
          times = excluded.times
            + case when r.last_at < excluded.first_at - interval '1 day' then 0 else r.times end,
          last_at = greatest(r.last_at, excluded.last_at)
        """,
        texts(sorted, RefusedCallbacks::provider),
        texts(sorted, RefusedCallbacks::connection),
        texts(sorted, RefusedCallbacks::source),
        sorted.stream().map(RefusedCallbacks::status).toArray(Integer[]::new),
        sorted.stream().map(one -> Timestamp.from(one.firstAt())).toArray(Timestamp[]::new),
        sorted.stream().map(one -> Timestamp.from(one.lastAt())).toArray(Timestamp[]::new),
        sorted.stream().map(RefusedCallbacks::times).toArray(Long[]::new));
    jdbc.update(
        """
        delete from refused_callback where last_at < ? or (provider, connection, source, status) in (
          select provider, connection, source, status from (
            select provider, connection, source, status, row_number() over (
              partition by provider, connection order by last_at desc) as place
            from refused_callback) ordered
          where place > ?)
        """,
        Timestamp.from(clock.instant().minus(KEPT)),
        SENDERS_KEPT);
  }

  /** Those that were heard of last. */
  public List<RefusedCallbacks> latest(int limit) {
    return jdbc.query(
        """
        select provider, connection, source, status, first_at, last_at, times from refused_callback
        order by last_at desc limit ?
        """,
        (row, index) ->
            new RefusedCallbacks(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant(),
                row.getLong(7)),
        limit);
  }

  private static String[] texts(
      List<RefusedCallbacks> all, Function<RefusedCallbacks, String> member) {
    return all.stream().map(member).toArray(String[]::new);
  }
}
