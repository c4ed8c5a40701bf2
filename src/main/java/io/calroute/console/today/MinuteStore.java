package io.calroute.console.today;

import io.calroute.operations.web.Snapshots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps what all processes have done, by the minute, for two days. Safe for concurrent use. */
@Component
final class MinuteStore {

  private static final Duration KEPT = Duration.ofDays(2);

  /** Replicas take an edit into use one after the other. */
  private static final Duration SAME_MARK = Duration.ofMinutes(10);

  private static final int MARKS_LIMIT = 50;

  private static final String SETTLED =
      IntStream.rangeClosed(1, Minute.BUCKETS.size() + 1)
          .mapToObj("coalesce(sum(settled[%d]), 0)::bigint"::formatted)
          .collect(Collectors.joining(", ", "array[", "] as settled"));

  private final JdbcTemplate jdbc;
  private final Snapshots snapshots;
  private final Clock clock;

  MinuteStore(JdbcTemplate jdbc, Snapshots snapshots, Clock clock) {
    this.jdbc = jdbc;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  /** Adds what a process has done of late to the present minute. */
  void add(UUID process, Minute done) {
    jdbc.update(
        """
        insert into minute_count as m (minute, process, callbacks, calls, throttles, settled)
        values (date_trunc('minute', ?::timestamptz), ?, ?, ?, ?, ?)
        on conflict (minute, process) do update set callbacks = m.callbacks + excluded.callbacks,
          calls = m.calls + excluded.calls, throttles = m.throttles + excluded.throttles,
          settled = array(select a + b from unnest(m.settled, excluded.settled) as pair (a, b))
        """,
        Timestamp.from(clock.instant()),
        process,
        done.callbacks(),
        done.calls(),
        done.throttles(),
        done.settled().toArray(Long[]::new));
  }

  /** Notes what may explain a change, unless it is just noted. */
  void mark(Mark.Kind kind, String label) {
    Instant now = clock.instant();
    jdbc.update(
        """
        insert into mark (at, kind, label) select ?, ?, ? where not exists (
          select from mark where at > ? and kind = ? and label = ?)
        """,
        Timestamp.from(now),
        kind.word(),
        label,
        Timestamp.from(now.minus(SAME_MARK)),
        kind.word(),
        label);
  }

  /** Forgets what is too old. */
  void prune() {
    Timestamp until = Timestamp.from(clock.instant().minus(KEPT));
    jdbc.update("delete from minute_count where minute < ?", until);
    jdbc.update("delete from mark where at < ?", until);
  }

  /**
   * What went on.
   *
   * @param step how long each of the steps is that are summed up: whole minutes
   */
  Pulse pulse(Duration span, Duration step) {
    Instant until = clock.instant();
    Instant from = until.minus(span);
    return snapshots.read(
        store -> {
          Map<String, Object> values =
              Map.of(
                  "from",
                  Timestamp.from(from),
                  "step",
                  step.toMinutes() + " minutes",
                  "limit",
                  MARKS_LIMIT);
          return new Pulse(
              from,
              until,
              step,
              store.query(
                  """
                  select date_bin(:step::interval, minute, 'epoch') as at,
                    sum(callbacks) as callbacks, sum(calls) as calls, sum(throttles) as throttles,
                  """
                      + SETTLED
                      + " from minute_count where minute >= :from group by 1 order by 1",
                  values,
                  (row, index) -> step(row)),
              store.query(
                  "select at, kind, label from mark where at >= :from order by at desc limit :limit",
                  values,
                  (row, index) ->
                      new Mark(
                          row.getTimestamp("at").toInstant(),
                          Mark.Kind.of(row.getString("kind")),
                          row.getString("label"))));
        });
  }

  /** How long nineteen of twenty callbacks of the last hour took; null when there were none. */
  Duration p95() {
    return snapshots.read(
        store ->
            store.queryForObject(
                "select 0 as callbacks, 0 as calls, 0 as throttles, "
                    + SETTLED
                    + " from minute_count where minute >= :from",
                Map.of("from", Timestamp.from(clock.instant().minus(Duration.ofHours(1)))),
                (row, index) -> minute(row).p95()));
  }

  private static Pulse.Step step(ResultSet row) throws SQLException {
    return new Pulse.Step(row.getTimestamp("at").toInstant(), minute(row));
  }

  private static Minute minute(ResultSet row) throws SQLException {
    return new Minute(
        row.getLong("callbacks"),
        row.getLong("calls"),
        row.getLong("throttles"),
        List.of((Long[]) row.getArray("settled").getArray()));
  }
}
