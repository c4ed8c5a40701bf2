package io.calroute.bundle.outline;

import java.util.List;
import java.util.Set;

/**
 * What a route looks like from outside.
 *
 * @param file such as {@code routes/receive-acme.camel.yaml}
 * @param id its id; null when it has none
 * @param line where it begins
 * @param lastLine where it ends
 * @param configuration pattern of the route configurations that it names; null for none
 * @param consumes what it takes messages from, such as {@code direct:receive-acme}; null when
 *     unknown
 * @param calls the {@code direct:} endpoints that it sends to; one that is made up while running
 *     ends with an asterisk where it begins to be
 * @param kamelets names of the kamelets that it is made with
 * @param steps its own steps, not those inside them, in order: {@code kamelet:...}, {@code
 *     direct:...}, {@code bean:name.method}, or the step's kind
 * @param within for each of {@code steps} what it is and what is inside it, in order: {@code
 *     kamelet:...}, {@code callback:...}, or the kind
 */
public record RouteOutline(
    String file,
    String id,
    int line,
    int lastLine,
    String configuration,
    String consumes,
    Set<String> calls,
    Set<String> kamelets,
    List<String> steps,
    List<List<String>> within) {

  /** Copies the collections. */
  public RouteOutline {
    calls = Set.copyOf(calls);
    kamelets = Set.copyOf(kamelets);
    steps = List.copyOf(steps);
    within = List.copyOf(within);
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
