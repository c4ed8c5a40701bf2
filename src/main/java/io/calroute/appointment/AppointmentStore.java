package io.calroute.appointment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.store.JoinedWrites;
import io.calroute.store.JoinedWrites.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/**
 * The desired state of all appointments. Every change to an appointment or one of its references
 * first locks the appointment here, so that each has one writer at a time. Safe for concurrent use;
 * methods take part in the caller's transaction.
 */
@Component
public final class AppointmentStore {

  private static final List<String> OTHER_COLUMNS =
      List.of(
          "id",
          "provider",
          "connection",
          "external_id",
          "status",
          "revision",
          "version",
          "version_callback",
          "starts_at",
          "ends_at");

  private static final String COLUMNS = String.join(", ", OTHER_COLUMNS) + ", document";

  private final JdbcTemplate jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  public AppointmentStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Appointments that are locked until the transaction ends.
   *
   * @param known as they are in the store
   * @param free an id for each of the others, which nobody else gets
   */
  public record Locked(Map<AppointmentKey, Appointment> known, Map<AppointmentKey, Long> free) {}

  private static final String LOCK =
      """
      with wanted as (
        select * from unnest(?::text[], ?::text[], ?::text[])
          as w (provider, connection, external_id)),
      locked as (
        select %s from appointment where (provider, connection, external_id)
          in (select * from wanted)
        order by provider, connection, external_id for no key update)
      select * from locked
      union all
      select nextval(pg_get_serial_sequence('appointment', 'id')), provider, connection, external_id,
        null, null, null, null, null, null, null
      from wanted where (provider, connection, external_id)
        not in (select provider, connection, external_id from locked)
      """
          .formatted(COLUMNS);

  /**
   * Locks appointments until the transaction ends.
   *
   * @param keys which; some may not be stored yet
   */
  public Locked lock(Collection<AppointmentKey> keys) {
    Locked all = new Locked(new HashMap<>(), new HashMap<>());
    List<AppointmentKey> sorted = keys.stream().sorted().distinct().toList();
    if (sorted.isEmpty()) {
      return all;
    }
    jdbc.query(
        LOCK,
        (RowCallbackHandler)
            row -> {
              if (row.getString("status") == null) {
                all.free.put(key(row, ""), row.getLong("id"));
              } else {
                Appointment one = read(row);
                all.known.put(one.key(), one);
              }
            },
        texts(sorted, AppointmentKey::provider),
        texts(sorted, AppointmentKey::connection),
        texts(sorted, AppointmentKey::id));
    return all;
  }

  /** Locks one appointment until the transaction ends. */
  public Appointment lock(long id) {
    return jdbc.queryForObject(
        "select " + COLUMNS + " from appointment where id = ? for no key update",
        (row, index) -> read(row),
        id);
  }

  /** Locks one appointment until the transaction ends, and does not read what it says. */
  public long lockRevision(long id) {
    return jdbc.queryForObject(
        "select revision from appointment where id = ? for no key update", Long.class, id);
  }

  /** Locks appointments until the transaction ends. */
  public List<Appointment> lockAll(List<Long> ids) {
    return jdbc.query(
        "select "
            + COLUMNS
            + """
             from appointment where id = any (?)
            order by provider, connection, external_id for no key update
            """,
        (row, index) -> read(row),
        array(ids));
  }

  /** Reads appointments, which may change at once. */
  public Map<Long, Appointment> find(Collection<Long> ids) {
    return jdbc
        .query(
            "select " + COLUMNS + " from appointment where id = any (?)",
            (row, index) -> read(row),
            array(ids))
        .stream()
        .collect(Collectors.toMap(Appointment::id, Function.identity()));
  }

  /**
   * Reads a provider's appointments, which may change at once.
   *
   * @param connection null for all of the provider's
   * @param after only those with a higher id in the store
   * @param last only those up to this id
   */
  public List<Appointment> between(
      String provider, String connection, long after, long last, int limit) {
    return jdbc.query(
        "select "
            + COLUMNS
            + """
             from appointment where id > ? and id <= ? and provider = ?
              and (?::text is null or connection = ?) order by id limit ?
            """,
        (row, index) -> read(row),
        after,
        last,
        provider,
        connection,
        connection,
        limit);
  }

  /**
   * Reads appointments that are not over, which may change at once.
   *
   * @param provider only its; null for all
   * @param before only those with a lower id in the store
   * @return the newest in the store first
   */
  public List<Appointment> ahead(String provider, long before, Instant now, int limit) {
    return jdbc.query(
        "select "
            + COLUMNS
            + """
             from appointment where id < ? and ends_at > ? and (?::text is null or provider = ?)
              order by id desc limit ?
            """,
        (row, index) -> read(row),
        before,
        Timestamp.from(now),
        provider,
        provider,
        limit);
  }

