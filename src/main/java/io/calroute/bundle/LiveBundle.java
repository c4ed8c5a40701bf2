package io.calroute.bundle;

import io.calroute.bundle.check.BundleCheck;
import io.calroute.bundle.check.Rehearsal;
import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.configuration.LiveConfiguration;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleRefused;
import io.calroute.bundle.swap.RouteSwap;
import io.calroute.callback.door.DoorKeeper;
import io.calroute.callback.door.IntakeGate;
import io.calroute.event.Events;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The routes, kamelets and mappings in use, and how others take their place.
 *
 * <p>What is saved together goes in together or not at all: half of a change is nobody's wish, and
 * a route may need the mapping beside it. What was refused keeps nobody else waiting: a later save
 * is tried with all that is on disk, and if that does not work, by itself. Safe for concurrent use.
 */
@Component
public final class LiveBundle {

  private static final Logger LOG = LoggerFactory.getLogger(LiveBundle.class);

  private static final int REFUSALS_KEPT = 10;

  private static final Pattern GOLDEN_CASE = Pattern.compile("mappings/.+/.+[.]json");

  /** An edit that was not taken. */
  public record Refusal(Instant at, List<BundleProblem> problems) {}

  private final BundleCheck check;
  private final LiveConfiguration configuration;
  private final RouteSwap routes;
  private final Mappings mappings;
  private final Schema schema;
  private final Events events;
  private final Clock clock;
  private final Map<String, Instant> since = new ConcurrentHashMap<>();
  private volatile RouteSwap.State inUse;
  private Bundle attempted;
  private volatile Instant began;
  private volatile BundleState state;
  private volatile String making;
  private volatile List<Refusal> refusals = List.of();

  LiveBundle(
      CamelContext camel,
      LiveConfiguration configuration,
      BundleSettings settings,
      Mappings mappings,
      Schema schema,
      IntakeGate gate,
      DoorKeeper keeper,
      Events events,
      Clock clock) {
    this.check = new BundleCheck(camel.getRegistry(), new Rehearsal(camel.getRegistry()), mappings);
    this.configuration = configuration;
    this.routes =
        new RouteSwap(
            camel, gate, keeper, settings.bundle().intakePatience(), settings.bundle().patience());
    this.mappings = mappings;
    this.schema = schema;
    this.events = events;
    this.clock = clock;
  }

  public BundleState state() {
    BundleState now = state;
    List<BundleProblem> problems = new ArrayList<>(now.problems());
    problems.addAll(configuration.directoryProblems());
    return new BundleState(
        now.version(), now.since(), now.changed(), now.onDisk(), problems, now.restartFor());
  }

  /** The same for the same routes, kamelets and mappings in use, and for no others. */
  String making() {
    return making;
  }

  /** What was not taken since the start, the newest first; ten at most. */
  public List<Refusal> refusals() {
    return refusals;
  }

  Bundle inUse() {
    return inUse.bundle();
  }

  /** When a file came into use; for those of the start, the start. */
  Instant since(String name) {
    return since.getOrDefault(name, began);
  }

  /** What would keep a bundle from being taken, all of it looked at. */
  List<BundleProblem> check(Bundle bundle) {
    try {
      return check.fully(bundle, configuration.read(), bundle.files().keySet()).problems();
    } catch (Configuration.Unusable unusable) {
      return List.of(unusable.problem());
    }
  }

  /** Whether exactly these files are in use, secrets too, which no version tells. */
  synchronized boolean serves(Bundle files) {
    return inUse.bundle().equals(files);
  }

  /**
   * Takes the first bundle.
   *
   * @param first what Camel is about to load
   * @throws BundleRefused when it would not work
   */
  synchronized void begin(Bundle first) {
    try {
      configuration.begin();
    } catch (Configuration.Unusable unusable) {
      throw new BundleRefused(List.of(unusable.problem()));
    }
    BundleCheck.Result result = check.quickly(first, configuration.current());
    if (!result.problems().isEmpty()) {
      throw new BundleRefused(result.problems());
    }
    inUse = new RouteSwap.State(first, result.outlines());
    began = clock.instant();
    making = making(first);
    attempted = first;
    String version = first.version();
    state = new BundleState(version, began, List.of(), version, List.of(), List.of());
  }

