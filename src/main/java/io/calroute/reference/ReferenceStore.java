package io.calroute.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.Calendar;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.MailAddresses;
import io.calroute.destination.Target;
import io.calroute.store.JoinedWrites;
import io.calroute.store.JoinedWrites.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * All references. A caller that writes one has locked its appointment before. Safe for concurrent
 * use; methods take part in the caller's transaction.
 */
@Component
public final class ReferenceStore {

  /** Columns that {@link #read} needs, of the tables {@code reference r} and {@code lane l}. */
  public static final String COLUMNS =
      """
      r.id, r.appointment_id, r.lane_id, l.target, l.calendar,
      exists (select from mailbox_without_teams m where m.lane_id = l.id) as without_teams,
      l.paused_until,
      exists (select from refused_credentials c where l.target = any (c.targets)) as refused,
      r.position, r.staff, r.wanted,
      r.state, r.generation, r.event_id, r.ical_uid, r.etag, r.join_url, r.applied_revision,
      r.applied_hash, r.applied_content, r.in_flight_operation, r.in_flight_content,
      r.in_flight_hash, r.in_flight_revision, r.in_flight_first_sent_at, r.in_flight_last_sent_at,
      r.made_at, r.shares_text, r.late_texts, r.verify_at, r.due_at, r.attempts, r.failure_kind, r.failure_code,
      r.failure_message, r.writes
      """;

  /**
   * Since when what is to stand of an appointment {@code a} is known by its last callback {@code
   * c}, or by what was decided later, such as a change of the directory.
   */
  public static final String HEARD_AT = "greatest(c.received_at, a.placed_anew_at)";

  /** References {@code r} that keep their appointment from being in sync until somebody helps. */
  public static final String GIVEN_UP =
      """
      (r.failure_kind is not null and r.due_at is null
        and (r.wanted or r.state = 'live' or r.in_flight_operation is not null))
      """;

  /**
   * References {@code r} that are as they should be, and are due only for a look at what stands: a
   * request of which nothing was heard again may have landed late. One that something was said of
   * since has changed in the moment from which on it is due.
   */
  public static final String LOOK_ONLY =
      """
      (r.due_at >= r.verify_at and r.due_at > r.changed_at
        and r.in_flight_operation is null and r.failure_kind is null
        and (case when r.wanted then r.state = 'live' and r.applied_hash is not null
          else r.state <> 'live' end))
      """;

  /**
   * References {@code o} that are to stand, do not yet, and have not given up by themselves. The
   * words of the index {@code reference_to_come}; {@code ReferenceOrder} says the same of
   * references that are read.
   */
  private static final String TO_COME =
      """
      o.wanted and o.state <> 'live'
        and (o.failure_kind is null
          or o.failure_kind <> 'exhausted' and o.attempts < 2 and o.due_at is not null)
      """;

  /**
   * One reference that {@code turn}, which is to go, has to wait for. Nobody waits for a calendar
   * that rests for long.
   */
  private static final String IN_THE_WAY =
      """
      select o.id from reference o join lane l on l.id = o.lane_id
      where o.appointment_id = turn.appointment_id and (o.position < 0) = (turn.position < 0)
        and (l.paused_until is null or l.paused_until <= ?)
        and (l.target = turn.target or o.failure_kind is distinct from 'credentials'
          and not exists (
            select from refused_credentials c where l.target = any (c.targets)))
        and
      """
          + TO_COME
          + " limit 1";

  /** References {@code r} whose event stands and is to go, with no request under way. */
  private static final String LEAVING =
      "not r.wanted and r.state = 'live' and r.in_flight_operation is null";

