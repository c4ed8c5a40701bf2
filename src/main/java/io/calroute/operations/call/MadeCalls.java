package io.calroute.operations.call;

import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.operations.web.Snapshots;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The calls of the last thirty days, for people who ask what was done. A call is noted in memory
 * and written down with others once a second: what a killed process has not written is lost, and
 * nothing but a line on a page with it. Safe for concurrent use.
 */
@Component
public final class MadeCalls {

  private static final Duration KEPT = Duration.ofDays(30);

  /** More than are made while the store is away for a moment; what comes on top is left out. */
  private static final int ROOM = 20_000;

  private static final int SHOWN = 100;

  private final ArrayBlockingQueue<MadeCall> noted = new ArrayBlockingQueue<>(ROOM);
  private final JdbcTemplate jdbc;
  private final Snapshots snapshots;
  private final Clock clock;

  MadeCalls(JdbcTemplate jdbc, Snapshots snapshots, Clock clock) {
    this.jdbc = jdbc;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  /**
   * Notes a call. Never waits.
   *
   * @param failure null when it did not fail
   */
  public void note(long appointment, Call call, Duration took, Failure failure) {
    noted.offer(
        new MadeCall(
            appointment,
            clock.instant(),
            call.target().key(),
            call.calendar(),
            call.operation().name().toLowerCase(Locale.ROOT),
            call.eventId(),
            took,
            failure == null ? null : failure.code(),
            failure == null ? null : failure.message()));
  }

  /** Writes down what was noted. */
  void write() {
    List<MadeCall> some = new ArrayList<>();
    noted.drainTo(some);
    if (some.isEmpty()) {
      return;
    }
    jdbc.update(
        """
        insert into made_call
          (appointment_id, at, target, calendar, operation, event_id, took_ms, code, message)
        select * from unnest(?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::bigint[], ?::text[], ?::text[])
        """,
        column(some, MadeCall::appointment, Long[]::new),
        column(some, one -> Timestamp.from(one.at()), Timestamp[]::new),
        column(some, MadeCall::target, String[]::new),
        column(some, MadeCall::calendar, String[]::new),
        column(some, MadeCall::operation, String[]::new),
        column(some, MadeCall::eventId, String[]::new),
        column(some, one -> one.took().toMillis(), Long[]::new),
        column(some, MadeCall::code, String[]::new),
        column(some, MadeCall::message, String[]::new));
  }

  private static <T> Object column(
      List<MadeCall> calls, Function<MadeCall, T> member, IntFunction<T[]> array) {
    return calls.stream().map(member).toArray(array);
  }

  /** Forgets what is too old. */
  void prune() {
    jdbc.update("delete from made_call where at < ?", Timestamp.from(clock.instant().minus(KEPT)));
  }

  /** The calls about an appointment, the newest first, a hundred at most. */
  public List<MadeCall> about(long appointment) {
    return snapshots.read(
        store ->
            store.query(
                """
                select appointment_id, at, target, calendar, operation, event_id, took_ms,
                  code, message
                from made_call where appointment_id = :appointment order by id desc limit :limit
                """,
                Map.of("appointment", appointment, "limit", SHOWN),
                (row, index) ->
                    new MadeCall(
                        row.getLong(1),
                        row.getTimestamp(2).toInstant(),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        took(row.getObject(7, Long.class)),
                        row.getString(8),
                        row.getString(9))));
  }

  private static Duration took(Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
