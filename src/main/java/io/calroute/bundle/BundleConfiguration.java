package io.calroute.bundle;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import io.calroute.bundle.file.BundleRefused;
import io.calroute.bundle.start.StartCheck;
import io.calroute.bundle.swap.LiveDirectComponent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the room. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BundleSettings.class)
public class BundleConfiguration {

  /** Name of the bean that refuses a start; who only looks takes it out. */
  public static final String START_CHECK = "startCheck";

  @Bean
  BundleReader bundleReader(BundleSettings settings) {
    return new BundleReader(
        settings.routesDir(), settings.kameletsDir(), settings.mappingsDir(), settings.configDir());
  }

  @Bean(START_CHECK)
  static StartCheck startCheck() {
    return new StartCheck();
  }

  /** Put in by hand: a bean would come into the contexts in which routes are tried out too. */
  @Bean
  CamelContextConfiguration directForRoutesThatChange() {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext context) {
        context.addComponent("direct", new LiveDirectComponent());
      }

      @Override
      public void afterApplicationStart(CamelContext context) {
        if (context.getRoutes().isEmpty()) {
          // Every callback would be answered 404, which providers don't repeat.
          throw new BundleRefused(
              List.of(
                  new BundleProblem(
                      Bundle.ROUTES,
                      0,
                      "Camel has found no route there; set calroute.routes-dir to the directory"
                          + " itself")));
        }
      }
    };
  }

  /** For replicas to tell whether they have the same. */
  @Bean
  Supplier<String> mappingsInUse(ObjectProvider<LiveBundle> live) {
    return () -> live.getObject().making();
  }

  /** When all beans that routes name are there, and before Camel loads the routes. */
  @Bean
  SmartInitializingSingleton firstBundle(BundleReader reader, ObjectProvider<LiveBundle> live) {
    return () -> {
      try {
        live.getObject().begin(reader.read());
      } catch (IOException unreadable) {
        throw new UncheckedIOException(
            "Calroute needs its routes and mappings: " + unreadable.getMessage(), unreadable);
      }
    };
  }
}
