package io.calroute.operations.trace;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves tracing out where nobody has named a collector: no tracer is made then, and nothing is
 * paid for it.
 */
final class OnlyWithCollector implements AutoConfigurationImportFilter, EnvironmentAware {

  private static final String AUTOCONFIGURED =
      "org.springframework.boot.actuate.autoconfigure.(tracing|opentelemetry)\\..*";

  private boolean wanted;

  @Override
  public void setEnvironment(Environment environment) {
    wanted = !environment.getProperty("management.otlp.tracing.endpoint", "").isBlank();
  }

  @Override
  public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      matches[i] = wanted || classes[i] == null || !classes[i].matches(AUTOCONFIGURED);
    }
    return matches;
  }
}
