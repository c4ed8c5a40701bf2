package io.calroute.console.team;

import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.Target;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import io.calroute.verdict.Why;
import io.calroute.verdict.decision.Cause;
import io.calroute.verdict.decision.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads what stands in calendars, as far as the store knows: no calendar is asked. Costs as much as
 * there is in the time that is asked for. Safe for concurrent use.
 */
@Component
public final class StandsReading {

  /** More than a company has in a week, and as many as are read in a moment. */
  private static final int APPOINTMENTS_LIMIT = 20_000;

  private static final int CALENDARS_SHOWN = 40;
  private static final int BLOCKS_LIMIT = 2_000;
  private static final int UNROUTED_LIMIT = 50;

  /** Each costs a reading of all that is known of an appointment. */
  private static final int VERDICTS_LIMIT = 100;

  /** Whatever is longer is found in the search. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final String WITHIN =
      """
      within as materialized (select a.id from appointment a
        where a.starts_at > :earliest and a.starts_at < :until and a.ends_at >= :from
        order by a.starts_at limit :most)
      """;

  /** Without what never stood and never will. */
  private static final String CONCERNED =
      " l.target <> 'teams' and (r.wanted or r.state <> 'absent') ";

  private static final String CALENDARS =
      """
      with %s
      select l.id, l.target, l.calendar, s.swept_at,
        case when min(r.staff ->> 'name') = max(r.staff ->> 'name') then min(r.staff ->> 'name') end
          as staff
      from within join reference r on r.appointment_id = within.id
        join lane l on l.id = r.lane_id left join sweep s on s.lane_id = l.id
      where %s and (cast(:part as text) is null or strpos(lower(l.calendar), lower(:part)) > 0
        or strpos(lower(r.staff ->> 'name'), lower(:part)) > 0)
      group by l.id, s.swept_at order by lower(coalesce(min(r.staff ->> 'name'), l.calendar)), l.id
      limit :limit offset :offset
      """
          .formatted(WITHIN, CONCERNED);

  private static final String CALENDAR =
      """
      select l.id, l.target, l.calendar, s.swept_at, null as staff
      from lane l left join sweep s on s.lane_id = l.id
      where l.calendar = :calendar and l.target = :target and l.target <> 'teams'
      """;

  private static final String COLUMNS =
      """
      a.id, a.provider, a.connection, a.external_id, a.starts_at, a.ends_at,
        a.document ->> 'title' as title
      """;

  private static final String BLOCKS =
      """
      with %s
      select %s, r.id as reference, r.lane_id, r.wanted, r.state, coalesce(r.due_at is not null and not %s, r.due_at is not null) as due,
        r.failure_kind is not null as failing, d.kind as drift,
        coalesce(r.missed_at > r.changed_at, false) or r.due_at is not null
          and case when r.failure_kind is null then coalesce(l.paused_until > :now, false)
            else r.failure_kind <> 'credentials' end as waits
      from within join appointment a on a.id = within.id
        join reference r on r.appointment_id = a.id join lane l on l.id = r.lane_id
        left join drift d on d.reference_id = r.id
      where r.lane_id = any (:lanes) and %s order by a.starts_at, r.id limit :limit
      """
          .formatted(WITHIN, COLUMNS, ReferenceStore.LOOK_ONLY, CONCERNED);

  private static final String UNROUTED =
      """
      with %s select %s from within join appointment a on a.id = within.id
      where a.unrouted order by a.starts_at, a.id limit :limit
      """
          .formatted(WITHIN, COLUMNS);

  private final Snapshots snapshots;
  private final Why why;
  private final Clock clock;

  StandsReading(Snapshots snapshots, Why why, Clock clock) {
    this.snapshots = snapshots;
    this.why = why;
    this.clock = clock;
  }

  /**
   * A page of calendars.
   *
   * @param calendars by name, 40 at most
   * @param unrouted appointments of somebody without a calendar; only on the first page
   * @param more whether there is a next page
   */
  record Team(List<Stands> calendars, List<Block> unrouted, boolean more) {}

  /**
   * Calendars in which something is in a time.
   *
   * @param part of a calendar's address or of the name of its owner; null for all
   * @param page from 0
   */
  Team team(Instant from, Instant until, String part, int page) {
    Map<String, Object> values = values(from, until);
    values.put("part", part);
    values.put("limit", CALENDARS_SHOWN + 1);
    values.put("offset", page * CALENDARS_SHOWN);
    Team read =
        snapshots.read(
            store -> {
              Map<Long, Stands> lanes = lanes(store, CALENDARS, values);
              boolean more = lanes.size() > CALENDARS_SHOWN;
              if (more) {
                lanes.remove(new ArrayList<>(lanes.keySet()).get(CALENDARS_SHOWN));
              }
              List<Block> unrouted = List.of();
              if (page == 0) {
                values.put("limit", UNROUTED_LIMIT);
                unrouted = store.query(UNROUTED, values, (row, index) -> unrouted(row));
              }
              return new Team(filled(store, lanes, values), unrouted, more);
            });
    Map<AppointmentKey, Verdict> verdicts = new HashMap<>();
    List<Block> asked = new ArrayList<>(read.unrouted());
    read.calendars().forEach(one -> asked.addAll(one.blocks()));
    ask(asked, verdicts);
    return new Team(
        read.calendars().stream().map(one -> explained(one, verdicts)).toList(),
        read.unrouted().stream().map(one -> explained(one, null, verdicts)).toList(),
        read.more());
  }

