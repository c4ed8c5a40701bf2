package io.calroute.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image, unpacked.
 *
 * @param root what a container sees at {@code /}
 * @param settings how a container is started
 */
record Image(Path root, JsonNode settings) {

  /** Unpacks the layers of a file that {@code docker load} takes, one on top of the other. */
  static Image unpack(Path file, Path root) throws IOException {
    Map<String, byte[]> parts = new HashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
      for (TarArchiveEntry part; (part = tar.getNextEntry()) != null; ) {
        parts.put(part.getName(), tar.readAllBytes());
      }
    }
    JsonNode manifest = new ObjectMapper().readTree(parts.get("manifest.json")).get(0);
    for (JsonNode layer : manifest.get("Layers")) {
      unpackLayer(new ByteArrayInputStream(parts.get(layer.asText())), root);
    }
    JsonNode configuration =
        new ObjectMapper().readTree(parts.get(manifest.get("Config").asText()));
    return new Image(root, configuration.get("config"));
  }

  private static void unpackLayer(InputStream layer, Path root) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(layer))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Path file = root.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          Files.setLastModifiedTime(file, entry.getLastModifiedTime());
        }
      }
    }
  }

  /** Files below a folder of the image, by their names from there. */
  List<String> files(String folder) throws IOException {
    Path top = root.resolve(folder);
    try (Stream<Path> all = Files.walk(top)) {
      return all.filter(Files::isRegularFile).map(one -> top.relativize(one).toString()).toList();
    }
  }

  /** What a container runs. */
  List<String> command() {
    return settings.get("Entrypoint").valueStream().map(JsonNode::asText).toList();
  }
}
