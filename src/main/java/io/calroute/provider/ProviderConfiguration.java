package io.calroute.provider;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.AskWorkers;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderStaff;
import io.calroute.provider.request.AccessTokens;
import io.calroute.provider.request.CallLimits;
import io.calroute.provider.request.KnownObjects;
import io.calroute.provider.request.ProviderClient;
import io.calroute.provider.request.ProviderComponent;
import io.calroute.provider.request.ProviderLease;
import io.calroute.work.Backoff;
import io.calroute.work.Signal;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what asks providers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProviderLease.class)
class ProviderConfiguration {

  @Bean
  ComponentCustomizer providerCustomizer(
      LiveConnections connections, JdbcTemplate jdbc, ProviderLease leases, Clock clock) {
    ProviderClient client =
        new ProviderClient(new AccessTokens(clock), new CallLimits(jdbc, leases.ofCall()), clock);
    return ComponentCustomizer.forType(
        ProviderComponent.class,
        component -> component.connect(connections, client, new KnownObjects(jdbc, clock)));
  }

  @Bean
  AskStore askStore(JdbcTemplate jdbc) {
    return new AskStore(jdbc, new Signal(1));
  }

  @Bean
  ProviderRoutes providerRoutes(Supplier<CamelContext> camel, LiveConnections connections) {
    return new ProviderRoutes(camel, connections);
  }

  @Bean
  ProviderStaff providerStaff(ProviderRoutes providers) {
    return new ProviderStaff(providers);
  }

  @Bean
  AskWorkers askWorkers(
      Supplier<CamelContext> camel,
      AskStore asks,
      ProviderRoutes providers,
      Journal journal,
      ProviderLease leases,
      Backoff backoff,
      TransactionTemplate transactions,
      Clock clock) {
    return new AskWorkers(
        camel, asks, providers, journal, leases.lease(), backoff::grown, transactions, clock);
  }
}
