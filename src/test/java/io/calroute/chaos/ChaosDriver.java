package io.calroute.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.RequestLog;
import io.calroute.store.OwnPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Runs replicas of the packaged Calroute through chaos, and compares what stands in the end with
 * what was wanted. See {@code docs/chaos-test.md}.
 */
public final class ChaosDriver {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int STORIES_TOLD = 3;

  private static final int STEPS = 6;
  private static final Duration FROZEN = Duration.ofSeconds(20);

  /** One in so many changes was made before Calroute began. */
  private static final int BEFORE = 5;

  private final ChaosPlan plan;
  private final Path home;
  private final Wishes wishes;
  private final long begin = System.nanoTime();

  ChaosDriver(ChaosPlan plan, Path home) {
    this.plan = plan;
    this.home = home;
    this.wishes = new Wishes(plan);
  }

  /**
   * Runs the long form.
   *
   * @param arguments seed, appointments, changes per appointment, kills; all optional
   * @throws IOException when files cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    ChaosPlan usual =
        ChaosPlan.thorough(
            arguments.length > 0 ? Long.parseLong(arguments[0]) : System.nanoTime() % 100_000);
    ChaosPlan plan =
        new ChaosPlan(
            usual.seed(),
            number(arguments, 1, usual.appointments()),
            number(arguments, 2, usual.changes()),
            number(arguments, 3, usual.kills()),
            usual.reconciles());
    Path home = Files.createTempDirectory("calroute-chaos");
    System.out.println(new ChaosDriver(plan, home).run());
    delete(home);
    System.exit(0);
  }

  private static int number(String[] arguments, int position, int usual) {
    return arguments.length > position ? Integer.parseInt(arguments[position]) : usual;
  }

  /**
   * Runs.
   *
   * @return what happened, in figures
   * @throws AssertionError when something is wrong in the end; the message tells its story
   */
  String run() {
    say("seed " + plan.seed() + ", files in " + home);
    try (Bookers bookers = new Bookers(plan.seed());
        OwnPostgres store = OwnPostgres.in(home, RunningCalroute.freePort());
        Installation installation = new Installation(home, 0, 0)) {
      Staff.join(installation);
      bookers.join(installation, plan.reconciles());
      installation.google().requests().keep(Integer.MAX_VALUE);
      installation.graph().requests().keep(Integer.MAX_VALUE);
      installation
          .with("calroute.teams.organizer", Comparison.ORGANIZER)
          .with("calroute.sync.settle", Weather.SETTLE.toMillis() + "ms")
          .with("calroute.sync.retry-first", "100ms")
          .with("calroute.sync.retry-limit", "2s")
          .with("spring.datasource.url", store.jdbcUrl());
      store.start();
      try (Replicas replicas = new Replicas(ChaosPlan.REPLICAS, home, installation.properties());
          TakeOvers takeOvers = new TakeOvers(store)) {
        return storm(installation, bookers, replicas, store, takeOvers);
      }
    }
  }

