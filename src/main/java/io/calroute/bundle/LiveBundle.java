package io.calroute.bundle;

import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import java.time.Clock;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes, kamelets and mappings in use, and how others take their place.
 *
 * <p>What is saved together goes in together or not at all: half of a change is nobody's wish, and
 * a route may need the mapping beside it. What was refused keeps nobody else waiting: a later save
 * is tried with all that is on disk, and if that does not work, by itself. Safe for concurrent use.
 */
public final class LiveBundle {

  private static final Logger LOG = LoggerFactory.getLogger(LiveBundle.class);

  private final BundleCheck check;
  private final RouteSwap routes;
  private final Mappings mappings;
  private final Schema schema;
  private final Clock clock;
  private RouteSwap.State inUse;
  private Bundle attempted;
  private volatile BundleState state;

  LiveBundle(BundleCheck check, RouteSwap routes, Mappings mappings, Schema schema, Clock clock) {
    this.check = check;
    this.routes = routes;
    this.mappings = mappings;
    this.schema = schema;
    this.clock = clock;
  }

  /** How it stands. */
  public BundleState state() {
    return state;
  }

  /**
   * Takes the first bundle.
   *
   * @param first what Camel is about to load
   * @throws BundleRefused when it would not work
   */
  synchronized void begin(Bundle first) {
    BundleCheck.Result result = check.quickly(first);
    if (!result.problems().isEmpty()) {
      throw new BundleRefused(result.problems());
    }
    inUse = new RouteSwap.State(first, result.outlines());
    attempted = first;
    state = new BundleState(first.version(), clock.instant(), List.of());
  }

  /**
   * Takes what is on disk into use, if it is sound.
   *
   * @param disk what is on disk, all of it written
   */
  synchronized void offer(Bundle disk) {
    SortedSet<String> changed = disk.changes(inUse.bundle());
    SortedSet<String> news = disk.changes(attempted);
    if (changed.isEmpty() || news.isEmpty()) {
      if (changed.isEmpty() && !state.problems().isEmpty()) {
        LOG.info("What is on disk is in use again");
        tell(List.of());
      }
      attempted = disk;
      return;
    }
    try {
      BundleCheck.Result whole = check.fully(disk, changed);
      List<BundleProblem> problems = whole.problems();
      if (problems.isEmpty()) {
        take(disk, whole, changed);
      } else if (!changed.equals(news)) {
        SortedSet<String> alone = new TreeSet<>(news);
        alone.retainAll(changed);
        Bundle candidate = inUse.bundle().with(disk, alone);
        BundleCheck.Result part = check.fully(candidate, alone);
        if (!alone.isEmpty() && part.problems().isEmpty()) {
          take(candidate, part, alone);
        }
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
  void unreadable(String reason) {
    BundleProblem problem = new BundleProblem(Bundle.ROUTES, 0, "Cannot be read: " + reason);
    if (!state.problems().contains(problem)) {
      tell(List.of(problem));
    }
  }

  private void take(Bundle bundle, BundleCheck.Result result, SortedSet<String> changed)
      throws Exception {
    long began = System.nanoTime();
    RouteSwap.State next = new RouteSwap.State(bundle, result.outlines());
    routes.swap(inUse, next);
    if (!bundle.mappings().equals(inUse.bundle().mappings())) {
      mappings.replaceBy(result.mappings());
      schema.replaceBy(result.schema());
    }
    inUse = next;
    state = new BundleState(bundle.version(), clock.instant(), state.problems());
    LOG.info(
        "In use from now on ({} ms): {}",
        (System.nanoTime() - began) / 1_000_000,
        String.join(", ", changed));
  }

  private void tell(List<BundleProblem> problems) {
    BundleState now = state;
    if (!problems.equals(now.problems())) {
      problems.forEach(
          problem -> LOG.error("Not in use, the last good version stays: {}", problem));
    }
    state = new BundleState(now.version(), now.since(), problems);
  }
}
