package io.calroute.destination.microsoft365;

import io.calroute.component.microsoft365.Microsoft365Component;
import java.time.Clock;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts Microsoft 365 into the application: the configured component and the beans of its routes.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Microsoft365Properties.class)
public class Microsoft365Wiring {

  /**
   * Configures the component when a route first names it. It is no bean itself, so that a context
   * made for trying out routes gets a component of its own and does not stop the one in use.
   */
  @Bean
  ComponentCustomizer microsoft365Customizer(
      Microsoft365Properties properties, ObjectProvider<Clock> clock) {
    return ComponentCustomizer.forType(
        Microsoft365Component.class,
        component -> configure(component, properties, clock.getIfUnique(Clock::systemUTC)));
  }

  static void configure(
      Microsoft365Component component, Microsoft365Properties properties, Clock clock) {
    component.setGraphUrl(properties.graphUrl().toString());
    component.setTokenUrl(properties.tokenUrl());
    component.setScope(properties.scope());
    component.setTenantId(properties.tenantId());
    component.setClientId(properties.clientId());
    component.setClientSecret(properties.clientSecret());
    component.setConnectTimeout(properties.connectTimeout().toMillis());
    component.setResponseTimeout(properties.responseTimeout().toMillis());
    component.setUserAgent(properties.userAgent());
    component.setClock(clock);
  }

  @Bean
  Office365Events office365Events() {
    return new Office365Events();
  }

  @Bean
  TeamsMeetings teamsMeetings() {
    return new TeamsMeetings();
  }

  @Bean
  Microsoft365Answers microsoft365Answers() {
    return new Microsoft365Answers();
  }
}
