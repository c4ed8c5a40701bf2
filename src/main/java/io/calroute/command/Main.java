package io.calroute.command;

import io.calroute.Calroute;
import io.calroute.bundle.start.RefusedStart;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/** Where the jar begins. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Calroute.class);

  private static final int FIRST_VERSION_WITH_VIRTUAL_THREADS = 21;

  private Main() {}

  /** Runs the command that is asked for, or Calroute itself until the process is told to stop. */
  public static void main(String[] arguments) {
    run(arguments).ifPresent(System::exit);
  }

  /** Empty when Calroute runs and goes on; otherwise what the process ends with. */
  static Optional<Integer> run(String[] arguments) {
    LoggingSystem.get(Calroute.class.getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    Optional<Integer> exitCode = command(List.of(arguments));
    if (exitCode.isPresent()) {
      return exitCode;
    }
    useVirtualThreadsWhereThereAreAny();
    AtomicReference<Environment> environment = new AtomicReference<>();
    SpringApplication calroute = new SpringApplication(Calroute.class);
    calroute.addInitializers(context -> environment.set(context.getEnvironment()));
    try {
      calroute.run(arguments);
      return Optional.empty();
    } catch (RuntimeException failure) {
      RefusedStart.reasons(failure, environment.get())
          .forEach(reason -> LOG.error("Not started: {}", reason));
      return Optional.of(1);
    }
  }

  /** What a command prints besides its result, logs included, is not to end up in a pipe. */
  private static Optional<Integer> command(List<String> arguments) {
    PrintStream results = System.out;
    System.setOut(System.err);
    Optional<Integer> exitCode = Commands.run(arguments, results, System.err);
    results.flush();
    System.setOut(results);
    return exitCode;
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
