package io.calroute.applying;

import io.calroute.callback.claim.ClaimRenewal;
import io.calroute.callback.journal.Journal;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.mapping.Mappings;
import io.calroute.policy.SyncSettings;
import io.calroute.work.Backoff;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what maps callbacks and applies them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MappingLimits.class)
class ApplyingConfiguration {

  /** What {@code mapping:} applies in routes. */
  @Bean
  ComponentCustomizer mappingCustomizer(Mappings mappings, CallbackMapping callbackMapping) {
    RouteMappings routeMappings = new RouteMappings(mappings, callbackMapping);
    return ComponentCustomizer.forType(
        MappingComponent.class, component -> component.transformBy(routeMappings));
  }

  /** A step that asks over HTTP and is interrupted in vain gives up by itself. */
  @Bean
  ComponentCustomizer httpCustomizer(MappingLimits limits) {
    return ComponentCustomizer.forType(
        HttpComponent.class,
        component -> {
          if (component.getResponseTimeout() == 0) {
            component.setConnectTimeout(limits.mapTimeout().toMillis());
            component.setResponseTimeout(limits.mapTimeout().toMillis());
          }
        });
  }

  @Bean
  CallbackMapper callbackMapper(
      Supplier<CamelContext> camel, CallbackMapping callbackMapping, MappingLimits limits) {
    return new CallbackMapper(camel, callbackMapping, limits.mapTimeout(), limits.mappers());
  }

  /** For remaps and dry runs, so that new callbacks never wait for them. */
  @Bean
  CallbackMapper backgroundMapper(
      Supplier<CamelContext> camel, CallbackMapping callbackMapping, MappingLimits limits) {
    return new CallbackMapper(
        camel, callbackMapping, limits.mapTimeout(), limits.backgroundMappers());
  }

  @Bean
  CallbackWorkers callbackWorkers(
      Supplier<CamelContext> camel,
      Journal journal,
      ClaimRenewal renewal,
      CallbackMapper callbackMapper,
      Applying applying,
      Backoff backoff,
      TransactionTemplate transactions,
      Signal lanesDue,
      SyncSettings settings,
      SyncObserver observer,
      Clock clock) {
    return new CallbackWorkers(
        camel,
        journal,
        renewal,
        callbackMapper,
        applying,
        backoff::grown,
        transactions,
        lanesDue,
        settings.sync(),
        observer,
        clock);
  }
}
