package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real store with nothing in it, for one test class. */
public final class EmptyStore implements AutoCloseable {

  private final HikariDataSource dataSource;
  private final JdbcTemplate jdbc;

  private EmptyStore(String url) {
    dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(url);
    jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Makes a store.
   *
   * @param home stands for the store; another store for each directory
   */
  public static EmptyStore start(Path home) {
    return new EmptyStore(SharedServer.databaseOf(home));
  }

  /** Its connections. */
  public DataSource dataSource() {
    return dataSource;
  }

  /** A connection that nobody has used, so that no plan is kept in it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(dataSource.getJdbcUrl());
  }

  /** For statements of the test's own. */
  public JdbcTemplate jdbc() {
    return jdbc;
  }

  /** How many entries of an index were read since the start, dead ones included. */
  public long entriesRead(String index) {
    return jdbc()
        .execute(
            (ConnectionCallback<Long>)
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    statement.execute("select pg_stat_force_next_flush()");
                    statement.execute("select pg_stat_clear_snapshot()");
                    try (ResultSet read =
                        statement.executeQuery(
                            "select idx_tup_read from pg_stat_user_indexes where indexrelname = '"
                                + index
                                + "'")) {
                      read.next();
                      return read.getLong(1);
                    }
                  }
                });
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
