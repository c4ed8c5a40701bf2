package io.calroute.provider.webhook;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was found of webhooks when they were looked at last. Safe for concurrent use. */
public final class WebhookStore {

  private final JdbcTemplate jdbc;

  WebhookStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What was found.
   *
   * @param registered whether one of Calroute's is there
   * @param enabled whether the provider calls by it
   */
  public record Standing(boolean registered, boolean enabled, Instant checkedAt) {}

  /** What was found of a connection's; empty when nobody has looked. */
  public Optional<Standing> standing(String provider, String connection) {
    return jdbc
        .query(
            """
            select webhook_registered, webhook_enabled, webhook_checked_at from provider_connection
            where provider = ? and connection = ? and webhook_checked_at is not null
            """,
            (row, index) ->
                new Standing(row.getBoolean(1), row.getBoolean(2), row.getTimestamp(3).toInstant()),
            provider,
            connection)
        .stream()
        .findFirst();
  }

  /** Takes the next look for one replica; false when none is due. */
  boolean take(String provider, String connection, Instant now, Duration retry) {
    jdbc.update(
        "insert into provider_connection (provider, connection) values (?, ?)"
            + " on conflict do nothing",
        provider,
        connection);
    return jdbc.update(
            """
            update provider_connection set webhook_due_at = ? where provider = ? and connection = ?
              and (webhook_due_at is null or webhook_due_at <= ?)
            """,
            Timestamp.from(now.plus(retry)),
            provider,
            connection,
            Timestamp.from(now))
        == 1;
  }

  /** Records what was found. */
  public void found(String provider, String connection, Standing standing, Instant due) {
    jdbc.update(
        """
        insert into provider_connection (provider, connection, webhook_registered, webhook_enabled,
          webhook_checked_at, webhook_due_at) values (?, ?, ?, ?, ?, ?)
        on conflict (provider, connection) do update set
          webhook_registered = excluded.webhook_registered,
          webhook_enabled = excluded.webhook_enabled,
          webhook_checked_at = excluded.webhook_checked_at,
          webhook_due_at = excluded.webhook_due_at
        """,
        provider,
        connection,
        standing.registered(),
        standing.enabled(),
        Timestamp.from(standing.checkedAt()),
        Timestamp.from(due));
  }

  /** Since when the log is to be read; empty while no callback ever came. */
  Optional<Instant> logSince(String provider, String connection) {
    return jdbc
        .query(
            """
            select coalesce(webhook_log_until, (select max(received_at) from callback b
              where b.provider = c.provider and b.connection = c.connection and b.source is null))
            from provider_connection c where provider = ? and connection = ?
            """,
            (row, index) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant),
            provider,
            connection)
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Records that the log was read, in the transaction that keeps what it had. */
  void logRead(String provider, String connection, Instant until) {
    jdbc.update(
        "update provider_connection set webhook_log_until = ? where provider = ?"
            + " and connection = ?",
        Timestamp.from(until),
        provider,
        connection);
  }
}