  private static final String LEAVE =
      """
      with going as (
        select r.id, r.state = 'live' and r.in_flight_operation is null and exists (
      """
          + IN_THE_WAY
          + """
          ) as waits
        from reference r join lane l on l.id = r.lane_id
          cross join lateral (
            select r.appointment_id, r.position, l.target offset 0) turn
        where r.appointment_id = any (?::bigint[])
          and (r.wanted or r.state = 'live' or r.in_flight_operation is not null)
          and not exists (
            select from unnest(?::bigint[], ?::bigint[]) as w (a, l)
            where w.a = r.appointment_id and w.l = r.lane_id))
      update reference r set wanted = false, waiting = going.waits, attempts = 0,
        due_at = case when going.waits then ?::timestamptz
          when r.state = 'live' or r.in_flight_operation is not null then ?
          else r.verify_at end,
        changed_at = ?
      from going where r.id = going.id
      """;

  private static final String FOR_TURN =
      """
      with turn as (
        select r.id, r.appointment_id, r.position, l.target,
      """
          + LEAVING
          + """
           as leaving
        from reference r join lane l on l.id = r.lane_id where r.id = ? and r.appointment_id = ?),
      ids as (
        select id from turn
        union
        select coalesce(
          (select o.id from reference o
            where o.appointment_id = turn.appointment_id and o.wanted and o.carries is not false
              and o.position < 0 order by o.position, o.id limit 1),
          (select o.id from reference o join lane l on l.id = o.lane_id
            where o.appointment_id = turn.appointment_id and o.wanted and o.carries is not false
              and l.target = 'office365'
              and not exists (select from mailbox_without_teams m where m.lane_id = l.id)
            order by o.position, o.id limit 1),
          (select o.id from reference o join lane l on l.id = o.lane_id
            where o.appointment_id = turn.appointment_id and o.wanted and o.carries is not false
              and l.target = 'office365' order by o.position, o.id limit 1))
        from turn where ?
        union
        select (
      """
          + IN_THE_WAY
          + """
          )
            from turn where leaving)
          select
          """
          + COLUMNS
          + """
          , exists (
            select from reference o where o.appointment_id = r.appointment_id and o.id <> r.id
              and (o.wanted or o.waiting or o.state = 'live' or o.in_flight_operation is not null))
            as accompanied
          from reference r join lane l on l.id = r.lane_id
          where r.id = any (array(select id from ids where id is not null))
          order by r.position, r.id
          """;

  /** Nobody waits for a calendar that rests longer than that. */
  public static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /** A waiting reference is woken by what it waits for; this is for the case that it never is. */
  public static final Duration WAIT_CHECK = Duration.ofSeconds(30);

  /** What is longer is read when its turn is opened, one at a time. */
  private static final int READ_AHEAD_BYTES = 8192;

  /** A calendar, however its name is spelt. */
  private record LaneKey(Target target, String calendar) implements Comparable<LaneKey> {
    static LaneKey of(Target target, String calendar) {
      return new LaneKey(target, MailAddresses.plain(calendar));
    }

    @Override
    public int compareTo(LaneKey other) {
      int byTarget = target.compareTo(other.target);
      return byTarget != 0 ? byTarget : calendar.compareTo(other.calendar);
    }
  }

  private final JdbcTemplate jdbc;
  private final ObjectMapper json;
  private final Clock clock;
  private final Lanes lanes;

  /** Lanes are never removed, so the ids of committed ones may be remembered. */
  private final Map<LaneKey, Long> committedLanes = new ConcurrentHashMap<>();

