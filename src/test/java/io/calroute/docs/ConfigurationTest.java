package io.calroute.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} has a row for every key that something reads. */
class ConfigurationTest {

  private static final Path METADATA =
      Path.of("target/classes/META-INF/spring-configuration-metadata.json");
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z][^`]*)` \\|([^|]*)\\|.*");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?:\\{\\{|\"\\$\\{)(calroute\\.[a-z0-9.-]+)(?::([^}]*))?}");

  private final Map<String, String> rows = rows();

  @Test
  void hasEveryKeyOfTheCodeWithItsDefault() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (JsonNode property : new ObjectMapper().readTree(METADATA.toFile()).path("properties")) {
      keys.put(property.path("name").asText(), property.path("defaultValue").asText(""));
    }
    assertThat(keys).containsKey("calroute.connections");
    keys.keySet().removeIf(key -> !key.startsWith("calroute."));

    assertRows(keys);
  }

  @Test
  void hasEveryKeyOfPlaceholders() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (Path root :
        new Path[] {Path.of("src/main/java"), Path.of("routes"), Path.of("kamelets")}) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(Files::isRegularFile)
            .forEach(
                file -> {
                  Matcher found = PLACEHOLDER.matcher(Documents.read(file));
                  while (found.find()) {
                    keys.put(found.group(1), found.group(2) == null ? "" : found.group(2));
                  }
                });
      }
    }
    assertThat(keys).containsKeys("calroute.callbacks.port", "calroute.google.page-size");

    assertRows(keys);
  }

  private void assertRows(Map<String, String> keys) {
    assertThat(keys)
        .allSatisfy(
            (key, value) -> {
              assertThat(rows.keySet())
                  .as("docs/configuration.md has a row for %s", key)
                  .anyMatch(
                      row ->
                          row.equals(key)
                              || row.startsWith(key + ".")
                              || row.startsWith(key + "["));
              if (rows.containsKey(key) && !value.isEmpty()) {
                assertThat(rows.get(key)).as("default of %s", key).contains("`" + value + "`");
              }
            });
  }

  private static Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : Documents.read(Path.of("docs/configuration.md")).lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2));
      }
    }
    return rows;
  }
}
