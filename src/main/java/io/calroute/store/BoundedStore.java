package io.calroute.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A store whose answers are waited for as long as its user says, and no longer: the connection of
 * an answer that does not come is lost. The pool sets its own bound again when it gets a connection
 * back. Safe for concurrent use.
 */
public final class BoundedStore extends DelegatingDataSource {

  private final int millis;

  /**
   * A store.
   *
   * @param store lends the connections
   * @param patience for each answer of the server; not for a connection, which the pool bounds
   */
  public BoundedStore(DataSource store, Duration patience) {
    super(store);
    this.millis = Math.toIntExact(patience.toMillis());
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try {
      connection.setNetworkTimeout(Runnable::run, millis);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
