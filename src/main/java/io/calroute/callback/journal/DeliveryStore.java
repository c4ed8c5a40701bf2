package io.calroute.callback.journal;

import io.calroute.work.LogTopic;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deliveries as rows of the journal: which of them are kept, and which repeat one that is. */
public final class DeliveryStore {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryStore.class);

  /** In windows beside the delivery's own, less than a window away. */
  private static final String NEIGHBOUR =
      """
      c.provider = d.provider and c.connection = d.connection
        and c.delivery_key in (d.earlier_key, d.later_key)
        and c.received_at > d.received_at - d.millis * interval '1 millisecond'
        and c.received_at < d.received_at + d.millis * interval '1 millisecond'
      """;

  /**
   * The id that was promised may be taken by then, by somebody who only said that it was his; the
   * sequence has another one.
   */
  private static final String PROMISED =
      """
      case when d.id is null or exists (select 1 from callback c where c.id = d.id)
        then nextval(pg_get_serial_sequence('callback', 'id')) else d.id end,
      """;

  private static final String INSERT = insert("", "", "", "");

  private static final String INSERT_PROMISED =
      insert("id, ", "overriding system value", PROMISED, ", ?::bigint[]");

  /** Nobody else can have a claim of what nobody else has seen. */
  private static final String INSERT_CLAIMED =
      """
      with kept as (%s),
      claimed as (
        insert into callback_claim (callback_id, holder, claimed_at, claimed_until)
        select id, ?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond' from kept)
      select * from kept
      """
          .formatted(INSERT);

  /**
   * The first of those that a delivery may repeat, whether it has the same body, and which callback
   * has said something else of the same appointment since. One whose body was erased is repeated by
   * whatever has its key.
   */
  private static final String FIND =
      """
      select first.id, d.provider, d.connection, d.delivery_key, first.received_at,
        coalesce(first.body = d.body, true), (
          select max(c.id) from callback c
          where d.millis > 0 and c.id > first.id and c.appointment_key = first.appointment_key
            and c.provider = d.provider and c.connection = d.connection and c.body <> d.body)
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
          ?::timestamptz[], ?::bytea[])
        as d (provider, connection, delivery_key, earlier_key, later_key, millis, received_at,
          body)
      cross join lateral (
        select same.* from (
          select c.* from callback c
          where c.provider = d.provider and c.connection = d.connection
            and c.delivery_key = d.delivery_key
          union all
          select c.* from callback c where d.millis > 0 and %s
        ) same order by same.received_at, same.id limit 1
      ) first
      """
          .formatted(NEIGHBOUR);

  /**
   * Lets one transaction at a time store deliveries with a certain text, because two in
   * neighbouring windows have no name in common that could keep one of them out.
   */
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('delivery ' || text, 0))"
          + " from unnest(?::text[]) as t (text)";

  record Key(String provider, String connection, String name) implements Comparable<Key> {

    /** What deliveries that repeat each other have in common. */
    static Key common(Delivery delivery) {
      return new Key(delivery.provider(), delivery.connection(), delivery.key().text());
    }

    /** What a delivery is stored by. */
    static Key stored(Delivery delivery) {
      return new Key(
          delivery.provider(),
          delivery.connection(),
          delivery.key().stored(delivery.receivedAt(), 0));
    }

    @Override
    public int compareTo(Key other) {
      int byProvider = provider.compareTo(other.provider);
      if (byProvider != 0) {
        return byProvider;
      }
      int byConnection = connection.compareTo(other.connection);
      return byConnection != 0 ? byConnection : name.compareTo(other.name);
    }
  }

  /**
   * A row of the journal that may stand for a delivery.
   *
   * @param sameBody false when it has only the id in common
   * @param since callback that has said something else of the same appointment since; null for none
   */
  record Kept(Receipt receipt, Instant receivedAt, boolean sameBody, Long since) {

    /** The key under which a delivery is no repetition of this one; null when it is one. */
    DeliveryKey otherKey(Delivery delivery) {
      if (!sameBody) {
        return DuplicateRule.ofBody(delivery.body());
      }
      return since == null ? null : delivery.key().after(since);
    }
  }

  /**
   * A delivery to be stored.
   *
   * @param namesake callback with the same id and another body; null for none
   */
  record Waiting(Delivery delivery, CompletableFuture<Receipt> receipt, Long namesake) {

    /** Whether it says again what one says that is kept. */
    boolean repeats(Waiting first, Kept kept) {
      return Arrays.equals(delivery.body(), first.delivery.body())
          && delivery.key().joins(kept.receivedAt(), delivery.receivedAt());
    }

    void complete(Receipt kept) {
      if (namesake != null && !kept.duplicate()) {
        LogTopic.is(kept.id(), null, delivery.traceparent());
        LOG.warn(
            "Callback {} of {} came with the delivery id of callback {} and another body; it counts"
                + " as a callback of its own",
            kept.id(),
            delivery.provider(),
            namesake);
        LogTopic.over();
      }
      receipt.complete(kept);
    }
  }

  private DeliveryStore() {}

  private static String insert(String column, String how, String value, String ids) {
    return """
        insert into callback (%sprovider, connection, delivery_key, received_at, charset, body,
          outcome, reason_code, reason, applied_at, mentions, traceparent) %s
        select %sd.provider, d.connection, d.delivery_key, d.received_at, d.charset, d.body,
          coalesce(d.outcome, 'pending'), d.code, d.reason,
          case when d.outcome is null then null else d.received_at end, d.mentions::bigint[],
          d.traceparent
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::timestamptz[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[]%s)
          as d (provider, connection, delivery_key, earlier_key, later_key, millis, received_at,
            body, charset, outcome, code, reason, mentions, traceparent%s)
        where d.millis = 0 or not exists (select 1 from callback c where %s)
        on conflict (provider, connection, delivery_key) do nothing
        returning id, provider, connection, delivery_key, received_at, true, null::bigint
        """
        .formatted(column, how, value, ids, ids.isEmpty() ? "" : ", id", NEIGHBOUR);
  }

  /**
   * Keeps deliveries in the caller's transaction.
   *
   * @throws SQLException as the store says; the transaction is to be taken back then
   */
  public static void keep(Connection connection, List<Delivery> deliveries) throws SQLException {
    List<Waiting> all =
        deliveries.stream().map(one -> new Waiting(one, new CompletableFuture<>(), null)).toList();
    List<Waiting> left = all;
    lock(connection, deliveries);
    while (!left.isEmpty()) {
      Map<Key, List<Waiting>> groups = byKey(left);
      left =
          settle(
              groups.values(),
              store(
                  connection,
                  groups.values().stream().map(group -> group.get(0).delivery()).toList(),
                  null));
    }
    if (all.stream().anyMatch(one -> one.receipt().isCompletedExceptionally())) {
      throw new SQLException("What a delivery repeats has just been removed", "40001");
    }
  }

  /**
   * Which callbacks some deliveries repeat. What has the id of another one and a body of its own
   * repeats nothing.
   *
   * @return in the same order; empty for one that repeats none that is kept
   */
  public static List<Optional<Receipt>> repeated(Connection connection, List<Delivery> deliveries)
      throws SQLException {
    Map<Key, Kept> all = new TreeMap<>();
    find(connection, deliveries, all);
    return deliveries.stream()
        .map(
            one ->
                Optional.ofNullable(all.get(Key.stored(one)))
                    .filter(kept -> kept.otherKey(one) == null)
                    .map(Kept::receipt))
        .toList();
  }

  /** Deliveries that may repeat each other, the first one in front. */
  static Map<Key, List<Waiting>> byKey(List<Waiting> batch) {
    // In key order, so that two writers with the same keys wait for each other and never deadlock.
    Map<Key, List<Waiting>> byKey = new TreeMap<>();
    for (Waiting entry : batch) {
      byKey.computeIfAbsent(Key.common(entry.delivery()), any -> new ArrayList<>(1)).add(entry);
    }
    return byKey;
  }

  /**
   * Answers the first of each group, and those that repeat it.
   *
   * @return those that came too long after the one that is kept, or say something else
   */
  static List<Waiting> settle(Collection<List<Waiting>> groups, Map<Key, Kept> all) {
    List<Waiting> left = new ArrayList<>();
    for (List<Waiting> entries : groups) {
      Waiting first = entries.get(0);
      Kept kept = all.get(Key.stored(first.delivery));
      if (kept == null) {
        fail(entries, new IllegalStateException("What it repeats has just been removed"));
        continue;
      }
      List<Waiting> others = entries.subList(1, entries.size());
      DeliveryKey otherKey = kept.otherKey(first.delivery);
      if (otherKey != null) {
        Long namesake = kept.sameBody() ? null : Long.valueOf(kept.receipt().id());
        left.add(new Waiting(first.delivery.keyed(otherKey), first.receipt, namesake));
        left.addAll(others);
        continue;
      }
      first.complete(kept.receipt());
      for (Waiting later : others) {
        if (later.repeats(first, kept)) {
          later.complete(new Receipt(kept.receipt().id(), true));
        } else {
          left.add(later);
        }
      }
    }
    return left;
  }

  /** Has others wait who store deliveries with the same texts and a window. */
  static void lock(Connection connection, List<Delivery> deliveries) throws SQLException {
    Object[] windowed =
        deliveries.stream()
            .map(Delivery::key)
            .filter(DeliveryKey::isWindowed)
            .map(DeliveryKey::text)
            .sorted()
            .distinct()
            .toArray();
    if (windowed.length == 0) {
      return;
    }
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setArray(1, connection.createArrayOf("text", windowed));
      lock.execute();
    }
  }

  /**
   * Keeps deliveries.
   *
   * @param taker who claims those that are kept now; null for nobody. All of them are to be applied
   *     then, and none was promised an id
   */
  static Map<Key, Kept> store(Connection connection, List<Delivery> deliveries, Taker taker)
      throws SQLException {
    Map<Key, Kept> all = new TreeMap<>();
    boolean promised = deliveries.stream().anyMatch(one -> one.id() != null);
    String statement = promised ? INSERT_PROMISED : taker == null ? INSERT : INSERT_CLAIMED;
    try (PreparedStatement insert = connection.prepareStatement(statement)) {
      bind(connection, insert, deliveries);
      insert.setArray(9, array(connection, "text", deliveries, Delivery::charset));
      insert.setArray(10, outcomes(connection, deliveries, one -> one.kind().word()));
      insert.setArray(11, outcomes(connection, deliveries, Outcome::code));
      insert.setArray(12, outcomes(connection, deliveries, Outcome::reason));
      insert.setArray(13, array(connection, "text", deliveries, DeliveryStore::mentions));
      insert.setArray(14, array(connection, "text", deliveries, Delivery::traceparent));
      if (promised) {
        insert.setArray(15, array(connection, "bigint", deliveries, Delivery::id));
      } else if (taker != null) {
        insert.setObject(15, taker.holder());
        insert.setLong(16, taker.lease().toMillis());
      }
      read(insert, all, false);
    }
    if (all.size() < deliveries.size()) {
      List<Delivery> repeated =
          deliveries.stream().filter(one -> !all.containsKey(Key.stored(one))).toList();
      find(connection, repeated, all);
    }
    return all;
  }

  /** Deliveries that were kept for the first time, as they can be read from the journal. */
  static List<Callback> callbacks(List<Delivery> deliveries, Map<Key, Kept> all) {
    return deliveries.stream()
        .filter(one -> all.containsKey(Key.stored(one)))
        .filter(one -> !all.get(Key.stored(one)).receipt().duplicate())
        .map(
            one ->
                new Callback(
                    all.get(Key.stored(one)).receipt().id(),
                    one.provider(),
                    one.connection(),
                    all.get(Key.stored(one)).receivedAt(),
                    one.charset(),
                    one.body(),
                    0,
                    null,
                    one.traceparent()))
        .sorted(Comparator.comparing(Callback::id))
        .toList();
  }

  private static void find(Connection connection, List<Delivery> deliveries, Map<Key, Kept> all)
      throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      bind(connection, find, deliveries);
      read(find, all, true);
    }
  }

  private static Array outcomes(
      Connection connection, List<Delivery> deliveries, Function<Outcome, String> column)
      throws SQLException {
    return array(
        connection,
        "text",
        deliveries,
        one -> one.outcome() == null ? null : column.apply(one.outcome()));
  }

  /** Those that wait for their mapping say it once they are mapped. */
  private static String mentions(Delivery delivery) {
    return delivery.outcome() == null
        ? null
        : Journal.literal(Mentions.of(delivery.body(), delivery.charset()));
  }

  private static void bind(
      Connection connection, PreparedStatement statement, List<Delivery> deliveries)
      throws SQLException {
    statement.setArray(1, array(connection, "text", deliveries, Delivery::provider));
    statement.setArray(2, array(connection, "text", deliveries, Delivery::connection));
    statement.setArray(3, array(connection, "text", deliveries, one -> name(one, 0)));
    statement.setArray(4, array(connection, "text", deliveries, one -> name(one, -1)));
    statement.setArray(5, array(connection, "text", deliveries, one -> name(one, 1)));
    statement.setArray(
        6, array(connection, "bigint", deliveries, one -> one.key().window().toMillis()));
    statement.setArray(
        7, array(connection, "timestamptz", deliveries, one -> Timestamp.from(one.receivedAt())));
    statement.setArray(
        8,
        connection.createArrayOf(
            "bytea", deliveries.stream().map(Delivery::body).toArray(byte[][]::new)));
  }

  private static String name(Delivery delivery, int windows) {
    return delivery.key().stored(delivery.receivedAt(), windows);
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private static void read(PreparedStatement statement, Map<Key, Kept> all, boolean duplicate)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.put(
            new Key(rows.getString(2), rows.getString(3), rows.getString(4)),
            new Kept(
                new Receipt(rows.getLong(1), duplicate),
                rows.getTimestamp(5).toInstant(),
                rows.getBoolean(6),
                rows.getObject(7, Long.class)));
      }
    }
  }

  static void fail(List<Waiting> entries, Throwable cause) {
    entries.forEach(entry -> entry.receipt.completeExceptionally(cause));
  }
}
