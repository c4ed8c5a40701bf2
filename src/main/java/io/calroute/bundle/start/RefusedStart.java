package io.calroute.bundle.start;

import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleRefused;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Why Calroute does not start, in a line for each reason. Whoever starts it tells them; the stack
 * trace is for {@code DEBUG}.
 */
public final class RefusedStart implements SpringBootExceptionReporter {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedStart.class);
  private static final String OURS = "io.calroute.";
  private static final String DATABASE = "spring.datasource.url";
  private static final String USER = "spring.datasource.username";
  private static final String PASSWORD = "spring.datasource.password";

  /** What PostgreSQL says of a wrong password, and of a user that it does not know. */
  private static final String WRONG_PASSWORD = "28P01";

  /** Made by Spring Boot. */
  public RefusedStart(ConfigurableApplicationContext context) {}

  /** Keeps Spring Boot from logging it at length. */
  @Override
  public boolean reportException(Throwable failure) {
    LOG.debug("The start has failed", failure);
    return true;
  }

  /**
   * The reasons.
   *
   * @param environment as far as it was read; null when it could not be
   */
  public static List<BundleProblem> reasons(Throwable failure, Environment environment) {
    Throwable innermost = failure;
    Throwable ours = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BundleRefused refused) {
        return refused.problems();
      }
      if (cause instanceof YAMLException) {
        return noYaml(environment, cause);
      }
      if (cause instanceof BindException) {
        return List.of(ConfigurationCheck.problem(environment, cause));
      }
      if (cause instanceof AccessDeniedException denied) {
        return List.of(
            ConfigurationCheck.problem(
                environment,
                new IllegalStateException(
                    denied.getFile() + " can't be read by this user; run it as one who may")));
      }
      if (cause instanceof PortInUseException taken) {
        return List.of(
            ConfigurationCheck.problem(
                environment,
                "server.port",
                "server.port: port %d is taken; end who has it, or set another"
                    .formatted(taken.getPort())));
      }
      if (cause instanceof SQLException database && !isEmbedded(environment)) {
        return List.of(noDatabase(database, environment));
      }
      if (isOurs(cause)) {
        ours = cause;
      }
      innermost = cause;
    }
    Throwable telling = ours == null ? innermost : ours;
    return List.of(
        ConfigurationCheck.problem(
            environment, telling.getMessage() == null ? innermost : withoutCause(telling)));
  }

  /** Spring does not name the file. */
  private static List<BundleProblem> noYaml(Environment environment, Throwable failure) {
    String config =
        environment == null
            ? "./config"
            : environment.getProperty("calroute.config-dir", "./config");
    try {
      List<BundleProblem> problems = ConfigurationCheck.syntax(Path.of(config));
      if (!problems.isEmpty()) {
        return problems;
      }
    } catch (IOException unreadable) {
      LOG.debug("{} can't be read", config, unreadable);
    }
    return List.of(new BundleProblem(Bundle.CONFIG, 0, "This is no YAML: " + failure.getMessage()));
  }

  private static boolean isEmbedded(Environment environment) {
    return environment == null || "none".equals(environment.getProperty(DATABASE, "none"));
  }

  /** Codes of PostgreSQL: 28 is who, 3D is which database, 08 is how to get there. */
  private static BundleProblem noDatabase(SQLException failure, Environment environment) {
    Throwable innermost = failure;
    SQLException database = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
      database = innermost instanceof SQLException deeper ? deeper : database;
    }
    String state = String.valueOf(database.getSQLState());
    boolean isWho = state.startsWith("28");
    boolean isPassword = state.equals(WRONG_PASSWORD) && environment.containsProperty(PASSWORD);
    String reason = database.getMessage();
    if (innermost != database) {
      reason += " " + innermost.getClass().getSimpleName() + ": " + innermost.getMessage();
    }
    return ConfigurationCheck.problem(
        environment,
        isPassword ? ConfigurationCheck.named(environment, PASSWORD) : isWho ? USER : DATABASE,
        "%s: %s (database %s); correct it, or start that PostgreSQL"
            .formatted(
                isWho ? USER + " and " + PASSWORD : DATABASE,
                reason,
                environment.getProperty(DATABASE, "").replaceAll("\\?.*", "")));
  }

  /** Whether Calroute has found the words. */
  private static boolean isOurs(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length > 0
        && trace[0].getClassName().startsWith(OURS)
        && cause.getMessage() != null;
  }

  private static RuntimeException withoutCause(Throwable telling) {
    return new IllegalStateException(telling.getMessage());
  }
}
