package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real store with nothing in it, for one test class. */
public final class EmptyStore implements AutoCloseable {

  private final EmbeddedServer server;
  private final HikariDataSource dataSource;
  private final JdbcTemplate jdbc;

  private EmptyStore(EmbeddedServer server) {
    this.server = server;
    dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(server.jdbcUrl());
    dataSource.setUsername("postgres");
    Flyway.configure().dataSource(dataSource).load().migrate();
    jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Starts a store.
   *
   * @param home an empty directory for its data
   */
  public static EmptyStore start(Path home) {
    return new EmptyStore(EmbeddedServer.start(home));
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
    server.close();
  }
}
