package io.calroute.operations.appointment;

import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.destination.MailAddresses;
import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds appointments with their references: by key, by any id, by state or by words. Every question
 * is answered from an index. Safe for concurrent use.
 */
@Component
public final class AppointmentLookup {

  /** An id of a person in another system can be in more appointments than anybody reads. */
  private static final int MATCHES_LIMIT = 1000;

  private static final String FOUND =
      """
      select a.id, a.provider, a.connection, a.external_id, a.status, a.revision, a.version,
        a.version_callback, a.document, a.starts_at, a.ends_at, a.join_key, %s as sync_state from appointment a
      """
          .formatted(SyncState.OF_APPOINTMENT);

  private static final String BY_ANY_ID =
      """
      select id from appointment where external_id = :id
      union select n.id from appointment a cross join lateral (
        select s.id from appointment s where s.provider = a.provider
          and s.connection = a.connection
          and s.external_id = a.document ->> 'supersededBy' offset 0) n
        where a.external_id = :id
      union select appointment_id from appointment_alias where value = :id
      union select appointment_id from reference where event_id = :id
      union select appointment_id from reference where ical_uid = :id
      union select appointment_id from reference where join_url = :id
      """;

  private static final String BY_ID_OR_CALENDAR =
      BY_ANY_ID
          + """
          union select r.appointment_id from reference r join lane l on l.id = r.lane_id
            where l.calendar in (:id, lower(:id))
          union select r.appointment_id from reference r
            join lane_spelling s on s.lane_id = r.lane_id where s.plain = :plain
          """;

  /** Whether an appointment {@code a} has the words that {@link #beginnings} gives. */
  public static final String HAS_WORDS =
      "appointment_words(a.external_id, a.document) @@ to_tsquery('simple', :words)";

  private static final int FEW = 2000;

  private final Snapshots snapshots;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private final Clock clock;

  public AppointmentLookup(
      Snapshots snapshots, AppointmentStore appointments, ReferenceStore references, Clock clock) {
    this.snapshots = snapshots;
    this.appointments = appointments;
    this.references = references;
    this.clock = clock;
  }

  /** The appointment with a key, if there is one. */
  public Optional<FoundAppointment> find(AppointmentKey key) {
    Map<String, Object> values = values();
    values.put("provider", key.provider());
    values.put("connection", key.connection());
    values.put("id", key.id());
    String query =
        """
        with %s %s where a.provider = :provider and a.connection = :connection
          and a.external_id = :id
        """
            .formatted(SyncState.PARKED_LANE, FOUND);
    return snapshots.read(store -> found(store, query, values)).stream().findFirst();
  }

  /** The appointments with some keys, in no order; those that there are. */
  public List<FoundAppointment> all(Collection<AppointmentKey> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    Map<String, Object> values = values();
    values.put("providers", keys.stream().map(AppointmentKey::provider).toArray(String[]::new));
    values.put("connections", keys.stream().map(AppointmentKey::connection).toArray(String[]::new));
    values.put("ids", keys.stream().map(AppointmentKey::id).toArray(String[]::new));
    String query =
        """
        with %s, candidate as materialized (
          select n.id from unnest(:providers::text[], :connections::text[], :ids::text[])
            as k (p, c, i) cross join lateral (select s.id from appointment s
              where s.provider = k.p and s.connection = k.c and s.external_id = k.i offset 0) n)
        %s where a.id in (select id from candidate)
        """
            .formatted(SyncState.PARKED_LANE, FOUND);
    return snapshots.read(store -> found(store, query, values));
  }

  /**
   * Every appointment that is known by an id of any kind.
   *
   * @param id in full, case-sensitive
   * @return newest first, a thousand at most
   */
  List<FoundAppointment> findByAnyId(String id) {
    Map<String, Object> values = values();
    values.put("id", id);
    values.put("limit", MATCHES_LIMIT);
    String query =
        """
        with %s, candidate as materialized (%s)
        %s where a.id in (select id from candidate) order by a.id desc limit :limit
        """
            .formatted(SyncState.PARKED_LANE, BY_ANY_ID, FOUND);
    return snapshots.read(store -> found(store, query, values));
  }

  /**
   * A page of appointments.
   *
   * @param state only those; null for all
   * @param text an id of any kind or a calendar, in full; when nothing is known by that, the
   *     beginnings of words that all are in an appointment; null or empty for all
   * @return newest first
   */
  public Page<FoundAppointment> page(SyncState state, String text, Paging paging) {
    Map<String, Object> values = values();
    values.put("after", paging.after());
    values.put("limit", paging.rows());
    values.put("state", state == null ? null : state.word());
    String wanted = text == null ? "" : text.trim();
    return snapshots.read(
        store -> {
          Filter filter = Filter.of(state);
          if (wanted.isEmpty()) {
            filter = filter.onePage();
          } else {
            values.put("id", wanted);
            values.put("plain", MailAddresses.plain(wanted));
            values.put("words", beginnings(wanted));
            filter = filter(store, values, filter);
          }
          return paging.page(
              found(store, filter.query(state), values), one -> one.appointment().id());
        });
  }

