package io.calroute.sync.lane;

import io.calroute.reference.ReferenceStore;
import io.calroute.reference.ReferenceStore.Due;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whose turn it is. Lanes queue up by how old their work is; one that has had its turn and has more
 * to do goes to the back. Lanes are claimed a few at a time, and those that were served are given
 * back with the same statement. The leases that this process holds are renewed until it ends; then
 * they run out, and other processes take the lanes over. The order is this process's own and lost
 * with it: it says who is next, not what is to be done. Safe for concurrent use.
 */
public final class LaneQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneQueue.class);

  /** A lane of a process that died is taken over after that long. */
  private static final Duration LEASE = Duration.ofSeconds(8);

  /** Often enough that a store that is slow for a moment costs no lease. */
  private static final Duration RENEWAL = Duration.ofSeconds(2);

  private static final double NANOS = 1e9;

  /** So much of what is due in a lane is read at once. */
  public static final int LOOK_AHEAD = 32;

  /** By then a lane has long had its next turn. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  /**
   * Whether a {@code lease} is nobody's. The time is the store's, because processes need not agree
   * about it. The leases of an embedded store end with it, for so does the process.
   */
  private static final String FREE =
      """
      (lease.leased_until is null or lease.leased_until < clock_timestamp()
        or lease.leased_from < pg_postmaster_start_time())
      """;

  /** The {@code lease} of a lane {@code l}; the newest version of it is looked at first. */
  private static final String OF_LANE =
      """
      cross join lateral (
        select * from lease where lease.lane_id = l.id order by lease.epoch desc limit 1) lease
      """;

  private static final String GIVEN =
      "exists (select from given g where g.lane_id = lease.lane_id and g.epoch = lease.epoch)";

  private static final String LEASED =
      "epoch = nextval('lane_epoch'), leased_from = clock_timestamp(),"
          + " leased_until = clock_timestamp() + ? * interval '1 millisecond'";

  private static final String OPEN =
      """
      (l.paused_until is null or l.paused_until <= ?)
        and not exists (
          select from refused_credentials c where l.target = any (c.targets) and c.probe_at > ?)
      """;

  private static final String LEASE_COLUMNS =
      """
      l.id as leased_id, l.target as leased_target, l.calendar as leased_calendar, claimed.epoch,
      l.pauses, l.booked_units, l.paused_until as leased_paused_until,
      l.allowances is not null as is_charged,
      exists (select from mailbox_without_teams m where m.lane_id = l.id) as leased_without_teams,
      exists (select from refused_credentials c where l.target = any (c.targets)) as leased_refused,
      exists (select from sweep s where s.lane_id = l.id and s.next_at <= ?) as sweep_overdue
      """;

  /**
   * Gives lanes back, and claims those that come next, with what is due in each of them and a place
   * in the queue for its quota.
   *
   * <p>{@code waiting} goes from lane to lane along the index: its cost grows with the lanes that
   * have work, not with the work or with all lanes. In a lane that has a floor it begins there, and
   * {@code other} goes along what is between these. A place further back in its appointment counts
   * as younger, so that an appointment of many never comes before everybody else's. A few are
   * looked at in each lane, in case the oldest one is such a place.
   *
   * <p>How many lanes a list has is hidden from PostgreSQL by selects. It would plan the statement
   * again each time, in hope of a few, and a plan costs as much as a look.
   */
  private static final String CALL_UP =
      """
      with recursive floor as (
        select lane_id, at, lead(lane_id) over (order by lane_id) as next_lane
        from unnest((select ?::bigint[]), (select ?::timestamptz[])) as f (lane_id, at)),
      gap as (
        select null::bigint as after, min(lane_id) as before from floor
        union all select lane_id, next_lane from floor
          where next_lane is distinct from lane_id + 1),
      other as (
        select gap.before, first.lane_id, first.due_at from gap, lateral (
          select r.lane_id, r.due_at from reference r
          where r.due_at is not null and r.lane_id > coalesce(gap.after, 0)
            and r.lane_id < coalesce(gap.before, 9223372036854775807)
          order by r.lane_id, r.due_at limit 1) first
        union all
        select other.before, later.lane_id, later.due_at from other, lateral (
          select r.lane_id, r.due_at from reference r
          where r.due_at is not null and r.lane_id > other.lane_id
            and r.lane_id < coalesce(other.before, 9223372036854775807)
          order by r.lane_id, r.due_at limit 1) later),
      waiting as (
        select lane_id, due_at from other
        union all
        select floor.lane_id, first.due_at from floor, lateral (
          select r.due_at from reference r
          where r.lane_id = floor.lane_id and r.due_at >= floor.at
          order by r.due_at limit 1) first),
      how as (select set_config('synchronous_commit', 'off', true)),
      given as (
        select * from unnest((select ?::bigint[]), (select ?::bigint[])) as g (lane_id, epoch)),
      served as (
        select * from unnest((select ?::bigint[]), (select ?::timestamptz[])) as s (lane_id, at)),
      next as (
        select l.id, lease.epoch, greatest((
          select at from served where served.lane_id = l.id), (
          select min(few.due_at + greatest(few.position, 0) * interval '100 milliseconds') from (
            select r.due_at, r.position from reference r
            where r.lane_id = waiting.lane_id and r.due_at between waiting.due_at and ?
            order by r.due_at limit 8) few))
          as since, waiting.due_at as floor
        from how, waiting join lane l on l.id = waiting.lane_id
      """
          + OF_LANE
          + " where waiting.due_at <= ? and "
          + OPEN
          + " and ("
          + FREE
          + " or "
          + GIVEN
          + """
          ) order by since, l.id limit ?),
          locked as (
            select lease.lane_id, lease.epoch, next.since, next.floor
            from lease join next on next.id = lease.lane_id and next.epoch = lease.epoch
            for no key update of lease skip locked),
          claimed as (
            update lease set
          """
          + LEASED
          + " from locked where lease.lane_id = locked.lane_id and lease.epoch = locked.epoch and ("
          + FREE
          + " or "
          + GIVEN
          + """
          ) returning lease.lane_id, lease.epoch, locked.since, locked.floor),
          released as (
            update lease set leased_until = null from given
            where lease.lane_id = given.lane_id and lease.epoch = given.epoch
              and lease.lane_id not in (select lane_id from claimed)),
          charged as (
            select asked.id, b.wait, case when b.booked then asked.units else 0 end as units
            from (
              select l.id, l.allowances, (
                select least(?, sum(case when state = 'live' then ? else ? end)) from (
                  select r.state from reference r
                  where r.lane_id = l.id and r.due_at between claimed.floor and ?
                  order by r.due_at, r.id limit ?) few) as units
              from claimed join lane l on l.id = claimed.lane_id
              where l.target = ? and l.allowances is not null and l.booked_units = 0
                and not exists (
                  select from refused_credentials c where l.target = any (c.targets))
              order by claimed.since, l.id offset 0) asked
            cross join lateral book_allowances(
              asked.allowances, array(select asked.units / p from unnest(?::float8[]) p),
              ?::float8[]) b
            where asked.units > 0)
          select
          """
          + LEASE_COLUMNS
          + ", claimed.floor, due.*, charged.units as charged_units, charged.wait as charged_wait"
          + " from claimed join lane l on l.id = claimed.lane_id"
          + " cross join lateral (select l.id as lane_id, claimed.floor as floor) here"
          + " left join charged on charged.id = l.id left join lateral ("
          + ReferenceStore.DUE
          + ") due on true order by claimed.since, l.id, due.due_at, due.id";

  private static final String SWEEP =
      """
      with how as (select set_config('synchronous_commit', 'off', true)),
      next as (
        select l.id, lease.epoch, s.next_at from how, sweep s join lane l on l.id = s.lane_id
      """
          + OF_LANE
          + " where s.next_at <= ? and "
          + OPEN
          + " and "
          + FREE
          + """
          order by s.next_at limit 4),
          locked as (
            select lease.lane_id, lease.epoch
            from lease join next on next.id = lease.lane_id and next.epoch = lease.epoch
            order by next.next_at limit 1 for no key update of lease skip locked),
          claimed as (
            update lease set
          """
          + LEASED
          + " from locked where lease.lane_id = locked.lane_id and lease.epoch = locked.epoch and "
          + FREE
          + " returning lease.lane_id, lease.epoch) select "
          + LEASE_COLUMNS
          + " from claimed join lane l on l.id = claimed.lane_id";

  private static final String FIRST_FREE_AT =
      """
      select min(l.paused_until) from lane l where l.paused_until > ? and l.paused_until <= ?
        and exists (select from reference r where r.lane_id = l.id and r.due_at <= ?)
      """;

  private final JdbcTemplate jdbc;
  private final ReferenceStore references;
  private final int workers;
  private final Tariff tariff;
  private final ScheduledExecutorService renewals;

  /** Claimed, and not yet in anybody's hands. */
  private final Deque<LaneLease> round = new ArrayDeque<>();

  private final Set<LaneLease> held = new HashSet<>();

  /** Worked in, and to be given back with the next look at the store. */
  private final List<LaneLease> given = new ArrayList<>();

  private final LaneFloors floors = new LaneFloors();

  private boolean crowded;

  /** When lanes had their last turn; only of those that had more to do. */
  private final Map<Long, Instant> served = new HashMap<>();

  /**
   * A queue for one process.
   *
   * @param references what is due
   * @param workers so many lanes are called up at a time: who comes meanwhile waits for no more
   *     than these, and the store is asked that much less often
   * @param tariff by which places are booked along the way
   */
  public LaneQueue(JdbcTemplate jdbc, ReferenceStore references, int workers, Tariff tariff) {
    this.tariff = tariff;
    this.jdbc = jdbc;
    this.references = references;
    this.workers = workers;
    this.renewals =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "lease-renewal");
              thread.setDaemon(true);
              return thread;
            });
    renewals.scheduleWithFixedDelay(
        this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Claims the next lane that is not paused, has something due, and is nobody else's.
   *
   * @param now what is due by then
   * @param sweepsLate a sweep that was due by then is overdue
   * @return empty when there is none; otherwise to be given back
   */
  public synchronized Optional<LaneLease> claim(Instant now, Instant sweepsLate) {
    if (round.isEmpty()) {
      callUp(now, sweepsLate);
    }
    LaneLease next = round.poll();
    if (next != null) {
      held.add(next);
    }
    return Optional.ofNullable(next);
  }

  /** Whether lanes are claimed that nobody works in yet. */
  public synchronized boolean hasMore() {
    return !round.isEmpty();
  }

  /** How many lanes are worked in while others wait for a worker; 0 when none waits. */
  public synchronized int crowd() {
    return crowded ? held.size() : 0;
  }

  /**
   * Claims the lane whose sweep has been due longest, of those that are not paused and nobody
   * else's.
   *
   * @param now what is due by then
   * @return empty when there is none; otherwise to be released
   */
  public synchronized Optional<LaneLease> claimForSweep(Instant now) {
    Timestamp at = Timestamp.from(now);
    Optional<LaneLease> claimed =
        jdbc
            .query(
                SWEEP,
                (row, index) -> new LaneLease(jdbc, row, Instant.EPOCH, List.of()),
                at,
                at,
                at,
                LEASE.toMillis(),
                at)
            .stream()
            .findFirst();
    claimed.ifPresent(held::add);
    return claimed;
  }

  /**
   * Gives a lane back that has had its turn.
   *
   * @param lease that was claimed here
   * @param now since when it waits for its next turn; null when it has nothing more to do
   */
  public synchronized void giveBack(LaneLease lease, Instant now) {
    held.remove(lease);
    given.add(lease);
    if (now == null) {
      served.remove(lease.lane().id());
    } else {
      served.put(lease.lane().id(), now);
    }
  }

  /**
   * Whether every lane that had something due is in somebody's hands, as far as the last look told.
   */
  public synchronized boolean isEmpty() {
    return round.isEmpty() && !crowded;
  }

  /**
   * Lets go of a lane that is given back in another way: its lease is renewed no more.
   *
   * @param lease that was claimed here
   */
  public synchronized void letGo(LaneLease lease) {
    held.remove(lease);
    served.remove(lease.lane().id());
  }

  /** Gives a lane back at once. */
  public synchronized void release(LaneLease lease) {
    held.remove(lease);
    release(List.of(lease));
  }

  /** Gives back what is not in anybody's hands. */
  public synchronized void releaseIdle() {
    List<LaneLease> idle = new ArrayList<>(given);
    idle.addAll(round);
    release(idle);
    given.clear();
    round.clear();
  }

  /**
   * When the first of the lanes that pause although something is due will be free again.
   *
   * @param now the present
   * @param horizon what is later does not count
   * @return empty when there is none until then
   */
  public Optional<Instant> firstFree(Instant now, Instant horizon) {
    Timestamp until = Timestamp.from(horizon);
    return Optional.ofNullable(
            jdbc.queryForObject(FIRST_FREE_AT, Timestamp.class, Timestamp.from(now), until, until))
        .map(Timestamp::toInstant);
  }

  private void callUp(Instant now, Instant sweepsLate) {
    served.values().removeIf(at -> at.isBefore(now.minus(REMEMBERED)));
    long began = System.nanoTime();
    Map<Long, Instant> from = floors.at(began);
    List<LaneLease> claimed =
        jdbc.query(connection -> callUp(connection, from, now, sweepsLate), this::leases);
    floors.looked(from, began, System.nanoTime());
    given.clear();
    round.addAll(claimed);
    crowded = claimed.size() >= workers && workers > 1;
  }

  private PreparedStatement callUp(
      Connection connection, Map<Long, Instant> from, Instant now, Instant sweepsLate)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(CALL_UP);
    Timestamp at = Timestamp.from(now);
    bind(connection, statement, 1, from);
    bind(connection, statement, 3, given);
    bind(connection, statement, 5, served);
    for (int i = 7; i <= 10; i++) {
      statement.setTimestamp(i, at);
    }
    statement.setInt(11, workers);
    statement.setLong(12, LEASE.toMillis());
    statement.setInt(13, tariff.burst());
    statement.setInt(14, tariff.live());
    statement.setInt(15, tariff.fresh());
    statement.setTimestamp(16, at);
    statement.setInt(17, QuotaGate.CALLS_PER_PLACE);
    statement.setString(18, tariff.target());
    statement.setArray(19, connection.createArrayOf("float8", tariff.perSecond().toArray()));
    statement.setArray(20, connection.createArrayOf("float8", tariff.bursts().toArray()));
    statement.setTimestamp(21, Timestamp.from(sweepsLate));
    ReferenceStore.bindDue(statement, 22, now, LOOK_AHEAD);
    return statement;
  }

  private List<LaneLease> leases(ResultSet row) throws SQLException {
    List<LaneLease> leases = new ArrayList<>();
    List<Due> due = new ArrayList<>();
    while (row.next()) {
      long lane = row.getLong("leased_id");
      if (leases.isEmpty() || leases.get(leases.size() - 1).lane().id() != lane) {
        due = new ArrayList<>();
        Instant first = row.getTimestamp("floor").toInstant();
        LaneLease lease = new LaneLease(jdbc, row, floors.claimed(lane, first), due);
        if (row.getObject("charged_wait") != null) {
          lease.place(
              new LaneLease.Place(
                  row.getInt("charged_units"),
                  Duration.ofNanos((long) Math.ceil(row.getDouble("charged_wait") * NANOS))));
        }
        leases.add(lease);
      }
      if (row.getObject("id") != null) {
        due.add(references.readDue(row, row.getLong("epoch")));
      }
    }
    return leases;
  }

  private void release(Collection<LaneLease> leases) {
    if (!leases.isEmpty()) {
      update(
          """
          update lease set leased_until = null
          from unnest(?::bigint[], ?::bigint[]) as g (lane_id, epoch),
            (select set_config('synchronous_commit', 'off', true) offset 0) how
          where lease.lane_id = g.lane_id and lease.epoch = g.epoch
          """,
          leases);
    }
  }

  /** A lease that is not renewed runs out; whatever the holder writes then is refused. */
  private synchronized void renew() {
    List<LaneLease> ours = new ArrayList<>(held);
    ours.addAll(round);
    if (ours.isEmpty()) {
      return;
    }
    try {
      update(
          """
          update lease set leased_until = clock_timestamp() + %d * interval '1 millisecond'
          from unnest(?::bigint[], ?::bigint[]) as g (lane_id, epoch),
            (select set_config('synchronous_commit', 'off', true) offset 0) how
          where lease.lane_id = g.lane_id and lease.epoch = g.epoch
          """
              .formatted(LEASE.toMillis()),
          ours);
    } catch (DataAccessException e) {
      LOG.warn(
          "{} leases of calendars could not be renewed: {}",
          ours.size(),
          e.getClass().getSimpleName());
    }
  }

  private void update(String statement, Collection<LaneLease> leases) {
    jdbc.update(
        connection -> {
          PreparedStatement prepared = connection.prepareStatement(statement);
          bind(connection, prepared, 1, leases);
          return prepared;
        });
  }

  private static void bind(
      Connection connection, PreparedStatement statement, int first, Map<Long, Instant> moments)
      throws SQLException {
    statement.setArray(first, connection.createArrayOf("bigint", moments.keySet().toArray()));
    statement.setArray(
        first + 1,
        connection.createArrayOf(
            "timestamptz", moments.values().stream().map(Timestamp::from).toArray()));
  }

  private static void bind(
      Connection connection, PreparedStatement statement, int first, Collection<LaneLease> leases)
      throws SQLException {
    statement.setArray(
        first,
        connection.createArrayOf(
            "bigint", leases.stream().map(lease -> lease.lane().id()).toArray()));
    statement.setArray(
        first + 1,
        connection.createArrayOf("bigint", leases.stream().map(LaneLease::epoch).toArray()));
  }

  @Override
  public void close() {
    renewals.shutdownNow();
    try {
      releaseIdle();
    } catch (DataAccessException e) {
      LOG.debug("Leases are left to run out", e);
    }
  }
}
