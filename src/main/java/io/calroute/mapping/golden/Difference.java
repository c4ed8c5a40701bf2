package io.calroute.mapping.golden;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

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
   * @return in the order of their pointers; empty when the documents are equal
   */
  public static List<Difference> between(JsonNode before, JsonNode after) {
    List<Difference> differences = new ArrayList<>();
    compare("", before, after, differences);
    return differences;
  }

  /** Where it is, what is there, and what is there instead. */
  @Override
  public String toString() {
    return pointer + ": expected " + shown(before) + ", actual " + shown(after);
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }

  /**
   * As in a diff: lines that are gone after {@code -}, new ones after {@code +}. Of a text of many
   * lines only those that differ.
   */
  public List<String> lines() {
    List<String> gone = new ArrayList<>(written(before));
    List<String> come = new ArrayList<>(written(after));
    while (!gone.isEmpty() && !come.isEmpty() && gone.get(0).equals(come.get(0))) {
      gone.remove(0);
      come.remove(0);
    }
    while (!gone.isEmpty()
        && !come.isEmpty()
        && gone.get(gone.size() - 1).equals(come.get(come.size() - 1))) {
      gone.remove(gone.size() - 1);
      come.remove(come.size() - 1);
    }
    return Stream.concat(
            gone.stream().map(line -> "- " + line), come.stream().map(line -> "+ " + line))
        .toList();
  }

  private static List<String> written(JsonNode node) {
    if (node.isMissingNode()) {
      return List.of();
    }
    boolean isLong = node.isTextual() && node.textValue().contains("\n");
    return (isLong ? node.textValue() : node.toPrettyString()).lines().toList();
  }

  /** The line of a JSON text where it is, or where what it is missing in begins. */
  int line(String text) throws IOException {
    int line = 1;
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      for (int deepest = 0; parser.nextToken() != null; ) {
        String place = parser.getParsingContext().pathAsPointer().toString();
        if (place.length() > deepest && (pointer + "/").startsWith(place + "/")) {
          deepest = place.length();
          line = parser.currentTokenLocation().getLineNr();
        }
      }
    }
    return line;
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
