package io.calroute.access.audit;

import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Wires the audit, for commands that change the store, too. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

  @Bean
  AuditStore auditStore(JdbcTemplate jdbc, Clock clock) {
    return new AuditStore(jdbc, clock);
  }

  @Bean
  RefusedCallers refusedCallers(Clock clock) {
    return new RefusedCallers(clock);
  }

  @Bean
  AuditWorkers auditWorkers(
      Supplier<CamelContext> camel, RefusedCallers refused, AuditStore store) {
    return new AuditWorkers(camel, refused, store);
  }
}
