package io.calroute.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What holds for the connections to every PostgreSQL, embedded or not. */
@Configuration(proxyBeanMethods = false)
class Pool {

  /** An index of a large journal takes its time. */
  private static final Duration MIGRATION_PATIENCE = Duration.ofHours(1);

  @Bean
  static BeanPostProcessor lostServers() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
          Logins.of(pool);
          if (pool.getExceptionOverride() == null) {
            pool.setExceptionOverride(new LostServer(pool));
          }
        }
        return bean;
      }
    };
  }

  /**
   * A start waits for a PostgreSQL of its installation's own. A command does not: whoever has given
   * it is told at once.
   */
  @Bean
  @ConditionalOnWebApplication
  FlywayMigrationStrategy migration(
      HikariDataSource store,
      ObjectProvider<EmbeddedServer> embedded,
      ObjectProvider<WhileWaiting> meanwhile) {
    return embedded.getIfAvailable() == null
        ? new ServerWait(store, meanwhile.getIfAvailable(() -> () -> {}))
        : Flyway::migrate;
  }

  @Bean
  FlywayConfigurationCustomizer patientMigrations() {
    return flyway ->
        flyway.dataSource(new BoundedStore(flyway.getDataSource(), MIGRATION_PATIENCE));
  }
}
