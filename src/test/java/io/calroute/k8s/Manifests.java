package io.calroute.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the manifests of the project as strictly as a cluster with field validation would. */
final class Manifests {

  /** Where everything for Kubernetes starts. */
  static final Path HOME = Path.of("k8s");

  /** For installations that serve. */
  static final Path PRODUCTION = HOME.resolve("overlays/production");

  /** For trying out. */
  static final Path SANDBOX = HOME.resolve("overlays/sandbox");

  static final List<Path> OVERLAYS = List.of(PRODUCTION, SANDBOX);

  /** Secrets to be made by hand; never applied. */
  static final Path SECRETS = HOME.resolve("secret.example.yaml");

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final KubernetesSerialization KINDS = new KubernetesSerialization();

  /** Kinds of the Prometheus operator, which no type of the library's stands for. */
  private static final Map<String, Class<?>> OPERATOR =
      Map.of("ServiceMonitor", ServiceMonitor.class, "PrometheusRule", PrometheusRule.class);

  /** The types keep what they do not know in a map; without it, it is an error. */
  private static final ObjectMapper STRICT =
      YAMLMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private Manifests() {}

  /** Every file with resources. */
  static List<Path> files() {
    try (Stream<Path> all = Files.walk(HOME)) {
      return all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an overlay comes to. */
  static List<HasMetadata> rendered(Path overlay) {
    return Rendering.of(overlay).stream().map(document -> resource(overlay, document)).toList();
  }

  /** The one resource of a type. */
  static <T extends HasMetadata> T only(List<HasMetadata> resources, Class<T> type) {
    List<T> found = all(resources, type);
    if (found.size() != 1) {
      throw new IllegalStateException("Not one " + type.getSimpleName() + " but " + found.size());
    }
    return found.get(0);
  }

  /** The resources of a type. */
  static <T extends HasMetadata> List<T> all(List<HasMetadata> resources, Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * The resources of one file.
   *
   * @throws IllegalArgumentException when a field or kind is unknown, or a value does not fit
   */
  static List<HasMetadata> resources(Path file) {
    return documents(file).stream().map(document -> resource(file, document)).toList();
  }

  /** A resource in its type. */
  static HasMetadata resource(Path file, JsonNode document) {
    String version = document.path("apiVersion").asText();
    String kind = document.path("kind").asText();
    Class<?> type =
        OPERATOR.getOrDefault(kind, KINDS.getRegisteredKubernetesResource(version, kind));
    if (type == null) {
      throw new IllegalArgumentException(file + ": nobody knows " + version + " " + kind);
    }
    try {
      return (HasMetadata) STRICT.treeToValue(document, type);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The documents of a YAML file. */
  static List<JsonNode> documents(Path file) {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is no YAML", e);
    }
  }
}
