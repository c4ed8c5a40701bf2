package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Camel's own JSON schema of the YAML DSL, as its jar carries it. Read when it is first needed,
 * because that takes a second. Safe for concurrent use.
 */
final class CamelSchema {

  private static final String RESOURCE = "schema/camelYamlDsl.json";
  private static final int TOLD_PER_FILE = 5;

  private JsonSchema schema;

  List<BundleProblem> check(YamlDocument document) {
    return check(document, document.tree(), "");
  }

  /**
   * Checks the route that a kamelet is made of.
   *
   * @param pointer where its {@code template} is
   */
  List<BundleProblem> checkTemplate(YamlDocument document, String pointer) {
    JsonNode from = document.tree().at(pointer + "/from");
    JsonNode routes =
        JsonNodeFactory.instance
            .arrayNode()
            .add(JsonNodeFactory.instance.objectNode().set("from", from));
    return check(document, routes, pointer);
  }

  private List<BundleProblem> check(YamlDocument document, JsonNode tree, String below) {
    Set<ValidationMessage> messages = schema().validate(tree);
    List<ValidationMessage> telling = new ArrayList<>(messages);
    // A name that nothing knows says more than what each alternative would have needed instead.
    if (telling.stream().anyMatch(CamelSchema::isUnknownName)) {
      telling.removeIf(message -> !isUnknownName(message));
    }
    // A step that fits no alternative is reported once per alternative; the deepest place is where
    // the alternative that was meant is wrong.
    telling.sort(
        Comparator.comparingInt((ValidationMessage message) -> -depth(message))
            .thenComparing(message -> message.getInstanceLocation().toString()));
    List<BundleProblem> problems = new ArrayList<>();
    int deepest = telling.isEmpty() ? 0 : depth(telling.get(0));
    for (ValidationMessage message : telling) {
      if (depth(message) == deepest && problems.size() < TOLD_PER_FILE) {
        String pointer = message.getInstanceLocation().toString();
        String place = below.isEmpty() ? pointer : below + pointer.replaceFirst("^/0", "");
        String name = message.getProperty();
        int line = document.line(name == null ? place : place + "/" + name);
        BundleProblem problem = new BundleProblem(document.file(), line, words(message));
        if (!problems.contains(problem)) {
          problems.add(problem);
        }
      }
    }
    return problems;
  }

  private static boolean isUnknownName(ValidationMessage message) {
    return message.getType().equals("additionalProperties") && message.getProperty() != null;
  }

  private String words(ValidationMessage message) {
    if (isUnknownName(message)) {
      String name = message.getProperty();
      Set<String> names = names();
      if (names.contains(name)) {
        return "'" + name + "' does not belong here; is it indented below what it belongs to?";
      }
      return "'"
          + name
          + "' is not known here"
          + KnownVariables.nearest(name, names.stream())
              .map(near -> "; did you mean '" + near + "'?")
              .orElse("");
    }
    if (message.getInstanceNode() != null && message.getInstanceNode().isNull()) {
      return "Nothing is below it; indent by two more spaces what belongs to it";
    }
    return message.getError();
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (JsonNode properties : schema().getSchemaNode().findValues("properties")) {
      properties.fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  private static int depth(ValidationMessage message) {
    return message.getInstanceLocation().getNameCount();
  }

  private synchronized JsonSchema schema() {
    if (schema == null) {
      try (InputStream text = CamelSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
        SchemaValidatorsConfig config =
            SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                // It refers to itself everywhere: unfolded, it takes more heap than Calroute has.
                .preloadJsonSchema(false)
                .cacheRefs(false)
                .build();
        schema =
            JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4))
                .metaSchema(
                    JsonMetaSchema.builder(JsonMetaSchema.getV4())
                        .keyword(new NonValidationKeyword("deprecated"))
                        .build())
                .build()
                .getSchema(new ObjectMapper().readTree(text), config);
      } catch (IOException unreadable) {
        throw new UncheckedIOException("Camel's schema cannot be read", unreadable);
      }
    }
    return schema;
  }
}
