package io.calroute.bundle.check;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.outline.FileOutline;
import io.calroute.bundle.outline.FileOutline.Kind;
import io.calroute.bundle.outline.FileOutline.Use;
import io.calroute.bundle.outline.RouteOutline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Routes that send a message back to where it came from, by {@code direct:} and kamelets, whatever
 * step does it. Such a message would go round for ever, and each {@code wireTap} would make one
 * more of it. Endpoints that are made up while running are not followed. Pure.
 */
final class RouteLoops {

  /** A step that sends on. */
  private record Step(String file, int line, String to) {}

  private RouteLoops() {}

  /** RouteLoops, each told once, at a step that is part of it. */
  static List<BundleProblem> of(Collection<FileOutline> outlines) {
    Map<String, List<Step>> steps = new LinkedHashMap<>();
    for (FileOutline outline : outlines) {
      for (RouteOutline route : outline.routes()) {
        steps.computeIfAbsent(name(route), any -> new ArrayList<>()).addAll(steps(outline, route));
      }
    }
    List<BundleProblem> problems = new ArrayList<>();
    Set<String> told = new HashSet<>();
    steps.forEach(
        (from, itsSteps) -> {
          for (Step step : itsSteps) {
            List<String> way = told.contains(from) ? List.of() : way(step.to(), from, steps);
            if (!way.isEmpty()) {
              told.addAll(way);
              problems.add(
                  new BundleProblem(
                      step.file(),
                      step.line(),
                      "Messages would go round for ever: %s -> %s; take one of these steps out"
                          .formatted(from, String.join(" -> ", way))));
            }
          }
        });
    return problems;
  }

  private static String name(RouteOutline route) {
    return route.file().startsWith(Bundle.KAMELETS)
        ? "kamelet:" + Bundle.baseName(route.file())
        : String.valueOf(route.consumes());
  }

  private static List<Step> steps(FileOutline outline, RouteOutline route) {
    List<Step> steps = new ArrayList<>();
    for (Use use : outline.uses()) {
      boolean sends = use.kind() == Kind.DIRECT || use.kind() == Kind.KAMELET;
      if (sends && use.line() >= route.line() && use.line() <= route.lastLine()) {
        String scheme = use.kind() == Kind.DIRECT ? "direct:" : "kamelet:";
        steps.add(new Step(route.file(), use.line(), scheme + use.name()));
      }
    }
    return steps;
  }

  /** The shortest way, with both ends; empty when there is none. */
  private static List<String> way(String from, String to, Map<String, List<Step>> steps) {
    Map<String, List<String>> ways = new HashMap<>(Map.of(from, List.of(from)));
    Deque<String> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      String here = next.remove();
      if (here.equals(to)) {
        return ways.get(here);
      }
      for (Step step : steps.getOrDefault(here, List.of())) {
        if (!ways.containsKey(step.to())) {
          List<String> way = new ArrayList<>(ways.get(here));
          way.add(step.to());
          ways.put(step.to(), way);
          next.add(step.to());
        }
      }
    }
    return List.of();
  }
}
