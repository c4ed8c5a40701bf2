package io.calroute.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.destination.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What a worker has found out about a reference, or is about to do. It has an effect only if nobody
 * else has written the reference meanwhile.
 *
 * @param reference what to store
 * @param writes how often workers are to have written it before
 * @param step where in its turn this is
 * @param seenDueAt when it was due as the turn began
 * @param revision of the appointment as the turn began; null when the caller knows that it is the
 *     same, or that it does not matter
 * @param epoch of the lane's lease that the turn is taken under; null for none
 * @param dueAt after a last step, when to look at it again; null when there is nothing left to do
 * @param waiting after a last step, whether it waits for another reference of its appointment
 */
record ReferenceWrite(
    Reference reference,
    long writes,
    Step step,
    Instant seenDueAt,
    Long revision,
    Long epoch,
    Instant dueAt,
    boolean waiting) {

  /** Where in a turn a write is. */
  enum Step {
    /**
     * Before the first call: it has no effect either when something was said of the appointment
     * since the turn began.
     */
    FIRST,
    /** Before another call. The reference stays due, in case the process dies. */
    BETWEEN,
    /** Nothing is sent any more. A reference that was made due again meanwhile stays due. */
    LAST
  }

  static ReferenceWrite between(Reference reference, long writes) {
    return new ReferenceWrite(reference, writes, Step.BETWEEN, null, null, null, null, false);
  }

  static ReferenceWrite last(
      Reference reference,
      long writes,
      Instant seenDueAt,
      Long revision,
      Instant dueAt,
      boolean waiting) {
    return new ReferenceWrite(
        reference, writes, Step.LAST, seenDueAt, revision, null, dueAt, waiting);
  }

  /**
   * Whether the write has to be on disk before anything follows from it. What has come of a call
   * can be found out again; what is about to be sent can't.
   */
  boolean isIntent() {
    return step != Step.LAST;
  }

  /** Whether something was said of the appointment since the turn {@code n} began. */
  private static final String OVERTAKEN =
      """
      (r.due_at is distinct from n.seen or coalesce(n.revision <> (
        select a.revision from appointment a where a.id = r.appointment_id), false))
      """;

  /** A column of the statement. */
  private record Column(String name, String type, Function<ReferenceWrite, Object> value) {}

  private static final List<Column> FENCES =
      List.of(
          new Column("id", "bigint", one -> one.reference.id()),
          new Column("old_writes", "bigint", ReferenceWrite::writes),
          new Column("step", "text", one -> word(one.step)),
          new Column("seen", "timestamptz", one -> timestamp(one.seenDueAt)),
          new Column("revision", "bigint", ReferenceWrite::revision),
          new Column("epoch", "bigint", ReferenceWrite::epoch),
          new Column("due", "timestamptz", one -> timestamp(one.dueAt)),
          new Column("waits", "boolean", ReferenceWrite::waiting));

  private static final List<Column> STATE =
      List.of(
          new Column("state", "text", one -> word(one.reference.state())),
          new Column("generation", "integer", one -> one.reference.generation()),
          of("event_id", "text", Reference::standing, Reference.Identity::eventId),
          of("ical_uid", "text", Reference::standing, Reference.Identity::iCalUid),
          of("etag", "text", Reference::standing, Reference.Identity::etag),
          of("join_url", "text", Reference::standing, Reference.Identity::joinUrl),
          of("made_at", "timestamptz", Reference::standing, it -> timestamp(it.madeAt())),
          new Column(
              "shares_text",
              "boolean",
              one -> one.reference.standing() != null && one.reference.standing().sharesText()),
          of("applied_revision", "bigint", Reference::applied, Reference.Applied::revision),
          of("applied_hash", "text", Reference::applied, Reference.Applied::hash),
          of("in_flight_operation", "text", Reference::inFlight, it -> word(it.operation())),
          of("in_flight_hash", "text", Reference::inFlight, InFlight::hash),
          of("in_flight_revision", "bigint", Reference::inFlight, InFlight::revision),
          of(
              "in_flight_first_sent_at",
              "timestamptz",
              Reference::inFlight,
              it -> timestamp(it.firstSentAt())),
          of(
              "in_flight_last_sent_at",
              "timestamptz",
              Reference::inFlight,
              it -> timestamp(it.lastSentAt())),
          new Column("verify_at", "timestamptz", one -> timestamp(one.reference.verifyAt())),
          new Column("attempts", "integer", one -> one.reference.attempts()),
          of("failure_kind", "text", Reference::failure, it -> word(it.kind())),
          of("failure_code", "text", Reference::failure, Failure::code),
          of("failure_message", "text", Reference::failure, Failure::message));

  private static <T> Column of(
      String name, String type, Function<Reference, T> part, Function<T, Object> value) {
    return new Column(
        name,
        type,
        one -> {
          T present = part.apply(one.reference);
          return present == null ? null : value.apply(present);
        });
  }

  private static List<Column> contents(ObjectMapper json) {
    return List.of(
        of("applied_content", "text", Reference::applied, it -> text(json, it.content())),
        of("in_flight_content", "text", Reference::inFlight, it -> text(json, it.content())),
        new Column(
            "late_texts",
            "text",
            one -> {
              List<String> late = one.reference.lateTexts();
              return late.isEmpty() ? null : text(json, json.valueToTree(late));
            }));
  }

  /** One statement for all, so that a gathered one costs as much as a single one. */
  static PreparedStatement prepare(
      Connection connection, List<ReferenceWrite> writes, Instant now, ObjectMapper json)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(STATEMENT);
    statement.setTimestamp(bind(connection, statement, writes, json), Timestamp.from(now));
    return statement;
  }

  /**
   * The same for those that nobody else has locked, and gives lanes back in which that was the
   * last.
   *
   * @param lanes whose writes are all among these, or stored
   */
  static PreparedStatement prepareGathered(
      Connection connection,
      List<ReferenceWrite> writes,
      List<LeftLane> lanes,
      Instant now,
      ObjectMapper json)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(GATHERED_STATEMENT);
    int next = bind(connection, statement, writes, json);
    boolean flushed = writes.stream().anyMatch(ReferenceWrite::isIntent);
    statement.setString(next++, flushed ? "on" : "off");
    statement.setTimestamp(next++, Timestamp.from(now));
    statement.setArray(
        next++, connection.createArrayOf("bigint", lanes.stream().map(LeftLane::lane).toArray()));
    statement.setArray(
        next++, connection.createArrayOf("bigint", lanes.stream().map(LeftLane::epoch).toArray()));
    statement.setArray(
        next++,
        connection.createArrayOf(
            "timestamptz", lanes.stream().map(one -> timestamp(one.floor())).toArray()));
    statement.setTimestamp(next++, Timestamp.from(now));
    statement.setTimestamp(next, Timestamp.from(now));
    return statement;
  }

  /** Binds what is written; gives the number of the next parameter. */
  private static int bind(
      Connection connection,
      PreparedStatement statement,
      List<ReferenceWrite> writes,
      ObjectMapper json)
      throws SQLException {
    List<Column> all = new ArrayList<>(FENCES);
    all.addAll(STATE);
    all.addAll(contents(json));
    int next = 1;
    for (Column column : all) {
      statement.setArray(
          next++,
          connection.createArrayOf(column.type, writes.stream().map(column.value).toArray()));
    }
    return next;
  }

  private static final String STATEMENT = statement(false);
  private static final String GATHERED_STATEMENT = statement(true);

  private static String statement(boolean gathered) {
    List<Column> columns = new ArrayList<>(STATE);
    columns.addAll(contents(null));
    List<Column> all = new ArrayList<>(FENCES);
    all.addAll(columns);
    StringBuilder sql = new StringBuilder("with n as (select * from unnest(");
    StringBuilder names = new StringBuilder();
    StringBuilder sets = new StringBuilder();
    for (Column column : all) {
      sql.append(names.isEmpty() ? "" : ", ").append("?::").append(column.type).append("[]");
      names.append(names.isEmpty() ? "" : ", ").append(column.name);
    }
    columns.forEach(one -> sets.append(one.name).append(" = n.").append(one.name).append(", "));
    sql.append(") as n (").append(names).append("))");
    if (gathered) {
      sql.append(
          """
          , how as (select set_config('synchronous_commit', ?, true)),
          free as (select r.id from reference r where r.id in (select id from n)
            for no key update skip locked)
          """);
    }
    return sql.append(gathered ? ", written as (" : "")
        .append(" update reference r set writes = r.writes + 1, ")
        .append(sets)
        .append("changed_at = ?, due_at = case when n.step = 'last' and not ")
        .append(OVERTAKEN)
        .append(" then n.due else r.due_at end, waiting = case when n.step = 'last' and not ")
        .append(OVERTAKEN)
        .append(" then n.waits else r.waiting end from n")
        .append(gathered ? ", how, free" : "")
        .append(" where r.id = n.id and r.writes = n.old_writes")
        .append(gathered ? " and r.id = free.id" : "")
        .append(" and (n.step <> 'first' or not ")
        .append(OVERTAKEN)
        .append(
            """
            )
              and (n.epoch is null or exists (
                select from lease where lease.lane_id = r.lane_id and lease.epoch = n.epoch))
            returning r.id, r.lane_id, r.due_at
            """)
        .append(gathered ? GIVING_BACK : "")
        .toString();
  }

  /** A lane whose last write waits for somebody else's lock is kept. */
  private static final String GIVING_BACK =
      """
      ), given as (
        update lease set leased_until = null
        from unnest(?::bigint[], ?::bigint[], ?::timestamptz[]) as g (lane_id, epoch, floor)
        where lease.lane_id = g.lane_id and lease.epoch = g.epoch
          and not exists (select from n where n.id not in (select id from free))
        returning lease.lane_id as id, g.floor)
      select free.id, written.id is not null, false from free
        left join written on written.id = free.id
      union all select given.id, exists (
          select from reference r
          where r.lane_id = given.id and r.due_at between given.floor and ?
            and r.id not in (select id from written))
        or exists (select from written w where w.lane_id = given.id and w.due_at <= ?), true
      from given
      """;

  private static Timestamp timestamp(Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A content as the store keeps it; null for none. */
  static String text(ObjectMapper json, JsonNode content) {
    if (content == null) {
      return null;
    }
    try {
      return json.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON tree can always be written", e);
    }
  }
}
