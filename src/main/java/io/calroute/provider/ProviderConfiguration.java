package io.calroute.provider;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.provider.request.AccessTokens;
import io.calroute.provider.request.CallLimits;
import io.calroute.provider.request.KnownObjects;
import io.calroute.provider.request.ProviderClient;
import io.calroute.provider.request.ProviderComponent;
import java.time.Clock;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Wires what asks providers. */
@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

  @Bean
  ComponentCustomizer providerCustomizer(
      LiveConnections connections, JdbcTemplate jdbc, Clock clock) {
    ProviderClient client =
        new ProviderClient(new AccessTokens(clock), new CallLimits(jdbc), clock);
    return ComponentCustomizer.forType(
        ProviderComponent.class,
        component -> component.connect(connections, client, new KnownObjects(jdbc, clock)));
  }
}
