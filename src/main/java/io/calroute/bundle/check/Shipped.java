package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.bundle.outline.FileOutline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The routes and kamelets that Calroute ships. Operators may describe them in their own words, name
 * their steps, and put steps in that only look; what the shipped steps do stays, because on it
 * depends that nothing is lost or doubled. A file that an installation has made its own is left
 * alone. Immutable and safe for concurrent use.
 */
final class Shipped {

  /** Steps that change nothing about a message or where it goes. */
  private static final Set<String> LOOKING = Set.of("log", "wireTap", "delay");

  /** Words for people. */
  private static final Set<String> FREE = Set.of("id", "description", "note", "title", "example");

  /**
   * What an installation may do without: routes of providers that it has none of, and a kamelet
   * that its routes do not use.
   */
  private static final List<String> OPTIONAL =
      List.of("direct:receive-", "kamelet:ignore-callback-action");

  /** What it does is the installation's business. */
  private static final String HOOKS = "direct:on-event";

  /** Part of a file: where it is, and what it says. */
  private record Part(YamlDocument document, String pointer, JsonNode node) {}

  private record Difference(String pointer, String what) {}

  private final Map<String, Part> parts;

  private Shipped(Map<String, Part> parts) {
    this.parts = parts;
  }

  /** Reads what the jar carries. */
  static Shipped read() {
    Map<String, Part> parts = new LinkedHashMap<>();
    try {
      for (String directory : List.of(Bundle.ROUTES, Bundle.KAMELETS)) {
        for (Resource file :
            new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/calroute/" + directory + "*.yaml")) {
          parts.putAll(
              parts(
                  YamlDocument.of(
                      directory + file.getFilename(),
                      file.getContentAsString(StandardCharsets.UTF_8))));
        }
      }
      return new Shipped(parts);
    } catch (IOException | YamlDocument.Unreadable damaged) {
      throw new UncheckedIOException(new IOException("The jar is damaged", damaged));
    }
  }

  /**
   * Where files differ from what was shipped.
   *
   * @param outlines of files of routes and kamelets, by name
   * @param own names of files that may differ, without directory
   */
  List<BundleProblem> differences(Map<String, FileOutline> outlines, Set<String> own) {
    Map<String, Part> there = new LinkedHashMap<>();
    outlines.values().forEach(outline -> there.putAll(parts(outline.document())));
    List<BundleProblem> problems = new ArrayList<>();
    parts.forEach(
        (name, shipped) -> {
          if (name.startsWith("direct:map-")) {
            return;
          }
          Part edited = there.get(name);
          String file = edited == null ? shipped.document().file() : edited.document().file();
          if (name.equals(HOOKS) || own.contains(file.substring(file.indexOf('/') + 1))) {
            return;
          }
          if (edited == null) {
            if (OPTIONAL.stream().noneMatch(name::startsWith) || outlines.containsKey(file)) {
              problems.add(new BundleProblem(file, 0, "The file is missing, or lacks " + name));
            }
            return;
          }
          Difference first = compare(shipped.node(), edited.node(), edited.pointer());
          if (first != null) {
            problems.add(
                new BundleProblem(
                    file,
                    edited.document().line(first.pointer()),
                    first.what()
                        + ". Shipped steps may be described and looked at, not changed; list "
                        + file.substring(file.indexOf('/') + 1)
                        + " under calroute.bundle.own-files to change it all the same"));
          }
        });
    return problems;
  }

  /** Routes by what they take messages from, route configurations and kamelets by their names. */
  private static Map<String, Part> parts(YamlDocument document) {
    Map<String, Part> parts = new LinkedHashMap<>();
    JsonNode tree = document.tree();
    if (tree.isObject()) {
      String name = "kamelet:" + tree.at("/metadata/name").asText();
      parts.put(name, new Part(document, "/spec", tree.path("spec")));
    }
    for (int i = 0; tree.isArray() && i < tree.size(); i++) {
      JsonNode item = tree.get(i);
      if (item.has("route")) {
        String name = FileOutline.address(item.at("/route/from"));
        parts.put(String.valueOf(name), new Part(document, "/" + i + "/route", item.path("route")));
      } else if (item.has("routeConfiguration")) {
        JsonNode configuration = item.path("routeConfiguration");
        parts.put(
            "routeConfiguration " + configuration.path("id").asText(),
            new Part(document, "/" + i + "/routeConfiguration", configuration));
      }
    }
    return parts;
  }

  /** The first difference that counts; null when there is none. */
  private static Difference compare(JsonNode shipped, JsonNode edited, String pointer) {
    if (shipped.isObject() && edited.isObject()) {
      return compareMembers(shipped, edited, pointer);
    }
    if (shipped.isArray() && edited.isArray()) {
      return pointer.endsWith("/steps")
          ? compareSteps(shipped, edited, pointer)
          : compareElements(shipped, edited, pointer);
    }
    if (shipped.isValueNode() && edited.isValueNode() && shipped.asText().equals(edited.asText())) {
      return null;
    }
    String name = pointer.substring(pointer.lastIndexOf('/') + 1);
    return new Difference(
        pointer, name + " was " + (shipped.isValueNode() ? shipped.asText() : "something else"));
  }

  private static Difference compareMembers(JsonNode shipped, JsonNode edited, String pointer) {
    Set<String> names = new HashSet<>();
    for (Iterator<Map.Entry<String, JsonNode>> members = shipped.fields(); members.hasNext(); ) {
      Map.Entry<String, JsonNode> member = members.next();
      names.add(member.getKey());
      if (FREE.contains(member.getKey()) && member.getValue().isValueNode()) {
        continue;
      }
      String place = pointer + "/" + member.getKey();
      if (!edited.has(member.getKey())) {
        return new Difference(pointer, member.getKey() + " is missing");
      }
      Difference below = compare(member.getValue(), edited.get(member.getKey()), place);
      if (below != null) {
        return below;
      }
    }
    for (Iterator<String> others = edited.fieldNames(); others.hasNext(); ) {
      String other = others.next();
      if (!names.contains(other) && !FREE.contains(other)) {
        return new Difference(pointer + "/" + other, other + " is not in what was shipped");
      }
    }
    return null;
  }

  private static Difference compareElements(JsonNode shipped, JsonNode edited, String pointer) {
    if (shipped.size() != edited.size()) {
      return new Difference(
          pointer, "There were " + shipped.size() + " here, and now there are " + edited.size());
    }
    for (int i = 0; i < shipped.size(); i++) {
      Difference below = compare(shipped.get(i), edited.get(i), pointer + "/" + i);
      if (below != null) {
        return below;
      }
    }
    return null;
  }

  private static Difference compareSteps(JsonNode shipped, JsonNode edited, String pointer) {
    int next = 0;
    for (int i = 0; i < edited.size(); i++) {
      Difference below =
          next == shipped.size()
              ? new Difference(pointer + "/" + i, "A step too many: " + kind(edited.get(i)))
              : compare(shipped.get(next), edited.get(i), pointer + "/" + i);
      if (below == null) {
        next++;
      } else if (!LOOKING.contains(kind(edited.get(i)))) {
        return below;
      }
    }
    return next == shipped.size()
        ? null
        : new Difference(pointer, "The step " + named(shipped.get(next)) + " is missing");
  }

  private static String kind(JsonNode step) {
    return step.fieldNames().hasNext() ? step.fieldNames().next() : "";
  }

  private static String named(JsonNode step) {
    String id = step.path(kind(step)).path("id").asText("");
    return id.isEmpty() ? kind(step) : id;
  }
}
