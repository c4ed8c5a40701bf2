package io.calroute.sandbox;

import io.calroute.bundle.start.RefusedStart;
import io.calroute.sandbox.provider.Player;
import io.calroute.sandbox.provider.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Calroute with everything around it simulated, for trying it out: {@code mvn
 * spring-boot:test-run}.
 *
 * <p>Ports are fixed, so that what the documentation says can be typed as it stands. Everything is
 * kept in {@code target/sandbox} and goes on after the next start, however the process ended;
 * remove the folder to begin anew.
 */
public final class Sandbox {

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
  private static final int GOOGLE_PORT = 9101;
  private static final int GRAPH_PORT = 9102;

  private Sandbox() {}

  /**
   * Runs until the process is told to stop.
   *
   * @param arguments not used
   * @throws InterruptedException when the wait is interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path home = Path.of("target", "sandbox");
    Path played = home.resolve("played");
    boolean goesOn = Files.exists(played);
    try {
      Files.createDirectories(home);
      if (!goesOn) {
        Installation.forgetCalendars(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The sandbox needs " + home, e);
    }
    try (Installation installation = Installation.lasting(home, GOOGLE_PORT, GRAPH_PORT)) {
      installation
          .with("calroute.callbacks.port", 8080)
          .with("server.port", 8081)
          .with("calroute.directory-file", "config/directory.yaml")
          .with("calroute.links", "adopt,redirect")
          .with("calroute.public-url", "http://127.0.0.1:8080")
          .with("calroute.teams.organizer", "meetings@example.org");
      for (Provider provider : Provider.values()) {
        installation.everybodyElse(provider, "google", "front-desk@example.com");
      }
      try (RunningCalroute calroute = installation.run()) {
        LOG.info(welcome(goesOn ? "with what stood before" : play(calroute, played)));
        new CountDownLatch(1).await();
      }
    } catch (RuntimeException failure) {
      RefusedStart.reasons(failure, null).forEach(reason -> LOG.error("Not started: {}", reason));
      System.exit(1);
    }
  }

  /** Plays from the beginning, because the calendars are empty; done only once. */
  private static String play(RunningCalroute calroute, Path played) {
    calroute
        .bean(JdbcTemplate.class)
        .execute("truncate callback, appointment, lane restart identity cascade");
    int bookings = new Player(calroute).play();
    try {
      Files.writeString(played, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "with " + bookings + " bookings at five providers played into it";
  }

  private static String welcome(String content) {
    return """
    The sandbox is up, %s.

      Calendars of Google, simulated         http://127.0.0.1:9101/
      Calendars of Microsoft 365, simulated  http://127.0.0.1:9102/
      Console                                http://127.0.0.1:8081/
      Any id finds all the others            http://127.0.0.1:8081/api/references?id=appt_sandbox00003
      A booking with a new id on reschedule  http://127.0.0.1:8081/api/appointments/cabinetfm/90211

    Try next (docs/sandbox.md has the commands):
      a callback of your own, signed, with HTTP Basic or with a token in its path
      a fault: calendars that answer 503 or 429, or not at all
      an event edited or deleted by somebody in the calendar
      an edit while it runs: docs/editing-routes.md has ten, the second one for a start

    Ctrl-C ends it.
    """
        .formatted(content)
        .indent(1);
  }
}
