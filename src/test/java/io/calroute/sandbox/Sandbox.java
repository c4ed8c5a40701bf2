package io.calroute.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calroute with everything around it simulated, for trying it out: {@code mvn
 * spring-boot:test-run}.
 *
 * <p>Ports are fixed, so that what the documentation says can be typed as it stands. Data are kept
 * in {@code target/sandbox} and survive a restart, a killed one too; the simulated calendars are in
 * memory and start empty.
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
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException("The sandbox needs " + home, e);
    }
    try (Installation installation = new Installation(home, GOOGLE_PORT, GRAPH_PORT)) {
      installation
          .with("calroute.callbacks.port", 8080)
          .with("server.port", 8081)
          .with("calroute.teams.organizer", "meetings@example.org")
          .everybodyElse("google", "front-desk@example.com");
      try (RunningCalroute calroute = installation.run()) {
        new Player(calroute).play();
        LOG.info(welcome());
        new CountDownLatch(1).await();
      }
    }
  }

  private static String welcome() {
    return """
        The sandbox is up, with four bookings played into it.

          Calendars of Google, simulated         http://127.0.0.1:9101/
          Calendars of Microsoft 365, simulated  http://127.0.0.1:9102/
          Console                                http://127.0.0.1:8081/
          Any id finds all the others            http://127.0.0.1:8081/api/references?id=appt_sandbox00003

        Try next:
          a signed callback of your own          docs/sandbox.md
          kill -9 this process, and start it again: no event is doubled or lost
          edit mappings/google-event.jslt        the title of an event, for a start

        Ctrl-C ends it.
        """
        .indent(1);
  }
}
