package io.calroute;

import io.calroute.command.Commands;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Calroute: callbacks in, calendars true. */
@SpringBootApplication
public class Calroute {

  /**
   * Runs the command that is asked for, or Calroute itself until the process is told to stop.
   *
   * @param arguments a command and its words, or Spring Boot's command-line arguments
   */
  public static void main(String[] arguments) {
    Optional<Integer> exitCode = Commands.all().run(List.of(arguments), System.out);
    if (exitCode.isPresent()) {
      System.exit(exitCode.get());
    }
    SpringApplication.run(Calroute.class, arguments);
  }
}
