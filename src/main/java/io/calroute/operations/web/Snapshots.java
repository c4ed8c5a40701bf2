package io.calroute.operations.web;

import io.calroute.store.SnapshotTransactions;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads of the store that see one moment of it, change nothing, and are given up after ten seconds.
 * Safe for concurrent use.
 */
@Component
public final class Snapshots {

  private static final int PATIENCE_SECONDS = 10;

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  public Snapshots(JdbcTemplate jdbc, PlatformTransactionManager transactionManager) {
    this.jdbc = new NamedParameterJdbcTemplate(jdbc);
    this.transactions = new SnapshotTransactions(transactionManager);
    transactions.setTimeout(PATIENCE_SECONDS);
  }

  public <T> T read(Function<NamedParameterJdbcTemplate, T> reading) {
    return transactions.execute(
        transaction -> {
          // The statistics of a queue are those of another hour: full one moment, empty the next.
          jdbc.getJdbcTemplate()
              .execute("set local enable_seqscan = off; set local work_mem = '32MB'");
          return reading.apply(jdbc);
        });
  }
}
