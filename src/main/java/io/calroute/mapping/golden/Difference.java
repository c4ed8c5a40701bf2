package io.calroute.mapping.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One place where two JSON documents differ. The order of members does not count.
 *
 * @param pointer JSON pointer of the place; {@code /} for the whole document
 * @param before what the first one has there; a missing node for nothing
 * @param after what the second one has there; a missing node for nothing
 */
public record Difference(String pointer, JsonNode before, JsonNode after) {

  /**
   * Compares.
   *
   * @param before the first document
   * @param after the second document
   * @return in the order of their pointers; empty when the documents are equal
   */
  public static List<Difference> between(JsonNode before, JsonNode after) {
    List<Difference> differences = new ArrayList<>();
    compare("", before, after, differences);
    return differences;
  }

  private static void compare(
      String pointer, JsonNode before, JsonNode after, List<Difference> differences) {
    if (before.isObject() && after.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(
            pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
            before.path(name),
            after.path(name),
            differences);
      }
    } else if (before.isArray() && after.isArray()) {
      for (int place = 0; place < Math.max(before.size(), after.size()); place++) {
        compare(pointer + "/" + place, before.path(place), after.path(place), differences);
      }
    } else if (!same(before, after)) {
      differences.add(new Difference(pointer.isEmpty() ? "/" : pointer, before, after));
    }
  }

  /** Numbers are equal when their values are, whatever Java type holds them. */
  private static boolean same(JsonNode before, JsonNode after) {
    return before.isNumber() && after.isNumber()
        ? before.decimalValue().compareTo(after.decimalValue()) == 0
        : before.equals(after);
  }
}
