package io.calroute.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What is kept for hooks, and in which order they get it. */
class EventStoreTest {

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  @TempDir static Path home;
  private static EmptyStore store;
  private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-11-02T09:00:00Z"));
  private static EventStore events;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    events = new EventStore(store.jdbc(), new ObjectMapper(), CLOCK);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void clear() {
    store.jdbc().update("truncate event");
  }

  @Test
  void theNextEventOfASubjectWaitsForTheOneBeforeAndOthersGoOn() {
    happened("a1", "b1", "a2");
    List<KeptEvent> first = events.claim(10, LEASE);
    assertThat(names(first)).containsExactly("a1", "b1");
    assertThat(events.claim(10, LEASE)).isEmpty();

    events.postpone(first.get(0), PAUSE);
    events.taken(first.get(1));
    assertThat(events.claim(10, LEASE)).isEmpty();

    happened("b2", "a3");
    assertThat(names(events.claim(10, LEASE))).containsExactly("b2");
    CLOCK.advance(PAUSE);
    List<KeptEvent> again = events.claim(10, LEASE);
    assertThat(names(again)).containsExactly("a1");
    events.taken(again.get(0));
    List<KeptEvent> next = events.claim(10, LEASE);
    assertThat(names(next)).containsExactly("a2");
    events.taken(next.get(0));
    assertThat(names(events.claim(10, LEASE))).containsExactly("a3");
  }

  @Test
  void whatAKilledWorkerHadClaimedComesAgain() {
    happened("a1");
    assertThat(events.claim(10, LEASE)).hasSize(1);
    CLOCK.advance(LEASE.minusSeconds(1));
    assertThat(events.claim(10, LEASE)).isEmpty();
    CLOCK.advance(Duration.ofSeconds(1));
    assertThat(names(events.claim(10, LEASE))).containsExactly("a1");
  }

  @Test
  void aWorkerWhoseLeaseIsOverTakesNothingAwayFromTheNextOne() {
    happened("a1");
    KeptEvent late = events.claim(10, LEASE).get(0);
    CLOCK.advance(LEASE);
    KeptEvent again = events.claim(10, LEASE).get(0);
    events.taken(late);
    events.postpone(late, Duration.ZERO);
    events.giveBack(late);
    assertThat(count()).isEqualTo(1);
    assertThat(events.claim(10, LEASE)).isEmpty();
    events.taken(again);
    assertThat(count()).isZero();
  }

  @Test
  void twoReplicasShareWhatIsDue() {
    for (int i = 0; i < 10; i++) {
      happened("s" + i + "-1");
    }
    TransactionTemplate other =
        new TransactionTemplate(new DataSourceTransactionManager(store.dataSource()));
    other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    List<String> claimed = new ArrayList<>();
    other.executeWithoutResult(
        transaction -> {
          claimed.addAll(names(events.claim(6, LEASE)));
          other.executeWithoutResult(inner -> claimed.addAll(names(events.claim(6, LEASE))));
        });
    assertThat(claimed).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void whatNobodyTakesIsGivenUpByAgeAndByNumber() {
    happened("a1", "b1");
    CLOCK.advance(Duration.ofDays(7));
    happened("c1");
    assertThat(events.giveUp(Duration.ofDays(7), 100)).isZero();
    CLOCK.advance(Duration.ofSeconds(1));
    assertThat(events.giveUp(Duration.ofDays(7), 100)).isEqualTo(2);
    happened("d1", "e1");
    assertThat(events.giveUp(Duration.ofDays(7), 2)).isEqualTo(1);
    assertThat(names(events.claim(10, LEASE))).containsExactly("d1", "e1");
  }

  @Test
  void aBacklogOfOneSubjectIsNotLookedAtWhileItRests() {
    happened("a1", "a2", "a3", "a4");
    events.postpone(events.claim(10, LEASE).get(0), PAUSE);
    assertThat(
            store
                .jdbc()
                .queryForObject(
                    "select count(*) from event where due_at <= ?",
                    Integer.class,
                    java.sql.Timestamp.from(CLOCK.instant())))
        .isZero();
  }

  /** The subject is what comes before the last character. */
  private static void happened(String... names) {
    for (String name : names) {
      events.add(
          List.of(
              new Event(
                  EventType.DRIFT_FOUND,
                  name.substring(0, name.length() - 1),
                  Json.object().put("name", name))));
    }
  }

  private static List<String> names(List<KeptEvent> some) {
    return some.stream().map(event -> event.document().data().path("name").textValue()).toList();
  }

  private static int count() {
    return store.jdbc().queryForObject("select count(*) from event", Integer.class);
  }
}
