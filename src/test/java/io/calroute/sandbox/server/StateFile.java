package io.calroute.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulator keeps over a restart: one JSON line for each change, under the name of what has
 * changed; the last one counts. A line is handed to the operating system before the request is
 * answered, so that it survives a killed process. Not for concurrent use.
 */
public final class StateFile implements AutoCloseable {

  private static final StateFile NONE = new StateFile(null);

  private final OutputStream lines;

  private StateFile(OutputStream lines) {
    this.lines = lines;
  }

  /** Keeps nothing. */
  public static StateFile none() {
    return NONE;
  }

  /**
   * Opens a file, tidied up: one line for everything that stands.
   *
   * @param file made when it is not there
   * @param reader takes what was kept, by name, in the order of its last change
   */
  public static StateFile open(Path file, Reader reader) {
    Map<String, JsonNode> kept = new LinkedHashMap<>();
    try {
      if (Files.exists(file)) {
        for (byte[] line : lines(Files.readAllBytes(file))) {
          // The last line may be torn.
          Optional<JsonNode> entry = Json.read(line);
          entry.ifPresent(one -> take(kept, one));
        }
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      try (OutputStream out = Files.newOutputStream(fresh)) {
        for (Map.Entry<String, JsonNode> one : kept.entrySet()) {
          out.write(line(one.getKey(), one.getValue()));
        }
      }
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      kept.forEach(reader::take);
      return new StateFile(Files.newOutputStream(file, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException("The simulator's state could not be kept in " + file, e);
    }
  }

  /** Takes what was kept. */
  public interface Reader {

    /**
     * Takes one thing.
     *
     * @param name its name
     * @param state how it stood
     */
    void take(String name, JsonNode state);
  }

  /**
   * Keeps one thing.
   *
   * @param name its name
   * @param state how it stands; null to forget it
   */
  public void keep(String name, JsonNode state) {
    if (lines == null) {
      return;
    }
    try {
      lines.write(line(name, state));
    } catch (IOException e) {
      throw new UncheckedIOException("The simulator's state could not be kept", e);
    }
  }

  @Override
  public void close() {
    if (lines != null) {
      try {
        lines.close();
      } catch (IOException e) {
        throw new UncheckedIOException("The simulator's state could not be kept", e);
      }
    }
  }

  private static void take(Map<String, JsonNode> kept, JsonNode entry) {
    String name = entry.path("name").asText();
    kept.remove(name);
    if (entry.hasNonNull("state")) {
      kept.put(name, entry.get("state"));
    }
  }

  private static byte[] line(String name, JsonNode state) {
    ObjectNode entry = Json.object();
    entry.put("name", name).set("state", state);
    byte[] json = Json.write(entry, Json.Layout.COMPACT);
    byte[] line = new byte[json.length + 1];
    System.arraycopy(json, 0, line, 0, json.length);
    line[json.length] = '\n';
    return line;
  }

  private static List<byte[]> lines(byte[] content) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        lines.add(java.util.Arrays.copyOfRange(content, start, i));
        start = i + 1;
      }
    }
    return lines;
  }
}
