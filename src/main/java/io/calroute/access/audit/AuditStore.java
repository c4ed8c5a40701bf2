package io.calroute.access.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.access.audit.RefusedCallers.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The audit in the store. */
public final class AuditStore implements Audit {

  /** Attribute of a request: the row that was begun for it. */
  public static final String ROW = AuditStore.class.getName();

  /** Of what is only counted; who has done what stays. */
  private static final Duration COUNTS_KEPT = Duration.ofDays(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcTemplate jdbc;
  private final Clock clock;

  AuditStore(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public long begin(AuditEntry entry) {
    Long id =
        jdbc.queryForObject(
            """
            insert into audit (at, who, how, source, method, path, ids)
            values (?, ?, ?, ?, ?, ?, ?::jsonb) returning id
            """,
            Long.class,
            Timestamp.from(clock.instant()),
            entry.who(),
            entry.how(),
            entry.source(),
            entry.method(),
            entry.path(),
            json(entry.ids()));
    return id == null ? 0 : id;
  }

  @Override
  public void end(long id, int status) {
    jdbc.update("update audit set status = ? where id = ?", status, id);
  }

  /** Adds to the row of the request under way what it is about, where no address says so. */
  public void about(Map<String, String> ids) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null
        && request.getAttribute(ROW, RequestAttributes.SCOPE_REQUEST) instanceof Long id) {
      jdbc.update("update audit set ids = ids || ?::jsonb where id = ?", json(ids), id);
    }
  }

  /** Adds what was counted since the last time, and forgets what is old. */
  void add(Map<Refused, Long> counted) {
    // In order, so that two replicas never wait for each other in a circle.
    List<Refused> sorted = counted.keySet().stream().sorted().toList();
    jdbc.update(
        """
        insert into audit as a (at, who, how, source, method, path, ids, status, times)
        select at, '', '', source, '', path, '{}', status, times
        from unnest(?::timestamptz[], ?::text[], ?::text[], ?::int[], ?::bigint[])
          as counted (at, source, path, status, times)
        on conflict (at, source, path) where who = '' do update set times = a.times + excluded.times
        """,
        sorted.stream().map(one -> Timestamp.from(one.hour())).toArray(Timestamp[]::new),
        sorted.stream().map(Refused::source).toArray(String[]::new),
        sorted.stream().map(Refused::code).toArray(String[]::new),
        sorted.stream().map(Refused::status).toArray(Integer[]::new),
        sorted.stream().map(counted::get).toArray(Long[]::new));
    jdbc.update(
        "delete from audit where who = '' and at < ?",
        Timestamp.from(clock.instant().minus(COUNTS_KEPT)));
  }

  /**
   * A part of it, the newest row first.
   *
   * @param who null for everybody
   * @param before id that all are below
   */
  public List<AuditRow> latest(String who, int limit, long before) {
    return jdbc.query(
        """
        select * from audit where id < ? and (?::text is null or who = ?) order by id desc limit ?
        """,
        AuditStore::row,
        before,
        who,
        who,
        limit);
  }

  private static AuditRow row(ResultSet row, int index) throws SQLException {
    try {
      return new AuditRow(
          row.getString("id"),
          row.getTimestamp("at").toInstant(),
          row.getString("who"),
          row.getString("how"),
          row.getString("source"),
          row.getString("method"),
          row.getString("path"),
          JSON.readTree(row.getString("ids")),
          row.getObject("status", Integer.class),
          row.getLong("times"));
    } catch (JsonProcessingException e) {
      throw new SQLException("The store holds JSON that is none", e);
    }
  }

  private static String json(Map<String, String> ids) {
    try {
      return JSON.writeValueAsString(ids);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every text can be written as JSON", e);
    }
  }
}
