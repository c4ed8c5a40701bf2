package io.calroute.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Takes out of a document what JSON can escape and neither a database nor a calendar can keep: the
 * character NUL, and halves of characters.
 */
public final class Legible {

  private static final char REPLACEMENT = '\ufffd';

  private Legible() {}

  /**
   * The document without such characters, wherever it comes from.
   *
   * @param document not changed
   * @return the same document, or a copy without them
   */
  public static JsonNode of(JsonNode document) {
    return isLegible(document) ? document : copy(document);
  }

  private static boolean isLegible(JsonNode node) {
    if (node.isTextual()) {
      return isLegible(node.textValue());
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!isLegible(member.getKey())) {
        return false;
      }
    }
    for (JsonNode below : node) {
      if (!isLegible(below)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text has none of them. */
  public static boolean isLegible(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
      }
    }
    return true;
  }

  private static JsonNode copy(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(text(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(element -> copy.add(copy(element)));
      return copy;
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        copy.set(text(member.getKey()), copy(member.getValue()));
      }
      return copy;
    }
    return node;
  }

  private static String text(String text) {
    if (isLegible(text)) {
      return text;
    }
    StringBuilder legible = new StringBuilder(text.length());
    text.codePoints()
        .filter(point -> point != 0)
        .map(point -> point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point)
        .forEach(legible::appendCodePoint);
    return legible.toString();
  }
}
