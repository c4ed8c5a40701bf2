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
    for (JsonNode named : read(directory).path("resources")) {
      Path resource = directory.resolve(named.asText()).normalize();
      if (Files.isDirectory(resource)) {
        resources.addAll(resources(resource));
      } else {
        resources.add(resource);
      }
    }
    return resources;
  }

  /**
   * The names of the ConfigMaps that are made for a directory and those that it names.
   *
   * @param directory with a {@code kustomization.yaml}
   * @return without the digests that they end in on a cluster
   */
  static List<String> configMaps(Path directory) {
    JsonNode kustomization = read(directory);
    List<String> names = new ArrayList<>();
    for (JsonNode generator : kustomization.path("configMapGenerator")) {
      names.add(generator.path("name").asText());
    }
    for (JsonNode named : kustomization.path("resources")) {
      Path resource = directory.resolve(named.asText()).normalize();
      if (Files.isDirectory(resource)) {
        names.addAll(configMaps(resource));
      }
    }
    return names;
  }

  private static JsonNode read(Path directory) {
    return Manifests.documents(directory.resolve("kustomization.yaml")).get(0);
  }
}
