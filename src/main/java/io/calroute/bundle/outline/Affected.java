package io.calroute.bundle.outline;

import io.calroute.bundle.file.Bundle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.support.PatternHelper;

/** Which files of routes a change concerns, and in which order their routes can stop. Pure. */
public final class Affected {

  private Affected() {}

  /**
   * The files whose routes are to be built anew: those that have changed, and those that are made
   * with a kamelet or a route configuration that has.
   *
   * @param changed names of all files that have changed
   */
  public static SortedSet<String> files(
      Collection<String> changed, Map<String, FileOutline> before, Map<String, FileOutline> after) {
    Set<String> kamelets = new HashSet<>();
    Set<String> configurations = new HashSet<>();
    SortedSet<String> files = new TreeSet<>();
    for (String name : changed) {
      if (name.startsWith(Bundle.KAMELETS)) {
        kamelets.add(Bundle.baseName(name));
      } else if (name.startsWith(Bundle.ROUTES)) {
        files.add(name);
        for (Map<String, FileOutline> outlines : List.of(before, after)) {
          if (outlines.containsKey(name)) {
            configurations.addAll(outlines.get(name).configurations().keySet());
          }
        }
      }
    }
    for (Map<String, FileOutline> outlines : List.of(before, after)) {
      withKameletsInside(kamelets, outlines);
      outlines.forEach(
          (name, outline) -> {
            if (name.startsWith(Bundle.ROUTES)
                && outline.routes().stream()
                    .anyMatch(route -> isMadeWith(route, kamelets, configurations))) {
              files.add(name);
            }
          });
    }
    return files;
  }

  /** A kamelet can be made with others. */
  private static void withKameletsInside(Set<String> kamelets, Map<String, FileOutline> outlines) {
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<String, FileOutline> one : outlines.entrySet()) {
        if (one.getKey().startsWith(Bundle.KAMELETS)
            && one.getValue().routes().stream()
                .anyMatch(route -> route.kamelets().stream().anyMatch(kamelets::contains))) {
          more |= kamelets.add(Bundle.baseName(one.getKey()));
        }
      }
    }
  }

  private static boolean isMadeWith(
      RouteOutline route, Set<String> kamelets, Set<String> configurations) {
    if (configurations.contains("") || route.kamelets().stream().anyMatch(kamelets::contains)) {
      return true;
    }
    return route.configuration() != null
        && configurations.stream()
            .anyMatch(id -> PatternHelper.matchPatterns(id, route.configuration().split(",")));
  }

  /**
   * Routes in an order in which they can be stopped: whoever sends to another one goes first, so
   * that what is under way can end.
   */
  public static List<RouteOutline> stopOrder(Collection<RouteOutline> routes) {
    List<RouteOutline> left = new ArrayList<>(routes);
    List<RouteOutline> order = new ArrayList<>();
    while (!left.isEmpty()) {
      RouteOutline next =
          left.stream()
              .filter(one -> left.stream().noneMatch(other -> other != one && other.mayCall(one)))
              .findFirst()
              .orElse(left.get(0));
      left.remove(next);
      order.add(next);
    }
    return order;
  }

  /**
   * Files whose routes have to be replaced together, because they send to each other or because a
   * route goes from one to the other. Others are replaced one after the other, so that none is out
   * of work for longer than it must be.
   *
   * @param files names of files of routes
   * @param outlines of all files, of both states
   */
  public static List<SortedSet<String>> groups(
      SortedSet<String> files, List<Map<String, FileOutline>> outlines) {
    List<SortedSet<String>> groups = new ArrayList<>();
    for (String file : files) {
      SortedSet<String> group = new TreeSet<>(Set.of(file));
      groups.removeIf(
          other -> {
            boolean together = other.stream().anyMatch(one -> belongTogether(one, file, outlines));
            if (together) {
              group.addAll(other);
            }
            return together;
          });
      groups.add(group);
    }
    return groups;
  }

  private static boolean belongTogether(
      String left, String right, List<Map<String, FileOutline>> outlines) {
    return outlines.stream()
        .anyMatch(
            state ->
                outlines.stream()
                    .anyMatch(
                        other ->
                            talk(state.get(left), other.get(right))
                                || share(state.get(left), other.get(right))));
  }

  private static boolean share(FileOutline left, FileOutline right) {
    return left != null
        && right != null
        && left.routes().stream()
            .anyMatch(
                one ->
                    right.routes().stream()
                        .anyMatch(
                            other ->
                                Objects.equals(one.id(), other.id())
                                    || Objects.equals(one.consumes(), other.consumes())));
  }

  private static boolean talk(FileOutline left, FileOutline right) {
    return left != null
        && right != null
        && left.routes().stream()
            .anyMatch(
                one ->
                    right.routes().stream()
                        .anyMatch(other -> one.mayCall(other) || other.mayCall(one)));
  }

  /** Ids of the routes that a provider waits for: those that HTTP requests come through. */
  public static Set<String> awaited(Collection<FileOutline> outlines) {
    List<RouteOutline> all =
        outlines.stream().flatMap(outline -> outline.routes().stream()).toList();
    Set<RouteOutline> reached = new HashSet<>();
    all.stream()
        .filter(route -> route.consumes() != null && route.consumes().startsWith("platform-http"))
        .forEach(reached::add);
    boolean more = true;
    while (more) {
      more = false;
      for (RouteOutline route : all) {
        if (!reached.contains(route) && reached.stream().anyMatch(one -> one.mayCall(route))) {
          more = reached.add(route);
        }
      }
    }
    Set<String> ids = new HashSet<>();
    reached.forEach(route -> ids.add(route.id()));
    return ids;
  }
}
