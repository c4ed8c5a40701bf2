package io.calroute.operations.status;

import io.calroute.store.BoundedStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Whether the store answers within a second, and takes what is written; and whether a commit is on
 * a standby, too. The question is asked by a thread of its own, because getting a connection can
 * take longer than any probe waits. Safe for concurrent use.
 */
public final class StoreHealthIndicator implements HealthIndicator, AutoCloseable {

  private static final int PATIENCE_SECONDS = 1;

  private final DataSource store;
  private final BooleanSupplier canKeep;
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "store-health");
            thread.setDaemon(true);
            return thread;
          });
  private Future<Health> question;

  /**
   * An indicator.
   *
   * @param canKeep whether the store takes callbacks, which it does not when its disk is full
   */
  public StoreHealthIndicator(DataSource dataSource, BooleanSupplier canKeep) {
    this.store = new BoundedStore(dataSource, Duration.ofSeconds(PATIENCE_SECONDS));
    this.canKeep = canKeep;
  }

  @Override
  public Health health() {
    try {
      return ask().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Health.down().build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Health.down().build();
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }

  /** Probes that come while a question is open wait for the same answer. */
  private synchronized Future<Health> ask() {
    if (question == null || question.isDone()) {
      question = asking.submit(this::answers);
    }
    return question;
  }

  private Health answers() throws SQLException {
    Standby standby;
    try (Connection connection = store.getConnection()) {
      standby = Standby.of(connection);
    }
    Health.Builder health = canKeep.getAsBoolean() ? Health.up() : Health.down();
    return health.withDetail("standby", standby.word()).build();
  }
}
