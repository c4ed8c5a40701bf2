package io.calroute.console.routes;

import java.util.List;

/**
 * A route as it runs.
 *
 * @param description null for none
 * @param from where it takes messages from
 * @param messages that it has ended since it runs
 * @param failed those of them that ended with a failure that nobody had an answer to
 * @param running those under way
 * @param meanMillis how long one takes; null before the first
 * @param failure the last one in this process; null for none
 */
record RouteView(
    String id,
    String description,
    String from,
    List<Step> steps,
    long messages,
    long failed,
    long running,
    Long meanMillis,
    RouteFailures.Failure failure) {

  /**
   * A step.
   *
   * @param id its id
   * @param kind what Camel calls it, such as {@code to}
   * @param description null for none
   * @param leads id of the route that it hands the message to; null for none, or one that is made
   *     up while running
   * @param inside steps within it, such as the branches of a choice
   */
  record Step(String id, String kind, String description, String leads, List<Step> inside) {}

  /** What the last failure was, without anything that it said. */
  public String failureWords() {
    return failure.kind()
        + (has(steps, failure.step()) ? " at " + failure.step() : "")
        + (failure.handled() ? ", answered" : "");
  }

  /** A message that has got further into a kamelet is at no step of the route. */
  private static boolean has(List<Step> steps, String id) {
    return steps.stream().anyMatch(one -> one.id().equals(id) || has(one.inside(), id));
  }
}