  /**
   * Takes what is on disk into use, if it is sound.
   *
   * @param disk what is on disk, all of it written
   */
  synchronized void offer(Bundle disk) {
    SortedSet<String> changed = disk.changes(inUse.bundle());
    SortedSet<String> news = disk.changes(attempted);
    if (changed.isEmpty()) {
      if (!state.problems().isEmpty() || !news.isEmpty()) {
        LOG.info("What is on disk is in use again");
        attempted = disk;
        tell(List.of());
      }
      return;
    }
    if (news.isEmpty()) {
      return;
    }
    try {
      List<BundleProblem> problems = take(disk, changed);
      SortedSet<String> alone = new TreeSet<>(news);
      alone.retainAll(changed);
      if (!problems.isEmpty() && !alone.isEmpty() && !alone.equals(changed)) {
        take(inUse.bundle().with(disk, alone), alone);
      }
      attempted = disk;
      tell(problems);
    } catch (RouteSwap.Busy busy) {
      LOG.info("The change waits: {}", busy.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception wrong) {
      attempted = disk;
      tell(
          changed.stream()
              .map(name -> new BundleProblem(name, 0, "It could not be built: " + wrong))
              .toList());
    }
  }

  /** Tells that the files cannot be read at present. */
  synchronized void unreadable(String reason) {
    BundleProblem problem = new BundleProblem(Bundle.ROUTES, 0, "Cannot be read: " + reason);
    if (!state.problems().contains(problem)) {
      attempted = inUse.bundle();
      tell(List.of(problem));
    }
  }

  /** Takes a bundle into use, unless it has problems. */
  private List<BundleProblem> take(Bundle bundle, SortedSet<String> changed) throws Exception {
    if (inUse.bundle().text(Bundle.APPLICATION) != null
        && bundle.text(Bundle.APPLICATION) == null) {
      return List.of(
          new BundleProblem(
              Bundle.APPLICATION,
              0,
              "The file is gone; bring it back, or save it empty if nothing is to be configured"));
    }
    Configuration decided = configuration.current();
    if (changed.stream().anyMatch(name -> name.startsWith(Bundle.CONFIG))) {
      try {
        decided = configuration.read();
      } catch (Configuration.Unusable unusable) {
        return List.of(unusable.problem());
      }
    }
    BundleCheck.Result result = check.fully(bundle, decided, changed);
    if (result.problems().isEmpty()) {
      take(bundle, decided, result, changed);
    }
    return result.problems();
  }

  private void take(
      Bundle bundle, Configuration decided, BundleCheck.Result result, SortedSet<String> changed)
      throws Exception {
    long began = System.nanoTime();
    RouteSwap.State next = new RouteSwap.State(bundle, result.outlines());
    Configuration before = configuration.current();
    configuration.show(decided);
    try {
      routes.swap(inUse, next, touched(before.changes(decided), bundle));
    } catch (Exception wrong) {
      configuration.show(before);
      throw wrong;
    }
    configuration.take(decided);
    if (!bundle.mappings().equals(inUse.bundle().mappings())) {
      mappings.replaceBy(result.mappings());
      schema.replaceBy(result.schema());
    }
    inUse = next;
    making = making(bundle);
    Instant now = clock.instant();
    changed.forEach(name -> since.put(name, now));
    state =
        new BundleState(
            bundle.version(),
            now,
            List.copyOf(changed),
            state.onDisk(),
            state.problems(),
            restartFor(bundle, decided));
    LOG.info(
        "In use from now on ({} ms): {}",
        (System.nanoTime() - began) / 1_000_000,
        String.join(", ", changed));
  }

  /** Files with placeholders for properties that have changed. */
  private static List<String> touched(SortedSet<String> properties, Bundle bundle) {
    return bundle.files().entrySet().stream()
        .filter(file -> isRoute(file.getKey()))
        .filter(
            file ->
                properties.stream().anyMatch(name -> Configuration.isNamed(name, file.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<String> restartFor(Bundle bundle, Configuration decided) {
    List<String> texts =
        bundle.files().entrySet().stream()
            .filter(file -> isRoute(file.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return List.copyOf(decided.waiting(configuration.first(), texts));
  }

  /** Without golden cases and configuration: what becomes of callbacks and events is the same. */
  private static String making(Bundle bundle) {
    return bundle.version(
        name -> !name.startsWith(Bundle.CONFIG) && !GOLDEN_CASE.matcher(name).matches());
  }

  private static boolean isRoute(String name) {
    return name.startsWith(Bundle.ROUTES) || name.startsWith(Bundle.KAMELETS);
  }

  private void tellHooks(List<BundleProblem> problems) {
    try {
      events.bundleRefused(
          problems.stream()
              .map(
                  problem ->
                      Map.<String, Object>of(
                          "file",
                          problem.file(),
                          "line",
                          problem.line(),
                          "reason",
                          problem.reason()))
              .toList());
    } catch (DataAccessException unreachable) {
      LOG.warn("No hook is told of it: {}", unreachable.getClass().getSimpleName());
    }
  }

  private void tell(List<BundleProblem> problems) {
    BundleState now = state;
    if (!problems.equals(now.problems())) {
      problems.forEach(
          problem -> LOG.error("Not in use, the last good version stays: {}", problem));
      tellHooks(problems);
      if (!problems.isEmpty()) {
        List<Refusal> known = new ArrayList<>(refusals);
        known.add(0, new Refusal(clock.instant(), problems));
        refusals = List.copyOf(known.subList(0, Math.min(known.size(), REFUSALS_KEPT)));
      }
    }
    state =
        new BundleState(
            now.version(),
            now.since(),
            now.changed(),
            attempted.version(),
            problems,
            now.restartFor());
  }
}
