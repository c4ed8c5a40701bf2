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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A JSON schema (draft 2020-12) that can be replaced whole. Safe for use by many threads. */
public final class Schema {
  /** File name of the schema of what provider mappings give, in the mappings directory. */
  public static final String APPOINTMENT = "appointment.schema.json";

  private volatile JsonSchema schema;

  /**
   * Reads a schema.
   *
   * @throws UncheckedIOException when it cannot be read or is no JSON
   */
  public Schema(Path file) {
    this(read(file));
  }

  /**
   * Takes a schema as it stands.
   *
   * @throws UncheckedIOException when it is no JSON
   */
  public Schema(String text) {
    try {
      JsonNode tree = new ObjectMapper().readTree(text);
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder()
              .pathType(PathType.JSON_POINTER)
              .locale(Locale.ENGLISH)
              .build();
      JsonSchema made =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(tree, config);
      made.initializeValidators();
      this.schema = made;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The schema is no JSON", unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The schema " + file + " cannot be read", unreadable);
    }
  }

  /** Checks by another schema from now on. */
  public void replaceBy(Schema other) {
    schema = other.schema;
  }

  /**
   * Checks a document.
   *
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
