package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
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

  /** For statements of the test's own. */
  public JdbcTemplate jdbc() {
    return jdbc;
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
