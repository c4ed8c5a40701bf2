package io.calroute.command;

import io.calroute.Calroute;
import io.calroute.bundle.BundleConfiguration;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.MapPropertySource;

/**
 * The beans of Calroute without Calroute: each is made when it is asked for, none is started, no
 * port is opened, and the store is nowhere. For commands that look at what names beans.
 */
final class BeansOnly {

  /** Secrets are not where files are checked; any will do, and this one does for HTTP Basic too. */
  private static final String SOME_SECRET = "some:secret";

  private BeansOnly() {}

  /**
   * The beans.
   *
   * @param keys {@code --key=value}
   * @return to be closed
   */
  static ConfigurableApplicationContext of(List<String> keys) {
    List<String> all = new ArrayList<>(keys);
    // What goes wrong with a route is an answer here, told in other words.
    all.add("--logging.level.org.apache.camel=off");
    all.add("--logging.level.org.apache.camel.impl.engine=off");
    return new SpringApplicationBuilder(Rooms.class)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .lazyInitialization(true)
        .initializers(BeansOnly::apply)
        .run(all.toArray(String[]::new));
  }

  /** Calroute's own rooms, and of Spring Boot only what they are made of; no Camel context. */
  @ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    TransactionAutoConfiguration.class
  })
  @ComponentScan(
      basePackageClasses = Calroute.class,
      resourcePattern = Calroute.OUTER_CLASSES,
      excludeFilters = @Filter(type = FilterType.REGEX, pattern = "io[.]calroute[.]Calroute"))
  static class Rooms {

    /** Nobody reads it. */
    @Bean
    MeterRegistry meterRegistry() {
      return new SimpleMeterRegistry();
    }
  }

  private static void apply(ConfigurableApplicationContext context) {
    WithoutWorkers.apply(context);
    Map<String, Object> values = new HashMap<>();
    values.put("spring.datasource.url", "jdbc:postgresql://localhost:1/nowhere");
    if (context.getEnvironment().containsProperty("calroute.microsoft365.tenant-id")) {
      values.put("calroute.microsoft365.client-secret", SOME_SECRET);
    }
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("beans-only", values));
    context.addBeanFactoryPostProcessor(
        factory -> {
          BeanDefinitionRegistry registry = (BeanDefinitionRegistry) factory;
          registry.removeBeanDefinition(BundleConfiguration.START_CHECK);
          for (Class<?> active : List.of(Lifecycle.class, SmartInitializingSingleton.class)) {
            for (String name : factory.getBeanNamesForType(active, true, false)) {
              if (registry.containsBeanDefinition(name)) {
                registry.removeBeanDefinition(name);
              }
            }
          }
        });
    context.getBeanFactory().addBeanPostProcessor(new WithSecrets());
  }

  private static final class WithSecrets implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      if (bean instanceof LiveConnections live) {
        Map<String, Map<String, Connection>> all = new HashMap<>();
        live.current()
            .connections()
            .forEach(
                (provider, connections) -> {
                  Map<String, Connection> of = new HashMap<>();
                  connections.forEach(
                      (one, connection) -> of.put(one, connection.withSecret(SOME_SECRET)));
                  all.put(provider, of);
                });
        live.replaceBy(new Connections(all));
      }
      return bean;
    }
  }
}
