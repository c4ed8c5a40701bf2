package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.DeliveryKey;
import io.calroute.callback.journal.GroupCommit;
import io.calroute.callback.journal.Receipt;
import io.calroute.store.EmptyStore;
import io.calroute.work.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A delivery that the journal can't keep, in one commit with others. */
class BadDeliveryTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path home;
  private static EmptyStore store;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  /** Holds the writer up as it begins, so that deliveries gather. */
  private static final class Held extends DelegatingDataSource {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Held() {
      super(store.dataSource());
    }

    @Override
    public Connection getConnection() throws SQLException {
      begun.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
      return super.getConnection();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a character that no text can have", "too long for an index", "missing"})
  void costsTheOthersNothing(String how) throws Exception {
    Delivery bad =
        switch (how) {
          case "missing" -> new Delivery("acme", "default", key(how), Instant.now(), null, body());
          case "too long for an index" -> delivery(noise(5000));
          default -> delivery("a\0b");
        };
    Held dataSource = new Held();
    try (GroupCommit commits = new GroupCommit(dataSource, 1, new Signal(1))) {
      List<CompletableFuture<Receipt>> good = new ArrayList<>();
      good.add(commits.append(delivery(how + " first")));
      dataSource.begun.await();
      good.add(commits.append(delivery(how + " before")));
      CompletableFuture<Receipt> refused = commits.append(bad);
      good.add(commits.append(delivery(how + " after")));
      dataSource.released.countDown();

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(good).allSatisfy(one -> assertThat(one).isDone());
                assertThat(refused).isDone();
              });
      assertThat(good).allSatisfy(one -> assertThat(one).isCompleted());
      assertThat(refused).isCompletedExceptionally();
    }
    assertThat(
            store
                .jdbc()
                .queryForObject(
                    "select count(*) from callback where delivery_key like ?",
                    Long.class,
                    how + " %"))
        .isEqualTo(3);
  }

  private static Delivery delivery(String key) {
    return new Delivery("acme", "default", key(key), Instant.now(), "UTF-8", body());
  }

  private static DeliveryKey key(String text) {
    return new DeliveryKey(text, Duration.ZERO);
  }

  private static byte[] body() {
    return "{}".getBytes(StandardCharsets.UTF_8);
  }

  /** Text that can't be compressed to fit. */
  private static String noise(int length) {
    return new Random(length)
        .ints(length, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
