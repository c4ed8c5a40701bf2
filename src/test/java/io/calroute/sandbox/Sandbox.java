package io.calroute.sandbox;

import io.calroute.bundle.start.RefusedStart;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.desk.Diary;
import io.calroute.sandbox.provider.desk.FiveProviders;
import io.calroute.sandbox.provider.desk.FrontDesk;
import io.calroute.sandbox.provider.desk.Player;
import io.calroute.sandbox.provider.desk.RetoldClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Calroute with everything around it simulated, for trying it out: {@code mvn
 * spring-boot:test-run}.
 *
 * <p>Ports are those that the documentation says, so that it can be typed as it stands. Everything
 * is kept in {@code target/sandbox} and goes on after the next start, however the process ended;
 * remove the folder to begin anew.
 */
public final class Sandbox {

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
  private static final int GOOGLE_PORT = 9101;
  private static final int GRAPH_PORT = 9102;
  private static final int DESK_PORT = 9103;
  private static final int API_PORT = 9111;
  private static final Duration PLAYED_IN = Duration.ofMinutes(1);

  private Sandbox() {}

  /**
   * Runs until the process is told to stop.
   *
   * @param arguments settings, such as {@code --calroute.api.token=secret}
   * @throws InterruptedException when the wait is interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path home = Path.of("target", "sandbox");
    Path played = home.resolve("played");
    Diary diary = new Diary(home.resolve("desk.jsonl"));
    RetoldClock clock = new RetoldClock();
    boolean goesOn = Files.exists(played);
    Instant begin = begin(home, played, goesOn);
    try (Installation installation = Installation.lasting(home, GOOGLE_PORT, GRAPH_PORT);
        FiveProviders providers = FiveProviders.start(clock, API_PORT);
        FrontDesk desk = FrontDesk.open(DESK_PORT, providers.all(), diary)) {
      configure(installation, providers);
      for (String argument : arguments) {
        String[] setting = argument.replaceFirst("^--", "").split("=", 2);
        installation.with(setting[0], setting.length < 2 ? "" : setting[1]);
      }
      String open = address(installation, "calroute.callbacks.port");
      if (!installation.properties().containsKey("calroute.public-url")) {
        installation.with("calroute.public-url", open);
      }
      providers.agendize().forgetWatches();
      providers
          .ombori()
          .mails()
          .template("Your meeting: " + open + "/join/ombori/default/{{position.id}}");
      Player player = new Player(providers, clock, begin);
      player.bookBefore();
      if (goesOn) {
        // Nobody is told: Calroute knows all of it.
        player.play();
        desk.doAgain(clock);
      } else {
        diary.forget();
      }
      clock.run();
      providers
          .agendize()
          .watch(open + "/callbacks/agendize", Map.of("X-Calroute-Secret", RunningCalroute.SECRET));
      try (RunningCalroute calroute = installation.run()) {
        if (!goesOn) {
          forgetStore(calroute);
        }
        providers.tell(calroute);
        if (!goesOn) {
          player.play();
          write(played, begin.toString());
        }
        LOG.info(
            welcome(
                goesOn
                    ? "with what stood before"
                    : "with a week of bookings at five providers played into it",
                address(installation, "server.port")));
        new CountDownLatch(1).await();
      }
    } catch (RuntimeException failure) {
      RefusedStart.reasons(failure, null).forEach(reason -> LOG.error("Not started: {}", reason));
      System.exit(1);
    }
  }

  /** When it was played, or is about to be: a little ago, since no stamp may lie in the future. */
  private static Instant begin(Path home, Path played, boolean goesOn) {
    try {
      Files.createDirectories(home);
      if (goesOn) {
        return Instant.parse(Files.readString(played).strip());
      }
      Installation.forgetCalendars(home);
      return Instant.now().minus(PLAYED_IN).truncatedTo(ChronoUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException("The sandbox needs " + home, e);
    }
  }

  private static void configure(Installation installation, FiveProviders providers) {
    providers.askable().forEach(installation::asking);
    installation
        .with("calroute.connections.agendize.default.auth", "header")
        .with("calroute.connections.agendize.default.secret", RunningCalroute.SECRET)
        .with("calroute.reconcile.fast", "20s")
        .with("calroute.callbacks.port", 8080)
        .with("server.port", 8081)
        .with("calroute.directory-file", "config/directory.yaml")
        .with("calroute.links", "adopt,redirect")
        .with("calroute.teams.organizer", "meetings@example.org");
    for (Provider provider : Provider.values()) {
      installation
          .everybodyElse(provider, "google", "front-desk@example.com")
          .with("calroute.connections." + provider.word() + ".branch.secret", provider.secret());
    }
  }

  /** Plays from the beginning, because the calendars are empty; done only once. */
  private static void forgetStore(RunningCalroute calroute) {
    JdbcTemplate store = calroute.bean(JdbcTemplate.class);
    store.execute(
        "truncate callback, appointment, lane, provider_row, provider_run, provider_connection"
            + " restart identity cascade");
    store.execute("update heard_until set callback = 0");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(Installation installation, String port) {
    return "http://127.0.0.1:" + installation.properties().get(port);
  }

  private static String welcome(String content, String console) {
    return """
    The sandbox is up, %1$s.

      Calendars of Google, simulated         http://127.0.0.1:9101/
      Calendars of Microsoft 365, simulated  http://127.0.0.1:9102/
      Console                                %2$s/
      Five providers, simulated              http://127.0.0.1:9103/
      Any id finds all the others            %2$s/api/references?id=appt_sandbox00003
      A booking with a new id on reschedule  %2$s/api/appointments/cabinetfm/90211

    Try next (docs/sandbox.md has the commands):
      a callback of your own, signed, with HTTP Basic or with a token in its path
      a fault: calendars that answer 503 or 429, or not at all
      an event edited or deleted by somebody in the calendar
      what was booked before, a lost callback, a webhook, a client's mail
      an edit while it runs: docs/editing-routes.md has fourteen, the second one for a start

    Ctrl-C ends it.
    """
        .formatted(content, console)
        .indent(1);
  }
}