  /**
   * One calendar.
   *
   * @return null when nothing has ever stood in such a calendar
   */
  public Stands calendar(Target target, String calendar, Instant from, Instant until) {
    Map<String, Object> values = values(from, until);
    values.put("target", target.key());
    values.put("calendar", calendar);
    List<Stands> read =
        snapshots.read(store -> filled(store, lanes(store, CALENDAR, values), values));
    if (read.isEmpty()) {
      return null;
    }
    Map<AppointmentKey, Verdict> verdicts = new HashMap<>();
    ask(read.get(0).blocks(), verdicts);
    return explained(read.get(0), verdicts);
  }

  private static Map<String, Object> values(Instant from, Instant until) {
    Map<String, Object> values = new HashMap<>();
    values.put("earliest", Timestamp.from(from.minus(LONGEST)));
    values.put("from", Timestamp.from(from));
    values.put("until", Timestamp.from(until));
    values.put("most", APPOINTMENTS_LIMIT);
    return values;
  }

  private static Map<Long, Stands> lanes(
      NamedParameterJdbcTemplate store, String query, Map<String, Object> values) {
    Map<Long, Stands> lanes = new LinkedHashMap<>();
    store.query(
        query,
        values,
        row -> {
          Timestamp swept = row.getTimestamp("swept_at");
          lanes.put(
              row.getLong("id"),
              new Stands(
                  Target.of(row.getString("target")),
                  row.getString("calendar"),
                  row.getString("staff"),
                  swept == null ? null : swept.toInstant(),
                  List.of()));
        });
    return lanes;
  }

  private List<Stands> filled(
      NamedParameterJdbcTemplate store, Map<Long, Stands> lanes, Map<String, Object> values) {
    Map<Long, List<Block>> blocks = new HashMap<>();
    values.put("now", Timestamp.from(clock.instant()));
    values.put("lanes", lanes.keySet().toArray(Long[]::new));
    values.put("limit", BLOCKS_LIMIT);
    store.query(
        BLOCKS,
        values,
        row -> {
          blocks
              .computeIfAbsent(row.getLong("lane_id"), any -> new ArrayList<>())
              .add(block(row, "r" + row.getLong("reference"), shown(row)));
        });
    return lanes.entrySet().stream()
        .map(
            one ->
                new Stands(
                    one.getValue().target(),
                    one.getValue().calendar(),
                    one.getValue().staff(),
                    one.getValue().sweptAt(),
                    blocks.getOrDefault(one.getKey(), List.of())))
        .toList();
  }

  private static Block unrouted(ResultSet row) throws SQLException {
    return block(row, "a" + row.getLong("id"), Block.Shown.MISSING);
  }

  private static Block block(ResultSet row, String id, Block.Shown shown) throws SQLException {
    return new Block(
        id,
        row.getLong("id"),
        new AppointmentKey(
            row.getString("provider"), row.getString("connection"), row.getString("external_id")),
        row.getString("title"),
        row.getTimestamp("starts_at").toInstant(),
        row.getTimestamp("ends_at").toInstant(),
        shown,
        null,
        null);
  }

  private static Block.Shown shown(ResultSet row) throws SQLException {
    boolean live = row.getString("state").equals("live");
    boolean due = row.getBoolean("due");
    if (!row.getBoolean("wanted")) {
      return live ? (due ? Block.Shown.DUE : Block.Shown.OUTDATED) : Block.Shown.REMOVED;
    }
    if (row.getBoolean("waits")) {
      return Block.Shown.WAITING;
    }
    if (row.getBoolean("failing")) {
      return live ? Block.Shown.OUTDATED : Block.Shown.MISSING;
    }
    if (live && row.getString("drift") != null) {
      return Block.Shown.CHANGED;
    }
    if (due) {
      return Block.Shown.DUE;
    }
    return live ? Block.Shown.FOUND : Block.Shown.MISSING;
  }

  private void ask(List<Block> blocks, Map<AppointmentKey, Verdict> verdicts) {
    List<Long> ids =
        blocks.stream()
            .filter(one -> !one.shown().isSettled())
            .map(Block::appointment)
            .distinct()
            .limit(VERDICTS_LIMIT)
            .toList();
    for (Verdict one : ids.isEmpty() ? List.<Verdict>of() : why.ofAppointments(ids)) {
      Verdict.Subject of = one.appointment();
      verdicts.put(new AppointmentKey(of.provider(), of.connection(), of.id()), one);
    }
  }

  private static Stands explained(Stands calendar, Map<AppointmentKey, Verdict> verdicts) {
    return new Stands(
        calendar.target(),
        calendar.calendar(),
        calendar.staff(),
        calendar.sweptAt(),
        calendar.blocks().stream().map(one -> explained(one, calendar, verdicts)).toList());
  }

  /** With the cause in this calendar, since another one may have another cause. */
  private static Block explained(
      Block block, Stands calendar, Map<AppointmentKey, Verdict> verdicts) {
    Verdict verdict = block.shown().isSettled() ? null : verdicts.get(block.key());
    if (verdict == null) {
      return block;
    }
    String cause =
        verdict.places().stream()
            .filter(one -> calendar != null && one.calendar().equals(calendar.calendar()))
            .filter(one -> one.target().equals(calendar.target().synchronizationKey()))
            .map(Verdict.Place::code)
            .findFirst()
            .orElse(verdict.code());
    return block.because(
        cause, cause.equals(verdict.code()) ? verdict.sentence() : Cause.of(cause).remedy());
  }
}
