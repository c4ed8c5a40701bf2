package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;

/**
 * Has a start wait for a PostgreSQL that is away, and then brings its tables up to date. What
 * waiting does not mend, such as a wrong password, is thrown as it is.
 */
final class ServerWait implements FlywayMigrationStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(ServerWait.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);

  /**
   * PostgreSQL documentation, appendix A: no connection, too many connections, a server that ends,
   * starts or takes no writes. Pgbouncer says 08P01 when it can't reach the server behind it.
   */
  private static final Set<String> PASSES = Set.of("08", "53", "57");

  private final HikariDataSource store;
  private final WhileWaiting meanwhile;
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * A wait.
   *
   * @param meanwhile told before the store is asked first
   */
  ServerWait(HikariDataSource store, WhileWaiting meanwhile) {
    this.store = store;
    this.meanwhile = meanwhile;
  }

  @Override
  public void migrate(Flyway flyway) {
    // A start that waits holds the lock that Spring wants for an orderly end.
    Thread ending = new Thread(end::countDown, "end-of-wait");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      meanwhile.begin();
      boolean done = false;
      while (!done) {
        untilItAnswers();
        done = tryToMigrate(flyway);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The store refuses a connection", e);
    } finally {
      forget(ending);
    }
  }

  private boolean tryToMigrate(Flyway flyway) {
    try {
      flyway.migrate();
      return true;
    } catch (FlywayException e) {
      if (!passes(e)) {
        throw e;
      }
      LOG.warn("PostgreSQL went away while its tables were brought up to date; trying again");
      rest();
      return false;
    }
  }

  @SuppressWarnings("try") // The connection is only tried.
  private void untilItAnswers() throws SQLException {
    long told = 0;
    while (true) {
      try (Connection connection = store.getConnection()) {
        if (told != 0) {
          LOG.info("PostgreSQL at {} answers; the start goes on", where(store.getJdbcUrl()));
        }
        return;
      } catch (SQLException e) {
        if (!passes(e)) {
          throw e;
        }
        long now = System.nanoTime();
        if (told == 0 || now - told >= BETWEEN_WORDS.toNanos()) {
          told = now;
          LOG.warn(
              "Waiting for PostgreSQL at {} (SQLSTATE {}); callbacks are taken once it answers",
              where(store.getJdbcUrl()),
              state(e));
        }
      }
      rest();
    }
  }

  private void rest() {
    try {
      if (!end.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException(
        "Calroute was told to end while it waited for PostgreSQL at " + where(store.getJdbcUrl()));
  }

  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException endsAlready) {
      // Then it runs.
    }
  }

  /** Whether waiting may mend it. A pool that has got no connection says why in a cause. */
  private static boolean passes(Throwable fault) {
    String state = state(fault);
    return state.length() >= 2 && (PASSES.contains(state.substring(0, 2)) || isReadOnly(state));
  }

  private static boolean isReadOnly(String state) {
    return state.equals("25006");
  }

  /** Of the innermost fault that has one. */
  private static String state(Throwable fault) {
    String state = "";
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException said && said.getSQLState() != null) {
        state = said.getSQLState();
      }
    }
    return state;
  }

  /**
   * Hosts and ports of a JDBC URL, and nothing else of it.
   *
   * @return such as {@code one.example.org:5432, other.example.org:5432}
   */
  static String where(String jdbcUrl) {
    Properties parts = Driver.parseURL(jdbcUrl, null);
    if (parts == null) {
      return "spring.datasource.url";
    }
    String[] hosts = parts.getProperty("PGHOST", "localhost").split(",");
    String[] ports = parts.getProperty("PGPORT", "5432").split(",");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < hosts.length; i++) {
      all.append(i == 0 ? "" : ", ").append(hosts[i]).append(':').append(ports[i % ports.length]);
    }
    return all.toString();
  }
}
