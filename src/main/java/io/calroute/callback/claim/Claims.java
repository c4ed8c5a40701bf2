package io.calroute.callback.claim;

import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Taker;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The callbacks that one worker maps, so that no other one does so too. No transaction is open
 * meanwhile, and no session is held: a claim is a lease in the store, which {@link ClaimRenewal}
 * renews and which runs out with the process, however the process ends. A claim only saves work.
 * Whoever records an outcome looks again whether the callback is still pending. For use by one
 * worker, beside the renewal.
 */
public final class Claims implements AutoCloseable {

  /** Sets the locks of older replicas apart from those on bodies, which are digests. */
  private static final long LOCKS = 0x63616c6c_00000000L;

  /** What a worker that has died had claimed is taken over after that long. */
  static final Duration LEASE = Duration.ofSeconds(8);

  /**
   * Whether a claim {@code c} is somebody else's. The time is the store's, because processes need
   * not agree about it. The claims of an embedded store end with it, for so do their holders.
   */
  private static final String TAKEN =
      """
      c.claimed_until > clock_timestamp() and c.claimed_at >= pg_postmaster_start_time()
        and c.holder <> ?
      """;

  private static final String CLAIM =
      """
      insert into callback_claim as c (callback_id, holder, claimed_at, claimed_until)
      select id, ?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond'
      from %s order by id
      on conflict (callback_id) do update set holder = excluded.holder,
        claimed_at = excluded.claimed_at, claimed_until = excluded.claimed_until
      where not (%s)
      returning callback_id
      """;

  /**
   * What was just claimed is read in the same breath, as it was when the look began: if somebody
   * was through with it meanwhile, it is mapped in vain. The offset keeps claims from being looked
   * for, and the lock from being tried, on more than what is taken. The lock ends with the
   * statement: two who claim at once each find something else, and a replica of an older version
   * holds it for as long as it has the callback.
   */
  private static final String TAKE =
      """
      with due as (
        select waiting.id, waiting.bytes from (
          select id, octet_length(body) as bytes from callback
          where outcome = 'pending' and id >= ? and (retry_at is null or retry_at <= ?)
            and provider <> all (?::text[]) and id <> all (?::bigint[])
          order by id offset 0) waiting
        where case
          when (select %s from callback_claim c where c.callback_id = waiting.id) then false
          else pg_try_advisory_xact_lock(waiting.id # ?) end
        limit ?),
      fitting as (
        select id from (
          select id, sum(bytes) over (order by id) - bytes as before from due) sized
        where before < ?),
      claimed as (
      """
              .formatted(TAKEN)
          + CLAIM.formatted("fitting", TAKEN)
          + """
      )
      select id, provider, connection, received_at, charset, body, attempts, source, read_from,
        read_until, run_id, traceparent
      from callback where id = any (array(select callback_id from claimed)) order by id
      """;

  private static final String TAKE_ALL =
      """
      with wanted as (
        select id from unnest(?::bigint[]) as w (id) where pg_try_advisory_xact_lock(id # ?))
      """
          + CLAIM.formatted("wanted", TAKEN);

  private final UUID holder = UUID.randomUUID();
  private final JdbcTemplate jdbc;
  private final ClaimRenewal renewal;
  private final PendingFloor floor;
  private final Clock clock;

  /** Since when each is claimed, as {@link System#nanoTime()} has it. */
  private final Map<Long, Long> held = new TreeMap<>();

  private boolean stored;

  Claims(JdbcTemplate jdbc, ClaimRenewal renewal, PendingFloor floor, Clock clock) {
    this.jdbc = jdbc;
    this.renewal = renewal;
    this.floor = floor;
    this.clock = clock;
    renewal.add(this);
  }

