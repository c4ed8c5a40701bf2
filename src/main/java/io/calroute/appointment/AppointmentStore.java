package io.calroute.appointment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
   * Locks appointments until the transaction ends.
   *
   * @param keys which; unknown ones are left out of the result
   */
  public Map<AppointmentKey, Appointment> lock(Collection<AppointmentKey> keys) {
    List<AppointmentKey> sorted = keys.stream().sorted().distinct().toList();
    return jdbc
        .query(
            "select "
                + COLUMNS
                + """
                 from appointment where (provider, connection, external_id)
                  in (select * from unnest(?::text[], ?::text[], ?::text[]))
                order by provider, connection, external_id for no key update
                """,
            (row, index) -> read(row),
            texts(sorted, AppointmentKey::provider),
            texts(sorted, AppointmentKey::connection),
            texts(sorted, AppointmentKey::id))
        .stream()
        .collect(Collectors.toMap(Appointment::key, Function.identity()));
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
   * Inserts new appointments.
   *
   * @param appointments in any order; their ids are ignored
   * @return ids by key; without those that somebody else has inserted meanwhile
   */
  public Map<AppointmentKey, Long> insert(Collection<Appointment> appointments) {
    Map<AppointmentKey, Long> ids = new HashMap<>();
    if (appointments.isEmpty()) {
      return ids;
    }
    List<Appointment> sorted =
        appointments.stream().sorted((left, right) -> left.key().compareTo(right.key())).toList();
    jdbc.query(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  insert into appointment (provider, connection, external_id, status, revision,
                    version, version_callback, document, starts_at, ends_at, changed_at,
                    status_since, status_by)
                  select p, c, e, s, r, v, vc, d::jsonb, b, f, now, now, vc
                  from (select ?::timestamptz as now) as at, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                    ?::bigint[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                    as n (p, c, e, s, r, v, vc, d, b, f)
                  on conflict (provider, connection, external_id) do nothing
                  returning id, provider, connection, external_id
                  """);
          statement.setTimestamp(1, Timestamp.from(clock.instant()));
          statement.setObject(2, texts(sorted, a -> a.key().provider()));
          statement.setObject(3, texts(sorted, a -> a.key().connection()));
          statement.setObject(4, texts(sorted, a -> a.key().id()));
          bindState(connection, statement, 5, sorted);
          return statement;
        },
        row -> {
          ids.put(
              new AppointmentKey(row.getString(2), row.getString(3), row.getString(4)),
              row.getLong(1));
        });
    return ids;
  }

  /** Updates appointments that the caller has locked. */
  public void update(Collection<Appointment> appointments) {
    if (appointments.isEmpty()) {
      return;
    }
    List<Appointment> all = List.copyOf(appointments);
    jdbc.update(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  update appointment a set status = s, revision = r, version = v,
                    version_callback = vc, document = d::jsonb, starts_at = b, ends_at = f,
                    changed_at = now,
                    status_since = case when a.status = s then a.status_since else now end,
                    status_by = case when a.status = s then a.status_by else vc end
                  from (select ?::timestamptz as now) as at, unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::bigint[],
                    ?::text[], ?::timestamptz[], ?::timestamptz[])
                    as n (i, s, r, v, vc, d, b, f)
                  where a.id = i
                  """);
          statement.setTimestamp(1, Timestamp.from(clock.instant()));
          statement.setObject(2, numbers(all, Appointment::id));
          bindState(connection, statement, 3, all);
          return statement;
        });
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

  /**
   * Marks appointments that were routed, and those whose staff the directory does not know, and
   * sets their other names.
   *
   * @param names by appointment id, kind to value; replaces all earlier ones
   * @param directory number of the directory that it was by; 0 when it was not by one in force
   * @param anew whether something later than their callbacks is the reason
   */
  public void markRouted(
      Map<Long, Boolean> unrouted,
      Map<Long, Map<String, String>> names,
      long directory,
      boolean anew) {
    List<Long> ids = List.copyOf(unrouted.keySet());
    List<Long> named = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    List<String> values = new ArrayList<>();
    names.forEach(
        (id, aliases) ->
            aliases.forEach(
                (kind, value) -> {
                  named.add(id);
                  kinds.add(kind);
                  values.add(value);
                }));
    // What goes and what comes are different rows: their order in one statement is not defined.
    jdbc.update(
        """
        with routed as (select * from unnest(?::bigint[], ?::boolean[]) as r (id, unrouted)),
        named as (select * from unnest(?::bigint[], ?::text[], ?::text[]) as n (id, kind, value)),
        unnamed as (
          delete from appointment_alias a
          where a.appointment_id = any (?) and not exists (
            select from named n
            where n.id = a.appointment_id and n.kind = a.kind and n.value = a.value)),
        aliases as (
          insert into appointment_alias (appointment_id, kind, value) select * from named
          on conflict do nothing)
        update appointment a set unrouted = r.unrouted, routed_by = ?,
          placed_anew_at = coalesce(?::timestamptz, placed_anew_at)
        from routed r
        where a.id = r.id and (a.unrouted <> r.unrouted or a.routed_by <> ? or ?)
        """,
        array(ids),
        ids.stream().map(unrouted::get).toArray(Boolean[]::new),
        array(named),
        kinds.toArray(String[]::new),
        values.toArray(String[]::new),
        array(ids),
        directory,
        anew ? Timestamp.from(clock.instant()) : null,
        directory,
        anew);
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

  private void bindState(
      Connection connection, PreparedStatement statement, int first, List<Appointment> rows)
      throws SQLException {
    statement.setObject(first, texts(rows, a -> a.status().word()));
    statement.setObject(first + 1, numbers(rows, Appointment::revision));
    statement.setObject(first + 2, texts(rows, a -> a.version().elements().toString()));
    statement.setObject(first + 3, numbers(rows, a -> a.version().callback()));
    statement.setObject(first + 4, texts(rows, a -> write(a.document())));
    statement.setArray(first + 5, times(connection, rows, Appointment::startsAt));
    statement.setArray(first + 6, times(connection, rows, Appointment::endsAt));
  }

  private static Array times(
      Connection connection, List<Appointment> rows, Function<Appointment, Instant> column)
      throws SQLException {
    return connection.createArrayOf(
        "timestamptz",
        rows.stream()
            .map(column)
            .map(instant -> instant == null ? null : Timestamp.from(instant))
            .toArray());
  }

  private static <T> String[] texts(List<T> rows, Function<T, String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }

  private static <T> Long[] numbers(List<T> rows, Function<T, Long> column) {
    return rows.stream().map(column).toArray(Long[]::new);
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
          new AppointmentKey(
              row.getString(prefix + "provider"),
              row.getString(prefix + "connection"),
              row.getString(prefix + "external_id")),
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
}
