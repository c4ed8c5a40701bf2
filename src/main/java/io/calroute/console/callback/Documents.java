package io.calroute.console.callback;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.calroute.console.page.Masked;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Writes documents for people.
 *
 * @param raw whether all of them is shown, and not only what tells nothing of people
 */
public record Documents(boolean raw) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came in, line by line: every digit and every member as it came. */
  public String body(Object body) {
    if (!(body instanceof RawValue json)) {
      return raw ? String.valueOf(body) : Masked.MASK;
    }
    try {
      return raw
          ? written(json.rawValue().toString())
          : tree(JSON.readTree(json.rawValue().toString()));
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
  }

  /** What a mapping has made. */
  public String tree(JsonNode document) {
    return (raw ? document : Masked.of(document)).toPrettyString();
  }

  /**
   * One value of a document.
   *
   * @param pointer where it stands
   */
  public String value(String pointer, JsonNode value) {
    return value.isMissingNode() ? "–" : (raw ? value : Masked.of(pointer, value)).toString();
  }

  private static String written(String text) throws IOException {
    StringWriter lines = new StringWriter();
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator generator = JSON.createGenerator(lines).useDefaultPrettyPrinter()) {
      while (parser.nextToken() != null) {
        generator.copyCurrentEventExact(parser);
      }
    }
    return lines.toString();
  }
}
