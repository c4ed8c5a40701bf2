package io.calroute.bundle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.PatternHelper;

/**
 * What routes must do, and in which order, so that nothing is lost, doubled or taken from
 * strangers. Operators may put whatever they like before, between and after. Pure.
 */
final class Duties {

  /** By what a route takes messages from. */
  private static final Map<String, List<String>> WHEREVER = new LinkedHashMap<>();

  /** The same, as steps of the route itself: inside another step they could be passed by. */
  private static final Map<String, List<String>> ALWAYS = new LinkedHashMap<>();

  static {
    ALWAYS.put("platform-http:/callbacks", List.of("bean:frontDoor", "direct:receive-*"));
    ALWAYS.put(
        "direct:receive-*",
        List.of("kamelet:authenticate-callback-action", "kamelet:accept-callback-action"));
    ALWAYS.put("direct:apply-callbacks", List.of("split", "bean:applying.apply"));
    WHEREVER.put("direct:apply-callbacks", List.of("direct:map-callback"));
    WHEREVER.put(
        "direct:map-callback",
        List.of(
            "bean:callbackMapping.input",
            "bean:mappings.apply",
            "bean:callbackMapping.check",
            "bean:callbackMapping.failed"));
    ALWAYS.put("direct:sync-reference", List.of("bean:turns.open"));
    WHEREVER.put(
        "direct:sync-reference",
        List.of(
            "bean:turns.open",
            "bean:mappings.apply",
            "bean:turns.begin",
            "bean:pacing.spend",
            "direct:write-*",
            "bean:turns.proceed"));
    ALWAYS.put("direct:sweep-calendar", List.of("bean:sweeps.open"));
    WHEREVER.put(
        "direct:sweep-calendar",
        List.of("bean:pacing.spend", "direct:write-*", "bean:sweeps.proceed"));
    WHEREVER.put("direct:write-*", List.of("bean:.*Answers.read", "bean:.*Answers.refused"));
  }

  private Duties() {}

  /**
   * Duties that a route does not fulfil.
   *
   * @param route any route
   * @return one problem at most for each duty table
   */
  static List<BundleProblem> neglected(RouteOutline route) {
    List<BundleProblem> problems = new ArrayList<>();
    if (route.consumes() == null) {
      return problems;
    }
    require(route, ALWAYS, route.steps(), " as a step of its own", problems);
    require(route, WHEREVER, route.does(), "", problems);
    return problems;
  }

  private static void require(
      RouteOutline route,
      Map<String, List<String>> duties,
      Collection<String> done,
      String how,
      List<BundleProblem> problems) {
    duties.forEach(
        (input, wanted) -> {
          if (PatternHelper.matchPattern(route.consumes(), input)) {
            String missing = firstMissing(wanted, done);
            if (missing != null) {
              problems.add(
                  new BundleProblem(
                      route.file(),
                      route.line(),
                      "A route that takes "
                          + input
                          + " must go through "
                          + String.join(", then ", wanted)
                          + how
                          + "; "
                          + missing
                          + " is missing or too early"));
            }
          }
        });
  }

  private static String firstMissing(List<String> wanted, Collection<String> done) {
    List<String> left = new ArrayList<>(wanted);
    for (String one : done) {
      if (!left.isEmpty() && PatternHelper.matchPattern(one, left.get(0))) {
        left.remove(0);
      }
    }
    return left.isEmpty() ? null : left.get(0);
  }
}
