package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.function.Expressions;
import io.calroute.mapping.function.MappingRefused;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every value of every golden callback, one at a time, becomes something else. A mapping then gives
 * what the schema allows, or refuses with a reason of its own; it never breaks.
 */
class OddShapesTest {
  static final List<String> PROVIDERS = HouseMappings.PROVIDERS;

  private static final List<JsonNode> ODD =
      List.of(
          Expressions.json("null"),
          Expressions.json("true"),
          Expressions.json("-7"),
          Expressions.json("1e40"),
          Expressions.json("\"\""),
          Expressions.json("\"odd\""),
          Expressions.json("[]"),
          Expressions.json("[null, \"odd\", [1]]"),
          Expressions.json("{}"),
          Expressions.json("{\"odd\": {\"id\": 1}}"));

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void noShapeBreaksAMapping(String provider) throws IOException {
    Set<String> broken = new TreeSet<>();
    int turn = 0;
    for (JsonNode body : golden(provider)) {
      for (JsonPointer place : places(body)) {
        // two of the odd values for each place, another two in the next callback
        for (int one = 0; one < 2; one++) {
          JsonNode odd = ODD.get(turn++ % ODD.size());
          String problem = problem(provider, with(body, place, odd));
          if (problem != null) {
            broken.add(place + " = " + odd + ": " + problem);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static String problem(String provider, JsonNode body) {
    try {
      JsonNode output = HouseMappings.MAPPINGS.apply(provider, HouseMappings.callback(body));
      List<SchemaProblem> problems = HouseMappings.SCHEMA.check(output);
      if (!problems.isEmpty()) {
        return problems.toString();
      }
      if (HouseMappings.hasEvent(output)) {
        for (String mapping : HouseMappings.EVENTS) {
          HouseMappings.MAPPINGS.apply(mapping, HouseMappings.event(provider, output, null));
        }
      }
      return null;
    } catch (MappingRefused refusal) {
      return refusal.code().equals("mapping-error") ? refusal.getMessage() : null;
    }
  }

  private static JsonNode with(JsonNode body, JsonPointer place, JsonNode value) {
    JsonNode copy = body.deepCopy();
    JsonNode parent = copy.at(place.head());
    if (parent instanceof ObjectNode object) {
      object.set(place.last().getMatchingProperty(), value);
    } else if (parent instanceof ArrayNode array) {
      array.set(place.last().getMatchingIndex(), value);
    }
    return copy;
  }

  private static List<JsonPointer> places(JsonNode body) {
    List<JsonPointer> places = new ArrayList<>();
    collect(body, JsonPointer.empty(), places);
    return places;
  }

  private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> places) {
    if (!place.matches()) {
      places.add(place);
    }
    node.properties()
        .forEach(
            member -> collect(member.getValue(), place.appendProperty(member.getKey()), places));
    if (node.isArray()) {
      for (int index = 0; index < node.size(); index++) {
        collect(node.get(index), place.appendIndex(index), places);
      }
    }
  }

  private static List<JsonNode> golden(String provider) throws IOException {
    List<JsonNode> bodies = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("mappings", provider), "*.in.json")) {
      for (Path file : files) {
        bodies.add(Expressions.JSON.readTree(file.toFile()));
      }
    }
    return bodies;
  }
}
