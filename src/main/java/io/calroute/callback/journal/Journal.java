package io.calroute.callback.journal;

import io.calroute.store.BoundedStore;
import io.calroute.store.JoinedWrites;
import io.calroute.store.JoinedWrites.Column;
import io.calroute.work.IntakeFirst;
import io.calroute.work.Signal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every accepted callback, byte for byte, with what became of it. Safe for concurrent use. */
public final class Journal implements AutoCloseable {

  private static final long COMMIT_PATIENCE_SECONDS = 4;
  private static final int REPLAY_STEP = 1000;

  /** Bodies that are read at once: what is made of them takes many times as much. */
  public static final int CLAIM_BYTES = 1024 * 1024;

  private static final int TRIAL_BYTES = 64 * 1024;
  private static final Duration TRIAL_PATIENCE = Duration.ofSeconds(5);

  private final JdbcTemplate jdbc;
  private final IntakeFirst intake = new IntakeFirst(System::nanoTime);
  private final GroupCommit groupCommit;
  private final Signal pending;
  private final Clock clock;

  /**
   * A journal in the given store.
   *
   * @param dataSource the store
   * @param writers how many commits may be under way at once
   * @param pending raised after each commit
   * @param clock for the time of arrival
   */
  public Journal(DataSource dataSource, int writers, Signal pending, Clock clock) {
    this.jdbc = new JdbcTemplate(dataSource);
    this.pending = pending;
    this.clock = clock;
    this.groupCommit = new GroupCommit(dataSource, writers, pending);
  }

  /**
   * Keeps a delivery that is of no concern to calendars. Returns only once it is on disk.
   *
   * @param charset charset of the body
   * @param body raw bytes
   * @param reason why, in one sentence
   * @return the promise
   * @throws JournalUnavailable when the store cannot take it now; nothing is promised then
   */
  public Receipt ignore(
      String provider, String connection, String charset, byte[] body, String reason) {
    return append(
        new Delivery(
            provider,
            connection,
            DuplicateRule.ignored(body),
            clock.instant(),
            charset,
            body,
            Outcome.ignoredByRoute(reason),
            null,
            null));
  }

  /**
   * Keeps a delivery. Returns only once it is on disk.
   *
   * @param key what makes two deliveries the same one
   * @param charset charset of the body
   * @param body raw bytes
   * @param traceparent of the trace that it is followed by; null for none
   * @return the promise
   * @throws JournalUnavailable when the store cannot take it now; nothing is promised then
   */
  public Receipt append(
      String provider,
      String connection,
      DeliveryKey key,
      String charset,
      byte[] body,
      String traceparent) {
    return append(
        new Delivery(
            provider, connection, key, clock.instant(), charset, body, null, null, traceparent));
  }

  private Receipt append(Delivery delivery) {
    long entered = intake.enter();
    try {
      return keep(delivery);
    } finally {
      intake.leave(entered);
    }
  }

