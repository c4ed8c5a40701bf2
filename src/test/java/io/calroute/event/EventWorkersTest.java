package io.calroute.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.sandbox.Json;
import io.calroute.store.EmptyStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How events get to the hooks. */
@ExtendWith(OutputCaptureExtension.class)
class EventWorkersTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path home;
  private static EmptyStore store;
  private static EventStore events;

  private final Queue<String> given = new ConcurrentLinkedQueue<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private DefaultCamelContext camel;
  private EventWorkers workers;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
    events = new EventStore(store.jdbc(), new ObjectMapper(), Clock.systemUTC());
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void clear() {
    store.jdbc().update("truncate event");
  }

  @AfterEach
  void stop() {
    workers.stop();
    camel.stop();
  }

  @Test
  void aHookIsGivenACloudEventOutsideAnyTransaction() throws Exception {
    AtomicBoolean transaction = new AtomicBoolean(true);
    happened("acme/default/1", "first");
    hook(
        exchange -> {
          transaction.set(TransactionSynchronizationManager.isActualTransactionActive());
          given.add(exchange.getMessage().getBody(String.class));
        });
    await().atMost(SOON).until(() -> left() == 0);

    JsonNode event = Json.parse(given.remove());
    assertThat(event.fieldNames())
        .toIterable()
        .containsExactly("specversion", "id", "source", "type", "time", "subject", "data");
    assertThat(event.path("specversion").textValue()).isEqualTo("1.0");
    assertThat(event.path("source").textValue()).isEqualTo("calroute");
    assertThat(event.path("type").textValue()).isEqualTo("drift.found");
    assertThat(event.path("subject").textValue()).isEqualTo("acme/default/1");
    assertThat(event.path("data").path("name").textValue()).isEqualTo("first");
    assertThat(transaction).isFalse();
    assertThat(registry.get("calroute.events.deliveries").tag("result", "ok").counter().count())
        .isEqualTo(1);
  }

  @Test
  void whatAHookDoesNotTakeComesAgainInOrderAndKeepsNoOtherSubjectWaiting(CapturedOutput log)
      throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    happened("acme/default/1", "a1");
    happened("acme/default/1", "a2");
    happened("acme/default/2", "b1");
    hook(
        exchange -> {
          String name = name(exchange.getMessage().getBody(String.class));
          if (name.equals("a1") && broken.get()) {
            throw new IllegalStateException("https://chat.example.com/secret");
          }
          given.add(name);
        });
    await().atMost(SOON).until(() -> given.contains("b1"));
    await().atMost(SOON).until(() -> log.getAll().contains("has not taken the event"));
    assertThat(given).containsExactly("b1");
    assertThat(log.getAll()).doesNotContain("chat.example.com");
    broken.set(false);
    await().atMost(SOON).until(() -> left() == 0);

    assertThat(given).containsExactly("b1", "a1", "a2");
    assertThat(registry.get("calroute.events.deliveries").tag("result", "failed").counter().count())
        .isGreaterThanOrEqualTo(1);
  }

  @Test
  void anEventIsThereUntilItsHookIsThrough() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch going = new CountDownLatch(1);
    happened("acme/default/1", "a1");
    hook(
        exchange -> {
          begun.countDown();
          going.await();
        });
    assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(left()).isEqualTo(1);
    going.countDown();
    await().atMost(SOON).until(() -> left() == 0);
  }

  @Test
  void twoReplicasHandEachEventOverOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      happened("acme/default/" + i % 7, "n" + i);
    }
    hook(exchange -> given.add(name(exchange.getMessage().getBody(String.class))));
    EventWorkers other = workers();
    other.start();
    try {
      await().atMost(SOON).until(() -> left() == 0);
    } finally {
      other.stop();
    }
    assertThat(given).hasSize(50).doesNotHaveDuplicates();
  }

  private void hook(Processor processor) throws Exception {
    camel = new DefaultCamelContext();
    camel.disableJMX();
    camel.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(EventWorkers.ROUTE).routeId("on-event").process(processor);
          }
        });
    camel.start();
    workers = workers();
    workers.start();
  }

  private EventWorkers workers() {
    return new EventWorkers(
        () -> camel,
        events,
        new Events(
            events,
            null,
            null,
            new EventSettings(
                Set.of(EventType.DRIFT_FOUND), false, Duration.ZERO, Duration.ofDays(7), 100)),
        new TransactionTemplate(new DataSourceTransactionManager(store.dataSource())),
        new ObjectMapper(),
        Duration.ofMillis(20),
        Clock.systemUTC(),
        registry);
  }

  private static String name(String event) {
    return Json.parse(event).path("data").path("name").textValue();
  }

  private static void happened(String subject, String name) {
    events.add(List.of(new Event(EventType.DRIFT_FOUND, subject, Json.object().put("name", name))));
  }

  private static int left() {
    return store.jdbc().queryForObject("select count(*) from event", Integer.class);
  }
}
