package io.calroute.endtoend.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.OwnPostgres;
import io.calroute.store.Pgbouncer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Calroute behind a pooler that gives each transaction whichever session is free, and has far fewer
 * of them than Calroute has connections.
 */
class PoolerTest {

  private static final int CONNECTIONS = 24;

  @TempDir private static Path home;
  private static OwnPostgres postgres;
  private static Pgbouncer pooler;
  private static Survivor calroute;

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        Pgbouncer.isInstalled(), "pgbouncer is not installed here; Debian has it as a package");
    postgres = OwnPostgres.in(home, RunningCalroute.freePort()).start();
    pooler = Pgbouncer.before(postgres, home, RunningCalroute.freePort());
    calroute = Survivor.start(home, CONNECTIONS, pooler.jdbcUrl());
  }

  @AfterAll
  static void stop() {
    if (calroute != null) {
      calroute.close();
    }
    if (pooler != null) {
      pooler.close();
      postgres.close();
    }
  }

  @Test
  void aPoolerOfTransactionsAndAServerThatFailsBehindItLoseAndDoubleNothing() throws Exception {
    calroute.survives("restart", postgres::stop, postgres::start);
    calroute.survives("crash", postgres::kill, postgres::start);
    calroute.survives("frozen", postgres::freeze, postgres::thaw);
    nothingIsLeftInTheSessionsThatOthersGet();
  }

  /** As a lock that nobody takes away, or what the driver says of all transactions to come. */
  private static void nothingIsLeftInTheSessionsThatOthersGet() throws SQLException {
    JdbcTemplate direct = postgres.jdbc();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                direct.queryForObject(
                        "select count(*) from pg_locks where locktype = 'advisory'", Long.class)
                    == 0);
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < Pgbouncer.SESSIONS; i++) {
        Connection one = DriverManager.getConnection(pooler.jdbcUrl());
        all.add(one);
        one.setAutoCommit(false);
        try (Statement statement = one.createStatement();
            ResultSet said = statement.executeQuery("show default_transaction_isolation")) {
          said.next();
          assertThat(said.getString(1)).isEqualTo("read committed");
        }
      }
    } finally {
      for (Connection one : all) {
        one.close();
      }
    }
  }
}
