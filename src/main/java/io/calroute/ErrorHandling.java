package io.calroute;

import org.apache.camel.CamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An exception goes to whoever called the route, unless the route names a route configuration that
 * handles it. Camel's default would log whole bodies, and would mark the exchange so that the
 * caller's own handler no longer sees the exception.
 */
@Configuration(proxyBeanMethods = false)
class ErrorHandling {

  @Bean
  CamelContextConfiguration exceptionsGoToTheCaller() {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
      }

      @Override
      public void afterApplicationStart(CamelContext context) {
        // Set before the routes are built; nothing is left to do.
      }
    };
  }
}
