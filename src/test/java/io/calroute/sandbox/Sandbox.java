package io.calroute.sandbox;

import io.calroute.bundle.start.RefusedStart;
import io.calroute.sandbox.provider.FrontDesk;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.Player;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
  private static final int DESK_PORT = 9103;

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
    try (Installation installation = Installation.lasting(home, GOOGLE_PORT, GRAPH_PORT);
        SavvyCalSimulator savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
        OmboriSimulator ombori = OmboriSimulator.start(Clock.systemUTC(), 0);
        FrontDesk desk = FrontDesk.open(DESK_PORT, List.of(savvycal, ombori))) {
      installation
          .asking(savvycal)
          .with("calroute.reconcile.fast", "20s")
          .with("calroute.callbacks.port", 8080)
          .with("server.port", 8081)
          .with("calroute.directory-file", "config/directory.yaml")
          .with("calroute.links", "adopt,redirect")
          .with("calroute.public-url", "http://127.0.0.1:8080")
          .with("calroute.teams.organizer", "meetings@example.org");
      for (Provider provider : Provider.values()) {
        installation.everybodyElse(provider, "google", "front-desk@example.com");
      }
      bookBefore(savvycal);
      ombori
          .mails()
          .template("Your meeting: http://127.0.0.1:8080/join/ombori/default/{{position.id}}");
      try (RunningCalroute calroute = installation.run()) {
        savvycal.deliveries().to(calroute);
        ombori.deliveries().to(calroute);
        String content = goesOn ? "with what stood before" : play(calroute, played);
        ombori.book(
            OmboriBooking.of("5b0c0a52-0000-4000-8000-000000000009")
                .with("carla@example.org")
                .online("https://meet.example.com/room-of-the-day")
                .at(noon(1), Duration.ofMinutes(30)));
        LOG.info(welcome(content));
        new CountDownLatch(1).await();
      }
    } catch (RuntimeException failure) {
      RefusedStart.reasons(failure, null).forEach(reason -> LOG.error("Not started: {}", reason));
      System.exit(1);
    }
  }

  /** What Calroute is never told of: it has to read it. */
  private static void bookBefore(SavvyCalSimulator savvycal) {
    for (int day = 2; day < 7; day++) {
      savvycal.book(
          day % 2 == 0 ? "prov_anna00000001" : "prov_carla0000001",
          noon(day),
          Duration.ofMinutes(30));
    }
  }

  private static Instant noon(int days) {
    return Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(days).plusHours(11));
  }

  /** Plays from the beginning, because the calendars are empty; done only once. */
  private static String play(RunningCalroute calroute, Path played) {
    JdbcTemplate store = calroute.bean(JdbcTemplate.class);
    store.execute(
        "truncate callback, appointment, lane, provider_row, provider_run, provider_connection"
            + " restart identity cascade");
    store.execute("update heard_until set callback = 0");
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
      Bookings of SavvyCal, simulated        http://127.0.0.1:9103/savvycal/bookings
      Any id finds all the others            http://127.0.0.1:8081/api/references?id=appt_sandbox00003
      A booking with a new id on reschedule  http://127.0.0.1:8081/api/appointments/cabinetfm/90211

    Try next (docs/sandbox.md has the commands):
      a callback of your own, signed, with HTTP Basic or with a token in its path
      a fault: calendars that answer 503 or 429, or not at all
      an event edited or deleted by somebody in the calendar
      what was booked before, a lost callback, a client's mail
      an edit while it runs: docs/editing-routes.md has ten, the second one for a start

    Ctrl-C ends it.
    """
        .formatted(content)
        .indent(1);
  }
}
