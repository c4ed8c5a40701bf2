package io.calroute.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.destination.Marker;
import io.calroute.endtoend.kafka.OwnKafka;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.store.OwnPostgres;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka as the way in, while a replica, the broker and PostgreSQL are killed under load: what was
 * answered 2xx is in the journal once, and in a calendar once. It takes minutes, so that it runs
 * only when somebody asks for it.
 */
@EnabledIfSystemProperty(named = "kafka.chaos", matches = "true")
class KafkaIT {

  private static final Duration LATER = Duration.ofSeconds(180);
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("kafka.away", 3));
  private static final int KILLS = Integer.getInteger("kafka.kills", 3);
  private static final int CLIENTS = 8;
  private static final int CALENDARS = 8;

  @TempDir private Path home;
  private final Random chance = new Random(Long.getLong("kafka.seed", 1));
  private final List<KilledCalroute> replicas = new ArrayList<>();
  private final Set<String> promised = ConcurrentHashMap.newKeySet();
  private final AtomicInteger bookings = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean enough;

  @Test
  void nothingThatWasPromisedIsLostAndNothingIsDoubled() throws Exception {
    try (OwnKafka kafka = OwnKafka.in(home).start().withTopic(6);
        OwnPostgres store = OwnPostgres.in(home, RunningCalroute.freePort()).start();
        Installation installation = new Installation(home, 0, 0).withoutQuotas()) {
      store.set("fsync", "on");
      installation
          .with("spring.datasource.url", store.jdbcUrl())
          .with("spring.datasource.hikari.maximum-pool-size", 16)
          .with("calroute.kafka.brokers", kafka.brokers());
      for (int i = 0; i < CALENDARS; i++) {
        installation.staff("prov_kafka" + i, "google", "staff" + i + "@example.com");
      }
      int number = Integer.getInteger("kafka.replicas", 2);
      for (int i = 0; i < number; i++) {
        KilledCalroute replica =
            new KilledCalroute(home.resolve("replica" + i), installation.properties());
        replicas.add(replica);
        replica.start();
      }
      List<Thread> clients = IntStream.range(0, CLIENTS).mapToObj(any -> client()).toList();
      awaitMore();
      for (int i = 0; i < KILLS; i++) {
        KilledCalroute replica = replicas.get(chance.nextInt(number));
        replica.kill();
        awaitMore();
        replica.start();
        rest(Duration.ofMillis(chance.nextInt(3000)));
      }
      kafka.kill();
      rest(AWAY);
      kafka.start();
      awaitMore();
      int before = promised.size();
      store.kill();
      rest(AWAY);
      int taken = promised.size() - before;
      store.start();
      awaitMore();
      enough = true;
      for (Thread client : clients) {
        client.join();
      }
      await()
          .atMost(LATER)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(inCalendars(installation))
                      .hasSameSizeAs(promised)
                      .containsAll(promised));
      List<String> inJournal =
          store
              .jdbc()
              .queryForList(
                  "select split_part(appointment_key, '/', 3) from callback", String.class);
      assertThat(inJournal).hasSameSizeAs(promised).containsAll(promised);
      assertThat(taken).as("answered 202 while PostgreSQL was away").isPositive();
      System.out.printf(
          "%nKafka survived: %d replicas, %d of them killed, broker and PostgreSQL away for %d s%n"
              + "  answered 202            %d, %d of them while PostgreSQL was away%n"
              + "  refused or unanswered   %d, sent again%n"
              + "  in the journal          %d%n"
              + "  events in calendars     %d%n",
          number,
          KILLS,
          AWAY.toSeconds(),
          promised.size(),
          taken,
          refused.get(),
          inJournal.size(),
          inCalendars(installation).size());
    } finally {
      replicas.forEach(KilledCalroute::close);
    }
  }

  private void awaitMore() {
    int before = promised.size();
    await().atMost(LATER).until(() -> promised.size() > before + 2 * CLIENTS);
  }

  private static void rest(Duration time) {
    await().atMost(time.plusSeconds(60)).pollDelay(time).until(() -> true);
  }

  private Thread client() {
    Thread client = new Thread(this::book);
    client.setDaemon(true);
    client.start();
    return client;
  }

  private void book() {
    while (!enough) {
      int number = bookings.incrementAndGet();
      String id = "appt_kafka" + number;
      String body =
          SavvyCalBooking.of(id)
              .with("prov_kafka" + number % CALENDARS)
              .callback("appointment.created");
      while (!isTaken(body)) {
        refused.incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      promised.add(id);
    }
  }

  private boolean isTaken(String body) {
    KilledCalroute replica = replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
    try {
      return replica.postSavvyCal(body) / 100 == 2;
    } catch (UncheckedIOException killed) {
      return false;
    }
  }

  private static List<String> inCalendars(Installation installation) {
    return IntStream.range(0, CALENDARS)
        .mapToObj(i -> installation.google().calendar("staff" + i + "@example.com"))
        .flatMap(calendar -> calendar.events().stream())
        .map(SimulatedEvent::marker)
        .map(Marker::appointment)
        .map(id -> id.replaceFirst("^.*/", ""))
        .toList();
  }
}
