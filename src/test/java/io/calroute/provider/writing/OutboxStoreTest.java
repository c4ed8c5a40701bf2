package io.calroute.provider.writing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.appointment.AppointmentKey;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is to be written into bookings, and who writes it. */
class OutboxStoreTest {

  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final List<Account> ACME = List.of(new Account("acme", "default"));
  private static final AppointmentKey ONE = new AppointmentKey("acme", "default", "1");

  @TempDir static Path home;
  private static EmptyStore store;
  private static OutboxStore outbox;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    outbox =
        new OutboxStore(
            store.jdbc(),
            new TransactionTemplate(new DataSourceTransactionManager(store.dataSource())),
            new Signal(1));
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void clear() {
    store.jdbc().update("truncate outbox");
  }

  @Test
  void whatIsWantedTwiceIsDueOnce() {
    want(ONE, "a", null);
    OutboxStore.Booking first = take(NOW);
    outbox.written(ONE, first.fields().get(0), NOW);
    want(ONE, "a", null);
    assertThat(take(NOW)).isNull();
    want(ONE, "b", null);
    assertThat(take(NOW).fields())
        .singleElement()
        .satisfies(field -> assertThat(field.value()).isEqualTo(ids("b")));
  }

  @Test
  void aValueThatIsWantedWhileAnOlderOneIsWrittenIsDueAfterwards() {
    want(ONE, "a", null);
    OutboxStore.Booking older = take(NOW);
    want(ONE, "b", null);
    assertThat(take(NOW)).isNull();
    outbox.written(ONE, older.fields().get(0), NOW);
    assertThat(state()).isEqualTo("waiting");
    OutboxStore.Booking newer = take(NOW);
    assertThat(newer.fields().get(0).value()).isEqualTo(ids("b"));
    outbox.written(ONE, newer.fields().get(0), NOW);
    assertThat(state()).isEqualTo("written");
  }

  @Test
  void aRefusalOfAnOlderValueDoesNotStopANewerOne() {
    want(ONE, "a", null);
    OutboxStore.Booking older = take(NOW);
    want(ONE, "b", null);
    outbox.stop(ONE, older.fields().get(0), "write-refused", "No.");
    OutboxStore.Booking newer = take(NOW);
    assertThat(newer.fields().get(0).attempts()).isZero();
    outbox.stop(ONE, newer.fields().get(0), "write-refused", "No.");
    assertThat(take(NOW.plus(LEASE))).isNull();
    assertThat(outbox.count("acme", "default")).isEqualTo(new OutboxStore.Count(0, 1));
    outbox.again(ONE, NOW);
    assertThat(take(NOW)).isNotNull();
  }

  @Test
  void whoeverHasLostTheLeaseChangesNothing() {
    want(ONE, "a", null);
    OutboxStore.Booking lost = take(NOW);
    Instant later = NOW.plus(LEASE).plusSeconds(1);
    OutboxStore.Booking taken = take(later);
    outbox.stop(ONE, lost.fields().get(0), "write-refused", "No.");
    assertThat(state()).isEqualTo("waiting");
    outbox.written(ONE, taken.fields().get(0), later);
    assertThat(state()).isEqualTo("written");
  }

  @Test
  void aFieldOfABookingThatIsBeingWrittenWaits() {
    want(ONE, "a", null);
    OutboxStore.Booking ids = take(NOW);
    want(ONE, "a", "https://meet.example.org/1");
    assertThat(take(NOW)).isNull();
    outbox.written(ONE, ids.fields().get(0), NOW);
    assertThat(take(NOW).fields())
        .singleElement()
        .satisfies(field -> assertThat(field.field()).isEqualTo(Field.LINK));
  }

  @Test
  void noBookingIsTakenByTwo() throws InterruptedException, ExecutionException {
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try {
      List<AppointmentKey> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        AppointmentKey key = new AppointmentKey("acme", "default", "many-" + i);
        all.add(key);
        want(key, "a", "https://meet.example.org/" + i);
      }
      List<Callable<OutboxStore.Booking>> takes = new ArrayList<>();
      for (int i = 0; i < 240; i++) {
        takes.add(() -> take(NOW));
      }
      List<OutboxStore.Booking> taken = new ArrayList<>();
      for (Future<OutboxStore.Booking> one : workers.invokeAll(takes)) {
        taken.add(one.get());
      }
      taken.removeIf(Objects::isNull);
      assertThat(taken).allSatisfy(booking -> assertThat(booking.fields()).hasSize(2));
      assertThat(taken.stream().map(OutboxStore.Booking::appointment))
          .containsExactlyInAnyOrderElementsOf(all);
    } finally {
      workers.shutdownNow();
    }
  }

  @Test
  void whatIsNotWantedAnyMoreIsForgotten() {
    want(ONE, "a", "https://meet.example.org/1");
    want(ONE, "a", null);
    assertThat(take(NOW).fields()).hasSize(1);
    outbox.forget(List.of(), NOW);
    assertThat(outbox.count("acme", "default")).isEqualTo(new OutboxStore.Count(0, 0));
  }

  @Test
  void othersBookingsAreLeftAlone() {
    want(ONE, "a", null);
    assertThat(outbox.take(NOW, LEASE, List.of(new Account("acme", "other")))).isNull();
  }

  private static OutboxStore.Booking take(Instant now) {
    return outbox.take(now, LEASE, ACME);
  }

  private static String state() {
    return outbox.of(List.of(ONE)).get(ONE).get(0).state();
  }

  private static void want(AppointmentKey key, String event, String link) {
    outbox.want(
        List.of(
            new WantedField(key, Field.IDS, ids(event)),
            new WantedField(key, Field.LINK, link == null ? null : TextNode.valueOf(link))),
        NOW);
  }

  private static JsonNode ids(String event) {
    return JsonNodeFactory.instance.objectNode().put("key", "k").put("event", event);
  }
}