  public ReferenceStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
    this.lanes = new Lanes(jdbc);
  }

  /**
   * Makes the given places the only ones wanted, and everything of these appointments due.
   *
   * @param wanted by appointment id; an empty list when it is to stand nowhere
   * @param known ids of those that may have references
   */
  public void want(Map<Long, List<WantedReference>> wanted, Set<Long> known, JoinedWrites writes) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<Long, Map<LaneKey, Long>> used = known.isEmpty() ? Map.of() : used(known);
    Map<LaneKey, Long> laneIds = lanes(wanted.values());
    Timestamp now = Timestamp.from(clock.instant());
    List<WantedReference> places = new ArrayList<>();
    List<Long> appointments = new ArrayList<>();
    List<Long> lanes = new ArrayList<>();
    wanted.forEach(
        (appointment, here) ->
            here.forEach(
                place -> {
                  LaneKey key = LaneKey.of(place.target(), place.calendar());
                  appointments.add(appointment);
                  lanes.add(
                      used.getOrDefault(appointment, Map.of()).getOrDefault(key, laneIds.get(key)));
                  places.add(place);
                }));
    if (!places.isEmpty()) {
      insert(places, appointments, lanes, now, writes);
    }
    if (!known.isEmpty()) {
      writes.then(() -> jdbc.update(connection -> leave(connection, known, appointments, lanes)));
    }
  }

  /** After what takes their place is there: an event that has to wait for it does so at once. */
  private PreparedStatement leave(
      Connection connection, Set<Long> known, List<Long> appointments, List<Long> lanes)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(LEAVE);
    Instant now = clock.instant();
    statement.setTimestamp(1, Timestamp.from(now.plus(LONGEST_REST)));
    statement.setArray(2, connection.createArrayOf("bigint", known.toArray()));
    statement.setArray(3, connection.createArrayOf("bigint", appointments.toArray()));
    statement.setArray(4, connection.createArrayOf("bigint", lanes.toArray()));
    statement.setTimestamp(5, Timestamp.from(now.plus(WAIT_CHECK)));
    statement.setTimestamp(6, Timestamp.from(now));
    statement.setTimestamp(7, Timestamp.from(now));
    return statement;
  }

  private void insert(
      List<WantedReference> places,
      List<Long> appointments,
      List<Long> lanes,
      Timestamp now,
      JoinedWrites writes) {
    writes.add(
        "placed",
        """
        insert into reference (appointment_id, lane_id, position, staff, carries, wanted, due_at,
          changed_at)
        select a, l, p, s::jsonb, c, true, now, now
        from (select ?::timestamptz as now) as at,
          unnest(?::bigint[], ?::bigint[], ?::integer[], ?::text[], ?::boolean[])
            as w (a, l, p, s, c)
        on conflict (appointment_id, lane_id) do update set position = excluded.position,
          staff = excluded.staff, carries = excluded.carries, wanted = true,
          due_at = excluded.due_at, waiting = false, attempts = 0,
          changed_at = excluded.changed_at
        """,
        now,
        new Column("bigint", appointments),
        new Column("bigint", lanes),
        Column.of("integer", places, WantedReference::position),
        Column.of("text", places, place -> ReferenceWrite.text(json, place.staff())),
        Column.of("boolean", places, place -> place.target() != Target.GOOGLE));
  }

  /**
   * Where appointments are to stand at present.
   *
   * @param appointments ids in the store
   * @return by appointment id; without those that are to stand nowhere
   */
  public Map<Long, Set<WantedReference>> wanted(List<Long> appointments) {
    Map<Long, Set<WantedReference>> wanted = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select r.appointment_id, l.target, l.calendar, r.position, r.staff
                  from reference r join lane l on l.id = r.lane_id
                  where r.wanted and r.appointment_id = any (?::bigint[])
                  """);
          statement.setArray(1, connection.createArrayOf("bigint", appointments.toArray()));
          return statement;
        },
        row -> {
          wanted
              .computeIfAbsent(row.getLong(1), any -> new HashSet<>())
              .add(
                  new WantedReference(
                      Target.of(row.getString(2)),
                      row.getString(3),
                      row.getInt(4),
                      parse(row.getString(5))));
        });
    return wanted;
  }

  /**
   * The calendars in which events of appointments stand that are to stand, or are being made.
   *
   * @param appointments ids in the store
   * @return by appointment id; calendars only for comparing, without meetings of their own
   */
  public Map<Long, Set<Calendar>> standing(List<Long> appointments) {
    Map<Long, Set<Calendar>> standing = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select r.appointment_id, l.target, l.calendar
                  from reference r join lane l on l.id = r.lane_id
                  where r.wanted and (r.state = 'live' or r.in_flight_operation is not null)
                    and l.target <> 'teams' and r.appointment_id = any (?::bigint[])
                  """);
          statement.setArray(1, connection.createArrayOf("bigint", appointments.toArray()));
          return statement;
        },
        row -> {
          standing
              .computeIfAbsent(row.getLong(1), any -> new HashSet<>())
              .add(new Calendar(Target.of(row.getString(2)), row.getString(3)).plain());
        });
    return standing;
  }

  /**
   * Hands the events of one appointment to the one that takes its place, so that they move instead
   * of going and coming. Those with a request under way stay, and those that may still be changed
   * by a late one: what it makes is known by the old appointment's ids.
   *
   * @param from id of the appointment that is superseded
   * @param to id of the one that takes its place
   */
  public void handOver(long from, long to) {
    jdbc.update(
        """
        update reference r set appointment_id = ?, writes = writes + 1
        where r.appointment_id = ? and r.state = 'live' and r.in_flight_operation is null
          and r.verify_at is null
          and not exists (
            select from reference o where o.appointment_id = ? and o.lane_id = r.lane_id)
        """,
        to,
        from,
        to);
  }

  /**
   * The references of one appointment.
   *
   * @param appointment id in the store
   * @return by position, meetings first; those that never stood and are not wanted included
   */
  public List<Reference> of(long appointment) {
    return jdbc.query(
        "select "
            + COLUMNS
            + " from reference r join lane l on l.id = r.lane_id where r.appointment_id = ?"
            + " order by r.position, r.id",
        (row, index) -> read(row),
        appointment);
  }

  /**
   * What a turn has to know of an appointment's references.
   *
   * @param references the one whose turn it is, by position among those that it may have to wait
   *     for; only those, and empty when it stands for another appointment by now
   * @param alone whether the appointment has no other reference but such that are gone for good
   */
  public record ForTurn(List<Reference> references, boolean alone) {}

  /**
   * What the turn of a reference has to know, read at a cost that does not grow with the number of
   * the appointment's references.
   *
   * @param appointment id in the store
   * @param reference id of the one whose turn it is
   * @param meeting whether the appointment needs an online meeting: whoever carries it is read then
   * @param rested nobody waits for a calendar that rests longer than until then
   */
  public ForTurn forTurn(long appointment, long reference, boolean meeting, Instant rested) {
    boolean[] accompanied = new boolean[1];
    List<Reference> found =
        jdbc.query(
            FOR_TURN,
            (row, index) -> {
              accompanied[0] = row.getBoolean("accompanied");
              return read(row);
            },
            reference,
            appointment,
            meeting,
            Timestamp.from(rested));
    return new ForTurn(found, !accompanied[0]);
  }

  /**
   * The references of several appointments.
   *
   * @param appointments ids in the store
   * @return by appointment id, each list as {@link #of} gives it; without appointments that have
   *     none
   */
  public Map<Long, List<Reference>> ofAll(Collection<Long> appointments) {
    Map<Long, List<Reference>> references = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  "select "
                      + COLUMNS
                      + """
                       from reference r join lane l on l.id = r.lane_id
                      where r.appointment_id = any (?::bigint[]) order by r.position, r.id
                      """);
          statement.setArray(1, connection.createArrayOf("bigint", appointments.toArray()));
          return statement;
        },
        row -> {
          Reference one = read(row);
          references.computeIfAbsent(one.appointment(), any -> new ArrayList<>()).add(one);
        });
    return references;
  }

  /**
   * Whether all calendars show what is wanted of an appointment, as far as is known, and nobody who
   * holds it lacks one.
   *
   * @param appointment id in the store
   */
  public boolean isSynced(long appointment) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            """
            select not a.unrouted and not exists (
              select from reference r where r.appointment_id = a.id and (
            """
                + GIVEN_UP
                + " or r.due_at is not null and coalesce(not "
                + LOOK_ONLY
                + ", true))) from appointment a where a.id = ?",
            Boolean.class,
            appointment));
  }

  /**
   * A reference that is due.
   *
   * @param id of the reference
   * @param live whether its event stands already
   * @param epoch of the lease under which its turn is taken; null for none
   * @param known what its turn has to know; null when that is to be read when the turn is opened
   */
  public record Due(long id, boolean live, Long epoch, Known known) {}

  /**
   * All that the turn of a reference has to know, as it was at one moment, unless it shows what
   * another reference of its appointment carries. Not of one that has to wait.
   *
   * @param alone whether the appointment has no other reference but such that are gone for good
   * @param drifted whether somebody may have edited or deleted the event
   * @param heardAt since when what is to stand is known; null when that can't be said any more
   */
  public record Known(
      Appointment appointment,
      Reference reference,
      boolean alone,
      boolean drifted,
      Instant heardAt) {}

  /**
   * What {@link #readDue} needs of the references that are due in the lane {@code here.lane_id}
   * since {@code here.floor} or later, the one that is due longest first. Its parameters are bound
   * by {@link #bindDue}.
   */
  public static final String DUE =
      """
      select
      """
          + COLUMNS
          + """
          , exists (
            select from reference o where o.appointment_id = r.appointment_id and o.id <> r.id
              and (o.wanted or o.waiting or o.state = 'live' or o.in_flight_operation is not null))
                as accompanied,
          """
          + LEAVING
          + " and exists ("
          + IN_THE_WAY
          + """
              ) as waits,
              exists (select from drift d where d.reference_id = r.id) as drifted,
              (select
          """
          + HEARD_AT
          + """
               from callback c where c.id = a.version_callback) as heard_at,
              octet_length(a_document) <= ? as small,
              case when octet_length(a_document) <= ? then a_document end as a_document,
          """
          + AppointmentStore.columns("a", "a_")
          + """
           from (select id from reference where lane_id = here.lane_id
               and due_at between here.floor and ? order by due_at, id limit ?) next
           join reference r on r.id = next.id join lane l on l.id = r.lane_id
           join appointment a on a.id = r.appointment_id
           cross join lateral (select a.document::text as a_document offset 0) d
           cross join lateral (
             select r.appointment_id, r.position, l.target offset 0) turn
           order by r.due_at, r.id
          """;

  /**
   * Binds the parameters of {@link #DUE}.
   *
   * @param first the number of the first one
   * @param now what is due by then
   */
  public static void bindDue(PreparedStatement statement, int first, Instant now, int limit)
      throws SQLException {
    statement.setTimestamp(first, Timestamp.from(now.plus(LONGEST_REST)));
    statement.setInt(first + 1, READ_AHEAD_BYTES);
    statement.setInt(first + 2, READ_AHEAD_BYTES);
    statement.setTimestamp(first + 3, Timestamp.from(now));
    statement.setInt(first + 4, limit);
  }

  /**
   * Which references of a lane are due.
   *
   * @param lane id of the lane
   * @param floor what became due earlier is left out, and costs nothing
   * @param epoch of the lease under which their turns are taken; null for none
   * @param limit how many at most
   * @return the one that is due longest first
   */
  public List<Due> due(long lane, Instant floor, Long epoch, int limit) {
    return jdbc.query(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  "select due.* from (select ?::bigint as lane_id, ?::timestamptz as floor) here"
                      + " cross join lateral ("
                      + DUE
                      + ") due");
          statement.setLong(1, lane);
          statement.setTimestamp(2, timestamp(floor));
          bindDue(statement, 3, clock.instant(), limit);
          return statement;
        },
        (row, number) -> readDue(row, epoch));
  }

  /**
   * Reads a reference that is due from a row of {@link #DUE}.
   *
   * @param epoch of the lease under which its turn is taken; null for none
   */
  public Due readDue(ResultSet row, Long epoch) throws SQLException {
    return new Due(
        row.getLong("id"),
        "live".equals(row.getString("state")),
        epoch,
        row.getBoolean("waits") || !row.getBoolean("small")
            ? null
            : new Known(
                AppointmentStore.read(row, "a_", json),
                read(row),
                !row.getBoolean("accompanied"),
                row.getBoolean("drifted"),
                instant(row, "heard_at")));
  }

  /**
   * The appointment that a reference stands for.
   *
   * @param reference id of the reference
   * @return id of the appointment
   */
  public long appointmentOf(long reference) {
    return jdbc.queryForObject(
        "select appointment_id from reference where id = ?", Long.class, reference);
  }

  /**
   * Stores how a reference stands in the middle of a turn. It stays due, so that another worker
   * takes it up should this one die.
   *
   * @param reference what to store
   * @param writes how often workers are to have written it before
   * @throws OptimisticLockingFailureException when somebody else has written it meanwhile
   */
  public void save(Reference reference, long writes) {
    save(ReferenceWrite.between(reference, writes));
  }

  /**
   * Stores how a reference stands at the end of a turn. When somebody has made it due again since
   * the turn began, it stays due.
   *
   * @param reference what to store
   * @param writes how often workers are to have written it before
   * @param seenDueAt when it was due as the turn began
   * @param dueIn after what time to look at it again; null when there is nothing left to do
   * @param waiting true when it waits for another reference of its appointment
   * @throws OptimisticLockingFailureException when somebody else has written it meanwhile
   */
  public void save(
      Reference reference, long writes, Instant seenDueAt, Duration dueIn, boolean waiting) {
    Instant dueAt = dueIn == null ? null : clock.instant().plus(dueIn);
    save(ReferenceWrite.last(reference, writes, seenDueAt, null, dueAt, waiting));
  }

  private void save(ReferenceWrite write) {
    if (!write(write)) {
      throw new OptimisticLockingFailureException(
          "Another worker has written reference " + write.reference().id());
    }
  }

  /** Writes a reference; false when somebody else has written it since it was read. */
  boolean write(ReferenceWrite write) {
    return !jdbc.query(
            connection -> ReferenceWrite.prepare(connection, List.of(write), clock.instant(), json),
            (row, index) -> row.getLong(1))
        .isEmpty();
  }

  /**
   * What came of writing several references.
   *
   * @param references which are written, by id; without those that somebody else has locked at this
   *     moment
   * @param lanes which are given back, by id, and whether something is due there
   */
  record Written(Map<Long, Boolean> references, Map<Long, Boolean> lanes) {}

  /**
   * Writes references with one statement and one commit, which is flushed to disk only if one of
   * the writes has to be.
   *
   * @param writes of different references
   * @param lanes to give back with them, if none of them is locked by somebody else
   */
  Written writeFree(List<ReferenceWrite> writes, List<LeftLane> lanes) {
    Written written = new Written(new HashMap<>(), new HashMap<>());
    jdbc.query(
        connection ->
            ReferenceWrite.prepareGathered(connection, writes, lanes, clock.instant(), json),
        row -> {
          (row.getBoolean(3) ? written.lanes : written.references)
              .put(row.getLong(1), row.getBoolean(2));
        });
    return written;
  }

  /**
   * Whether something was said of a reference since a turn looked at it.
   *
   * @param revision of its appointment as the turn saw it
   * @param dueAt as the turn saw it
   */
  public boolean isOvertaken(long reference, long revision, Instant dueAt) {
    return jdbc.queryForList(
            """
            select from reference r join appointment a on a.id = r.appointment_id
            where r.id = ? and a.revision = ? and r.due_at is not distinct from ?
            """,
            reference,
            revision,
            timestamp(dueAt))
        .isEmpty();
  }

  /**
   * Remembers that a mailbox makes events without the Teams meeting that was asked for.
   *
   * @param lane the mailbox
   */
  public void markWithoutTeams(Lane lane) {
    jdbc.update(
        "insert into mailbox_without_teams (lane_id, since) values (?, ?) on conflict do nothing",
        lane.id(),
        Timestamp.from(clock.instant()));
  }

  /** The mailboxes that make events without the Teams meeting that was asked for. */
  public Set<String> mailboxesWithoutTeams() {
    return Set.copyOf(
        jdbc.queryForList(
            "select l.calendar from lane l join mailbox_without_teams m on m.lane_id = l.id"
                + " where l.target = ?",
            String.class,
            Target.OFFICE365.key()));
  }

  /**
   * Makes the references due that wait for the one that carries the online meeting.
   *
   * @param appointment id of the appointment
   */
  public void wakeAttending(long appointment) {
    jdbc.update(
        """
        update reference set due_at = ?, waiting = false
        where appointment_id = ? and waiting and wanted
        """,
        Timestamp.from(clock.instant()),
        appointment);
  }

  /**
   * Makes the references due that are to go and wait for others to take their place, once none of
   * these is still to come.
   *
   * @param appointment id of the appointment
   * @param meeting whether online meetings are meant; events otherwise
   */
  public void wakeLeaving(long appointment, boolean meeting) {
    jdbc.update(
        """
        update reference set due_at = ?, waiting = false
        where appointment_id = ? and waiting and not wanted and (position < 0) = ? and (
          select not exists (
            select from reference o where o.appointment_id = ? and (o.position < 0) = ?
              and o.failure_kind is distinct from 'credentials' and
        """
            + TO_COME
            + "))",
        Timestamp.from(clock.instant()),
        appointment,
        meeting,
        appointment,
        meeting);
  }

  /**
   * Makes every wanted reference of an appointment but one due, because what they show may change.
   *
   * @param appointment id of the appointment
   * @param except id of the reference to leave alone
   */
  public void wakeOthers(long appointment, long except) {
    jdbc.update(
        """
        update reference set due_at = ?, waiting = false
        where appointment_id = ? and id <> ? and wanted
        """,
        Timestamp.from(clock.instant()),
        appointment,
        except);
  }

  /**
   * Makes every reference of an appointment due, failed ones included, and has the calendars looked
   * at.
   *
   * @param appointment id of the appointment
   */
  public void makeDue(long appointment) {
    Timestamp now = Timestamp.from(clock.instant());
    jdbc.update(
        """
        update reference set due_at = ?, verify_at = coalesce(verify_at, ?), waiting = false,
          attempts = 0
        where appointment_id = ? and (wanted or state = 'live' or in_flight_operation is not null)
        """,
        now,
        now,
        appointment);
  }

  /**
   * Ends the pauses of an appointment's calendars, but for those that are firm.
   *
   * @param appointment id of the appointment
   * @return the calendars that go on pausing
   */
  public List<Lane> liftPauses(long appointment) {
    Timestamp now = Timestamp.from(clock.instant());
    // Whoever works in a lane holds its row, and decides on its next pause anyway.
    jdbc.update(
        """
        update lane set paused_until = null, pause_code = null, pause_reason = null
        where id in (
          select id from lane where paused_until > ? and not pause_firm and id in (
            select lane_id from reference where appointment_id = ? and due_at is not null)
          order by id for no key update skip locked)
        """,
        now,
        appointment);
    return of(appointment).stream()
        .filter(one -> one.dueAt() != null)
        .map(Reference::lane)
        .filter(lane -> lane.pausedUntil() != null && lane.pausedUntil().isAfter(now.toInstant()))
        .toList();
  }

  /**
   * Makes references due for which nothing is planned, without a look at their calendars.
   *
   * @param references ids of references; the caller has locked their appointments
   */
  public void makeDue(Collection<Long> references) {
    jdbc.update(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  update reference set due_at = ?, waiting = false, attempts = 0
                  where id = any (?::bigint[]) and due_at is null
                  """);
          statement.setTimestamp(1, Timestamp.from(clock.instant()));
          statement.setArray(2, connection.createArrayOf("bigint", references.toArray()));
          return statement;
        });
  }

  /**
   * Reads a reference from a row with {@link #COLUMNS}.
   *
   * @param row positioned on it
   * @return the reference
   */
  public Reference read(ResultSet row) throws SQLException {
    String eventId = row.getString("event_id");
    String operation = row.getString("in_flight_operation");
    String failureKind = row.getString("failure_kind");
    String appliedContent = row.getString("applied_content");
    Reference.State state =
        Reference.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    return new Reference(
        row.getLong("id"),
        row.getLong("appointment_id"),
        new Lane(
            row.getLong("lane_id"),
            Target.of(row.getString("target")),
            row.getString("calendar"),
            row.getBoolean("without_teams"),
            instant(row, "paused_until"),
            row.getBoolean("refused")),
        row.getInt("position"),
        parse(row.getString("staff")),
        row.getBoolean("wanted"),
        state,
        row.getInt("generation"),
        eventId == null
            ? null
            : new Reference.Identity(
                eventId,
                row.getString("ical_uid"),
                row.getString("etag"),
                row.getString("join_url"),
                instant(row, "made_at"),
                row.getBoolean("shares_text")),
        appliedContent == null
            ? null
            : new Reference.Applied(
                row.getLong("applied_revision"),
                row.getString("applied_hash"),
                parse(appliedContent)),
        operation == null
            ? null
            : new InFlight(
                Call.Operation.valueOf(operation.toUpperCase(Locale.ROOT)),
                parse(row.getString("in_flight_content")),
                row.getString("in_flight_hash"),
                row.getLong("in_flight_revision"),
                instant(row, "in_flight_first_sent_at"),
                instant(row, "in_flight_last_sent_at")),
        texts(parse(row.getString("late_texts"))),
        instant(row, "verify_at"),
        instant(row, "due_at"),
        row.getInt("attempts"),
        failureKind == null
            ? null
            : Failure.of(
                Failure.Kind.valueOf(failureKind.toUpperCase(Locale.ROOT)),
                row.getString("failure_code"),
                row.getString("failure_message")),
        row.getLong("writes"));
  }

  private Map<LaneKey, Long> lanes(Collection<List<WantedReference>> wanted) {
    Map<LaneKey, Long> ids = new HashMap<>();
    // In order, so that two transactions that bring the same new lanes never deadlock.
    Map<LaneKey, Calendar> unknown = new TreeMap<>();
    wanted.forEach(
        places ->
            places.forEach(
                place -> {
                  LaneKey key = LaneKey.of(place.target(), place.calendar());
                  Long remembered = committedLanes.get(key);
                  if (remembered != null) {
                    ids.put(key, remembered);
                  } else {
                    unknown.putIfAbsent(key, new Calendar(place.target(), place.calendar()));
                  }
                }));
    if (!unknown.isEmpty()) {
      found(unknown, ids);
      committedLanes.putAll(ids);
      unknown.keySet().removeAll(ids.keySet());
    }
    if (!unknown.isEmpty()) {
      lanes.insert(List.copyOf(unknown.values()));
      found(unknown, ids);
    }
    return ids;
  }

  private void found(Map<LaneKey, Calendar> asked, Map<LaneKey, Long> ids) {
    Iterator<Long> found = lanes.find(List.copyOf(asked.values())).iterator();
    for (LaneKey key : asked.keySet()) {
      Long id = found.next();
      if (id != null) {
        ids.put(key, id);
      }
    }
  }

  /**
   * The lanes that appointments have references in, of each calendar the one where most is known to
   * stand: where a calendar has two lanes because of two spellings, an event stays in its own.
   */
  private Map<Long, Map<LaneKey, Long>> used(Collection<Long> appointments) {
    Map<Long, Map<LaneKey, Long>> used = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select r.appointment_id, l.target, l.calendar, r.lane_id
                  from reference r join lane l on l.id = r.lane_id
                  where r.appointment_id = any (?::bigint[])
                  order by r.state = 'live' desc, r.in_flight_operation is not null desc,
                    r.wanted desc, r.lane_id
                  """);
          statement.setArray(1, connection.createArrayOf("bigint", appointments.toArray()));
          return statement;
        },
        row -> {
          used.computeIfAbsent(row.getLong(1), any -> new HashMap<>())
              .putIfAbsent(
                  LaneKey.of(Target.of(row.getString(2)), row.getString(3)), row.getLong(4));
        });
    return used;
  }

  private static List<String> texts(JsonNode texts) {
    List<String> list = new ArrayList<>();
    if (texts != null) {
      texts.forEach(text -> list.add(text.textValue()));
    }
    return List.copyOf(list);
  }

  private static Timestamp timestamp(Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private JsonNode parse(String content) {
    try {
      return content == null ? null : json.readTree(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The store holds only valid JSON", e);
    }
  }
}
