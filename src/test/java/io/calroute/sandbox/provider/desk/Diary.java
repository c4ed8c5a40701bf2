package io.calroute.sandbox.provider.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked of the front desk, so that providers are told it again after a restart. One JSON
 * line for each; a last line that was cut off is left out. Not for concurrent use.
 *
 * @param file is made with the first entry
 */
public record Diary(Path file) {

  /**
   * One thing that was done.
   *
   * @param at when
   * @param provider at which provider
   * @param call method and noun
   * @param id of the booking; null for none
   * @param body what was sent
   */
  public record Entry(Instant at, String provider, String call, String id, JsonNode body) {}

  /** Notes what was done. */
  void note(Entry entry) {
    ObjectNode line = Json.object().put("at", entry.at().toString());
    line.put("provider", entry.provider()).put("call", entry.call()).put("id", entry.id());
    line.set("body", entry.body());
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that was done, the oldest first. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        if (line.endsWith("}")) {
          JsonNode read = Json.parse(line);
          entries.add(
              new Entry(
                  Instant.parse(read.path("at").asText()),
                  read.path("provider").asText(),
                  read.path("call").asText(),
                  read.path("id").textValue(),
                  read.path("body")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** Forgets everything. */
  public void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
