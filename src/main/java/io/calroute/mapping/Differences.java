package io.calroute.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where two JSON documents differ, for people. The order of members does not count. */
final class Differences {
  private final List<String> lines = new ArrayList<>();

  private Differences() {}

  /** One line per place that differs, in the order of their pointers; empty when they are equal. */
  static List<String> between(JsonNode expected, JsonNode actual) {
    Differences differences = new Differences();
    differences.compare("", expected, actual);
    return differences.lines;
  }

  private void compare(String pointer, JsonNode expected, JsonNode actual) {
    if (expected.isObject() && actual.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      actual.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(
            pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
            expected.path(name),
            actual.path(name));
      }
    } else if (expected.isArray() && actual.isArray()) {
      for (int place = 0; place < Math.max(expected.size(), actual.size()); place++) {
        compare(pointer + "/" + place, expected.path(place), actual.path(place));
      }
    } else if (!same(expected, actual)) {
      lines.add(
          (pointer.isEmpty() ? "/" : pointer)
              + ": expected "
              + shown(expected)
              + ", actual "
              + shown(actual));
    }
  }

  /** Numbers are equal when their values are, whatever Java type holds them. */
  private static boolean same(JsonNode expected, JsonNode actual) {
    return expected.isNumber() && actual.isNumber()
        ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
        : expected.equals(actual);
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
