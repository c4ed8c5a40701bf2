package io.calroute.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.calroute.sandbox.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** JSON Schemas made from a target's description, compiled when they are first needed. */
public final class ContractSchemas {

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final ObjectNode definitions;
  private final Map<JsonNode, JsonSchema> compiled = new HashMap<>();

  /**
   * Schemas that refer to common definitions.
   *
   * @param definitions by name, for references to {@code #/$defs/name}
   */
  public ContractSchemas(ObjectNode definitions) {
    this.definitions = definitions;
  }

  /**
   * Reads a description.
   *
   * @param file JSON file
   */
  public static JsonNode read(Path file) {
    try {
      return Json.read(Files.readAllBytes(file))
          .orElseThrow(() -> new IllegalArgumentException(file + " is not JSON"));
    } catch (IOException e) {
      throw new UncheckedIOException("The contract " + file + " could not be read", e);
    }
  }

  /**
   * A reference to a definition.
   *
   * @param name its name
   */
  public static ObjectNode reference(String name) {
    return Json.object().put("$ref", "#/$defs/" + name);
  }

  /**
   * Checks a document.
   *
   * @param schema the schema
   * @param document the document; null counts as missing
   * @return what is wrong
   */
  public synchronized List<String> check(JsonNode schema, JsonNode document) {
    if (document == null) {
      return List.of("the body is missing");
    }
    return compiled.computeIfAbsent(schema, this::compile).validate(document).stream()
        .map(message -> message.getMessage())
        .toList();
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode root = schema.deepCopy();
    root.set("$defs", definitions);
    return FACTORY.getSchema(root, CONFIG);
  }
}
