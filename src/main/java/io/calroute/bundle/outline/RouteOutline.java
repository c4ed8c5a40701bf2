package io.calroute.bundle.outline;

import io.calroute.bundle.file.BundleProblem;
import java.util.Set;

/**
 * What a route looks like from outside.
 *
 * @param file such as {@code routes/receive-acme.camel.yaml}
 * @param id its id; null when it has none
 * @param configuration pattern of the route configurations that it names; null for none
 * @param consumes what it takes messages from, such as {@code direct:receive-acme}; null when
 *     unknown
 * @param calls the {@code direct:} endpoints that it sends to; one that is made up while running
 *     ends with an asterisk where it begins to be
 */
public record RouteOutline(
    String file,
    String id,
    int line,
    int lastLine,
    String configuration,
    String consumes,
    Set<String> calls,
    Set<String> kamelets) {

  public RouteOutline {
    calls = Set.copyOf(calls);
    kamelets = Set.copyOf(kamelets);
  }

  /** What is wrong with this route, told where it begins. */
  public BundleProblem problem(String reason) {
    return new BundleProblem(file, line, reason);
  }

  /** Whether this route may send to another one. */
  boolean mayCall(RouteOutline other) {
    String target = other.consumes();
    return target != null
        && calls.stream()
            .anyMatch(
                call ->
                    call.endsWith("*")
                        ? target.startsWith(call.substring(0, call.length() - 1))
                        : target.equals(call));
  }
}
