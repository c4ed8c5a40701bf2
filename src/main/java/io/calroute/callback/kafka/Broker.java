package io.calroute.callback.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * What a broker says of the topic. Asks with the settings of Camel's Kafka component, so that
 * whatever security it has holds here, too. Safe for concurrent use.
 */
final class Broker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final String topic;
  private final Supplier<Properties> settings;
  private Admin admin;

  Broker(String topic, Supplier<Properties> settings) {
    this.topic = topic;
    this.settings = settings;
  }

  /**
   * The id of the topic; one that is made anew has another.
   *
   * @throws KafkaException when nobody says
   */
  String topicId() {
    return description().topicId().toString();
  }

  /**
   * By partition, the offset that the next record will have.
   *
   * @throws KafkaException when nobody says
   */
  Map<Integer, Long> ends() {
    return offsets(OffsetSpec.latest());
  }

  /**
   * By partition, the offset of the first record that is kept.
   *
   * @throws KafkaException when nobody says
   */
  Map<Integer, Long> beginnings() {
    return offsets(OffsetSpec.earliest());
  }

  private TopicDescription description() {
    return asked(now -> now.describeTopics(java.util.List.of(topic)).topicNameValues().get(topic));
  }

  private Map<Integer, Long> offsets(OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    description()
        .partitions()
        .forEach(one -> wanted.put(new TopicPartition(topic, one.partition()), which));
    Map<Integer, Long> offsets = new HashMap<>();
    asked(now -> now.listOffsets(wanted).all())
        .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
    return offsets;
  }

  private <T> T asked(Function<Admin, KafkaFuture<T>> question) {
    try {
      return question.apply(admin()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("No broker tells of the topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  /** Made late, since a host without an address keeps it from being made. */
  private synchronized Admin admin() {
    if (admin == null) {
      Properties all = settings.get();
      Properties own = new Properties();
      AdminClientConfig.configNames().stream()
          .filter(all::containsKey)
          .forEach(name -> own.put(name, all.get(name)));
      own.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() - 1000);
      own.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
      admin = Admin.create(own);
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
