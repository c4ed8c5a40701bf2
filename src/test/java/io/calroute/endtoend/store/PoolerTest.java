package io.calroute.endtoend.store;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.OwnPostgres;
import io.calroute.store.Pgbouncer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void aPoolerOfTransactionsAndAServerThatStartsAnewBehindItLoseAndDoubleNothing()
      throws Exception {
    calroute.survives("pooled", postgres::kill, postgres::start);
  }
}
