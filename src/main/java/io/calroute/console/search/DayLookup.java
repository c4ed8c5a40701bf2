package io.calroute.console.search;

import io.calroute.operations.appointment.AppointmentLookup;
import io.calroute.operations.web.Snapshots;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Finds appointments that begin on a day, as the clock of each says. Safe for concurrent use. */
@Component
final class DayLookup {

  private static final int READ_LIMIT = 5000;
  private static final int SHOWN_LIMIT = 200;

  /** No zone is further from UTC. */
  private static final Duration FURTHEST = Duration.ofHours(18);

  private static final String BEGINS = "a.starts_at >= :from and a.starts_at < :until";

  /** What takes up no time any more; a day off where its own zone is another one. */
  private static final String BEGAN =
      """
      a.starts_at is null and left(coalesce(a.document #>> '{start,dateTime}',
        a.document #>> '{start,instant}'), 10) in (:before, :day, :after)
      """;

  /**
   * An appointment.
   *
   * @param at null when it takes up no time any more
   * @param said when it began, as its document says
   */
  private record Begins(long id, Timestamp at, String said, String zone) {
    LocalDate day() {
      if (at == null && !said.endsWith("Z")) {
        return LocalDate.parse(said.substring(0, 10));
      }
      Instant moment = at == null ? Instant.parse(said) : at.toInstant();
      return moment.atZone(DayLookup.zone(zone)).toLocalDate();
    }
  }

  private final Snapshots snapshots;

  DayLookup(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * Those that begin on a day; of those that have words in common also such as were called off, by
   * the day that they had.
   *
   * @param words beginnings of words that all are in an appointment; null for any
   * @return ids in the store, the earliest first, 200 at most
   */
  List<Long> on(LocalDate day, String words) {
    Map<String, Object> values = new HashMap<>();
    Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    values.put("from", Timestamp.from(begin.minus(FURTHEST)));
    values.put("until", Timestamp.from(begin.plus(Duration.ofDays(1)).plus(FURTHEST)));
    values.put("before", day.minusDays(1).toString());
    values.put("day", day.toString());
    values.put("after", day.plusDays(1).toString());
    values.put("limit", READ_LIMIT);
    values.put("words", words == null ? null : AppointmentLookup.beginnings(words));
    return snapshots
        .read(
            store ->
                store.query(
                    "select a.id, a.starts_at, a.document #>> '{start,timeZone}' as zone,"
                        + " coalesce(a.document #>> '{start,dateTime}',"
                        + " a.document #>> '{start,instant}') as said"
                        + " from appointment a where "
                        + (words == null ? BEGINS : "(" + BEGINS + " or " + BEGAN + ")")
                        + (words == null ? "" : " and " + AppointmentLookup.HAS_WORDS)
                        + " order by a.starts_at, a.id limit :limit",
                    values,
                    (row, index) ->
                        new Begins(
                            row.getLong("id"),
                            row.getTimestamp("starts_at"),
                            row.getString("said"),
                            row.getString("zone"))))
        .stream()
        .filter(one -> one.day().equals(day))
        .limit(SHOWN_LIMIT)
        .map(Begins::id)
        .toList();
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(String.valueOf(name));
    } catch (DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }
}
