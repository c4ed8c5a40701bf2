package io.calroute.provider.reading;

import io.calroute.provider.asking.Ask;
import io.calroute.provider.asking.AskStore;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides how often each known appointment is asked for again where a provider has no list: what is
 * near more often. Finds what was moved or called off without a word, and not what is new. Safe for
 * concurrent use.
 */
final class AppointmentPolling {

  private static final int AT_A_TIME = 50;
  private static final Duration PAST = Duration.ofDays(1);

  /** How many fast readings what starts within a day may wait: an hour, as it is usual. */
  private static final int DAY_AHEAD = 4;

  /** How many of them what starts within a week may wait: six hours, as it is usual. */
  private static final int WEEK_AHEAD = 24;

  private final ReconcileSettings settings;

  private final JdbcTemplate jdbc;
  private final AskStore asks;
  private final TransactionTemplate transactions;
  private final Clock clock;

  AppointmentPolling(
      ReconcileSettings settings,
      JdbcTemplate jdbc,
      AskStore asks,
      TransactionTemplate transactions,
      Clock clock) {
    this.settings = settings;
    this.jdbc = jdbc;
    this.asks = asks;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Has those asked for that were not for long enough. */
  void ask(String provider, String connection) {
    Instant now = clock.instant();
    transactions.executeWithoutResult(
        transaction -> {
          List<String> due =
              jdbc.queryForList(
                  """
                  insert into provider_row (provider, connection, external_id, run_id, starts_at,
                    asked_at)
                  select a.provider, a.connection, a.external_id, 0, a.starts_at, ?
                  from appointment a
                  left join provider_row r on r.provider = a.provider
                    and r.connection = a.connection and r.external_id = a.external_id
                  where a.provider = ? and a.connection = ? and a.ends_at > ?
                    and not a.document ?? 'held'
                    and greatest(r.asked_at, a.changed_at) < case
                      when a.starts_at < ?::timestamptz + interval '1 day' then ?::timestamptz
                      when a.starts_at < ?::timestamptz + interval '7 days' then ?::timestamptz
                      else ?::timestamptz end
                  order by a.starts_at limit ?
                  on conflict (provider, connection, external_id) do update
                    set asked_at = excluded.asked_at, starts_at = excluded.starts_at
                  returning external_id
                  """,
                  String.class,
                  Timestamp.from(now),
                  provider,
                  connection,
                  Timestamp.from(now.minus(PAST)),
                  Timestamp.from(now),
                  Timestamp.from(now.minus(settings.fast().multipliedBy(DAY_AHEAD))),
                  Timestamp.from(now),
                  Timestamp.from(now.minus(settings.fast().multipliedBy(WEEK_AHEAD))),
                  Timestamp.from(now.minus(settings.slow())),
                  AT_A_TIME);
          if (!due.isEmpty()) {
            asks.add(
                due.stream()
                    .map(id -> new Ask(provider, connection, id, null, null, now))
                    .toList());
          }
        });
  }
}
