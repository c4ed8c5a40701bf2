package io.calroute.sync.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.MailAddresses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Backfills and the appointments that they hold. Safe for concurrent use. */
@Component
public final class BackfillStore {

  static final String WRITING = "writing";
  private static final String IMPORT = "import";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String COLUMNS =
      """
      select r.id, r.provider, r.connection, r.kind, r.state, r.begun_at, r.ended_at, r.range_from,
        r.range_to, r.listed, case when r.read_at is null then r.total else r.listed end as total, r.plan::text, r.reason_code, r.reason,
        (select count(*) from appointment a where a.provider = r.provider
          and a.connection = r.connection and a.document ? 'held') as held
      from provider_run r where r.kind in ('backfill', 'import')
      """
          .replace("?", "??");

  private final JdbcTemplate jdbc;
  private final AppointmentStore appointments;
  private final Clock clock;

  public BackfillStore(JdbcTemplate jdbc, AppointmentStore appointments, Clock clock) {
    this.jdbc = jdbc;
    this.appointments = appointments;
    this.clock = clock;
  }

  /** The newest backfills, the last one first. */
  public List<Backfill> newest() {
    return jdbc.query(COLUMNS + " order by r.id desc limit 20", (row, index) -> read(row));
  }

  /** The newest backfills of one connection, the last one first. */
  public List<Backfill> newest(String provider, String connection, int limit) {
    return jdbc.query(
        COLUMNS + " and r.provider = ? and r.connection = ? order by r.id desc limit ?",
        (row, index) -> read(row),
        provider,
        connection,
        limit);
  }

  public Optional<Backfill> find(long id) {
    return jdbc.query(COLUMNS + " and r.id = ?", (row, index) -> read(row), id).stream()
        .findFirst();
  }

  /**
   * The backfill or the import of a connection that is under way.
   *
   * @param kind {@code backfill} or {@code import}
   */
  public Optional<Backfill> open(String provider, String connection, String kind) {
    return jdbc
        .query(
            COLUMNS
                + " and r.provider = ? and r.connection = ? and r.kind = ?"
                + " and r.state in ('listing', 'planned', 'writing')",
            (row, index) -> read(row),
            provider,
            connection,
            kind)
        .stream()
        .findFirst();
  }

  /**
   * Lets what is planned be written.
   *
   * @return false when it is not planned
   */
  public boolean accept(long id) {
    return jdbc.update(
            "update provider_run set state = 'writing' where id = ? and state = 'planned'", id)
        == 1;
  }

  /** Gives a backfill up; what it holds stays held. */
  public boolean stop(long id) {
    return jdbc.update(
            """
            update provider_run set state = 'stopped', ended_at = ? where id = ?
              and state in ('listing', 'planned', 'writing')
            """,
            Timestamp.from(clock.instant()),
            id)
        == 1;
  }

  /**
   * Backfills that are accepted, and those of which all is read and applied but no plan made. What
   * a file has is asked for before; a provider that can't be asked is not waited for.
   */
  List<Backfill> ready() {
    return jdbc.query(
        COLUMNS
            + """
             and (r.state = 'writing' or r.state = 'listing' and r.read_at is not null
              and not exists (select from callback c where c.outcome = 'pending'
                and c.run_id = r.id)
              and (r.kind <> 'import' or not exists (
                  select from ask a where a.provider = r.provider and a.connection = r.connection
                    and a.attempts = 0)
                and not exists (select from callback c where c.outcome = 'pending'
                  and c.provider = r.provider and c.connection = r.connection
                  and c.source = 'get')))
            order by r.id
            """,
        (row, index) -> read(row));
  }

  /**
   * Takes a backfill for planning, or keeps it: one replica plans, so that calendars are read once.
   *
   * @param before until when it is this replica's so far; null when it is not
   * @param until until when it is from now on, in whole microseconds; the present gives it back
   * @return false when another one has it
   */
  boolean takeForPlanning(Backfill backfill, Instant before, Instant until) {
    return jdbc.update(
            """
            update provider_run set taken_until = ? where id = ? and state = 'listing'
              and (taken_until is null or taken_until <= ? or taken_until = ?)
            """,
            Timestamp.from(until),
            backfill.id(),
            Timestamp.from(clock.instant()),
            before == null ? null : Timestamp.from(before))
        == 1;
  }

  void planned(long id, JsonNode plan) {
    jdbc.update(
        "update provider_run set state = 'planned', plan = ?::jsonb, reason_code = null,"
            + " reason = null, taken_until = null where id = ? and state = 'listing'",
        plan.toString(),
        id);
  }

