package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.mapping.function.Expressions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing in a canonical appointment is without end: it has to fit into the store's indexes. */
class SchemaBoundsTest {

  @Test
  void everyTextAndEveryListHasALimit() throws IOException {
    JsonNode schema = Expressions.JSON.readTree(Path.of("mappings", Schema.APPOINTMENT).toFile());
    List<String> unbounded = new ArrayList<>();
    for (String part : List.of("appointment", "moment", "remark")) {
      look(part, schema.path("$defs").path(part), unbounded);
    }
    assertThat(unbounded).isEmpty();
  }

  private static void look(String place, JsonNode node, List<String> unbounded) {
    if (node.has("description") || node.has("minLength") || node.has("items")) {
      if (isA(node, "string") && !node.has("maxLength")) {
        unbounded.add(place);
      }
      if (isA(node, "array") && !node.has("maxItems")) {
        unbounded.add(place);
      }
      if (isA(node, "object") && node.path("additionalProperties").isObject()) {
        if (!node.has("maxProperties") || !node.path("propertyNames").has("maxLength")) {
          unbounded.add(place);
        }
      }
    }
    for (Map.Entry<String, JsonNode> below : node.properties()) {
      look(place + "/" + below.getKey(), below.getValue(), unbounded);
    }
  }

  private static boolean isA(JsonNode node, String type) {
    JsonNode types = node.path("type");
    if (types.isTextual()) {
      return types.textValue().equals(type);
    }
    for (JsonNode one : types) {
      if (type.equals(one.textValue())) {
        return true;
      }
    }
    return false;
  }
}
