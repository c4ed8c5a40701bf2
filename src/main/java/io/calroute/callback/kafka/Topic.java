package io.calroute.callback.kafka;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.DeliveryKey;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.journal.Receipt;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.spi.StateRepository;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The topic between the door and the journal. Without brokers nobody uses it, and it costs nothing.
 * Safe for concurrent use.
 */
public final class Topic implements AutoCloseable {

  private final JdbcTemplate jdbc;
  private final Broker broker;
  private final TopicOffsets offsets;
  private final TopicIntake intake;
  private final KnownDeliveries known;
  private final TopicWatch watch;
  private final Clock clock;
  private final CallbackIds ids;

  /**
   * A topic.
   *
   * @param used whether there are brokers
   * @param name of the topic
   * @param settings of clients of its brokers
   * @param afterCommit run when callbacks were stored
   */
  public Topic(
      boolean used,
      String name,
      Supplier<Properties> settings,
      DataSource store,
      LiveConnections connections,
      Runnable afterCommit,
      Clock clock) {
    this.jdbc = new JdbcTemplate(store);
    this.broker = new Broker(name, settings);
    this.offsets = new TopicOffsets(jdbc, broker);
    this.intake = new TopicIntake(store, connections, offsets, broker, afterCommit, clock);
    this.known = new KnownDeliveries(store);
    this.watch = new TopicWatch(jdbc, broker);
    this.clock = clock;
    // The store is asked now, and by no callback: it may be away by then.
    this.ids = new CallbackIds(clock, used ? lane() : 0);
    if (used) {
      watch.start();
    }
  }

  /**
   * How the topic is, some seconds ago at most.
   *
   * @param isReachable whether a broker tells of it
   * @param waiting how many records are not in the journal yet; null when nobody knows
   */
  public record State(boolean isReachable, Long waiting) {}

  /** How the topic is. */
  public State state() {
    return watch.state();
  }

  /**
   * How many records this process has taken so far.
   *
   * @param kept as callbacks
   * @param unsound as failed ones
   * @param nameless not at all
   */
  public record Taken(long kept, long unsound, long nameless) {}

  /** How many records this process has taken so far. */
  public Taken taken() {
    return new Taken(intake.kept.sum(), intake.unsound.sum(), intake.nameless.sum());
  }

  /**
   * A delivery that comes in now, with the id that it will have.
   *
   * @param outcome what became of it already; null when it is to be applied
   * @param traceparent under which trace it is followed; null for none
   */
  public Delivery promised(
      String provider,
      String connection,
      DeliveryKey key,
      String charset,
      byte[] body,
      Outcome outcome,
      String traceparent) {
    return new Delivery(
        provider,
        connection,
        key,
        clock.instant(),
        charset,
        body,
        outcome,
        ids.next(),
        traceparent);
  }

  /** Which callback a delivery repeats; empty, too, when the store does not say at once. */
  public Optional<Receipt> repeated(Delivery delivery) {
    return known.find(delivery);
  }

  /** The headers that Camel's Kafka component makes a record of, beside the body. */
  public Map<String, Object> headers(Delivery delivery) {
    return CallbackRecord.headers(delivery);
  }

  /**
   * Keeps a batch of records, each once; what nobody can believe is kept as failed.
   *
   * @throws IllegalStateException when the batch has to be read again
   */
  public void keep(List<Carried> batch) {
    intake.keep(batch);
  }

  /** From where partitions are read. */
  public StateRepository<String, String> offsets() {
    return offsets;
  }

  /** Replicas get different ones, as long as the store says so. */
  private int lane() {
    try {
      return jdbc.queryForObject("select nextval('callback_lane')", Integer.class);
    } catch (DataAccessException away) {
      return ThreadLocalRandom.current().nextInt(Short.MAX_VALUE);
    }
  }

  @Override
  public void close() {
    watch.close();
    known.close();
    broker.close();
  }
}
