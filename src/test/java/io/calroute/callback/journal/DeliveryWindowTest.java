package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import io.calroute.store.JoinedWrites;
import io.calroute.work.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which deliveries repeat others: for how long the same body does, wherever the window's edges are,
 * and that another body never does.
 */
class DeliveryWindowTest {

  private static final Duration WINDOW = Duration.ofSeconds(600);

  /** A multiple of ten minutes since 1970. */
  private static final Instant EDGE = Instant.parse("2026-11-02T12:00:00Z");

  @TempDir static Path home;

  private static EmptyStore store;
  private static JdbcTemplate jdbc;

  private final ManualClock clock = new ManualClock(EDGE);
  private Journal journal;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
    jdbc = store.jdbc();
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void open() {
    jdbc.update("delete from callback");
    journal = new Journal(store.dataSource(), 2, new Signal(1), clock);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static Receipt send(Journal to, String text, Duration window) {
    return to.append(
        "acme",
        "default",
        new DeliveryKey(text, window),
        "UTF-8",
        text.getBytes(StandardCharsets.UTF_8),
        null);
  }

  private Receipt sendAt(Instant time) {
    clock.advance(Duration.between(clock.instant(), time));
    return send(journal, "sha256:a", WINDOW);
  }

  @ParameterizedTest
  @ValueSource(longs = {-599_999, -1000, -1, 0, 1, 1000, 300_000, 599_999})
  void aRepetitionWithinTheWindowIsADuplicateOnBothSidesOfAnEdge(long firstAfterEdge) {
    Instant first = EDGE.plusMillis(firstAfterEdge);
    Receipt kept = sendAt(first);
    assertThat(kept.duplicate()).isFalse();
    for (long later : new long[] {0, 1, 999, 2000, 300_000, 599_999}) {
      assertThat(sendAt(first.plusMillis(later))).isEqualTo(new Receipt(kept.id(), true));
    }
    Receipt news = sendAt(first.plus(WINDOW));
    assertThat(news.duplicate()).as("a window after the first, not after the last").isFalse();
    assertThat(news.id()).isGreaterThan(kept.id());
    assertThat(sendAt(first.plus(WINDOW).plusMillis(1))).isEqualTo(new Receipt(news.id(), true));
  }

  @Test
  void whatCameInEarlierButIsStoredLaterIsADuplicateToo() {
    Receipt kept = sendAt(EDGE.plusMillis(3));
    assertThat(sendAt(EDGE.minusMillis(3))).isEqualTo(new Receipt(kept.id(), true));
    assertThat(sendAt(EDGE.plusMillis(3).minus(WINDOW)).duplicate()).isFalse();
  }

  @Test
  void anotherBodyAnotherConnectionAndNoWindowAreTheirOwn() {
    sendAt(EDGE.minusMillis(1));
    clock.advance(Duration.ofMillis(2));
    assertThat(send(journal, "sha256:b", WINDOW).duplicate()).isFalse();
    assertThat(
            journal
                .append(
                    "acme",
                    "north",
                    new DeliveryKey("sha256:a", WINDOW),
                    "UTF-8",
                    new byte[] {'{', '}'},
                    null)
                .duplicate())
        .isFalse();
    Receipt kept = send(journal, "id:1", Duration.ZERO);
    clock.advance(Duration.ofDays(400));
    assertThat(send(journal, "id:1", Duration.ZERO)).isEqualTo(new Receipt(kept.id(), true));
  }

  private Receipt say(String body) {
    return say("sha256:" + body, WINDOW, body);
  }

  private Receipt say(String key, Duration window, String body) {
    return journal.append(
        "acme",
        "default",
        new DeliveryKey(key, window),
        "UTF-8",
        body.getBytes(StandardCharsets.UTF_8),
        null);
  }

  private void applied(Receipt callback, String appointment) {
    JoinedWrites writes = journal.writes();
    journal.record(
        List.of(callback.id()),
        List.of(new Outcome(Outcome.Kind.APPLIED, null, null, null, appointment)),
        writes);
    writes.write();
  }

  @Test
  void theSameIsSaidAnewOnceSomethingElseWasSaidOfTheAppointment() {
    Receipt nine = say("nine");
    applied(nine, "1");
    applied(say("other appointment"), "2");
    assertThat(say("nine")).isEqualTo(new Receipt(nine.id(), true));
    Receipt ten = say("ten");
    assertThat(say("nine")).as("nobody knows yet what ten is about").isEqualTo(dup(nine));
    applied(ten, "1");

    Receipt nineAgain = say("nine");
    assertThat(nineAgain.duplicate()).isFalse();
    assertThat(say("nine")).isEqualTo(dup(nineAgain));
    clock.advance(WINDOW.minusMillis(2));
    assertThat(say("nine")).isEqualTo(dup(nineAgain));
    applied(nineAgain, "1");
    Receipt tenAgain = say("ten");
    assertThat(tenAgain.duplicate()).isFalse();
    assertThat(say("ten")).isEqualTo(dup(tenAgain));
  }

  private static Receipt dup(Receipt first) {
    return new Receipt(first.id(), true);
  }

  @Test
  void anIdThatComesWithAnotherBodyRepeatsNothing() {
    Receipt first = say("id:1", Duration.ZERO, "nine");
    Receipt other = say("id:1", Duration.ZERO, "ten");
    assertThat(other.duplicate()).isFalse();
    assertThat(other.id()).isGreaterThan(first.id());
    assertThat(say("id:1", Duration.ZERO, "nine")).isEqualTo(dup(first));
    assertThat(say("id:1", Duration.ZERO, "ten")).isEqualTo(dup(other));
    assertThat(say("id:2", Duration.ZERO, "eleven").duplicate()).isFalse();
  }

  @Test
  void bodiesOfOneIdThatShareACommitAreAllKeptOnce() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(64);
    try {
      List<Callable<Receipt>> calls = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        String body = "body " + i % 20;
        calls.add(() -> say("id:1", Duration.ZERO, body));
      }
      List<Receipt> kept = new ArrayList<>();
      for (Future<Receipt> receipt : senders.invokeAll(calls)) {
        if (!receipt.get().duplicate()) {
          kept.add(receipt.get());
        }
      }
      assertThat(kept).hasSize(20);
      assertThat(jdbc.queryForObject("select count(distinct body) from callback", Integer.class))
          .isEqualTo(20);
    } finally {
      senders.shutdownNow();
    }
  }

  @Test
  void replicasOnBothSidesOfAnEdgeKeepOneOfThem() throws Exception {
    List<Journal> replicas = new ArrayList<>();
    for (long millis : new long[] {-2, -1, 1, 2}) {
      replicas.add(
          new Journal(
              store.dataSource(),
              2,
              new Signal(1),
              Clock.fixed(EDGE.plusMillis(millis), ZoneOffset.UTC)));
    }
    ExecutorService senders = Executors.newFixedThreadPool(32);
    try {
      List<Callable<Receipt>> calls = new ArrayList<>();
      for (int body = 0; body < 200; body++) {
        String text = "sha256:" + body;
        for (Journal replica : replicas) {
          calls.add(() -> send(replica, text, WINDOW));
        }
      }
      List<Receipt> kept = new ArrayList<>();
      for (Future<Receipt> receipt : senders.invokeAll(calls)) {
        if (!receipt.get().duplicate()) {
          kept.add(receipt.get());
        }
      }
      assertThat(kept).hasSize(200);
      assertThat(jdbc.queryForObject("select count(*) from callback", Integer.class))
          .isEqualTo(200);
    } finally {
      senders.shutdownNow();
      replicas.forEach(Journal::close);
    }
  }

  @Test
  void thoseThatShareACommitAreToldApartByTheirTimes() throws Exception {
    Duration window = Duration.ofMillis(10);
    Clock ticking =
        new Clock() {
          @Override
          public synchronized Instant instant() {
            clock.advance(Duration.ofMillis(1));
            return clock.instant();
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    ExecutorService senders = Executors.newFixedThreadPool(64);
    try (Journal one = new Journal(store.dataSource(), 1, new Signal(1), ticking)) {
      List<Callable<Receipt>> calls = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        calls.add(() -> send(one, "sha256:a", window));
      }
      for (Future<Receipt> receipt : senders.invokeAll(calls)) {
        receipt.get();
      }
    } finally {
      senders.shutdownNow();
    }
    List<Instant> kept =
        jdbc.query(
            "select received_at from callback order by received_at",
            (row, index) -> row.getTimestamp(1).toInstant());
    for (int i = 1; i < kept.size(); i++) {
      Duration apart = Duration.between(kept.get(i - 1), kept.get(i));
      assertThat(apart).isGreaterThanOrEqualTo(window).isLessThan(window.multipliedBy(2));
    }
    assertThat(kept).hasSizeBetween(50, 100);
  }
}
