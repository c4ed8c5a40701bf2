package io.calroute.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.calroute.bundle.file.YamlDocument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;

/**
 * The one way to write a file of routes or a kamelet: as Kaoto (2.12) saves it, so that opening a
 * file there and saving it changes nothing that nobody meant. Members keep their order, sequences
 * are indented, flow style and comments below the first node are gone. Pure.
 */
final class CanonicalYaml {

  /** Kaoto's order of what can stand at the top of a file; what is not here comes last. */
  private static final List<String> ORDER =
      List.of(
          "restConfiguration",
          "rest",
          "errorHandler",
          "onException",
          "onCompletion",
          "intercept",
          "interceptFrom",
          "interceptSendToEndpoint",
          "routeConfiguration",
          "route",
          "beans");

  private CanonicalYaml() {}

  /**
   * Writes a file anew. Comments that Kaoto would drop go into the header.
   *
   * @param document the file
   * @param text its text
   * @return ends with a line break
   * @throws YamlText.Unwritable when it has a text that no canonical form is known for
   */
  static String of(YamlDocument document, String text) {
    List<String> header = header(text);
    header.addAll(commentsBelow(text, header.size()));
    StringBuilder canonical = new StringBuilder();
    header.forEach(line -> canonical.append(line).append('\n'));
    write(ordered(document.tree()), 0, canonical);
    return canonical.toString();
  }

  /** A tree as YAML, without a header. */
  static String of(JsonNode tree) {
    StringBuilder canonical = new StringBuilder();
    write(tree, 0, canonical);
    return canonical.toString();
  }

  // ---------------------------------------------------------------- comments

  /** Empty lines and comments above the first node. */
  private static List<String> header(String text) {
    List<String> header = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        break;
      }
      header.add(line);
    }
    return header;
  }

  private static List<String> commentsBelow(String text, int headerLines) {
    LoadSettings settings = LoadSettings.builder().setParseComments(true).setUseMarks(true).build();
    List<String> comments = new ArrayList<>();
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CommentEvent comment
          && comment.getCommentType() != CommentType.BLANK_LINE
          && comment.getStartMark().map(mark -> mark.getLine() >= headerLines).orElse(false)) {
        comments.add("#" + comment.getValue());
      }
    }
    return comments;
  }

  // ---------------------------------------------------------------- nodes

  private static JsonNode ordered(JsonNode tree) {
    if (!tree.isArray()) {
      return tree;
    }
    ArrayNode ordered = JsonNodeFactory.instance.arrayNode();
    StreamSupport.stream(tree.spliterator(), false)
        .sorted(Comparator.comparingInt(CanonicalYaml::place))
        .forEach(ordered::add);
    return ordered;
  }

  private static int place(JsonNode entity) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (entity.has(ORDER.get(i))) {
        return i;
      }
    }
    return entity.has("from") ? ORDER.indexOf("route") : ORDER.size();
  }

  /** Writes a collection whose first line is indented already. */
  private static void write(JsonNode node, int indent, StringBuilder out) {
    if (node.isObject() && !node.isEmpty()) {
      String margin = "";
      for (Iterator<Map.Entry<String, JsonNode>> all = node.fields(); all.hasNext(); ) {
        Map.Entry<String, JsonNode> member = all.next();
        String name = YamlText.name(member.getKey());
        out.append(margin).append(name).append(':');
        margin = " ".repeat(indent);
        JsonNode value = member.getValue();
        if (value.isContainerNode() && !value.isEmpty()) {
          out.append('\n').append(" ".repeat(indent + 2));
          write(value, indent + 2, out);
        } else {
          scalar(value, indent + 2, name.length(), out.append(' '));
        }
      }
    } else if (node.isArray() && !node.isEmpty()) {
      String margin = "";
      for (JsonNode element : node) {
        out.append(margin).append("- ");
        margin = " ".repeat(indent);
        if (element.isContainerNode() && !element.isEmpty()) {
          write(element, indent + 2, out);
        } else {
          scalar(element, indent + 2, -1, out);
        }
      }
    } else {
      scalar(node, indent, -1, out);
    }
  }

  private static void scalar(JsonNode value, int indent, int name, StringBuilder out) {
    if (value.isObject()) {
      out.append("{}");
    } else if (value.isArray()) {
      out.append("[]");
    } else if (value.isTextual()) {
      String text = YamlText.value(value.textValue(), indent, name);
      if (text.startsWith("\n")) {
        out.setLength(out.length() - 1);
      }
      out.append(text);
    } else if (value.isNumber()) {
      out.append(number(value.decimalValue()));
    } else {
      out.append(value.asText());
    }
    out.append('\n');
  }

  private static String number(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
