package io.calroute.command;

import io.calroute.Calroute;
import io.calroute.work.Workers;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Calroute without its workers and without the port for callbacks, for commands that work on the
 * store while nothing else does.
 */
public final class WithoutWorkers {

  /** Opens the port for callbacks, which no route serves here. */
  private static final String CALLBACK_PORT = "callbackPort";

  private WithoutWorkers() {}

  /**
   * Starts it: only what reaches store and targets.
   *
   * @param keys {@code --key=value}
   * @return to be closed
   */
  static ConfigurableApplicationContext start(List<String> keys) {
    return new SpringApplicationBuilder(Calroute.class)
        .web(WebApplicationType.NONE)
        .logStartupInfo(false)
        .initializers(WithoutWorkers::apply)
        .run(keys.toArray(String[]::new));
  }

  /** Keeps the workers and the port of an application from starting. */
  public static void apply(ConfigurableApplicationContext context) {
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "without-workers",
                Map.of(
                    "camel.main.routes-include-pattern",
                    "file:${calroute.routes-dir}/./write-*.camel.yaml")));
    context.addBeanFactoryPostProcessor(
        factory -> {
          BeanDefinitionRegistry registry = (BeanDefinitionRegistry) factory;
          for (String worker : factory.getBeanNamesForType(Workers.class, true, false)) {
            registry.removeBeanDefinition(worker);
          }
          if (registry.containsBeanDefinition(CALLBACK_PORT)) {
            registry.removeBeanDefinition(CALLBACK_PORT);
          }
        });
  }
}
