package io.calroute.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code kubectl kustomize} makes of a directory, as far as this project uses it; whatever
 * else stands in a {@code kustomization.yaml} is refused. ConfigMaps keep their names without a
 * digest.
 */
final class Rendering {

  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "resources",
          "components",
          "configMapGenerator",
          "namespace",
          "images",
          "patches");

  /** By these, Kubernetes tells the elements of its lists apart. */
  private static final List<String> MERGE_KEYS = List.of("name", "mountPath", "containerPort");

  private Rendering() {}

  /**
   * The resources of a directory and of those that it names.
   *
   * @throws IllegalArgumentException for anything in a kustomization that is not understood here
   */
  static List<ObjectNode> of(Path directory) {
    JsonNode kustomization = Kustomization.read(directory);
    kustomization
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(directory + " has an unknown " + name);
              }
            });
    List<ObjectNode> rendered = new ArrayList<>();
    for (String part : List.of("resources", "components")) {
      for (JsonNode named : kustomization.path(part)) {
        rendered.addAll(resources(directory.resolve(named.asText()).normalize()));
      }
    }
    for (JsonNode generator : kustomization.path("configMapGenerator")) {
      rendered.add(configMap(directory, generator));
    }
    for (JsonNode patch : kustomization.path("patches")) {
      Manifests.documents(directory.resolve(patch.path("path").asText()))
          .forEach(document -> patch(rendered, document));
    }
    kustomization.path("images").forEach(image -> rename(rendered, image));
    if (kustomization.has("namespace")) {
      rendered.forEach(resource -> move(resource, kustomization.path("namespace").asText()));
    }
    return rendered;
  }

  private static List<ObjectNode> resources(Path named) {
    if (Files.isDirectory(named)) {
      return of(named);
    }
    return Manifests.documents(named).stream().map(document -> (ObjectNode) document).toList();
  }

  private static ObjectNode configMap(Path directory, JsonNode generator) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata = map.putObject("metadata").put("name", generator.path("name").asText());
    JsonNode labels = generator.path("options").path("labels");
    if (labels.isObject()) {
      metadata.set("labels", labels.deepCopy());
    }
    ObjectNode data = map.putObject("data");
    for (JsonNode named : generator.path("files")) {
      Path file = directory.resolve(named.asText());
      try {
        data.put(file.getFileName().toString(), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return map;
  }

  private static void patch(List<ObjectNode> rendered, JsonNode patch) {
    List<ObjectNode> fitting =
        rendered.stream()
            .filter(resource -> resource.path("kind").equals(patch.path("kind")))
            .filter(resource -> resource.at("/metadata/name").equals(patch.at("/metadata/name")))
            .toList();
    if (fitting.size() != 1) {
      throw new IllegalArgumentException("Not one resource fits the patch " + patch);
    }
    merge(fitting.get(0), (ObjectNode) patch);
  }

  private static void merge(ObjectNode into, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      JsonNode there = into.path(member.getKey());
      if (there.isObject() && member.getValue().isObject()) {
        merge((ObjectNode) there, (ObjectNode) member.getValue());
      } else if (there.isArray() && member.getValue().path(0).isObject()) {
        merge((ArrayNode) there, (ArrayNode) member.getValue());
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }

  private static void merge(ArrayNode into, ArrayNode patch) {
    for (JsonNode element : patch) {
      String key = MERGE_KEYS.stream().filter(element::has).findFirst().orElseThrow();
      ObjectNode same = null;
      for (Iterator<JsonNode> each = into.elements(); same == null && each.hasNext(); ) {
        JsonNode there = each.next();
        same = there.path(key).equals(element.path(key)) ? (ObjectNode) there : null;
      }
      if (same == null) {
        into.insert(0, element);
      } else {
        merge(same, (ObjectNode) element);
      }
    }
  }

  private static void rename(List<ObjectNode> rendered, JsonNode image) {
    for (ObjectNode resource : rendered) {
      for (JsonNode container : resource.at("/spec/template/spec/containers")) {
        String[] parts = container.path("image").asText().split(":", 2);
        if (parts[0].equals(image.path("name").asText())) {
          String tag = image.path("newTag").asText(parts.length == 2 ? parts[1] : "latest");
          ((ObjectNode) container).put("image", image.path("newName").asText(parts[0]) + ":" + tag);
        }
      }
    }
  }

  private static void move(ObjectNode resource, String namespace) {
    boolean isNamespace = resource.path("kind").asText().equals("Namespace");
    resource.withObject("/metadata").put(isNamespace ? "name" : "namespace", namespace);
  }
}
