package io.calroute;

import io.calroute.command.Commands;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** Starts Calroute: callbacks in, calendars true. */
@SpringBootApplication
public class Calroute {

  private static final int FIRST_VERSION_WITH_VIRTUAL_THREADS = 21;

  /**
   * Runs the command that is asked for, or Calroute itself until the process is told to stop.
   *
   * @param arguments a command and its words, or Spring Boot's command-line arguments
   */
  public static void main(String[] arguments) {
    LoggingSystem.get(Calroute.class.getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    Optional<Integer> exitCode = Commands.all().run(List.of(arguments), System.out);
    if (exitCode.isPresent()) {
      System.exit(exitCode.get());
    }
    useVirtualThreadsWhereThereAreAny();
    SpringApplication.run(Calroute.class, arguments);
  }

  /** Camel reads this once, when its first class for threads is loaded; Spring has a key for it. */
  private static void useVirtualThreadsWhereThereAreAny() {
    String key = "camel.threads.virtual.enabled";
    if (Runtime.version().feature() >= FIRST_VERSION_WITH_VIRTUAL_THREADS
        && System.getProperty(key) == null) {
      System.setProperty(key, "true");
    }
  }
}
