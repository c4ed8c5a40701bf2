package io.calroute.provider.reading;

import io.calroute.event.Events;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts when connections were heard of, and tells when one is silent for twice as long as it ever
 * was. What it ever was fades by a twentieth a day, so that one long weekend does not count for
 * ever. Safe for concurrent use; of several replicas one looks at a time.
 */
final class Silence {

  private static final Logger LOG = LoggerFactory.getLogger(Silence.class);
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final double FADES_A_DAY = 0.95;

  /** Fewer callbacks have no rhythm. */
  private static final int ENOUGH = 20;

  /** Rows that are not yet to be seen may have lower numbers than those that are. */
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private final JdbcTemplate jdbc;
  private final Events events;
  private final TransactionTemplate transactions;
  private final Clock clock;

  Silence(JdbcTemplate jdbc, Events events, TransactionTemplate transactions, Clock clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Counts what came since the last look, and tells of whom nothing came. */
  void look() {
    transactions.executeWithoutResult(
        transaction ->
            jdbc.queryForList(
                    "select callback from heard_until for no key update skip locked", Long.class)
                .forEach(this::look));
  }

  private void look(long last) {
    Instant now = clock.instant();
    Long newest =
        jdbc.queryForObject(
            "select max(id) from callback where id > ? and received_at < ?",
            Long.class,
            last,
            Timestamp.from(now.minus(SETTLED)));
    if (newest != null) {
      count(last, newest);
      jdbc.update("update heard_until set callback = ?", newest);
    }
    for (Map<String, Object> silent : silent(now)) {
      Instant since = ((Timestamp) silent.get("silent_since")).toInstant();
      String provider = (String) silent.get("provider");
      String connection = (String) silent.get("connection");
      LOG.warn(
          "{}/{} has been silent since {}, longer than ever; check its webhook",
          provider,
          connection,
          since);
      events.silent(provider, connection, since);
    }
  }

  private void count(long after, long last) {
    jdbc.update(
        """
        insert into provider_connection as c (provider, connection, first_heard_at, last_heard_at,
          heard)
        select provider, connection, min(received_at), max(received_at), count(*) from callback
        where id > ? and id <= ? and source is null and provider <> ''
        group by provider, connection order by provider, connection
        on conflict (provider, connection) do update set
          longest_silence = greatest(
            c.longest_silence * power(?, extract(epoch from excluded.last_heard_at
              - coalesce(c.last_heard_at, excluded.first_heard_at)) / 86400),
            excluded.first_heard_at - c.last_heard_at),
          first_heard_at = coalesce(c.first_heard_at, excluded.first_heard_at),
          last_heard_at = greatest(c.last_heard_at, excluded.last_heard_at),
          heard = c.heard + excluded.heard, silent_since = null
        """,
        after,
        last,
        FADES_A_DAY);
  }

  private java.util.List<Map<String, Object>> silent(Instant now) {
    return jdbc.queryForList(
        """
        update provider_connection set silent_since = last_heard_at
        where silent_since is null and heard >= ?
          and last_heard_at + 2 * greatest(longest_silence, make_interval(secs => ?)) < ?
        returning provider, connection, silent_since
        """,
        ENOUGH,
        (double) SHORTEST.toSeconds(),
        Timestamp.from(now));
  }
}
