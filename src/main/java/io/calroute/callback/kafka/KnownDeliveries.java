package io.calroute.callback.kafka;

import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.DeliveryStore;
import io.calroute.callback.journal.Receipt;
import io.calroute.store.BoundedStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Asks the store which callback a delivery repeats, as long as the store answers at once; those who
 * ask together share a question. A repetition that is not found here is found when its record is
 * kept. Safe for concurrent use.
 */
final class KnownDeliveries implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(250);

  /** So long nobody asks a store that did not answer. */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final int TOGETHER = 256;

  private record Question(Delivery delivery, CompletableFuture<Optional<Receipt>> answer) {}

  private final DataSource store;
  private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(4 * TOGETHER);
  private Thread asking;
  private volatile long restsUntil = System.nanoTime();

  KnownDeliveries(DataSource store) {
    this.store = new BoundedStore(store, PATIENCE.multipliedBy(4));
  }

  /** Empty, too, when the store does not say. */
  Optional<Receipt> find(Delivery delivery) {
    start();
    Question question = new Question(delivery, new CompletableFuture<>());
    if (System.nanoTime() - restsUntil < 0 || !questions.offer(question)) {
      return Optional.empty();
    }
    try {
      return question.answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
      rest();
      questions.remove(question);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized void start() {
    if (asking == null) {
      asking = new Thread(this::work, "known-deliveries");
      asking.setDaemon(true);
      asking.start();
    }
  }

  private void rest() {
    restsUntil = System.nanoTime() + REST.toNanos();
  }

  private void work() {
    List<Question> together = new ArrayList<>();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        together.add(questions.take());
        questions.drainTo(together, TOGETHER - 1);
        ask(together);
      } catch (InterruptedException e) {
        return;
      } catch (SQLException | RuntimeException e) {
        rest();
      } finally {
        together.forEach(question -> question.answer.complete(Optional.empty()));
        together.clear();
      }
    }
  }

  private void ask(List<Question> together) throws SQLException {
    try (Connection connection = store.getConnection()) {
      List<Optional<Receipt>> answers =
          DeliveryStore.repeated(connection, together.stream().map(Question::delivery).toList());
      for (int i = 0; i < answers.size(); i++) {
        together.get(i).answer.complete(answers.get(i));
      }
    }
  }

  @Override
  public synchronized void close() {
    if (asking != null) {
      asking.interrupt();
    }
  }
}
