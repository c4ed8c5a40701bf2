package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.callback.claim.ClaimRenewal;
import io.calroute.callback.claim.Claims;
import io.calroute.store.EmptyStore;
import io.calroute.work.BodyBudget;
import io.calroute.work.Signal;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal holds in memory, and what it survives. */
class JournalLimitsTest {

  private static final int LARGE = 1024 * 1024;

  @TempDir Path home;

  @Test
  void callbacksAreClaimedAsFarAsTheyFitIntoMemory() {
    try (EmptyStore store = EmptyStore.start(home);
        Journal journal = journal(store.dataSource())) {
      for (int i = 0; i < 5; i++) {
        append(journal, "large-" + i, LARGE);
      }
      for (int i = 0; i < 20; i++) {
        append(journal, "small-" + i, 100);
      }
      assertThat(claim(store, 100)).hasSize(1);
      store.jdbc().update("update callback set outcome = 'failed' where octet_length(body) > 100");
      assertThat(claim(store, 100)).hasSize(20);
      assertThat(claim(store, 7)).hasSize(7);
    }
  }

  @Test
  void callbacksAreReadAgainInPartsThatFitIntoMemory() {
    try (EmptyStore store = EmptyStore.start(home);
        Journal journal = journal(store.dataSource())) {
      List<Long> ids =
          List.of(
              append(journal, "a", 10),
              append(journal, "b", LARGE - 10),
              append(journal, "c", 10),
              append(journal, "d", LARGE),
              append(journal, "e", 10));
      List<List<Long>> parts = journal.parts(ids, List::of);
      assertThat(parts).containsExactly(ids.subList(0, 2), ids.subList(2, 4), ids.subList(4, 5));
      assertThat(journal.parts(List.of(4711L), List::of)).containsExactly(List.of(4711L));
    }
  }

  @Test
  void whatIsIgnoredKeepsNoDeliveryOutThatIsNot() {
    try (EmptyStore store = EmptyStore.start(home);
        Journal journal = journal(store.dataSource())) {
      byte[] body = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      Receipt ignored = journal.ignore("acme", "default", "UTF-8", body, "Of no concern.");
      assertThat(claim(store, 10)).isEmpty();
      assertThat(journal.ignore("acme", "default", "UTF-8", body, "Of no concern.").duplicate())
          .isTrue();
      DeliveryKey digest = DuplicateRule.of("digest", 0).keyOf(null, body);
      assertThat(journal.append("acme", "default", digest, "UTF-8", body, null).duplicate())
          .isFalse();
      assertThat(claim(store, 10)).hasSize(1);
      assertThat(journal.replay(ignored.id())).isTrue();
      assertThat(claim(store, 10)).hasSize(2);
    }
  }

  @Test
  void theWriterGoesOnAfterAnError() {
    AtomicReference<Error> fault = new AtomicReference<>(new StackOverflowError());
    try (EmptyStore store = EmptyStore.start(home);
        Journal journal = journal(failing(store.dataSource(), fault))) {
      assertThatThrownBy(() -> append(journal, "first", 10)).isInstanceOf(JournalUnavailable.class);
      fault.set(null);
      assertThat(append(journal, "second", 10)).isPositive();
      assertThat(journal.isWriting()).isTrue();
    }
  }

  @Test
  void aJournalWithoutAWriterIsNotWriting() {
    try (EmptyStore store = EmptyStore.start(home)) {
      Journal journal = journal(store.dataSource());
      assertThat(journal.isWriting()).isTrue();
      journal.close();
      assertThat(journal.isWriting()).isFalse();
    }
  }

  @Test
  void aStoreThatRefusesWritesIsKnownUntilItTakesThemAgain() {
    try (EmptyStore store = EmptyStore.start(home);
        Journal journal = journal(store.dataSource())) {
      assertThat(journal.canKeep()).isTrue();
      store
          .jdbc()
          .execute(
              """
              create function full_disk() returns trigger language plpgsql as
              $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
              create trigger full_disk before insert on callback
              for each row execute function full_disk()
              """);
      assertThatThrownBy(() -> append(journal, "lost", 10)).isInstanceOf(JournalUnavailable.class);
      assertThat(canKeep(journal)).isFalse();
      store.jdbc().execute("drop trigger full_disk on callback");
      assertThat(canKeep(journal)).isTrue();
      assertThat(store.jdbc().queryForObject("select count(*) from callback", Integer.class))
          .isZero();
    }
  }

  @Test
  void whatWaitsForAStoreThatDoesNotAnswerIsLimitedByBytes() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    try (EmptyStore store = EmptyStore.start(home);
        GroupCommit commit =
            new GroupCommit(
                waiting(store.dataSource(), answers),
                1,
                new BodyBudget(4L * LARGE),
                new Signal(1))) {
      CompletableFuture<Receipt> first = commit.append(delivery("0", LARGE));
      int taken = 1;
      CompletableFuture<Receipt> last = first;
      for (CompletableFuture<Receipt> next = first; next != null; taken++) {
        last = next;
        next = commit.append(delivery("" + taken, LARGE));
      }
      assertThat(taken).isBetween(3, 6);
      commit.forget(last);
      assertThat(commit.append(delivery("instead", LARGE))).isNotNull();
      answers.countDown();
      assertThat(first.get(20, TimeUnit.SECONDS).id()).isPositive();
    }
  }

  private static boolean canKeep(Journal journal) {
    try {
      return journal.canKeep();
    } catch (RuntimeException refused) {
      return false;
    }
  }

  private static List<Callback> claim(EmptyStore store, int limit) {
    try (ClaimRenewal renewal = new ClaimRenewal(store.jdbc(), Clock.systemUTC());
        Claims claims = renewal.claims()) {
      return claims.take(limit, List.of());
    }
  }

  private static Journal journal(DataSource dataSource) {
    return new Journal(dataSource, 1, new Signal(1), Clock.systemUTC());
  }

  private static long append(Journal journal, String key, int size) {
    return journal
        .append(
            "acme", "default", new DeliveryKey(key, Duration.ZERO), "UTF-8", new byte[size], null)
        .id();
  }

  private static Delivery delivery(String key, int size) {
    return new Delivery(
        "acme",
        "default",
        new DeliveryKey(key, Duration.ZERO),
        Clock.systemUTC().instant(),
        "UTF-8",
        new byte[size]);
  }

  /** The real store, but for an error in the driver. */
  private static DataSource failing(DataSource real, AtomicReference<Error> fault) {
    return intercepted(
        real,
        () -> {
          if (fault.get() != null) {
            throw fault.get();
          }
        });
  }

  private static DataSource waiting(DataSource real, CountDownLatch answers) {
    return intercepted(
        real,
        () -> {
          try {
            answers.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static DataSource intercepted(DataSource real, Runnable before) {
    return (DataSource)
        Proxy.newProxyInstance(
            JournalLimitsTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == Connection.class) {
                before.run();
              }
              return method.invoke(real, arguments);
            });
  }
}