  private String storm(
      Installation installation,
      Bookers bookers,
      Replicas replicas,
      OwnPostgres store,
      TakeOvers takeOvers) {
    Random random = new Random(plan.seed());
    Meddler meddler = new Meddler(installation, plan.seed());
    Backfills backfills = new Backfills();
    Weather.begin(installation, plan.seed());
    Weather.begin(bookers, plan.seed());
    List<Wish> order = wishes.order();
    int before = order.size() / BEFORE;
    bookers.loseAll();
    order.subList(0, before).forEach(bookers::happen);
    List<Wish> rest = order.subList(before, order.size());
    long attempts;
    Set<String> accepted;
    try (Postman postman = new Postman(replicas)) {
      bookers.tell(postman);
      int rounds = plan.kills() + 1;
      for (int round = 0; round < rounds; round++) {
        if (round == 0) {
          replicas.start();
          backfills.begin(replicas, bookers);
        } else {
          // Whoever was killed comes back while the others work.
          replicas.begin();
          backfills.accept(replicas);
        }
        int from = rest.size() * round / rounds;
        int to = rest.size() * (round + 1) / rounds;
        live(rest.subList(from, to), Duration.ofMillis(300 + random.nextInt(2500)), bookers);
        meddler.meddle(2);
        rest(Duration.ofMillis(random.nextInt(700)));
        if (round < plan.kills()) {
          replicas.start();
          backfills.beforeKill(replicas);
          strike(ChaosPlan.victim(round), random, replicas, store, takeOvers);
          say(
              "%s hit, %d of %d"
                  .formatted(
                      ChaosPlan.victim(round).name().toLowerCase(Locale.ROOT),
                      round + 1,
                      plan.kills()));
        }
        if (round == 0) {
          Weather.storm(bookers);
        }
      }
      bookers.bringLateOnes();
      await("all callbacks answered", () -> postman.undelivered() == 0, replicas);
      attempts = postman.attempts();
      accepted = postman.accepted();
    }
    rest(Weather.LATEST_LANDING);
    Weather.end(installation, bookers);
    Instant calm = Instant.now();
    await("the backfills done", () -> backfills.areDone(replicas), replicas);
    await("nothing due", () -> isAtRest(replicas) && hasRead(replicas, calm), replicas);
    // What the last reading has found may have made somebody ask meanwhile.
    rest(Duration.ofSeconds(1));
    await(
        "nothing due at a second look",
        () -> isAtRest(replicas) && hasRead(replicas, calm),
        replicas);
    for (String key : meddler.meddledWith()) {
      String[] parts = key.split("/");
      replicas.one().call("POST", "/api/appointments/" + parts[0] + "/" + parts[2] + "/resync");
    }
    await("nothing due after the resync", () -> isAtRest(replicas), replicas);
    Map<String, List<String>> wrong = Comparison.of(wishes.last(), installation);
    if (!wrong.isEmpty()) {
      throw new AssertionError(story(wrong, installation, replicas.one()));
    }
    nothingIsLost(accepted, store);
    return figures(installation, meddler, bookers, backfills, attempts, takeOvers.waits());
  }

  private static void strike(
      ChaosPlan.Victim victim,
      Random random,
      Replicas replicas,
      OwnPostgres store,
      TakeOvers takeOvers) {
    switch (victim) {
      case REPLICA -> {
        replicas.killOne(random);
        takeOvers.killed();
      }
      case STORE -> {
        store.kill();
        rest(Duration.ofMillis(random.nextInt(2000)));
        store.start();
        takeOvers.forget();
      }
      case STORE_FROZEN -> {
        store.freeze();
        rest(FROZEN);
        store.thaw();
        takeOvers.forget();
      }
    }
  }

  /** Reconciling would find what is lost: what was answered 2xx has to be in the journal. */
  private void nothingIsLost(Set<String> accepted, OwnPostgres store) {
    Set<String> lost = new TreeSet<>(accepted);
    store
        .jdbc()
        .queryForList("select encode(sha256(body), 'hex') from callback", String.class)
        .forEach(lost::remove);
    if (!lost.isEmpty() || accepted.isEmpty()) {
      throw new AssertionError(
          "Seed %d: %d of %d callbacks that were answered 2xx are lost"
              .formatted(plan.seed(), lost.size(), accepted.size()));
    }
  }

  /** Nothing is left to do, and nothing has been given up. */
  private boolean isAtRest(Replicas replicas) {
    JsonNode status = replicas.one().get("/api/status");
    JsonNode appointments = status.path("appointments");
    if (status.path("callbacks").path("failed").asInt() > 0
        || appointments.path("failed").asInt() > 0
        || appointments.path("unrouted").asInt() > 0) {
      throw new AssertionError("Seed " + plan.seed() + ": something was given up: " + status);
    }
    return status.path("callbacks").path("pending").asInt() == 0
        && appointments.path("due").asInt() == 0
        && appointments.path("verifying").asInt() == 0
        && appointments.path("parked").asInt() == 0;
  }

  /** Changes that come all at once are few calls, and few faults. */
  private static void live(List<Wish> changes, Duration duration, Bookers bookers) {
    for (int i = 0; i < STEPS; i++) {
      changes
          .subList(changes.size() * i / STEPS, changes.size() * (i + 1) / STEPS)
          .forEach(bookers::happen);
      rest(duration.dividedBy(STEPS));
    }
  }

  /** Everything was read once since, and nothing is left to ask. */
  private boolean hasRead(Replicas replicas, Instant calm) {
    if (!plan.reconciles()) {
      return true;
    }
    for (JsonNode one : replicas.one().get("/api/connections").path("items")) {
      JsonNode read = one.path("lastFullReconcile");
      boolean asked = !one.path("capabilities").isEmpty();
      if (asked
          && (one.path("asked").asInt() > 0
              || !read.isTextual()
              || Instant.parse(read.asText()).isBefore(calm))) {
        return false;
      }
    }
    return true;
  }

