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
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka as the way in, while a replica, the broker and PostgreSQL are killed under load: what was
 * answered 2xx is in the journal once, and in a calendar once. It takes minutes, so that it runs
 * only when somebody asks for it.
 */
@EnabledIfSystemProperty(named = "kafka.chaos", matches = "true")
class KafkaIT {

  private static final Duration LATER = Duration.ofMinutes(5);
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("kafka.away", 20));
  private static final int KILLS = Integer.getInteger("kafka.kills", 1);
  private static final int REPLICAS = Integer.getInteger("kafka.replicas", 3);
  private static final int CLIENTS = 8;
  private static final int CALENDARS = 8;

  /** Between two bookings of a client: so that the load is not what a fast machine can bear. */
  private static final Duration PAUSE = Duration.ofMillis(30);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path home;

  private final Random chance = new Random(Long.getLong("kafka.seed", 1));
  private final Set<String> promised = ConcurrentHashMap.newKeySet();
  private final AtomicInteger bookings = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean enough;
  private Replicas replicas;

  @Test
  void nothingThatWasPromisedIsLostAndNothingIsDoubled() throws Exception {
    try (OwnKafka kafka = OwnKafka.in(home).start().withTopic(6);
        OwnPostgres store = OwnPostgres.in(home, RunningCalroute.freePort()).start();
        Installation installation = new Installation(home, 0, 0).withoutQuotas()) {
      installation
          .with("spring.datasource.url", store.jdbcUrl())
          .with("spring.datasource.hikari.maximum-pool-size", 16)
          .with("calroute.kafka.brokers", kafka.brokers());
      for (int i = 0; i < CALENDARS; i++) {
        installation.staff("prov_kafka" + i, "google", "staff" + i + "@example.com");
      }
      try (Replicas all = new Replicas(REPLICAS, home, installation.properties())) {
        replicas = all;
        replicas.start();
        List<Thread> clients = IntStream.range(0, CLIENTS).mapToObj(any -> client()).toList();
        awaitMore();
        for (int i = 0; i < KILLS; i++) {
          replicas.killOne(chance);
          awaitMore();
          replicas.start();
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
        atRest(kafka, store);
        List<String> inJournal =
            store.jdbc().queryForList("select appointment_key from callback", String.class).stream()
                .sorted()
                .toList();
        List<String> inCalendars = inCalendars(installation);
        System.out.printf(
            "%nKafka: %d replicas, one killed %d times; broker and PostgreSQL away for %d s each%n"
                + "  answered 202            %d, %d of them while PostgreSQL was away%n"
                + "  refused or unanswered   %d, sent again%n"
                + "  records in Kafka        %d%n"
                + "  in the journal          %d%n"
                + "  events in calendars     %d%n",
            REPLICAS,
            KILLS,
            AWAY.toSeconds(),
            promised.size(),
            taken,
            refused.get(),
            kafka.records(),
            inJournal.size(),
            inCalendars.size());
        List<String> wanted = promised.stream().sorted().toList();
        assertThat(inJournal).containsExactlyElementsOf(wanted);
        assertThat(inCalendars).containsExactlyElementsOf(wanted);
        assertThat(taken).as("answered 202 while PostgreSQL was away").isPositive();
      }
    }
  }

  /** All that the broker has is in the journal, and all that is there is done. */
  private static void atRest(OwnKafka kafka, OwnPostgres store) {
    long records = kafka.records();
    await("what is in Kafka, in the journal and in calendars")
        .atMost(LATER)
        .ignoreExceptions()
        .until(
            () ->
                store
                    .jdbc()
                    .queryForObject(
                        """
                        select (select sum(next_offset) from topic_offset) = ?
                          and not exists (select from callback where outcome = 'pending')
                          and not exists (select from reference where due_at is not null)
                        """,
                        Boolean.class,
                        records));
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
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean isTaken(String body) {
    try {
      return replicas.any().postSavvyCal(body) / 100 == 2;
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
        .sorted()
        .toList();
  }
}
