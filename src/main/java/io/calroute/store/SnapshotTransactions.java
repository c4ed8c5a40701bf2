package io.calroute.store;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that change nothing and see one moment of the store. They say so themselves: the
 * driver would say it of the whole session, which a pooler gives to somebody else.
 */
public final class SnapshotTransactions extends TransactionTemplate {

  private static final long serialVersionUID = 1L;

  private final transient JdbcTemplate jdbc;

  /**
   * Transactions.
   *
   * @param manager of the store's connections
   */
  public SnapshotTransactions(PlatformTransactionManager manager) {
    super(manager);
    setReadOnly(true);
    jdbc = new JdbcTemplate(((DataSourceTransactionManager) manager).getDataSource());
  }

  @Override
  public <T> T execute(TransactionCallback<T> action) {
    return super.execute(
        transaction -> {
          jdbc.execute("set transaction isolation level repeatable read");
          return action.doInTransaction(transaction);
        });
  }
}
