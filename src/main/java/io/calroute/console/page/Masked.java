package io.calroute.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * JSON without what it says of people. Nobody knows the members of a provider that comes tomorrow,
 * so a text is shown only where it looks like what tells nobody: a time, a zone, a locale, an id, a
 * word of a state; and not even then where the member's name is one for names, addresses or links.
 */
public final class Masked {

  /** What stands for a text. */
  public static final String MASK = "••••";

  private static final Pattern PERSONAL =
      Pattern.compile(
          "(?i).*(name|first|last|mail|phone|mobile|tel\\b|address|street|city|zip|postal|birth"
              + "|note|comment|message|subject|title|description|text|answer|link|url|href|token"
              + "|secret|password|key|pin|ip\\b).*");

  private static final Pattern HARMLESS =
      Pattern.compile(
          // a time, a date, a length of time
          "\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:?\\d{2})?)?"
              + "|\\d{2}:\\d{2}(:\\d{2})?|P[\\dTDHMS.]+"
              // a zone, a locale
              + "|[A-Z][A-Za-z]+(/[A-Z][A-Za-z_+-]+)+|UTC|[a-z]{2}([-_][A-Z]{2})?"
              // a word of a state or a type
              + "|[a-z]+([._:-][a-z]+)+|[A-Z]+(_[A-Z]+)*"
              // an id: digits among its letters, and no phone
              + "|(?=.*\\d)(?=.*[A-Za-z])[A-Za-z0-9_.:-]{4,80}|\\d{1,8}");

  /**
   * Members that say what state a thing is in, or of what kind it is, in a word of any spelling.
   */
  private static final Pattern STATE =
      Pattern.compile("(?i).*(status|state|type|kind|object|role|event|action|trigger|version)");

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]{1,40}");

  private Masked() {}

  /** The same document without what it says of people. */
  public static JsonNode of(JsonNode document) {
    return of("", document);
  }

  /**
   * A value.
   *
   * @param member its name, or a pointer to it
   */
  public static JsonNode of(String member, JsonNode value) {
    if (value.isObject()) {
      ObjectNode masked = JsonNodeFactory.instance.objectNode();
      value.properties().forEach(one -> masked.set(one.getKey(), of(one.getKey(), one.getValue())));
      return masked;
    }
    if (value.isArray()) {
      ArrayNode masked = JsonNodeFactory.instance.arrayNode();
      value.forEach(one -> masked.add(of(member, one)));
      return masked;
    }
    return isShown(member.substring(member.lastIndexOf('/') + 1), value)
        ? value
        : TextNode.valueOf(MASK);
  }

  private static boolean isShown(String member, JsonNode value) {
    boolean personal = PERSONAL.matcher(member).matches();
    if (!value.isTextual()) {
      return !value.isNumber() || !personal;
    }
    String text = value.textValue();
    return text.isEmpty()
        || !personal
            && (HARMLESS.matcher(text).matches()
                || STATE.matcher(member).matches() && WORD.matcher(text).matches());
  }
}