  /**
   * Claims the oldest pending callbacks that are due and that nobody else has, as many as fit into
   * memory.
   *
   * @param limit how many at most
   * @param without providers whose callbacks are left where they are
   * @return oldest first; empty when there are none
   */
  public List<Callback> take(int limit, Collection<String> without) {
    Set<Long> ours = held();
    long began = System.nanoTime();
    long from = floor.at(began);
    List<Callback> claimed =
        jdbc.query(
            connection -> {
              var statement = connection.prepareStatement(TAKE);
              statement.setLong(1, from);
              statement.setTimestamp(2, Timestamp.from(clock.instant()));
              statement.setArray(3, connection.createArrayOf("text", without.toArray()));
              statement.setArray(4, ids(connection, ours));
              statement.setObject(5, holder);
              statement.setLong(6, LOCKS);
              statement.setInt(7, limit);
              statement.setLong(8, Journal.CLAIM_BYTES);
              statement.setObject(9, holder);
              statement.setLong(10, LEASE.toMillis());
              statement.setObject(11, holder);
              return statement;
            },
            Journal::callback);
    floor.looked(from, claimed.isEmpty() ? null : claimed.get(0).id(), began, System.nanoTime());
    hold(claimed.stream().map(Callback::id).toList());
    return claimed;
  }

  /** For whoever keeps callbacks to claim them with. */
  public Taker taker() {
    return new Taker(holder, LEASE);
  }

  /** Takes what was claimed for this worker when it was kept. */
  public void accept(List<Callback> given) {
    hold(given.stream().map(Callback::id).toList());
  }

  /**
   * Claims callbacks whatever has become of them.
   *
   * @return false when somebody else has one; then none is claimed
   */
  public boolean takeAll(Collection<Long> callbacks) {
    Set<Long> wanted = new TreeSet<>(callbacks);
    Set<Long> before = held();
    List<Long> got =
        jdbc.query(
            connection -> {
              var statement = connection.prepareStatement(TAKE_ALL);
              statement.setArray(1, ids(connection, wanted));
              statement.setLong(2, LOCKS);
              statement.setObject(3, holder);
              statement.setLong(4, LEASE.toMillis());
              statement.setObject(5, holder);
              return statement;
            },
            (row, index) -> row.getLong(1));
    hold(got);
    if (got.size() == wanted.size()) {
      return true;
    }
    release(got.stream().filter(id -> !before.contains(id)).toList());
    return false;
  }

  /** Whether a callback is claimed here. */
  public synchronized boolean has(long callback) {
    return held.containsKey(callback);
  }

  /** Lets others have callbacks. */
  public void release(Collection<Long> callbacks) {
    Set<Long> released = held();
    released.retainAll(new HashSet<>(callbacks));
    if (released.isEmpty()) {
      return;
    }
    lose(released);
    jdbc.update(
        connection -> {
          var statement =
              connection.prepareStatement(
                  "delete from callback_claim where callback_id = any (?::bigint[]) and holder = ?");
          statement.setArray(1, ids(connection, released));
          statement.setObject(2, holder);
          return statement;
        });
  }

  /** Lets others have all of them. */
  @Override
  public void close() {
    renewal.remove(this);
    lose(held());
    if (stored) {
      try {
        jdbc.update("delete from callback_claim where holder = ?", holder);
      } catch (DataAccessException away) {
        // They run out.
      }
    }
  }

  UUID holder() {
    return holder;
  }

  /** What was claimed before a moment, as {@link System#nanoTime()} has it. */
  synchronized Set<Long> heldSince(long nanoTime) {
    Set<Long> lasting = new TreeSet<>(held.keySet());
    lasting.removeIf(id -> held.get(id) - nanoTime > 0);
    return lasting;
  }

  /** These are nobody's any more, or somebody else's. */
  public synchronized void lose(Collection<Long> callbacks) {
    held.keySet().removeAll(callbacks);
  }

  private synchronized Set<Long> held() {
    return new TreeSet<>(held.keySet());
  }

  private synchronized void hold(Collection<Long> callbacks) {
    long now = System.nanoTime();
    callbacks.forEach(id -> held.put(id, now));
    stored |= !callbacks.isEmpty();
  }

  private static Array ids(Connection connection, Collection<Long> ids) throws SQLException {
    return connection.createArrayOf("bigint", ids.toArray());
  }
}
