package io.calroute.bundle.check;

import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.outline.RouteOutline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a route that takes a provider's callbacks must do: let nobody in without proof, and answer
 * only for what is kept. Pure.
 */
final class Duties {

  private static final String RECEIVES = "direct:receive-";
  private static final List<String> WANTED =
      List.of("kamelet:authenticate-callback-action", "kamelet:accept-callback-action");

  private static final String IGNORE = "kamelet:ignore-callback-action";

  private static final Set<String> KEEPING =
      Set.of(IGNORE, WANTED.get(1), "callback:ignore", "callback:accept");

  private Duties() {}

  /**
   * The first duty that a route does not fulfil.
   *
   * @param route any route
   * @return one problem at most
   */
  static List<BundleProblem> neglected(RouteOutline route) {
    List<String> left = new ArrayList<>(WANTED);
    if (route.consumes() == null || !route.consumes().startsWith(RECEIVES)) {
      return List.of();
    }
    for (String step : route.steps()) {
      if (!left.isEmpty() && step.equals(left.get(0))) {
        left.remove(0);
      }
    }
    if (!left.isEmpty()) {
      return problem(
          route,
          "A route that takes callbacks must go through "
              + String.join(", then ", WANTED)
              + ", as steps of its own; "
              + left.get(0)
              + " is missing or too early");
    }
    return dropped(route);
  }

  /** Callbacks that would be kept without proof, or answered for though nobody keeps them. */
  private static List<BundleProblem> dropped(RouteOutline route) {
    int proven = route.steps().indexOf(WANTED.get(0));
    int kept = route.steps().lastIndexOf(WANTED.get(1));
    for (int i = 0; i < kept; i++) {
      List<String> within = route.within().get(i);
      if (i < proven && within.stream().anyMatch(KEEPING::contains)) {
        return problem(route, "A callback may be ignored or accepted only after " + WANTED.get(0));
      }
      if (within.contains("stop")) {
        return problem(
            route,
            "stop before "
                + WANTED.get(1)
                + " would drop callbacks that nobody keeps; use "
                + IGNORE
                + " with a reason instead, which ends the route");
      }
    }
    return List.of();
  }

  private static List<BundleProblem> problem(RouteOutline route, String reason) {
    return List.of(new BundleProblem(route.file(), route.line(), reason));
  }
}
