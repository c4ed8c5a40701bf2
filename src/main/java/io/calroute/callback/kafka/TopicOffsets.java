package io.calroute.callback.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells Camel's Kafka consumer, whenever it is assigned partitions, from where to read: from where
 * the journal has come to, and from the first record that is there for a partition that the journal
 * knows nothing of. Kafka's own memory is never asked. Safe for concurrent use.
 */
final class TopicOffsets extends ServiceSupport implements StateRepository<String, String> {

  /** Shorter than a group waits for a consumer that does not poll. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  private final JdbcTemplate jdbc;
  private final Broker broker;

  /** By topic and partition, the id of the topic that was there when reading began. */
  private final Map<String, String> read = new ConcurrentHashMap<>();

  TopicOffsets(JdbcTemplate jdbc, Broker broker) {
    this.jdbc = jdbc;
    this.broker = broker;
  }

  /**
   * Called by Camel with {@code topic/partition}.
   *
   * @return the last offset that is stored; Camel goes on behind it
   */
  @Override
  public String getState(String key) {
    read.remove(key);
    int partition = Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
    String id = broker.topicId();
    long next = next(id, partition);
    read.put(key, id);
    return Long.toString(next - 1);
  }

  /** Waits for a store that is away: a consumer that fails here joins its group again and again. */
  private long next(String id, int partition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        List<Long> next =
            jdbc.queryForList(
                "select next_offset from topic_offset where topic_id = ? and partition = ?",
                Long.class,
                id,
                partition);
        return next.isEmpty() ? 0 : next.get(0);
      } catch (DataAccessException away) {
        if (System.nanoTime() - end > 0) {
          throw away;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  /** The journal does so, with what it stores. */
  @Override
  public void setState(String key, String offset) {}

  /**
   * The topic that a partition is read of.
   *
   * @return null when it has to be assigned first
   */
  String topicId(Carried record) {
    return read.get(key(record));
  }

  /** What comes of a partition now may not be what comes next; it has to be assigned anew. */
  void forget(Carried record) {
    read.remove(key(record));
  }

  private static String key(Carried record) {
    return record.topic() + '/' + record.partition();
  }
}
