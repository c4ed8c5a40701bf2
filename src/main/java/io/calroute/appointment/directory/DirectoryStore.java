package io.calroute.appointment.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The directory that is in force in all replicas, and what their files say instead. Methods take
 * part in the caller's transaction. Safe for concurrent use.
 */
@Component
public final class DirectoryStore {

  /** A replica that has not been heard of for so long is gone. */
  public static final Duration GONE_AFTER = Duration.ofMinutes(1);

  private static final TypeReference<List<DirectoryEntry>> ENTRIES = new TypeReference<>() {};

  private static final String MAPPINGS_DIFFER =
      "(select count(distinct coalesce(mappings, '')) > 1 from directory_offer where seen_at > ?)";

  private final JdbcTemplate jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  public DirectoryStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /**
   * What appointments are routed by.
   *
   * @param number counts the changes, from 1
   * @param policySince since which number the policy is this one
   * @param takenAt since when it is in force
   * @param checked whether all appointments were compared once more, some minutes later
   */
  public record InForce(
      long number,
      Directory directory,
      String policy,
      long policySince,
      Instant takenAt,
      boolean checked) {}

  /** Why a directory is not in force although files say it. */
  public enum HeldBy {
    /** It would move or remove more events than an edit may by itself. */
    BRAKE,
    /** Other replicas have one that came later. */
    NEWER
  }

  /**
   * What an edit would do to the events that stand and are not over.
   *
   * @param events how many there are
   * @param moved how many would get another calendar
   * @param removed how many would get none
   */
  public record Effect(long events, long moved, long removed) {

    /** Nothing to fear. */
    public static final Effect NONE = new Effect(0, 0, 0);
  }

  /**
   * A directory that files of running replicas say, and that is not in force.
   *
   * @param effect what it would do; known only to the brake
   */
  public record Held(String version, HeldBy heldBy, Effect effect) {}

  /** The one in force; empty when there was never any. */
  public Optional<InForce> inForce() {
    return jdbc
        .query("select * from directory order by number desc limit 1", (row, index) -> read(row))
        .stream()
        .findFirst();
  }

  /**
   * Puts a directory into force, or another policy.
   *
   * @param before number of the one in force; another replica may have been faster
   * @return false when another replica was faster
   */
  public boolean take(long before, Directory directory, String policy) {
    return jdbc.update(
            """
            insert into directory (number, version, entries, policy, policy_since, taken_at)
            select ?, ?, ?::jsonb, ?, coalesce(
                (select case when policy = ? then policy_since end from directory where number = ?),
                case when ? > 0 then ? end,
                -- Up to here it was kept otherwise, and by whom what was routed was not kept at all.
                (select case when policy is distinct from ? then 1 else 0 end from directory_seen),
                0), ?
            where ? = (select coalesce(max(number), 0) from directory)
            on conflict do nothing
            """,
            before + 1,
            directory.fingerprint(),
            write(directory.entries()),
            policy,
            policy,
            before,
            before,
            before + 1,
            policy,
            now(),
            before)
        > 0;
  }

  /** Records that all appointments were compared once more. */
  public void checked(long number) {
    jdbc.update("update directory set checked_at = ? where number = ?", now(), number);
  }

  /** Whether a directory was in force at any time. */
  public boolean wasInForce(String version) {
    return exists("select 1 from directory where version = ?", version);
  }

  /** Whether a policy was in force at any time. */
  public boolean wasPolicy(String policy) {
    return exists("select 1 from directory where policy = ?", policy);
  }

  /**
   * Whether the files of a running replica say a directory.
   *
   * @param except name of the replica that does not count
   */
  public boolean isOffered(String version, String except) {
    return exists(
        "select 1 from directory_offer where version = ? and replica <> ? and seen_at > ?",
        version,
        except,
        since());
  }

  /**
   * Whether a running replica has a policy.
   *
   * @param except name of the replica that does not count
   */
  public boolean isPolicyOffered(String policy, String except) {
    return exists(
        "select 1 from directory_offer where policy = ? and replica <> ? and seen_at > ?",
        policy,
        except,
        since());
  }

