package io.calroute.callback.port;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;

/**
 * Looks at a document from its beginning to its end without keeping it: as a tree it can take
 * thirty times its length. Not safe for concurrent use.
 */
public final class JsonScan {

  private final JsonParser parser;

  /**
   * A look at a document.
   *
   * @param parser at its beginning
   */
  public JsonScan(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the whole document.
   *
   * @param pointer a place in it; null for none
   * @return the value there when it is neither an object nor an array; missing otherwise
   * @throws IOException when it is no JSON, or more than one document
   */
  public JsonNode valueAt(JsonPointer pointer) throws IOException {
    JsonNode found = MissingNode.getInstance();
    int depth = 0;
    do {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new JsonParseException(parser, "The document is empty", parser.currentLocation());
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (pointer != null && token.isScalarValue() && isAt(pointer)) {
        found = parser.readValueAs(JsonNode.class);
      }
    } while (depth > 0);
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "The document goes on", parser.currentTokenLocation());
    }
    return found;
  }

  /** The last step is compared first: it seldom fits, and the whole way takes longer. */
  private boolean isAt(JsonPointer pointer) {
    JsonStreamContext context = parser.getParsingContext();
    JsonPointer last = pointer.last();
    boolean mayBe =
        last == null
            || (context.inObject()
                ? last.getMatchingProperty().equals(context.getCurrentName())
                : context.inArray() && last.getMatchingIndex() == context.getCurrentIndex());
    return mayBe && context.pathAsPointer().equals(pointer);
  }
}
