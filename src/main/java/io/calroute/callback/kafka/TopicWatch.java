package io.calroute.callback.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Looks every few seconds how many records of the topic the journal does not have yet, and says in
 * the log when no broker answers. Safe for concurrent use.
 */
final class TopicWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
  private static final int SECONDS = 5;

  private final JdbcTemplate jdbc;
  private final Broker broker;

  /** By partition, where the journal had come to when the store was asked last. */
  private final Map<Integer, Long> places = new HashMap<>();

  private ScheduledExecutorService looking;

  /** Without brokers nothing waits. */
  private volatile Topic.State state = new Topic.State(true, 0L);

  TopicWatch(JdbcTemplate jdbc, Broker broker) {
    this.jdbc = jdbc;
    this.broker = broker;
  }

  void start() {
    state = new Topic.State(true, null);
    looking =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "kafka-watch");
              thread.setDaemon(true);
              return thread;
            });
    looking.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
  }

  Topic.State state() {
    return state;
  }

  private void look() {
    try {
      Map<Integer, Long> ends = broker.ends();
      Map<Integer, Long> beginnings = broker.beginnings();
      readPlaces(broker.topicId());
      long waiting = 0;
      for (Map.Entry<Integer, Long> end : ends.entrySet()) {
        long from =
            Math.max(
                places.getOrDefault(end.getKey(), 0L), beginnings.getOrDefault(end.getKey(), 0L));
        waiting += Math.max(0, end.getValue() - from);
      }
      if (!state.isReachable()) {
        LOG.info("Kafka answers again");
      }
      state = new Topic.State(true, waiting);
    } catch (KafkaException e) {
      if (state.isReachable()) {
        LOG.warn("{}; callbacks are refused until one does", e.getMessage());
      }
      state = new Topic.State(false, null);
    } catch (RuntimeException e) {
      LOG.debug("The topic could not be looked at", e);
    }
  }

  /** While the store is away, what it said last holds: nothing is taken meanwhile. */
  private void readPlaces(String topicId) {
    try {
      Map<Integer, Long> read = new HashMap<>();
      jdbc.query(
          "select partition, next_offset from topic_offset where topic_id = ?",
          row -> {
            read.put(row.getInt(1), row.getLong(2));
          },
          topicId);
      places.clear();
      places.putAll(read);
    } catch (DataAccessException away) {
      LOG.debug("The store does not say how far it has come", away);
    }
  }

  @Override
  public void close() {
    if (looking != null) {
      looking.shutdownNow();
    }
  }
}
