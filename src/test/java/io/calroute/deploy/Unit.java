package io.calroute.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A unit file of systemd. Reads what is used here: no continued lines, no quotes. */
final class Unit {

  private final Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();

  private Unit() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException for a line that is no section, assignment or comment
   */
  static Unit read(Path file) {
    Unit unit = new Unit();
    Map<String, List<String>> section = null;
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (line.startsWith("[") && line.endsWith("]")) {
          section = new LinkedHashMap<>();
          unit.sections.put(line.substring(1, line.length() - 1), section);
        } else if (section != null && equals > 0 && !line.startsWith("#") && !line.endsWith("\\")) {
          section
              .computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
              .add(line.substring(equals + 1));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          throw new IllegalArgumentException(file + ": " + line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return unit;
  }

  /** The one value of a key; null when it is not there. */
  String value(String section, String key) {
    List<String> values = sections.getOrDefault(section, Map.of()).get(key);
    if (values != null && values.size() != 1) {
      throw new IllegalStateException(key + " is there " + values.size() + " times");
    }
    return values == null ? null : values.get(0);
  }

  /** All keys of a section. */
  List<String> keys(String section) {
    return List.copyOf(sections.getOrDefault(section, Map.of()).keySet());
  }
}