  /**
   * Stores appointments, and what was decided of where they are to stand.
   *
   * @param fresh under ids that were free when the caller locked them
   * @param known locked by the caller
   * @param routing of some of them
   */
  public void store(
      Collection<Appointment> fresh,
      Collection<Appointment> known,
      RoutedBy routing,
      JoinedWrites writes) {
    if (!fresh.isEmpty()) {
      insert(
          fresh.stream().sorted(Comparator.comparing(Appointment::key)).toList(), routing, writes);
    }
    if (!known.isEmpty()) {
      update(List.copyOf(known), routing, writes);
    }
    name(routing, writes);
  }

  /** In the order of their keys, so that two that store the same ones wait and never deadlock. */
  private void insert(List<Appointment> fresh, RoutedBy routing, JoinedWrites writes) {
    List<Object> parameters = new ArrayList<>(List.of(routing.directory(), now()));
    parameters.add(Column.of("text", fresh, one -> one.key().provider()));
    parameters.add(Column.of("text", fresh, one -> one.key().connection()));
    parameters.add(Column.of("text", fresh, one -> one.key().id()));
    parameters.addAll(state(fresh, routing));
    writes.add(
        "inserted",
        """
        insert into appointment (id, provider, connection, external_id, status, revision, version,
          version_callback, document, starts_at, ends_at, changed_at, status_since, status_by,
          unrouted, routed_by)
        overriding system value
        select i, p, c, e, s, r, v, vc, d::jsonb, b, f, now, now, vc,
          coalesce(u, false), case when u is null then 0 else by end
        from (select ?::bigint as by, ?::timestamptz as now) as at,
          unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::text[],
            ?::bigint[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::boolean[])
            as n (p, c, e, i, s, r, v, vc, d, b, f, u)
        """,
        parameters.toArray());
  }

  private void update(List<Appointment> known, RoutedBy routing, JoinedWrites writes) {
    List<Object> parameters = new ArrayList<>(List.of(routing.directory(), routing.anew(), now()));
    parameters.addAll(state(known, routing));
    writes.add(
        "updated",
        """
        update appointment a set status = s, revision = r, version = v, version_callback = vc,
          document = d::jsonb, starts_at = b, ends_at = f, changed_at = now,
          status_since = case when a.status = s then a.status_since else now end,
          status_by = case when a.status = s then a.status_by else vc end,
          unrouted = coalesce(u, a.unrouted),
          routed_by = case when u is null then a.routed_by else by end,
          placed_anew_at = case when u is null or not anew then a.placed_anew_at else now end
        from (select ?::bigint as by, ?::boolean as anew, ?::timestamptz as now) as at,
          unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::text[],
            ?::timestamptz[], ?::timestamptz[], ?::boolean[])
            as n (i, s, r, v, vc, d, b, f, u)
        where a.id = i
        """,
        parameters.toArray());
  }

  private List<Object> state(List<Appointment> rows, RoutedBy routing) {
    return List.of(
        Column.of("bigint", rows, Appointment::id),
        Column.of("text", rows, one -> one.status().word()),
        Column.of("bigint", rows, Appointment::revision),
        Column.of("text", rows, one -> one.version().elements().toString()),
        Column.of("bigint", rows, one -> one.version().callback()),
        Column.of("text", rows, one -> write(one.document())),
        Column.of("timestamptz", rows, one -> timestamp(one.startsAt())),
        Column.of("timestamptz", rows, one -> timestamp(one.endsAt())),
        Column.of("boolean", rows, one -> routing.unrouted().get(one.id())));
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }

