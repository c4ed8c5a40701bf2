package io.calroute;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Calroute: callbacks in, calendars true. */
@SpringBootApplication
public class Calroute {

  /**
   * Runs Calroute until the process is told to stop.
   *
   * @param arguments Spring Boot's command-line arguments
   */
  public static void main(String[] arguments) {
    SpringApplication.run(Calroute.class, arguments);
  }
}