  private Receipt keep(Delivery delivery) {
    if (groupCommit.isAway() && !groupCommit.isClosed()) {
      throw new JournalUnavailable(JournalUnavailable.Reason.STORE);
    }
    CompletableFuture<Receipt> receipt = groupCommit.append(delivery);
    if (receipt == null) {
      throw new JournalUnavailable(
          groupCommit.isClosed()
              ? JournalUnavailable.Reason.STOPPING
              : JournalUnavailable.Reason.QUEUE);
    }
    try {
      return receipt.get(COMMIT_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      groupCommit.forget(receipt);
      throw new JournalUnavailable(JournalUnavailable.Reason.STORE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailable(JournalUnavailable.Reason.STOPPING);
    }
  }

  /** Gives a worker who waits what is kept next, unless others wait longer. */
  public void offer(Taker taker) {
    groupCommit.offer(taker);
  }

  /**
   * Takes an offer back.
   *
   * @return what the worker was given, which it has claimed; in a moment, if it is being kept just
   *     now
   */
  public List<Callback> withdraw(Taker taker) {
    return groupCommit.withdraw(taker) ? List.of() : taker.taken();
  }

  /** Tells how busy whoever keeps callbacks is. */
  public IntakeFirst intake() {
    return intake;
  }

  /**
   * Parts a list so that the callbacks of each part can be read at once.
   *
   * @param all what has callbacks
   * @param callbacks ids in the journal
   * @return all in the same order; no part is empty
   */
  public <T> List<List<T>> parts(List<T> all, Function<T, List<Long>> callbacks) {
    Map<Long, Long> sizes =
        sizes(all.stream().flatMap(one -> callbacks.apply(one).stream()).distinct().toList());
    List<List<T>> parts = new ArrayList<>();
    long bytes = CLAIM_BYTES;
    for (T one : all) {
      if (bytes >= CLAIM_BYTES) {
        parts.add(new ArrayList<>());
        bytes = 0;
      }
      parts.get(parts.size() - 1).add(one);
      bytes += callbacks.apply(one).stream().mapToLong(id -> sizes.getOrDefault(id, 0L)).sum();
    }
    return parts;
  }

  private Map<Long, Long> sizes(List<Long> ids) {
    Map<Long, Long> sizes = new HashMap<>();
    jdbc.query(
        connection -> {
          var statement =
              connection.prepareStatement(
                  "select id, coalesce(octet_length(body), 0) from callback"
                      + " where id = any (?::bigint[])");
          statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
          return statement;
        },
        row -> {
          sizes.put(row.getLong(1), row.getLong(2));
        });
    return sizes;
  }

  /**
   * Which of some callbacks are still pending and nobody else records. They stay so until the
   * caller's transaction ends. Its commit is not waited for on disk: what a crash of the store
   * takes back is pending again, and nothing that follows from it is on disk before it.
   */
  public Set<Long> lockPending(Collection<Long> ids) {
    return new HashSet<>(
        jdbc.query(
            connection -> {
              var statement =
                  connection.prepareStatement(
                      """
                      with how as (select set_config('synchronous_commit', 'off', true))
                      select c.id from callback c, how
                      where c.id = any (?::bigint[]) and c.outcome = 'pending'
                      order by c.id for no key update of c skip locked
                      """);
              statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
              return statement;
            },
            (row, index) -> row.getLong(1)));
  }

  /**
   * Has a pending callback wait: a step of its route has failed for the time being.
   *
   * @param id the callback
   * @param code kebab-case code of the reason
   * @param reason one sentence for ops
   * @param until when it is to be mapped again
   */
  public void putOff(long id, String code, String reason, Instant until) {
    jdbc.update(
        """
        update callback set attempts = attempts + 1, reason_code = ?, reason = ?, retry_at = ?
        where id = ? and outcome = 'pending'
        """,
        code,
        reason,
        java.sql.Timestamp.from(until),
        id);
  }

  /**
   * Reads callbacks again.
   *
   * @param ids ids in the journal
   * @return in order of arrival; without those that are no longer kept
   */
  public List<Callback> find(Collection<Long> ids) {
    return jdbc.query(
        connection -> {
          var statement =
              connection.prepareStatement(
                  """
                  select id, provider, connection, received_at, charset, body, attempts, source,
                    read_from, read_until, run_id, traceparent
                  from callback where id = any (?::bigint[]) and body is not null order by id
                  """);
          statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
          return statement;
        },
        Journal::callback);
  }

  /**
   * What Calroute has read.
   *
   * @param appointment the provider's id of it
   * @param body as a callback would bring it, in UTF-8
   */
  public record Observation(
      String provider, String connection, String appointment, byte[] body, Reading reading) {}

  /**
   * Keeps what was read, in the caller's transaction; {@link #pending()} is to be raised after it.
   *
   * @return ids in the journal, in the same order
   */
  public List<Long> observe(List<Observation> all) {
    java.sql.Timestamp now = java.sql.Timestamp.from(clock.instant());
    return jdbc.query(
        connection -> {
          var statement =
              connection.prepareStatement(
                  """
                  insert into callback (provider, connection, delivery_key, received_at, charset,
                    body, source, read_from, read_until, run_id)
                  select p, c, k, ?, 'UTF-8', b, s, f, u, r
                  from unnest(?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[],
                    ?::timestamptz[], ?::timestamptz[], ?::bigint[])
                    with ordinality as n (p, c, k, b, s, f, u, r, place)
                  order by place returning id
                  """);
          statement.setTimestamp(1, now);
          statement.setArray(2, array(connection, "text", all, Observation::provider));
          statement.setArray(3, array(connection, "text", all, Observation::connection));
          statement.setArray(
              4,
              array(
                  connection,
                  "text",
                  all,
                  one -> one.reading().source().word() + " " + UUID.randomUUID()));
          statement.setArray(
              5,
              connection.createArrayOf(
                  "bytea", all.stream().map(Observation::body).toArray(byte[][]::new)));
          statement.setArray(
              6, array(connection, "text", all, one -> one.reading().source().word()));
          statement.setArray(
              7,
              array(
                  connection,
                  "timestamptz",
                  all,
                  one -> java.sql.Timestamp.from(one.reading().from())));
          statement.setArray(
              8,
              array(
                  connection,
                  "timestamptz",
                  all,
                  one -> java.sql.Timestamp.from(one.reading().until())));
          statement.setArray(9, array(connection, "bigint", all, one -> one.reading().run()));
          return statement;
        },
        (row, index) -> row.getLong(1));
  }

  private static <T> java.sql.Array array(
      java.sql.Connection connection, String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  /**
   * Until when each of some callbacks has seen its appointment: the end of the reading, or its
   * arrival. Those that are no longer kept are missing.
   */
  public Map<Long, Instant> seenUntil(Collection<Long> ids) {
    Map<Long, Instant> seen = new HashMap<>();
    jdbc.query(
        connection -> {
          var statement =
              connection.prepareStatement(
                  "select id, coalesce(read_until, received_at) from callback"
                      + " where id = any (?::bigint[])");
          statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
          return statement;
        },
        row -> {
          seen.put(row.getLong(1), row.getTimestamp(2).toInstant());
        });
    return seen;
  }

  /**
   * Lets a callback that only was a hint count by its arrival: its provider can't be asked at
   * present. In the caller's transaction.
   */
  public void takeByArrival(long id) {
    jdbc.update(
        """
        update callback set outcome = 'pending', reason_code = null, reason = null,
          applied_at = null, retry_at = null, read_from = received_at, read_until = received_at
        where id = ? and source is null and read_from is null and body is not null
        """,
        id);
  }

  /**
   * Records what became of pending callbacks, with which whoever had claimed them has them no more.
   * Those that led to no appointment are found by what their bodies say. When one is not pending
   * any more, none of the writes is done.
   *
   * @param ids the callbacks
   * @param outcomes one for each id, in the same order
   */
  public void record(List<Long> ids, List<Outcome> outcomes, JoinedWrites writes) {
    store(ids, findable(ids, outcomes), writes);
  }

  /** For what is done again when a crash of the store takes it back: its callbacks are pending. */
  public JoinedWrites writes() {
    return JoinedWrites.repeatable(jdbc);
  }

  /** Most have an appointment that they are found by, and nothing is read. */
  private List<Outcome> findable(List<Long> ids, List<Outcome> outcomes) {
    Map<Long, Outcome> found = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      found.put(ids.get(i), outcomes.get(i));
    }
    Long[] lost = ids.stream().filter(id -> found.get(id).isFoundByNothing()).toArray(Long[]::new);
    if (lost.length == 0) {
      return outcomes;
    }
    jdbc.query(
        "select id, body, charset from callback where id = any (?) and body is not null",
        row -> {
          List<Long> mentions = Mentions.of(row.getBytes(2), row.getString(3));
          found.computeIfPresent(row.getLong(1), (id, one) -> one.mentioning(mentions));
        },
        (Object) lost);
    return List.copyOf(found.values());
  }

  /** Ids are said twice, so that no plan goes past all that was pending or claimed before. */
  private void store(List<Long> ids, List<Outcome> outcomes, JoinedWrites writes) {
    writes.add(
        "claims",
        """
        select callback_id from callback_claim where callback_id = any (?::bigint[])
        for update skip locked
        """,
        new Column("bigint", ids));
    writes.add(
        "released",
        """
        delete from callback_claim c using claims
        where c.callback_id = claims.callback_id and c.callback_id = any (?::bigint[])
        """,
        new Column("bigint", ids));
    writes.addFor(
        ids.size(),
        "recorded",
        """
        update callback c set outcome = o.outcome, reason_code = o.code, reason = o.reason,
          type = o.type, appointment_key = o.appointment, attempts = c.attempts + 1,
          applied_at = ?, retry_at = null, mentions = o.mentions::bigint[]
        from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
          as o (id, outcome, code, reason, type, appointment, mentions)
        where c.id = o.id and c.id = any (?::bigint[]) and c.outcome = 'pending'
        """,
        java.sql.Timestamp.from(clock.instant()),
        new Column("bigint", ids),
        Column.of("text", outcomes, one -> one.kind().word()),
        Column.of("text", outcomes, Outcome::code),
        Column.of("text", outcomes, Outcome::reason),
        Column.of("text", outcomes, Outcome::type),
        Column.of("text", outcomes, Outcome::appointmentId),
        Column.of("text", outcomes, one -> literal(one.mentions())),
        new Column("bigint", ids));
  }

  /**
   * Forgets the bodies of callbacks, in the caller's transaction. Their keys stay, so that the same
   * deliveries are repetitions when they come again.
   *
   * @return how many had one and were not pending
   */
  public int forget(Collection<Long> ids) {
    return jdbc.update(
        """
        update callback set body = null, mentions = null, reason_code = 'erased',
          reason = 'Somebody whom it named was erased.',
          outcome = case outcome when 'failed' then 'ignored' else outcome end
        where id = any (?) and body is not null and outcome <> 'pending'
        """,
        (Object) ids.toArray(Long[]::new));
  }

  /** Whether somebody writes callbacks down. */
  public boolean isWriting() {
    return groupCommit.isWriting();
  }

  /**
   * Whether the store takes callbacks. Once it has refused one it is asked by one that is not kept,
   * so that it is known again when it takes them.
   */
  public boolean canKeep() {
    return !groupCommit.wasRefused() || trial();
  }

  private boolean trial() {
    byte[] body = new byte[TRIAL_BYTES];
    // What can't be compressed needs room on disk.
    new Random().nextBytes(body);
    return Boolean.TRUE.equals(
        new JdbcTemplate(new BoundedStore(jdbc.getDataSource(), TRIAL_PATIENCE))
            .execute(
                (ConnectionCallback<Boolean>)
                    connection -> {
                      connection.setAutoCommit(false);
                      try (var statement =
                          connection.prepareStatement(
                              """
                          insert into callback (provider, connection, delivery_key, received_at,
                            charset, body) values ('', '', ?, now(), 'UTF-8', ?)
                          """)) {
                        statement.setString(1, UUID.randomUUID().toString());
                        statement.setBytes(2, body);
                        return statement.executeUpdate() == 1;
                      } finally {
                        connection.rollback();
                        connection.setAutoCommit(true);
                      }
                    }));
  }

  /**
   * Makes a callback pending again, whatever became of it before.
   *
   * @param id id in the journal
   * @return false when there is no such callback, or its body was erased
   */
  public boolean replay(long id) {
    boolean found =
        jdbc.update(
                """
                update callback set outcome = 'pending', reason_code = null, reason = null,
                  applied_at = null, retry_at = null
                where id = ? and body is not null
                """,
                id)
            > 0;
    pending.raise();
    return found;
  }

  /**
   * Makes every callback with a certain outcome pending again that is in the journal now, in small
   * steps so that the first ones are applied while the last ones are still found.
   *
   * @param provider only those of this provider; null for all
   * @param connection only those of this connection; null for all
   * @param reason only those with this code; null for all
   * @param since only those that a mapping has given this outcome since then; null for all
   * @return how many
   */
  public int replay(
      Outcome.Kind outcome, String provider, String connection, String reason, Instant since) {
    java.sql.Timestamp from = since == null ? null : java.sql.Timestamp.from(since);
    long last = 0;
    int count = 0;
    while (true) {
      // The outcome as a literal: an index of some outcomes only is used for nothing else.
      List<Long> replayed =
          jdbc.queryForList(
              """
              update callback set outcome = 'pending', reason_code = null, reason = null,
                applied_at = null, retry_at = null
              where id in (select id from callback where outcome = '%s' and body is not null
                and id > ?
                and (?::text is null or provider = ?) and (?::text is null or connection = ?)
                and (?::text is null or reason_code = ?)
                and (?::timestamptz is null
                  or applied_at >= ? and reason_code is distinct from 'ignored-by-route')
                order by id limit ? for no key update)
              returning id
              """
                  .formatted(outcome.word()),
              Long.class,
              last,
              provider,
              provider,
              connection,
              connection,
              reason,
              reason,
              from,
              from,
              REPLAY_STEP);
      if (replayed.isEmpty()) {
        return count;
      }
      // Onwards only: those that fail again meanwhile are not taken twice.
      last = replayed.stream().max(Long::compare).orElseThrow();
      count += replayed.size();
      pending.raise();
    }
  }

  /** Raised when callbacks became pending. */
  public Signal pending() {
    return pending;
  }

  @Override
  public void close() {
    groupCommit.close();
  }

  /** As the store reads an array; null for none. */
  static String literal(List<Long> numbers) {
    return numbers.isEmpty()
        ? null
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }

  /** Reads a callback from a row of the columns that {@link #find} names, in their order. */
  public static Callback callback(ResultSet row, int index) throws SQLException {
    return new Callback(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getTimestamp(4).toInstant(),
        row.getString(5),
        row.getBytes(6),
        row.getInt(7),
        reading(row),
        row.getString(12));
  }

  private static Reading reading(ResultSet row) throws SQLException {
    java.sql.Timestamp from = row.getTimestamp(9);
    return from == null
        ? null
        : new Reading(
            Reading.Source.of(row.getString(8)),
            from.toInstant(),
            row.getTimestamp(10).toInstant(),
            row.getObject(11, Long.class));
  }
}
