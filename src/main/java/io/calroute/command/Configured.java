package io.calroute.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionFailedException;
import org.yaml.snakeyaml.error.YAMLException;

/** The configuration of an installation, read as Calroute reads it, with nothing running. */
final class Configured {

  private Configured() {}

  /** No beans. */
  private static final class Nothing {}

  /**
   * Reads it from the working directory and the environment.
   *
   * @param keys {@code --key=value}, on top of it
   * @return to be closed
   */
  static ConfigurableApplicationContext read(List<String> keys) {
    tellFailuresInOurWords();
    return new SpringApplicationBuilder(Nothing.class)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .run(keys.toArray(String[]::new));
  }

  /** Spring Boot would log them besides, with a stack trace. */
  static void tellFailuresInOurWords() {
    LoggingSystem.get(Configured.class.getClassLoader())
        .setLogLevel("org.springframework.boot", LogLevel.OFF);
  }

  /**
   * What is wrong with a configuration.
   *
   * @param failure of reading it, or of taking a value out of it
   * @return one line, with the key or the file
   */
  static String reason(RuntimeException failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof YAMLException) {
        return "The configuration is no YAML; the command check tells which file, and which line";
      }
      if (one instanceof ConversionFailedException conversion
          && conversion.getTargetType().getType().isEnum()) {
        return name(failure) + choices(conversion);
      }
    }
    String reason = String.valueOf(innermost.getMessage()).replaceAll("\\s+", " ").strip();
    return failure instanceof BindException
        ? name(failure) + reason + " (see docs/configuration.md)"
        : reason;
  }

  private static String name(RuntimeException failure) {
    return failure instanceof BindException unbound ? unbound.getName() + " can't be used: " : "";
  }

  private static String choices(ConversionFailedException conversion) {
    return "'"
        + conversion.getValue()
        + "' is none of "
        + Arrays.stream(conversion.getTargetType().getType().getEnumConstants())
            .map(one -> one.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
  }
}
