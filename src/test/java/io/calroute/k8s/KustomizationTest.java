package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is edited here is what is deployed: no file is forgotten, and none is listed in vain. */
class KustomizationTest {

  @ParameterizedTest
  @CsvSource({"routes", "kamelets", "mappings", "config"})
  void everyFileOfADirectoryIsPacked(String name) throws IOException {
    Path directory = Path.of(name);

    assertThat(Kustomization.files(directory))
        .as("the files in %s/kustomization.yaml", name)
        .containsExactlyInAnyOrderElementsOf(deployed(directory));
  }

  @Test
  void everyManifestBelongsToAnOverlay() {
    List<Path> named =
        Manifests.OVERLAYS.stream()
            .flatMap(overlay -> Kustomization.resources(overlay).stream())
            .distinct()
            .toList();

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Manifests.files().stream()
                .filter(file -> !file.equals(Manifests.SECRETS))
                .filter(file -> !file.equals(Manifests.SANDBOX.resolve("plan-mode.yaml")))
                .toList());
  }

  @Test
  void withoutAnOverlayTheOneForProductionIsMeant() {
    assertThat(Rendering.of(Manifests.HOME)).isEqualTo(Rendering.of(Manifests.PRODUCTION));
  }

  @Test
  void whatTheRenderingDoesNotUnderstandIsRefused(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("kustomization.yaml"), "namePrefix: my-");

    assertThatThrownBy(() -> Rendering.of(directory)).hasMessageContaining("namePrefix");
  }

  /** All but this packing list, what is written for people, and what only a rehearsal needs. */
  private static List<Path> deployed(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(directory::relativize)
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .filter(file -> !file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches("(.+\\.(in|out|connection)|.+/proof)\\.json"))
          .toList();
    }
  }
}
