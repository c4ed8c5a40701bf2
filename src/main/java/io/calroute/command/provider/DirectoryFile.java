package io.calroute.command.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.LiveDirectory;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The file with the directory, as people have written it: entries are added behind the last one,
 * and all else stays as it is, comments too.
 */
final class DirectoryFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.@+-]*");
  private static final Pattern WORDS = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");
  private static final Pattern HYPHEN = Pattern.compile("^\\s*-(\\s.*)?$");
  private static final String STEP = "  ";

  private final Path file;

  DirectoryFile(Path file) {
    this.file = file;
  }

  /** The file can't be changed by itself; the message says why. */
  static final class Unchangeable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unchangeable(String message) {
      super(message);
    }
  }

  /**
   * Adds entries, all or none. Whoever reads the file meanwhile reads it without them or with all.
   *
   * @throws Unchangeable when the file is not written so that they can be added
   */
  void add(List<DirectoryEntry> entries) {
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path beside = Files.createTempFile(target.getParent(), ".directory", ".yaml");
      try {
        String before = Files.exists(target) ? Files.readString(target) : "";
        Files.writeString(beside, with(before, entries));
        if (Files.exists(target)
            && beside.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(target));
        } else if (beside.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
        }
        check(target, beside, entries);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(Path target, Path beside, List<DirectoryEntry> added) {
    try {
      List<DirectoryEntry> wanted =
          new ArrayList<>(new LiveDirectory(List.of(), target).get().entries());
      wanted.addAll(added);
      if (!new LiveDirectory(List.of(), beside).get().entries().equals(wanted)) {
        throw unchangeable();
      }
    } catch (IllegalArgumentException wrong) {
      throw new Unchangeable(
          wrong.getMessage().contains(target.toString())
              ? wrong.getMessage()
              : unchangeable().getMessage());
    }
  }

  private Unchangeable unchangeable() {
    return new Unchangeable(
        file
            + " is not written so that entries can be added to it. Write its list with hyphens, or"
            + " add the entries by hand.");
  }

  private String with(String text, List<DirectoryEntry> entries) {
    String lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    List<String> lines = new ArrayList<>(List.of(text.split("\r?\n", -1)));
    Node list = list(text);
    if (list instanceof SequenceNode sequence && sequence.getFlowStyle() == FlowStyle.FLOW) {
      addToFlow(lines, sequence, entries);
    } else if (list instanceof SequenceNode sequence) {
      Mark first = sequence.getValue().get(0).getStartMark();
      int line = first.getLine();
      while (line > 0 && !HYPHEN.matcher(lines.get(line)).matches()) {
        line--;
      }
      String indent = lines.get(line).substring(0, Math.max(lines.get(line).indexOf('-'), 0));
      lines.addAll(lastLine(sequence) + 1, block(indent, entries));
    } else if (list != null) {
      Mark empty = list.getStartMark();
      String key = lines.get(empty.getLine());
      String indent = key.substring(0, key.length() - key.stripLeading().length());
      lines.addAll(empty.getLine() + 1, block(indent + STEP, entries));
    } else {
      while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
        lines.remove(lines.size() - 1);
      }
      lines.add("calroute:");
      lines.add(STEP + "directory:");
      lines.addAll(block(STEP + STEP, entries));
      lines.add("");
    }
    return String.join(lineEnd, lines);
  }

  /** The list as it is written; null when there is none. */
  private Node list(String text) {
    Node root;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (RuntimeException noYaml) {
      throw unchangeable();
    }
    Node below = member(root, "calroute.directory");
    Node calroute = member(root, "calroute");
    if (below == null && calroute != null) {
      below = member(calroute, "directory");
    }
    return below == null ? member(root, "directory") : below;
  }

  private static Node member(Node node, String name) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple one : mapping.getValue()) {
        if (one.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
          return one.getValueNode();
        }
      }
    }
    return null;
  }

  private void addToFlow(List<String> lines, SequenceNode list, List<DirectoryEntry> entries) {
    Mark begin = list.getStartMark();
    Mark end = list.getEndMark();
    if (begin.getLine() != end.getLine() || !list.getValue().isEmpty()) {
      throw unchangeable();
    }
    String line = lines.get(begin.getLine());
    String before = line.substring(0, line.offsetByCodePoints(0, begin.getColumn()));
    String after = line.substring(line.offsetByCodePoints(0, end.getColumn()));
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    lines.set(begin.getLine(), (before.stripTrailing() + after).stripTrailing());
    lines.addAll(begin.getLine() + 1, block(indent + STEP, entries));
  }

  private static int lastLine(Node node) {
    if (node instanceof SequenceNode list
        && list.getFlowStyle() != FlowStyle.FLOW
        && !list.getValue().isEmpty()) {
      return lastLine(list.getValue().get(list.getValue().size() - 1));
    }
    if (node instanceof MappingNode mapping
        && mapping.getFlowStyle() != FlowStyle.FLOW
        && !mapping.getValue().isEmpty()) {
      return lastLine(mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
    }
    Mark end = node.getEndMark();
    return end.getColumn() == 0 && end.getLine() > node.getStartMark().getLine()
        ? end.getLine() - 1
        : end.getLine();
  }

  private static List<String> block(String indent, List<DirectoryEntry> entries) {
    List<String> lines = new ArrayList<>();
    for (DirectoryEntry entry : entries) {
      Map<String, String> match = new LinkedHashMap<>();
      match.put("provider", entry.match().provider());
      match.put("connection", entry.match().connection());
      match.put("staffId", entry.match().staffId());
      match.put("email", entry.match().email());
      match.values().removeIf(value -> value == null);
      lines.add(
          indent
              + "- match: {"
              + match.entrySet().stream()
                  .map(one -> one.getKey() + ": " + scalar(one.getValue()))
                  .collect(Collectors.joining(", "))
              + "}");
      lines.add(indent + STEP + "target: " + entry.target());
      if (entry.calendar() != null) {
        lines.add(indent + STEP + "calendar: " + scalar(entry.calendar()));
      }
    }
    return lines;
  }

  /** Quoted where YAML would take it for something else; JSON's quotes are YAML's, too. */
  private static String scalar(String value) {
    try {
      return PLAIN.matcher(value).matches() && !WORDS.matcher(value).matches()
          ? value
          : JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Texts can always be written", impossible);
    }
  }
}
