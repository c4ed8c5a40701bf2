package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs the embedded server when no {@code spring.datasource.url} names another one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(
    prefix = "spring.datasource",
    name = "url",
    havingValue = "none",
    matchIfMissing = true)
class StoreConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(StoreConfiguration.class);
  private static final int EXIT_CODE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Bean(destroyMethod = "close")
  EmbeddedServer embeddedServer(@Value("${calroute.data-dir:./data}") Path dataDir) {
    EmbeddedServer server = EmbeddedServer.start(dataDir);
    server.whenItEndsByItself(StoreConfiguration::end);
    return server;
  }

  @Bean(destroyMethod = "close")
  @ConfigurationProperties("spring.datasource.hikari")
  HikariDataSource dataSource(EmbeddedServer server) throws SQLException {
    HikariDataSource dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(server.jdbcUrl());
    dataSource.setUsername(EmbeddedAccess.ROLE);
    dataSource.setPassword(server.access().password());
    requireDurableCommits(server);
    return dataSource;
  }

  /** Without its database the process is of no use; who watches over it starts both again. */
  private static void end() {
    LOG.error("The embedded PostgreSQL has ended; Calroute ends too, so that it is started again");
    Thread halting = new Thread(StoreConfiguration::halt, "end-without-store");
    halting.setDaemon(true);
    halting.start();
    System.exit(EXIT_CODE);
  }

  /** An orderly end may wait for a database that does not answer any more. */
  private static void halt() {
    LockSupport.parkNanos(PATIENCE.toNanos());
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /** A promise to a provider is only as good as the flush behind it. */
  private static void requireDurableCommits(EmbeddedServer server) throws SQLException {
    DataSource once =
        new org.springframework.jdbc.datasource.SimpleDriverDataSource(
            new org.postgresql.Driver(),
            server.jdbcUrl(),
            EmbeddedAccess.ROLE,
            server.access().password());
    try (Connection connection = once.getConnection();
        Statement statement = connection.createStatement();
        ResultSet fsync = statement.executeQuery("show fsync")) {
      fsync.next();
      if (!"on".equals(fsync.getString(1))) {
        throw new IllegalStateException("The embedded PostgreSQL runs without fsync");
      }
    }
  }
}