  private void await(String what, BooleanSupplier condition, Replicas replicas) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "Seed "
                + plan.seed()
                + ": not "
                + what
                + " after "
                + PATIENCE
                + ": "
                + replicas.one().get("/api/status")
                + replicas.one().get("/api/appointments?state=due&limit=3"));
      }
      rest(Duration.ofMillis(200));
    }
    say(what);
  }

  private String figures(
      Installation installation,
      Meddler meddler,
      Bookers bookers,
      Backfills backfills,
      long attempts,
      List<Duration> takeOvers) {
    List<Exchange> exchanges = exchanges(installation);
    Map<String, Long> struck = new TreeMap<>();
    exchanges.stream()
        .filter(exchange -> exchange.fault() != null)
        .forEach(exchange -> struck.merge(exchange.fault().key(), 1L, Long::sum));
    long calls =
        exchanges.stream().filter(exchange -> exchange.operation() != Operation.TOKEN).count();
    return """
        Chaos survived: seed %d, %d s
          appointments            %d, with %d changes
          callbacks               %s; requests %d
          kills                   %d; of a backfill %s
          calendars taken over    %d, after %s
          faults struck           %d %s
          events edited, deleted  %d, %d
          calls to calendars      %d, %.2f for each change
        """
        .formatted(
            plan.seed(),
            Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
            plan.appointments(),
            wishes.size(),
            bookers.figures(),
            attempts,
            plan.kills(),
            backfills.killed(),
            takeOvers.size(),
            takeOvers.isEmpty()
                ? "no time"
                : "%.1f to %.1f s"
                    .formatted(
                        seconds(Collections.min(takeOvers)), seconds(Collections.max(takeOvers))),
            struck.values().stream().mapToLong(n -> n).sum(),
            struck,
            meddler.edits(),
            meddler.deletions(),
            calls,
            (double) calls / wishes.size());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static List<Exchange> exchanges(Installation installation) {
    return Stream.of(installation.google().requests(), installation.graph().requests())
        .map(RequestLog::exchanges)
        .flatMap(List::stream)
        .sorted(Comparator.comparing(Exchange::time))
        .toList();
  }

  /** Everything that is known of the first few wrong appointments. */
  private String story(
      Map<String, List<String>> wrong, Installation installation, KilledCalroute calroute) {
    StringBuilder story = new StringBuilder();
    story.append("Seed %d: %d appointments are wrong\n".formatted(plan.seed(), wrong.size()));
    wrong.forEach((key, faults) -> story.append(key).append(": ").append(faults).append('\n'));
    wrong.keySet().stream()
        .limit(STORIES_TOLD)
        .forEach(
            key -> {
              story.append("\n== ").append(key).append('\n');
              wishes.last().stream()
                  .filter(wish -> wish.key().equals(key))
                  .forEach(
                      wish -> {
                        wishes.story(wish).forEach(one -> story.append(one).append('\n'));
                        story
                            .append(
                                calroute.get(
                                    "/api/appointments/"
                                        + wish.provider().word()
                                        + "/"
                                        + wish.id()))
                            .append('\n');
                      });
              exchanges(installation).stream()
                  .filter(exchange -> key.equals(exchange.appointment()))
                  .forEach(exchange -> story.append(line(exchange)).append('\n'));
            });
    return story.toString();
  }

  private static String line(Exchange exchange) {
    return "%s %s %s %s If-Match %s -> %d%s%s %s"
        .formatted(
            exchange.time(),
            exchange.operation(),
            exchange.calendar(),
            exchange.path().substring(Math.max(0, exchange.path().length() - 40)),
            exchange.headers().get("if-match"),
            exchange.status(),
            exchange.answered() ? "" : " unanswered",
            exchange.fault() == null ? "" : " " + exchange.fault().key(),
            exchange.request());
  }

  private void say(String what) {
    System.out.printf("%4d s  %s%n", Duration.ofNanos(System.nanoTime() - begin).toSeconds(), what);
  }

  private static void rest(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }

  /** Removes a run's files. */
  static void delete(Path home) {
    try (Stream<Path> files = Files.walk(home)) {
      List<Path> all = new ArrayList<>(files.toList());
      all.sort(Comparator.reverseOrder());
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Left behind: " + home, e);
    }
  }
}