  /**
   * Records what the files of a running replica say, and since when replicas have had different
   * mappings.
   *
   * @param mappings the same text for the same routes, kamelets and mappings
   * @param heldBy why the directory is not in force; null when it is
   */
  public void offer(
      String replica,
      Directory directory,
      String policy,
      String mappings,
      HeldBy heldBy,
      Effect effect) {
    jdbc.update(
        """
        insert into directory_offer (replica, version, entries, policy, mappings, seen_at, held_by,
          events, moved, removed)
        values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
        on conflict (replica) do update set version = excluded.version, entries = excluded.entries,
          policy = excluded.policy, mappings = excluded.mappings, seen_at = excluded.seen_at,
          held_by = excluded.held_by, events = excluded.events, moved = excluded.moved,
          removed = excluded.removed
        """,
        replica,
        directory.fingerprint(),
        write(directory.entries()),
        policy,
        mappings,
        now(),
        heldBy == null ? null : heldBy.name().toLowerCase(Locale.ROOT),
        effect.events(),
        effect.moved(),
        effect.removed());
    jdbc.update("delete from directory_offer where seen_at <= ?", since());
    jdbc.update(
        "insert into mixed_mappings (since) select ? where "
            + MAPPINGS_DIFFER
            + " on conflict do nothing",
        now(),
        since());
  }

  /** Whether replicas have different mappings, or had until a moment ago. */
  public boolean isMixed() {
    return exists("select from mixed_mappings");
  }

  /**
   * Takes note that all replicas have the same mappings again.
   *
   * @return since when they had not; empty when they have different ones still, or when another
   *     replica was faster
   */
  public Optional<Instant> unmix() {
    return jdbc
        .query(
            "delete from mixed_mappings where not " + MAPPINGS_DIFFER + " returning since",
            (row, index) -> row.getTimestamp(1).toInstant(),
            since())
        .stream()
        .findFirst();
  }

  /** Forgets what the files of a replica say: it stops. */
  public void withdraw(String replica) {
    jdbc.update("delete from directory_offer where replica = ?", replica);
  }

  /**
   * What is in force, and what is not.
   *
   * @param number of the one in force; 0 when there was never any
   * @param held what the files of running replicas say and is not in force
   */
  public record Look(long number, List<Held> held) {}

  /** Looks what is in force and what is not. */
  public Look look() {
    List<Held> held = new ArrayList<>();
    long[] number = new long[1];
    jdbc.query(
        """
        select coalesce(i.number, 0) as number, o.*
        from (select max(number) as number from directory) i left join (
          select distinct on (version) version, held_by, events, moved, removed from directory_offer
          where held_by is not null and seen_at > ?
            and version <> (select version from directory order by number desc limit 1)
          order by version, held_by) o on true
        order by o.version
        """,
        row -> {
          number[0] = row.getLong("number");
          if (row.getString("version") != null) {
            held.add(
                new Held(
                    row.getString("version"),
                    HeldBy.valueOf(row.getString("held_by").toUpperCase(Locale.ROOT)),
                    new Effect(
                        row.getLong("events"), row.getLong("moved"), row.getLong("removed"))));
          }
        },
        since());
    return new Look(number[0], List.copyOf(held));
  }

  /** The directories of {@link #held()}, by version. */
  public Map<String, Directory> heldDirectories() {
    Map<String, Directory> all = new TreeMap<>();
    jdbc.query(
        """
        select distinct on (version) version, entries from directory_offer
        where held_by is not null and seen_at > ?
          and version <> (select version from directory order by number desc limit 1)
        """,
        row -> {
          all.put(row.getString("version"), new Directory(entries(row.getString("entries"))));
        },
        since());
    return all;
  }

  /**
   * Puts a directory that is held into force, because somebody says so.
   *
   * @return false when it is not held any more
   */
  public boolean confirm(String version) {
    return jdbc.update(
            """
            insert into directory (number, version, entries, policy, policy_since, taken_at)
            select i.number + 1, o.version, o.entries, i.policy, i.policy_since, ?
            from (select * from directory order by number desc limit 1) i,
              (select * from directory_offer where version = ? and held_by is not null
                and seen_at > ? limit 1) o
            where o.version <> i.version
            on conflict do nothing
            """,
            now(),
            version,
            since())
        > 0;
  }

  private boolean exists(String rows, Object... values) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select exists (" + rows + ")", Boolean.class, values));
  }

  private InForce read(ResultSet row) throws SQLException {
    return new InForce(
        row.getLong("number"),
        new Directory(entries(row.getString("entries"))),
        row.getString("policy"),
        row.getLong("policy_since"),
        row.getTimestamp("taken_at").toInstant(),
        row.getTimestamp("checked_at") != null);
  }

  private List<DirectoryEntry> entries(String text) {
    try {
      return json.readValue(text, ENTRIES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The store holds only valid JSON", e);
    }
  }

  private String write(List<DirectoryEntry> entries) {
    try {
      return json.writeValueAsString(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can always be written", e);
    }
  }

  private Timestamp now() {
    return Timestamp.from(clock.instant());
  }

  private Timestamp since() {
    return Timestamp.from(clock.instant().minus(GONE_AFTER));
  }
}
