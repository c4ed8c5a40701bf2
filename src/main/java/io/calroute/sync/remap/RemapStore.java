package io.calroute.sync.remap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Remaps, and how far they are. Methods take part in the caller's transaction. Safe for concurrent
 * use.
 */
@Component
public final class RemapStore {

  private static final int SHOWN = 50;
  private static final TypeReference<List<Remap.Problem>> PROBLEMS = new TypeReference<>() {};

  private final JdbcTemplate jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  public RemapStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Asks for a remap. The same one that still runs begins anew, because the mapping may have
   * changed since.
   *
   * @param provider whose appointments
   * @param connection null for all of the provider's
   */
  public Remap request(String provider, String connection) {
    return jdbc.queryForObject(
        """
        insert into remap (provider, connection, requested_at, last_id, appointments)
        select ?, ?, ?, coalesce(max(id), 0), count(*) from appointment
        where provider = ? and (?::text is null or connection = ?)
        on conflict (provider, coalesce(connection, '')) where finished_at is null
        do update set requested_at = excluded.requested_at, last_id = excluded.last_id,
          after_id = 0, appointments = excluded.appointments, changed = 0, rewritten = 0,
          unchanged = 0, purged = 0, ignored = 0, failed = 0, problems = '[]'
        returning *
        """,
        (row, index) -> read(row),
        provider,
        connection,
        Timestamp.from(clock.instant()),
        provider,
        connection,
        connection);
  }

  /** Asks for a remap of all appointments of each provider. */
  void requestAll() {
    jdbc.queryForList("select distinct provider from appointment", String.class)
        .forEach(provider -> request(provider, null));
  }

  /**
   * The oldest remap that runs, whoever works on it.
   *
   * @return empty, too, while replicas have different mappings: each would make something else
   */
  Optional<Remap> oldest() {
    return jdbc
        .query(
            """
            select * from remap where finished_at is null and not exists (select from mixed_mappings)
            order by id limit 1
            """,
            (row, index) -> read(row))
        .stream()
        .findFirst();
  }

  /**
   * Takes the oldest remap that runs and that no other worker has. It stays this worker's until the
   * transaction ends.
   */
  public Optional<Remap> claim() {
    return jdbc
        .query(
            """
            select * from remap where finished_at is null order by id limit 1
            for no key update skip locked
            """,
            (row, index) -> read(row))
        .stream()
        .findFirst();
  }

  /**
   * Records how far a remap is.
   *
   * @param remap as it was claimed
   * @param afterId id of the last appointment that is done
   * @param tally what became of those of this batch
   * @param problems of this batch
   */
  public void progress(Remap remap, long afterId, Remap.Tally tally, List<Remap.Problem> problems) {
    Remap.Tally all = remap.tally().plus(tally);
    List<Remap.Problem> kept = new ArrayList<>(remap.problems());
    problems.stream().limit(Math.max(0, Remap.PROBLEMS_KEPT - kept.size())).forEach(kept::add);
    jdbc.update(
        """
        update remap set after_id = ?, changed = ?, rewritten = ?, unchanged = ?, purged = ?,
          ignored = ?, failed = ?, problems = ?::jsonb where id = ?
        """,
        afterId,
        all.changed(),
        all.rewritten(),
        all.unchanged(),
        all.purged(),
        all.ignored(),
        all.failed(),
        write(kept),
        remap.id());
  }

  /** Records that a remap is done. */
  public void finish(Remap remap) {
    jdbc.update(
        "update remap set finished_at = ? where id = ?",
        Timestamp.from(clock.instant()),
        remap.id());
  }

  /** Those that run, the oldest first. */
  public List<Remap> running() {
    return jdbc.query(
        "select * from remap where finished_at is null order by id", (row, index) -> read(row));
  }

  /** The newest 50, newest first. */
  public List<Remap> newest() {
    return jdbc.query(
        "select * from remap order by id desc limit " + SHOWN, (row, index) -> read(row));
  }

  private Remap read(ResultSet row) throws SQLException {
    Timestamp finished = row.getTimestamp("finished_at");
    return new Remap(
        row.getLong("id"),
        row.getString("provider"),
        row.getString("connection"),
        row.getTimestamp("requested_at").toInstant(),
        finished == null ? null : finished.toInstant(),
        row.getLong("last_id"),
        row.getLong("after_id"),
        row.getLong("appointments"),
        new Remap.Tally(
            row.getLong("changed"),
            row.getLong("rewritten"),
            row.getLong("unchanged"),
            row.getLong("purged"),
            row.getLong("ignored"),
            row.getLong("failed")),
        problems(row.getString("problems")));
  }

  private List<Remap.Problem> problems(String text) {
    try {
      return json.readValue(text, PROBLEMS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The store holds only valid JSON", e);
    }
  }

  private String write(List<Remap.Problem> problems) {
    try {
      return json.writeValueAsString(problems);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can always be written", e);
    }
  }
}
