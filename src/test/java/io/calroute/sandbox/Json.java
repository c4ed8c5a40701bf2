package io.calroute.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** JSON text in the looks of the targets. */
public final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectWriter ONE_SPACE = indented(" ");
  private static final ObjectWriter TWO_SPACES = indented("  ");

  private Json() {}

  private static ObjectWriter indented(String indent) {
    DefaultIndenter lines = new DefaultIndenter(indent, "\n");
    Separators separators =
        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
    return MAPPER.writer(
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(lines)
            .withArrayIndenter(lines)
            .withSeparators(separators));
  }

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads JSON text.
   *
   * @param text a literal of the caller
   * @throws IllegalArgumentException when it is not JSON
   */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads a body.
   *
   * @param bytes what came over the wire
   * @return empty when it is not JSON
   */
  public static Optional<JsonNode> read(byte[] bytes) {
    try {
      return Optional.ofNullable(MAPPER.readTree(bytes)).filter(tree -> !tree.isMissingNode());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public static byte[] write(JsonNode tree, Layout layout) {
    try {
      return switch (layout) {
        case COMPACT -> MAPPER.writeValueAsBytes(tree);
        case ONE_SPACE -> ONE_SPACE.writeValueAsBytes(tree);
        case TWO_SPACES -> TWO_SPACES.writeValueAsBytes(tree);
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written", e);
    }
  }

  /** How a body is laid out. */
  public enum Layout {
    /** No white space. */
    COMPACT,
    /** Google Calendar's layout: one space per level. */
    ONE_SPACE,
    /** The layout of Google's front end: two spaces per level. */
    TWO_SPACES
  }
}
