package io.calroute.mapping.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Where two JSON documents differ, for people. The order of members does not count. */
final class Differences {

  private Differences() {}

  /** One line per place that differs, in the order of their pointers; empty when they are equal. */
  static List<String> between(JsonNode expected, JsonNode actual) {
    return Difference.between(expected, actual).stream()
        .map(
            one ->
                one.pointer()
                    + ": expected "
                    + shown(one.before())
                    + ", actual "
                    + shown(one.after()))
        .toList();
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
