package io.calroute.bundle.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML file as a JSON tree that still knows the line of each of its parts. */
public final class YamlDocument {

  /** Deeper than any route that a person can read. */
  private static final int DEPTH_LIMIT = 200;

  /** Members that Camel's messages quote to say where, not what. */
  private static final Set<String> NAMES = Set.of("id", "description", "note");

  private record Scalar(String text, int line) {}

  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Scalar> scalars = new ArrayList<>();
  private final String file;
  private JsonNode tree = JsonNodeFactory.instance.missingNode();

  private YamlDocument(String file) {
    this.file = file;
  }

  public static final class Unreadable extends Exception {
    private final transient BundleProblem problem;

    private Unreadable(BundleProblem problem) {
      super(problem.toString());
      this.problem = problem;
    }

    public BundleProblem problem() {
      return problem;
    }
  }

  /**
   * Reads a text.
   *
   * @throws Unreadable when it is no YAML, is empty, or gives a member twice
   */
  public static YamlDocument of(String file, String text) throws Unreadable {
    LoadSettings settings = LoadSettings.builder().setLabel(file).setUseMarks(true).build();
    YamlDocument document = new YamlDocument(file);
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        throw new Unreadable(new BundleProblem(file, 1, "The file is empty"));
      }
      document.tree = document.read(root.get(), "", 0);
    } catch (MarkedYamlEngineException wrong) {
      int line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      String context = wrong.getContext() == null ? "" : wrong.getContext() + ": ";
      throw new Unreadable(
          new BundleProblem(file, line, "This is no YAML: " + context + wrong.getProblem()));
    } catch (YamlEngineException wrong) {
      throw new Unreadable(new BundleProblem(file, 0, "This is no YAML: " + wrong.getMessage()));
    }
    return document;
  }

  public String file() {
    return file;
  }

  public JsonNode tree() {
    return tree;
  }

  /**
   * The line of a part.
   *
   * @param pointer JSON pointer; when there is no such part, the nearest one around it counts
   */
  public int line(String pointer) {
    String place = pointer;
    while (!lines.containsKey(place) && !place.isEmpty()) {
      place = place.substring(0, place.lastIndexOf('/'));
    }
    return lines.getOrDefault(place, 1);
  }

  /**
   * The line of what a message is about: of the longest value in a part of the file that the
   * message quotes.
   *
   * @return 0 when it quotes nothing
   */
  public int quotedLine(String message, int first, int last) {
    // What is to be written instead may stand elsewhere in the file.
    String wrong = message.replaceAll("; use .*", "");
    int line = 0;
    int longest = 3;
    for (Scalar scalar : scalars) {
      if (scalar.line() >= first
          && scalar.line() <= last
          && scalar.text().length() > longest
          && wrong.contains(scalar.text())) {
        longest = scalar.text().length();
        line = scalar.line();
      }
    }
    return line;
  }

  /**
   * The line of a word that stands by itself in a part of the file.
   *
   * @return 0 when it does not stand there
   */
  public int wordLine(String word, int first, int last) {
    return scalars.stream()
        .filter(scalar -> scalar.line() >= first && scalar.line() <= last)
        .filter(scalar -> scalar.text().equals(word))
        .mapToInt(Scalar::line)
        .findFirst()
        .orElse(0);
  }

  private JsonNode read(Node node, String pointer, int depth) throws Unreadable {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    lines.putIfAbsent(pointer, line);
    if (depth > DEPTH_LIMIT) {
      throw new Unreadable(new BundleProblem(file, line, "The nesting has no end"));
    }
    if (node instanceof MappingNode mapping) {
      return readMembers(mapping, pointer, depth);
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Node element : sequence.getValue()) {
        array.add(read(element, pointer + "/" + array.size(), depth + 1));
      }
      return array;
    }
    ScalarNode scalar = (ScalarNode) node;
    if (!NAMES.contains(pointer.substring(pointer.lastIndexOf('/') + 1))) {
      scalars.add(new Scalar(scalar.getValue(), line));
    }
    return value(scalar);
  }

  private ObjectNode readMembers(MappingNode mapping, String pointer, int depth) throws Unreadable {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple member : mapping.getValue()) {
      int line = member.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw new Unreadable(new BundleProblem(file, line, "A name must be a word"));
      }
      String name = key.getValue();
      if (object.has(name)) {
        throw new Unreadable(new BundleProblem(file, line, "'" + name + "' is given twice"));
      }
      String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
      lines.put(place, line);
      scalars.add(new Scalar(name, line));
      object.set(name, read(member.getValueNode(), place, depth + 1));
    }
    return object;
  }

  private static JsonNode value(ScalarNode scalar) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return make.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return make.booleanNode(Boolean.parseBoolean(text));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      try {
        return make.numberNode(new BigDecimal(text));
      } catch (NumberFormatException octalOrEndless) {
        return make.textNode(text);
      }
    }
    return make.textNode(text);
  }
}
