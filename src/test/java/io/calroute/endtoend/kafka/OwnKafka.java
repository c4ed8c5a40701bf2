package io.calroute.endtoend.kafka;

import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker of Kafka such as an installation brings: a process of its own, with an address and data
 * that stay, to which a test does what happens to brokers. For use by one thread.
 */
public final class OwnKafka implements AutoCloseable {

  static final String TOPIC = "calroute-callbacks";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path home;
  private final int port;
  private Process process;

  private OwnKafka(Path home, int port) {
    this.home = home;
    this.port = port;
  }

  /** A broker without a topic, not started yet. */
  public static OwnKafka in(Path home) {
    OwnKafka kafka = new OwnKafka(home.resolve("kafka"), RunningCalroute.freePort());
    int controller = RunningCalroute.freePort();
    Path data = kafka.home.resolve("data");
    try {
      Files.createDirectories(data);
      Files.writeString(
          data.resolve("meta.properties"),
          "version=1\ncluster.id=%s\nnode.id=1\ndirectory.id=%s\n"
              .formatted(Uuid.randomUuid(), Uuid.randomUuid()));
      Files.writeString(
          kafka.home.resolve("server.properties"),
          """
          process.roles=broker,controller
          node.id=1
          controller.quorum.voters=1@127.0.0.1:%d
          controller.listener.names=CONTROLLER
          listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
          listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
          log.dirs=%s
          auto.create.topics.enable=false
          message.max.bytes=2097152
          offsets.topic.replication.factor=1
          offsets.topic.num.partitions=1
          group.initial.rebalance.delay.ms=0
          """
              .formatted(controller, kafka.port, controller, data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kafka;
  }

  /** Starts it, and waits until it answers. */
  public OwnKafka start() {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  "kafka.Kafka",
                  home.resolve("server.properties").toString())
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("kafka.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("an answer of Kafka; " + home + "/kafka.log says why there is none")
        .atMost(PATIENCE)
        .until(this::answers);
    return this;
  }

  private boolean answers() {
    try (Admin admin = admin()) {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | java.util.concurrent.TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the topic of callbacks. */
  public OwnKafka withTopic(int partitions) {
    asked(
        admin ->
            admin
                .createTopics(
                    List.of(
                        new NewTopic(TOPIC, Optional.of(partitions), Optional.empty())
                            .configs(Map.of("max.message.bytes", "2097152"))))
                .all()
                .get());
    return this;
  }

  /** Removes the topic of callbacks, with all that is in it. */
  public void removeTopic() {
    asked(admin -> admin.deleteTopics(List.of(TOPIC)).all().get());
  }

  interface Question<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  <T> T asked(Question<T> question) {
    try (Admin admin = admin()) {
      return question.ask(admin);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            brokers(),
            "default.api.timeout.ms",
            5000,
            "request.timeout.ms",
            4000));
  }

  /** Writes a record as anybody can who may write to the topic. */
  void write(Map<String, String> headers, byte[] value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(TOPIC, value);
      headers.forEach((name, text) -> record.headers().add(name, text.getBytes()));
      producer.send(record);
    }
  }

  /** Its address. */
  public String brokers() {
    return "127.0.0.1:" + port;
  }

  /** Ends it as a loss of power would, but for what is in the memory of the machine. */
  public void kill() {
    process.destroyForcibly();
    await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  /** Lets it do nothing, and refuse nothing: what comes meanwhile waits in its sockets. */
  void freeze() {
    signal("STOP");
  }

  /** Lets it go on. */
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many records the topic of callbacks has got. */
  public long records() {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    topic()
        .partitions()
        .forEach(
            one -> latest.put(new TopicPartition(TOPIC, one.partition()), OffsetSpec.latest()));
    return asked(admin -> admin.listOffsets(latest).all().get()).values().stream()
        .mapToLong(found -> found.offset())
        .sum();
  }

  /** The topic of callbacks. */
  TopicDescription topic() {
    return asked(admin -> admin.describeTopics(List.of(TOPIC)).topicNameValues().get(TOPIC).get());
  }

  /** Starts it unless it runs. */
  public void startIfGone() {
    if (!process.isAlive()) {
      start();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
