package io.calroute.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A JSON schema (draft 2020-12), read once. Safe for use by many threads. */
public final class Schema {
  /** File name of the schema of what provider mappings give, in the mappings directory. */
  public static final String APPOINTMENT = "appointment.schema.json";

  private final JsonSchema schema;

  /**
   * Reads a schema.
   *
   * @param file the schema
   * @throws UncheckedIOException when it cannot be read or is no JSON
   */
  public Schema(Path file) {
    try {
      JsonNode text = new ObjectMapper().readTree(file.toFile());
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder()
              .pathType(PathType.JSON_POINTER)
              .locale(Locale.ENGLISH)
              .build();
      this.schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text, config);
      this.schema.initializeValidators();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The schema " + file + " cannot be read", unreadable);
    }
  }

  /**
   * Checks a document.
   *
   * @param document never null
   * @return its problems in the order of their pointers; empty when there are none
   */
  public List<SchemaProblem> check(JsonNode document) {
    return schema.validate(document).stream()
        .map(
            message ->
                new SchemaProblem(message.getInstanceLocation().toString(), message.getError()))
        .distinct()
        .sorted(Comparator.comparing(SchemaProblem::pointer))
        .toList();
  }
}