  /** How far planning has come. */
  void planning(long id, String progress) {
    jdbc.update(
        "update provider_run set reason_code = 'planning', reason = ? where id = ?"
            + " and state = 'listing'",
        progress,
        id);
  }

  /** All of it is in calendars, or waits for its turn in them. */
  void done(Backfill backfill) {
    Timestamp now = Timestamp.from(clock.instant());
    jdbc.update(
        "update provider_run set state = 'done', ended_at = ? where id = ?", now, backfill.id());
    if (backfill.kind().equals(IMPORT)) {
      return;
    }
    jdbc.update(
        """
        insert into provider_connection (provider, connection, backfilled_at) values (?, ?, ?)
        on conflict (provider, connection) do update set backfilled_at = excluded.backfilled_at
        """,
        backfill.provider(),
        backfill.connection(),
        now);
  }

  /** How many references wait for a turn. */
  long due() {
    return jdbc.queryForObject(
        """
        select count(*) from reference r join lane l on l.id = r.lane_id
        where r.due_at <= ? and (l.paused_until is null or l.paused_until <= ?)
        """,
        Long.class,
        Timestamp.from(clock.instant()),
        Timestamp.from(clock.instant()));
  }

  /**
   * Some of the appointments that are held.
   *
   * @param after only those with a higher id in the store
   */
  List<Appointment> held(String provider, String connection, long after, int limit) {
    List<Long> ids =
        jdbc.queryForList(
            """
            select id from appointment where provider = ? and connection = ? and id > ?
              and document ?? 'held' order by id limit ?
            """,
            Long.class,
            provider,
            connection,
            after,
            limit);
    return new ArrayList<>(appointments.find(ids).values())
        .stream().sorted(Comparator.comparingLong(Appointment::id)).toList();
  }

  /**
   * Lets appointments go, in the caller's transaction.
   *
   * @return as they are from now on, locked
   */
  List<Appointment> release(List<Appointment> held) {
    List<Appointment> released =
        appointments.lockAll(held.stream().map(Appointment::id).toList()).stream()
            .filter(Appointment::isHeld)
            .map(BackfillStore::released)
            .toList();
    if (!released.isEmpty()) {
      appointments.update(released);
    }
    return released;
  }

  /** Notes events that stand for appointments which are held, in the caller's transaction. */
  void adopt(Calendar calendar, List<LookAlikes.Match> matches) {
    Map<Long, String> events = new HashMap<>();
    matches.forEach(match -> events.put(match.awaited().appointment(), match.event()));
    List<Appointment> adopting =
        appointments.lockAll(new ArrayList<>(events.keySet())).stream()
            .filter(Appointment::isHeld)
            .map(one -> adopting(one, calendar, events.get(one.id())))
            .toList();
    if (!adopting.isEmpty()) {
      appointments.update(adopting);
    }
  }

  private static Appointment adopting(Appointment held, Calendar calendar, String event) {
    ObjectNode document = held.document().deepCopy();
    ArrayNode adopted = document.withArray("/" + Appointment.ADOPTED);
    for (int i = adopted.size() - 1; i >= 0; i--) {
      if (adopted.get(i).path("target").asText().equals(calendar.target().key())
          && MailAddresses.same(adopted.get(i).path("calendar").asText(), calendar.id())) {
        adopted.remove(i);
      }
    }
    adopted
        .addObject()
        .put("target", calendar.target().key())
        .put("calendar", calendar.id())
        .put("id", event);
    return with(held, document);
  }

  private static Appointment released(Appointment held) {
    ObjectNode document = held.document().deepCopy();
    document.remove(Appointment.HELD);
    return with(held, document);
  }

  private static Appointment with(Appointment held, JsonNode document) {
    return new Appointment(
        held.id(),
        held.key(),
        held.status(),
        held.revision(),
        held.version(),
        document,
        held.startsAt(),
        held.endsAt());
  }

  private static Backfill read(ResultSet row) throws SQLException {
    return new Backfill(
        row.getLong("id"),
        row.getString("provider"),
        row.getString("connection"),
        row.getString("kind"),
        row.getString("state"),
        row.getTimestamp("begun_at").toInstant(),
        row.getTimestamp("ended_at") == null ? null : row.getTimestamp("ended_at").toInstant(),
        instant(row.getTimestamp("range_from")),
        instant(row.getTimestamp("range_to")),
        row.getLong("listed"),
        row.getObject("total", Long.class),
        row.getLong("held"),
        json(row.getString("plan")),
        row.getString("reason_code"),
        row.getString("reason"));
  }

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  private static JsonNode json(String text) {
    try {
      return text == null ? null : JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("The store gives no JSON", damaged);
    }
  }
}
