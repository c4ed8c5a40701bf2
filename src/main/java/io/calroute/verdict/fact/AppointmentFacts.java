package io.calroute.verdict.fact;

import io.calroute.appointment.AppointmentStore;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Reads all that is known of some appointments, with three statements however many they are. In the
 * caller's transaction.
 *
 * @param mappings says where callbacks that have failed were refused
 */
record AppointmentFacts(
    NamedParameterJdbcTemplate store,
    AppointmentStore appointments,
    ReferenceStore references,
    MappingPlace mappings) {

  /** More often than anybody is moved to another id, and no circle without an end. */
  private static final int SUCCESSORS_LIMIT = 20;

  private static final int WORDS_LIMIT = 10;

  /**
   * Each step is fenced by {@code offset 0}: the store takes a few rows for many, and would go
   * through the whole table.
   */
  private static final String APPOINTMENTS =
      """
      with recursive chain as (
        select a.id, a.provider, a.connection, a.document ->> 'supersededBy' as next, 0 as step
          from appointment a where a.id = any (:ids)
        union
        select n.id, n.provider, n.connection, n.document ->> 'supersededBy', c.step + 1
          from chain c cross join lateral (
            select * from appointment s where s.provider = c.provider
              and s.connection = c.connection and s.external_id = c.next offset 0) n
          where c.step < %d)
      select a.*, h.id as run, h.kind as run_kind, h.state as run_state,
        k.due_at as ask_due_at, k.reason_code as ask_code, k.reason as ask_reason
      from appointment a
      left join lateral (select r.id, r.kind, r.state from provider_run r
        where r.provider = a.provider and r.connection = a.connection
          and r.kind in ('backfill', 'import') and r.state in ('listing', 'planned', 'writing')
        order by r.id desc limit 1) h on a.document ->> 'held' is not null
      left join ask k on k.provider = a.provider and k.connection = a.connection
        and k.external_id = a.external_id
      where a.id = any (array(select id from chain))
      """
          .formatted(SUCCESSORS_LIMIT);

  private static final String WORDS =
      """
      select a.id as about, %s from appointment a cross join lateral (
        select id from (select k.id from callback k
          where k.appointment_key = a.external_id and k.provider = a.provider
            and k.connection = a.connection order by k.id desc limit %d) newest
        union select a.version_callback union select a.status_by) n
      cross join lateral (select * from callback c where c.id = n.id offset 0) w
      where a.id = any (:ids) order by a.id, w.id desc
      """
          .formatted(IdLookup.COLUMNS, WORDS_LIMIT);

  private static final String PLACES =
      """
      select %s, r.waiting, r.changed_at, r.missed_at, s.next_at, l.pause_code, l.pause_reason, l.paused_since,
        d.kind as drift_kind, d.members as drift_members, d.found_at as drift_found_at,
        case when r.due_at is null then 0 else (select count(*) from (
          select from reference o where o.lane_id = r.lane_id and o.due_at is not null
            and o.due_at < r.due_at limit %d) earlier) end as ahead
      from (select * from reference where appointment_id = any (:ids) offset 0) r
      join lane l on l.id = r.lane_id
      left join lateral (select * from sweep w where w.lane_id = r.lane_id offset 0) s on true
      left join lateral (select * from drift t where t.reference_id = r.id offset 0) d on true
      order by r.position, r.id
      """
          .formatted(ReferenceStore.COLUMNS, Word.AHEAD_LIMIT);

  /**
   * Reads appointments, and those that have taken their places.
   *
   * @return in the given order, each followed by the one that has taken its place
   */
  List<KnownAppointment> read(Collection<Long> ids, Instant now) {
    Map<Long, KnownAppointment> known = new HashMap<>();
    store.query(
        APPOINTMENTS,
        Map.of("ids", ids.toArray(Long[]::new)),
        row -> {
          KnownAppointment one = appointment(row);
          known.put(one.appointment().id(), one);
        });
    Map<String, Object> all = Map.of("ids", known.keySet().toArray(Long[]::new));
    store.query(
        WORDS,
        all,
        row -> {
          known.get(row.getLong("about")).words().add(IdLookup.word(row, mappings));
        });
    store.query(
        PLACES,
        all,
        row -> {
          KnownPlace place = place(row, now);
          known.get(place.reference().appointment()).places().add(place);
        });
    return inOrder(ids, known);
  }

  private static List<KnownAppointment> inOrder(
      Collection<Long> ids, Map<Long, KnownAppointment> known) {
    Map<List<String>, KnownAppointment> byKey = new HashMap<>();
    known.values().forEach(one -> byKey.put(key(one, one.appointment().key().id()), one));
    List<KnownAppointment> ordered = new ArrayList<>();
    for (Long id : ids) {
      KnownAppointment one = known.get(id);
      while (one != null && !ordered.contains(one)) {
        ordered.add(one);
        String next = one.appointment().document().path("supersededBy").textValue();
        one = next == null ? null : byKey.get(key(one, next));
      }
    }
    return ordered;
  }

  private static List<String> key(KnownAppointment one, String id) {
    return List.of(one.appointment().key().provider(), one.appointment().key().connection(), id);
  }

  private KnownAppointment appointment(ResultSet row) throws SQLException {
    String kind = row.getString("run_kind");
    Instant askedAt = instant(row, "ask_due_at");
    return new KnownAppointment(
        appointments.read(row),
        row.getBoolean("unrouted"),
        instant(row, "status_since"),
        row.getObject("status_by", Long.class),
        new ArrayList<>(),
        new ArrayList<>(),
        kind == null
            ? null
            : new KnownAppointment.Held(row.getLong("run"), kind, row.getString("run_state")),
        askedAt == null
            ? null
            : new KnownAppointment.Asked(
                row.getString("provider"),
                row.getString("connection"),
                row.getString("external_id"),
                askedAt,
                row.getString("ask_code"),
                row.getString("ask_reason")));
  }

  private KnownPlace place(ResultSet row, Instant now) throws SQLException {
    Reference reference = references.read(row);
    Instant pausedUntil = reference.lane().pausedUntil();
    String drift = row.getString("drift_kind");
    Instant changedAt = instant(row, "changed_at");
    Instant missedAt = instant(row, "missed_at");
    return new KnownPlace(
        reference,
        row.getBoolean("waiting"),
        changedAt,
        pausedUntil == null || !pausedUntil.isAfter(now)
            ? null
            : new KnownPlace.Pause(
                instant(row, "paused_since"),
                pausedUntil,
                row.getString("pause_code"),
                row.getString("pause_reason")),
        drift == null
            ? null
            : new KnownPlace.Drift(
                drift,
                List.of((String[]) row.getArray("drift_members").getArray()),
                instant(row, "drift_found_at")),
        missedAt == null || !missedAt.isAfter(changedAt)
            ? null
            : new KnownPlace.Missed(missedAt, instant(row, "next_at")),
        row.getInt("ahead"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
