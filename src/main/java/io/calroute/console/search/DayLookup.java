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

  private record Begins(long id, Instant at, String zone) {}

  private final Snapshots snapshots;

  DayLookup(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * Those that begin on a day.
   *
   * @param words beginnings of words that all are in an appointment; null for any
   * @return ids in the store, the earliest first, 200 at most
   */
  List<Long> on(LocalDate day, String words) {
    Map<String, Object> values = new HashMap<>();
    Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    values.put("from", Timestamp.from(begin.minus(FURTHEST)));
    values.put("until", Timestamp.from(begin.plus(Duration.ofDays(1)).plus(FURTHEST)));
    values.put("limit", READ_LIMIT);
    values.put("words", words == null ? null : AppointmentLookup.beginnings(words));
    return snapshots
        .read(
            store ->
                store.query(
                    "select a.id, a.starts_at, a.document #>> '{start,timeZone}' as zone"
                        + " from appointment a where a.starts_at >= :from and a.starts_at < :until"
                        + (words == null ? "" : " and " + AppointmentLookup.HAS_WORDS)
                        + " order by a.starts_at, a.id limit :limit",
                    values,
                    (row, index) ->
                        new Begins(
                            row.getLong("id"),
                            row.getTimestamp("starts_at").toInstant(),
                            row.getString("zone"))))
        .stream()
        .filter(one -> one.at().atZone(zone(one.zone())).toLocalDate().equals(day))
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
