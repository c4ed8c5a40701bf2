package io.calroute.bundle;

import java.util.ArrayList;
import java.util.List;

/**
 * What a route that takes a provider's callbacks must do: let nobody in without proof, and answer
 * only for what is kept. Pure.
 */
final class Duties {

  private static final String RECEIVES = "direct:receive-";
  private static final List<String> WANTED =
      List.of("kamelet:authenticate-callback-action", "kamelet:accept-callback-action");

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
    return left.isEmpty()
        ? List.of()
        : List.of(
            new BundleProblem(
                route.file(),
                route.line(),
                "A route that takes callbacks must go through "
                    + String.join(", then ", WANTED)
                    + ", as steps of its own; "
                    + left.get(0)
                    + " is missing or too early"));
  }
}