  /**
   * How appointments are found by a text. What few of them have is looked up in an index of its
   * own; what many have is met soon when they are gone through one by one.
   */
  private static Filter filter(
      NamedParameterJdbcTemplate store, Map<String, Object> values, Filter byState) {
    if (!store.queryForList(BY_ID_OR_CALENDAR + " limit 1", values, Long.class).isEmpty()) {
      return new Filter(BY_ID_OR_CALENDAR, "");
    }
    List<Long> few =
        store.queryForList(
            "select a.id from appointment a where " + HAS_WORDS + " limit " + (FEW + 1),
            values,
            Long.class);
    if (few.size() > FEW) {
      return new Filter(byState.candidates(), " and " + HAS_WORDS);
    }
    values.put("few", few.toArray(Long[]::new));
    return new Filter("select unnest(cast(:few as bigint[])) as id", "");
  }

  /**
   * Which appointments come into question.
   *
   * @param candidates query for their ids; null for all
   * @param condition on appointments {@code a}, beginning with {@code and}; possibly empty
   */
  private record Filter(String candidates, String condition) {

    /** Where few appointments are in a state, the search starts from what makes them so. */
    static Filter of(SyncState state) {
      if (state == SyncState.FAILED) {
        return new Filter(
            "select distinct r.appointment_id as id from reference r where r.appointment_id <"
                + " :after and "
                + ReferenceStore.GIVEN_UP,
            "");
      }
      return new Filter(
          state == SyncState.DUE || state == SyncState.PARKED || state == SyncState.VERIFYING
              ? "select r.appointment_id as id from unsettled r where r.appointment_id < :after"
                  + " group by r.appointment_id having "
                  + SyncState.OF_REFERENCES
                  + " = :state"
              : null,
          "");
    }

    /** As many as a page holds, when nothing else is asked for. */
    Filter onePage() {
      return candidates == null
          ? this
          : new Filter(candidates + " order by 1 desc limit :limit", condition);
    }

    String query(SyncState state) {
      return "with "
          + SyncState.PARKED_LANE
          + ", "
          + SyncState.UNSETTLED
          + (candidates == null ? "" : ", candidate as materialized (" + candidates + ") ")
          + FOUND
          + "where a.id < :after"
          + (candidates == null ? "" : " and a.id in (select id from candidate)")
          + condition
          + (state == SyncState.UNROUTED ? " and a.unrouted" : "")
          + (state == null ? "" : " and " + SyncState.OF_APPOINTMENT + " = :state")
          + " order by a.id desc limit :limit";
    }
  }

  /** A query for words that begin as given; quoted, so that nothing in them is an operator. */
  public static String beginnings(String text) {
    return Arrays.stream(text.split("\\s+"))
        .map(word -> "'" + word.replace("\\", "\\\\").replace("'", "''") + "':*")
        .collect(Collectors.joining(" & "));
  }

  private List<FoundAppointment> found(
      NamedParameterJdbcTemplate store, String query, Map<String, Object> values) {
    Map<Long, SyncState> states = new HashMap<>();
    Map<Long, byte[]> joinKeys = new HashMap<>();
    List<Appointment> inOrder =
        store.query(
            query,
            values,
            (row, index) -> {
              Appointment appointment = appointments.read(row);
              states.put(appointment.id(), SyncState.of(row.getString("sync_state")));
              joinKeys.put(appointment.id(), row.getBytes("join_key"));
              return appointment;
            });
    Map<Long, List<FoundAppointment.StandingEvent>> standing = standing(store, inOrder);
    return inOrder.stream()
        .map(
            one ->
                new FoundAppointment(
                    one,
                    states.get(one.id()),
                    standing.getOrDefault(one.id(), List.of()),
                    joinKeys.get(one.id())))
        .toList();
  }

  private Map<Long, List<FoundAppointment.StandingEvent>> standing(
      NamedParameterJdbcTemplate store, List<Appointment> of) {
    Map<Long, List<FoundAppointment.StandingEvent>> byAppointment = new HashMap<>();
    if (of.isEmpty()) {
      return byAppointment;
    }
    store.query(
        """
        select %s, l.paused_until, l.pause_code, l.pause_reason from reference r
        join lane l on l.id = r.lane_id where r.appointment_id = any (:ids)
        order by r.position, r.id
        """
            .formatted(ReferenceStore.COLUMNS),
        Map.of("ids", of.stream().map(Appointment::id).toArray(Long[]::new)),
        row -> {
          FoundAppointment.StandingEvent one = standing(row);
          byAppointment
              .computeIfAbsent(one.reference().appointment(), any -> new ArrayList<>())
              .add(one);
        });
    return byAppointment;
  }

  private FoundAppointment.StandingEvent standing(ResultSet row) throws SQLException {
    Timestamp pausedUntil = row.getTimestamp("paused_until");
    return new FoundAppointment.StandingEvent(
        references.read(row),
        pausedUntil == null ? null : pausedUntil.toInstant(),
        pausedUntil == null
            ? null
            : new AppointmentView.Remark(
                row.getString("pause_code"), row.getString("pause_reason")));
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("now", Timestamp.from(clock.instant()));
    return values;
  }
}
