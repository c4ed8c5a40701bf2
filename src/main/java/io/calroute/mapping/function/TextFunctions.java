package io.calroute.mapping.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The functions about values of any kind.
 *
 * <ul>
 *   <li>{@code text(value)}: the value as a string without blanks around it; null for null, for a
 *       blank string, and for arrays and objects. A number keeps its plain form ({@code 12345678}).
 *   <li>{@code list(value)}: always an array: null gives none, an array itself, anything else the
 *       array of it alone.
 *   <li>{@code is-true(value)}: true for {@code true}, {@code "true"} (whatever the case), {@code
 *       "1"} and 1.
 *   <li>{@code plain-text(value)}: the text that a reader of the HTML would see, see {@link
 *       PlainText}; null when nothing is left.
 *   <li>{@code shorten(value, length)}: at most so many UTF-16 code units, the last one then an
 *       ellipsis; never half a character.
 *   <li>{@code url-part(value)}: what {@code text} gives, as one segment of a URL's path: all but
 *       letters, digits, {@code -}, {@code .}, {@code _} and {@code ~} percent-encoded as UTF-8. A
 *       segment of dots alone is encoded, too, since it would lead to another place. Null for null.
 *   <li>{@code refuse(code, message)}: gives the callback up with a {@link MappingRefused}.
 * </ul>
 */
public final class TextFunctions {
  private TextFunctions() {}

  public static List<Function> all() {
    return List.of(
        new MappingFunction("text", 1, 1, arguments -> node(text(arguments.at(0)))),
        new MappingFunction("list", 1, 1, TextFunctions::list),
        new MappingFunction("is-true", 1, 1, TextFunctions::isTrue),
        new MappingFunction("plain-text", 1, 1, TextFunctions::plainText),
        new MappingFunction("shorten", 2, 2, TextFunctions::shorten),
        new MappingFunction("url-part", 1, 1, arguments -> node(urlPart(text(arguments.at(0))))),
        new MappingFunction("refuse", 2, 2, TextFunctions::refuse));
  }

  private static JsonNode node(String text) {
    return text == null ? null : TextNode.valueOf(text);
  }

  private static String text(JsonNode value) {
    if (!value.isValueNode() || value.isNull() || isBeyondNumbers(value)) {
      return null;
    }
    String text = value.isNumber() ? plain(value.decimalValue()) : value.asText().strip();
    return text.isEmpty() ? null : text;
  }

  /** JSON has no infinity, but 1e400 is read as one. */
  static boolean isBeyondNumbers(JsonNode value) {
    return value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue());
  }

  private static String plain(BigDecimal number) {
    // Beyond this a plain form would be mostly zeros; no id looks like that.
    return Math.abs(number.scale()) > 30
        ? number.toString()
        : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static JsonNode list(MappingFunction.Arguments arguments) {
    if (arguments.isNull(0)) {
      return JsonNodeFactory.instance.arrayNode();
    }
    JsonNode value = arguments.at(0);
    return value.isArray() ? value : JsonNodeFactory.instance.arrayNode().add(value);
  }

  private static JsonNode isTrue(MappingFunction.Arguments arguments) {
    String text = text(arguments.at(0));
    return BooleanNode.valueOf("true".equalsIgnoreCase(text) || "1".equals(text));
  }

  private static JsonNode plainText(MappingFunction.Arguments arguments) {
    String text = text(arguments.at(0));
    String plain = text == null ? "" : PlainText.of(text);
    return plain.isEmpty() ? null : TextNode.valueOf(plain);
  }

  private static JsonNode shorten(MappingFunction.Arguments arguments) {
    String text = text(arguments.at(0));
    int length = arguments.at(1).intValue();
    if (text == null || text.length() <= length) {
      return node(text);
    }
    int cut = Math.max(length - 1, 0);
    if (cut > 0 && Character.isHighSurrogate(text.charAt(cut - 1))) {
      cut--;
    }
    return TextNode.valueOf(text.substring(0, cut).stripTrailing() + "\u2026");
  }

  private static String urlPart(String text) {
    if (text == null) {
      return null;
    }
    if (text.matches("\\.+")) {
      return text.replace(".", "%2E");
    }
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static JsonNode refuse(MappingFunction.Arguments arguments) {
    throw new MappingRefused(arguments.at(0).asText(), arguments.at(1).asText());
  }
}
