package io.calroute.callback.kafka;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.DeliveryStore;
import io.calroute.store.BoundedStore;
import io.calroute.store.StoreFault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records of the topic into the journal: callbacks and the place that the topic was read to
 * are stored in one transaction, which looks first where others have come to. So each record is
 * taken once, whoever reads it how often. Safe for concurrent use.
 */
final class TopicIntake {

  private static final Logger LOG = LoggerFactory.getLogger(TopicIntake.class);

  /** Longer than a batch takes; then the connection counts as lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Before a store that takes nothing is tried again. */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final String BEGIN =
      "insert into topic_offset values (?, ?, ?, 0) on conflict do nothing";

  private static final String PLACE =
      "select next_offset from topic_offset where topic_id = ? and partition = ? for update";

  private static final String MOVE =
      "update topic_offset set next_offset = ? where topic_id = ? and partition = ?";

  /**
   * What the sequence gives later is greater than what was promised so far, so that a later arrival
   * has a greater id by whatever way it comes. A second late, and therefore far ahead of where the
   * sequence can come to meanwhile.
   */
  private static final String FOLLOW =
      """
      select setval(pg_get_serial_sequence('callback', 'id'), ?)
      from pg_sequence_last_value(pg_get_serial_sequence('callback', 'id')::regclass) as s (last)
      where coalesce(last, 0) < ?
      """;

  private record Place(String topicId, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byTopic = topicId.compareTo(other.topicId);
      return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
  }

  /** What has become of records; each is counted when it is stored. */
  final LongAdder kept = new LongAdder();

  final LongAdder unsound = new LongAdder();
  final LongAdder nameless = new LongAdder();

  private final DataSource store;
  private final LiveConnections connections;
  private final TopicOffsets offsets;
  private final Broker broker;
  private final Runnable afterCommit;
  private final Clock clock;
  private volatile boolean away;

  TopicIntake(
      DataSource store,
      LiveConnections connections,
      TopicOffsets offsets,
      Broker broker,
      Runnable afterCommit,
      Clock clock) {
    this.store = new BoundedStore(store, PATIENCE);
    this.connections = connections;
    this.offsets = offsets;
    this.broker = broker;
    this.afterCommit = afterCommit;
    this.clock = clock;
  }

  /**
   * Keeps a batch.
   *
   * @param batch of each partition in the order of the topic
   * @throws IllegalStateException when it has to be read again, because the store takes nothing or
   *     because the topic is another one
   */
  void keep(List<Carried> batch) {
    try {
      try {
        store(batch, false);
      } catch (SQLException e) {
        if (!StoreFault.isAboutTheData(e)) {
          throw e;
        }
        // One record that the store will not take must not cost the others their place.
        for (Carried record : batch) {
          keepAlone(record);
        }
      }
      if (away) {
        LOG.info("The store takes again what is in Kafka");
      }
      away = false;
      afterCommit.run();
    } catch (SQLException e) {
      batch.forEach(offsets::forget);
      if (!away) {
        LOG.warn(
            "The store takes no callbacks (SQLSTATE {}); they stay in Kafka until it does",
            StoreFault.state(e));
      }
      away = true;
      LockSupport.parkNanos(REST.toNanos());
      throw new IllegalStateException("The store takes no callbacks");
    } catch (RuntimeException e) {
      batch.forEach(offsets::forget);
      throw e;
    }
  }

  private void keepAlone(Carried record) throws SQLException {
    try {
      store(List.of(record), false);
    } catch (SQLException e) {
      if (!StoreFault.isAboutTheData(e)) {
        throw e;
      }
      LOG.error(
          "The store refuses the record at {} of Kafka (SQLSTATE {})",
          record.place(),
          StoreFault.state(e));
      store(List.of(record), true);
    }
  }

  /**
   * Stores a batch.
   *
   * @param refused whether the store has refused it as it is, so that only the fact is kept
   */
  private void store(List<Carried> batch, boolean refused) throws SQLException {
    try (Connection connection = store.getConnection()) {
      connection.setAutoCommit(false);
      try {
        store(connection, batch, refused);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        try {
          connection.rollback();
        } catch (SQLException broken) {
          e.addSuppressed(broken);
        }
        throw e;
      }
    }
  }

  private void store(Connection connection, List<Carried> batch, boolean refused)
      throws SQLException {
    Map<Place, Long> places = new TreeMap<>();
    for (Carried record : batch) {
      places.put(place(record), 0L);
    }
    // In order, so that two who read the same partitions wait for each other and never deadlock.
    for (Map.Entry<Place, Long> one : places.entrySet()) {
      one.setValue(next(connection, one.getKey(), batch.get(0).topic()));
    }
    List<Carried> ours = new ArrayList<>();
    for (Carried record : batch) {
      Place place = place(record);
      if (record.offset() >= places.get(place)) {
        ours.add(record);
        places.put(place, record.offset() + 1);
      }
    }
    if (ours.size() < batch.size()) {
      lookAtTopic(batch);
    }
    List<Delivery> deliveries = deliveries(ours, refused);
    DeliveryStore.keep(connection, deliveries);
    follow(connection, deliveries);
    for (Map.Entry<Place, Long> one : places.entrySet()) {
      try (PreparedStatement move = connection.prepareStatement(MOVE)) {
        move.setLong(1, one.getValue());
        move.setString(2, one.getKey().topicId());
        move.setInt(3, one.getKey().partition());
        move.execute();
      }
    }
  }

  private Place place(Carried record) {
    String id = offsets.topicId(record);
    if (id == null) {
      throw new IllegalStateException("The partition has to be assigned anew");
    }
    return new Place(id, record.partition());
  }

  private static long next(Connection connection, Place place, String topic) throws SQLException {
    try (PreparedStatement begin = connection.prepareStatement(BEGIN);
        PreparedStatement look = connection.prepareStatement(PLACE)) {
      for (PreparedStatement one : List.of(begin, look)) {
        one.setString(1, place.topicId());
        one.setInt(2, place.partition());
      }
      begin.setString(3, topic);
      begin.execute();
      try (ResultSet row = look.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /**
   * What others have taken is read again after partitions have changed hands. But the records of a
   * topic that was made anew while it was read begin with low offsets, too.
   */
  private void lookAtTopic(List<Carried> batch) {
    if (!broker.topicId().equals(offsets.topicId(batch.get(0)))) {
      throw new IllegalStateException("The topic is another one of the same name");
    }
  }

  private List<Delivery> deliveries(List<Carried> records, boolean refused) {
    Instant now = clock.instant();
    List<Delivery> deliveries = new ArrayList<>();
    for (Carried record : records) {
      CallbackRecord.read(record, connections.current(), now)
          .map(read -> refused ? CallbackRecord.refused(record, read) : read)
          .ifPresentOrElse(
              deliveries::add,
              () -> {
                nameless.increment();
                LOG.warn(
                    "The record at {} of Kafka does not say whose callback it is; it is left out",
                    record.place());
              });
    }
    long failed = deliveries.stream().filter(CallbackRecord::isFailed).count();
    unsound.add(failed);
    kept.add(deliveries.size() - failed);
    return deliveries;
  }

  private static void follow(Connection connection, List<Delivery> deliveries) throws SQLException {
    long greatest =
        deliveries.stream().filter(one -> one.id() != null).mapToLong(Delivery::id).max().orElse(0);
    try (PreparedStatement follow = connection.prepareStatement(FOLLOW)) {
      follow.setLong(1, Math.max(1, greatest));
      follow.setLong(2, greatest - 1000L * CallbackIds.MILLI);
      follow.execute();
    }
  }
}
