package io.calroute.callback.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.DeliveryKey;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.JournalUnavailable;
import io.calroute.callback.journal.Receipt;
import io.calroute.callback.journal.Taker;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that wait for callbacks, and what they are given. */
class TakerTest {

  @TempDir static Path home;
  private static EmptyStore store;
  private static ClaimRenewal renewal;

  private Signal pending;
  private Journal journal;
  private Claims claims;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
    renewal = new ClaimRenewal(store.jdbc(), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    renewal.close();
    store.close();
  }

  @BeforeEach
  void begin() {
    store.jdbc().update("delete from callback");
    pending = new Signal(2);
    journal = new Journal(store.dataSource(), 1, pending, Clock.systemUTC());
    claims = renewal.claims();
  }

  @AfterEach
  void end() {
    claims.close();
    journal.close();
  }

  @Test
  void aWorkerThatWaitsIsGivenWhatIsKeptAndNobodyElseCanClaimIt() throws InterruptedException {
    Taker taker = offer();
    Receipt kept = keep("a", "{\"a\":1}");
    assertThat(pending.await(Duration.ofSeconds(20), taker::isServed))
        .as("what is given is not looked for")
        .isFalse();
    List<Callback> given = journal.withdraw(taker);
    claims.accept(given);

    assertThat(given).hasSize(1);
    assertThat(given.get(0))
        .usingRecursiveComparison()
        .isEqualTo(journal.find(List.of(kept.id())).get(0));
    assertThat(claims.has(kept.id())).isTrue();
    try (Claims others = renewal.claims()) {
      assertThat(others.take(9, List.of())).isEmpty();
    }
    claims.release(List.of(kept.id()));
    try (Claims others = renewal.claims()) {
      assertThat(others.take(9, List.of())).hasSize(1);
    }
  }

  @Test
  void whatNobodyWaitsForIsLookedFor() throws InterruptedException {
    Taker taker = offer();
    assertThat(journal.withdraw(taker)).isEmpty();
    keep("a", "{}");
    assertThat(pending.await(Duration.ofSeconds(20), () -> false)).isTrue();
    assertThat(taker.isServed()).isFalse();
    assertThat(claims.take(9, List.of())).hasSize(1);
  }

  @Test
  void oneCallbackIsGivenToOneWorker() {
    Taker first = offer();
    Taker second = offer();
    keep("a", "{}");
    assertThat(journal.withdraw(first)).hasSize(1);
    assertThat(journal.withdraw(second)).isEmpty();
  }

  @Test
  void aRepetitionIsGivenToNobody() {
    keep("a", "{}");
    Taker taker = offer();
    assertThat(keep("a", "{}").duplicate()).isTrue();
    assertThat(journal.withdraw(taker)).isEmpty();
  }

  @Test
  void whatIsOfNoConcernAndWhatIsLargeIsGivenToNobody() {
    Taker taker = offer();
    journal.ignore("acme", "default", "UTF-8", new byte[] {1}, "Of no concern.");
    keep("large", "x".repeat(70_000));
    assertThat(taker.isServed()).isFalse();
    assertThat(journal.withdraw(taker)).isEmpty();
    assertThat(claims.take(9, List.of())).hasSize(1);
  }

  @Test
  void aWorkerIsSetFreeWhenTheStoreTakesNothing() {
    Taker taker = offer();
    store.jdbc().execute("alter table callback rename to callback_elsewhere");
    try {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> keep("a", "{}")))
          .isInstanceOf(JournalUnavailable.class);
    } finally {
      store.jdbc().execute("alter table callback_elsewhere rename to callback");
    }
    assertThat(journal.withdraw(taker)).isEmpty();
  }

  private Taker offer() {
    Taker taker = claims.taker();
    journal.offer(taker);
    return taker;
  }

  private Receipt keep(String key, String body) {
    return journal.append(
        "acme",
        "default",
        new DeliveryKey(key, Duration.ZERO),
        "UTF-8",
        body.getBytes(StandardCharsets.UTF_8),
        null);
  }
}
