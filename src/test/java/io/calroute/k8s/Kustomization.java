package io.calroute.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code kustomization.yaml} files name. */
final class Kustomization {

  private Kustomization() {}

  /**
   * The files that go into a directory's ConfigMaps.
   *
   * @param directory with a {@code kustomization.yaml}
   * @return as written, relative to the directory
   */
  static List<Path> files(Path directory) {
    List<Path> files = new ArrayList<>();
    for (JsonNode generator : read(directory).path("configMapGenerator")) {
      generator.path("files").forEach(file -> files.add(Path.of(file.asText())));
    }
    return files;
  }

  /**
   * The manifests that a directory names, those of the directories that it names included.
   *
   * @param directory with a {@code kustomization.yaml}
   * @return relative to the project
   */
  static List<Path> resources(Path directory) {
    List<Path> resources = new ArrayList<>();
    List<JsonNode> parts = new ArrayList<>();
    read(directory).path("resources").forEach(parts::add);
    read(directory).path("components").forEach(parts::add);
    for (JsonNode named : parts) {
      Path resource = directory.resolve(named.asText()).normalize();
      if (Files.isDirectory(resource)) {
        resources.addAll(resources(resource));
      } else {
        resources.add(resource);
      }
    }
    return resources;
  }

  /** A directory's {@code kustomization.yaml}. */
  static JsonNode read(Path directory) {
    return Manifests.documents(directory.resolve("kustomization.yaml")).get(0);
  }
}