  private static Timestamp timestamp(Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  /** Sets the other names of those that were routed. */
  private static void name(RoutedBy routing, JoinedWrites writes) {
    if (routing.names().isEmpty()) {
      return;
    }
    record Name(Long id, String kind, String value) {}
    List<Name> names = new ArrayList<>();
    routing
        .names()
        .forEach(
            (id, aliases) ->
                aliases.forEach((kind, value) -> names.add(new Name(id, kind, value))));
    writes.add(
        "named",
        "select * from unnest(?::bigint[], ?::text[], ?::text[]) as n (id, kind, value)",
        Column.of("bigint", names, Name::id),
        Column.of("text", names, Name::kind),
        Column.of("text", names, Name::value));
    // What goes and what comes are different rows.
    writes.add(
        "unnamed",
        """
        delete from appointment_alias a
        where a.appointment_id = any (?::bigint[]) and not exists (
          select from named n
          where n.id = a.appointment_id and n.kind = a.kind and n.value = a.value)
        """,
        new Column("bigint", List.copyOf(routing.names().keySet())));
    writes.add(
        "aliases",
        """
        insert into appointment_alias (appointment_id, kind, value) select * from named
        on conflict do nothing
        """);
  }

  /** For what is to be on disk when its transaction has ended. */
  public JoinedWrites writes() {
    return JoinedWrites.lasting(jdbc);
  }

  /**
   * Updates appointments that the caller has locked; they stay where they are.
   *
   * @param appointments as they are to be
   */
  public void update(Collection<Appointment> appointments) {
    JoinedWrites writes = writes();
    store(List.of(), appointments, RoutedBy.NOTHING, writes);
    writes.write();
  }

  /**
   * The key that Calroute itself has made for an appointment's client, 128 bits. One that was
   * stored by a version without keys gets its own when it is first asked for.
   */
  public byte[] joinKey(long id) {
    jdbc.update("update appointment set join_key = default where id = ? and join_key is null", id);
    return jdbc.queryForObject("select join_key from appointment where id = ?", byte[].class, id);
  }

  /** Which of some appointments are marked as those whose staff the directory does not know. */
  public Set<Long> unrouted(Collection<Long> ids) {
    return new HashSet<>(
        jdbc.queryForList(
            "select id from appointment where unrouted and id = any (?)", Long.class, array(ids)));
  }

  /** Marks appointments that were routed, and sets their other names. */
  public void markRouted(RoutedBy routing, JoinedWrites writes) {
    name(routing, writes);
    List<Long> ids = List.copyOf(routing.unrouted().keySet());
    writes.add(
        "marked",
        """
        update appointment a set unrouted = r.unrouted, routed_by = by,
          placed_anew_at = case when anew then now else placed_anew_at end
        from (select ?::bigint as by, ?::boolean as anew, ?::timestamptz as now) as at,
          unnest(?::bigint[], ?::boolean[]) as r (id, unrouted)
        where a.id = r.id and (a.unrouted <> r.unrouted or a.routed_by <> by or anew)
        """,
        routing.directory(),
        routing.anew(),
        now(),
        new Column("bigint", ids),
        Column.of("boolean", ids, routing.unrouted()::get));
  }

  /**
   * Marks appointments that belong where they are.
   *
   * @param ids ids in the store; locked by the caller
   */
  public void markRouted(Collection<Long> ids, long directory) {
    jdbc.update(
        "update appointment set routed_by = ? where id = any (?) and routed_by <> ?",
        directory,
        array(ids),
        directory);
  }

  /**
   * Finds appointments that were routed by an earlier directory, or by none that was in force.
   *
   * @param directory number of the directory; they were routed by one with a lower number
   * @param after only those with a higher id in the store
   */
  public List<Long> routedBefore(long directory, long after, int limit) {
    return jdbc.queryForList(
        "select id from appointment where id > ? and routed_by < ? order by id limit ?",
        Long.class,
        after,
        directory,
        limit);
  }

  /** By which directory appointments were routed. */
  public Map<Long, Long> routedBy(Collection<Long> ids) {
    Map<Long, Long> numbers = new HashMap<>();
    jdbc.query(
        "select id, routed_by from appointment where id = any (?)",
        (RowCallbackHandler) row -> numbers.put(row.getLong(1), row.getLong(2)),
        array(ids));
    return numbers;
  }

  private static <T> String[] texts(List<T> rows, Function<T, String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }

  /** One value, for {@code any (?)}. */
  private static Object array(Collection<Long> ids) {
    return ids.toArray(Long[]::new);
  }

  private String write(JsonNode document) {
    try {
      return json.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree can always be written", e);
    }
  }

  /** Reads an appointment from a row with the columns of the table. */
  public Appointment read(ResultSet row) throws SQLException {
    return read(row, "", json);
  }

  /**
   * The columns of an appointment but for the document.
   *
   * @param alias of the table
   * @param prefix of their names in the result
   */
  public static String columns(String alias, String prefix) {
    return OTHER_COLUMNS.stream()
        .map(column -> alias + '.' + column + " as " + prefix + column)
        .collect(Collectors.joining(", "));
  }

  /**
   * Reads an appointment from a row that has other columns, too.
   *
   * @param row positioned on it
   * @param prefix of the names of the columns
   */
  public static Appointment read(ResultSet row, String prefix, ObjectMapper json)
      throws SQLException {
    try {
      Timestamp start = row.getTimestamp(prefix + "starts_at");
      Timestamp end = row.getTimestamp(prefix + "ends_at");
      return new Appointment(
          row.getLong(prefix + "id"),
          key(row, prefix),
          Status.of(row.getString(prefix + "status")),
          row.getLong(prefix + "revision"),
          new Version(
              json.readTree(row.getString(prefix + "version")),
              row.getLong(prefix + "version_callback")),
          json.readTree(row.getString(prefix + "document")),
          start == null ? null : start.toInstant(),
          end == null ? null : end.toInstant());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The store holds only valid JSON", e);
    }
  }

  private static AppointmentKey key(ResultSet row, String prefix) throws SQLException {
    return new AppointmentKey(
        row.getString(prefix + "provider"),
        row.getString(prefix + "connection"),
        row.getString(prefix + "external_id"));
  }
}
