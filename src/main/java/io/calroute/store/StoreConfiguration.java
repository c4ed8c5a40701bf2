package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
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

  @Bean(destroyMethod = "close")
  EmbeddedServer embeddedServer(@Value("${calroute.data-dir:./data}") Path dataDir) {
    return EmbeddedServer.start(dataDir);
  }

  @Bean(destroyMethod = "close")
  @ConfigurationProperties("spring.datasource.hikari")
  HikariDataSource dataSource(EmbeddedServer server) throws SQLException {
    HikariDataSource dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(server.jdbcUrl());
    dataSource.setUsername("postgres");
    requireDurableCommits(server);
    return dataSource;
  }

  /** A promise to a provider is only as good as the flush behind it. */
  private static void requireDurableCommits(EmbeddedServer server) throws SQLException {
    DataSource once =
        new org.springframework.jdbc.datasource.SimpleDriverDataSource(
            new org.postgresql.Driver(), server.jdbcUrl(), "postgres", "");
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
