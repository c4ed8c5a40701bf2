package io.calroute.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.Jar;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/calroute-image.tar}, which the build makes without an engine. */
class ImageIT {

  /** Neither golden cases nor what packs a folder for a cluster. */
  private static final PathMatcher IN_FORCE =
      FileSystems.getDefault()
          .getPathMatcher("glob:{*.camel.yaml,*.kamelet.yaml,*.jslt,*.schema.json,lib/*.jslt}");

  private static final Path FILE = Path.of("target/calroute-image.tar");

  @TempDir private static Path home;
  private static Image image;

  @BeforeAll
  static void unpack() throws IOException {
    image = Image.unpack(FILE, home.resolve("image"));
  }

  @Test
  void itHasTheFilesOfThisRepositoryAndNoOthers() throws IOException {
    for (String folder : List.of("routes", "kamelets", "mappings")) {
      List<String> here = new Image(Path.of(""), null).files(folder);
      assertThat(image.files("calroute/" + folder))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(
              here.stream().filter(one -> IN_FORCE.matches(Path.of(one))).toList());
    }
    assertThat(image.files("calroute/config"))
        .containsExactlyInAnyOrder("application.yaml", "directory.yaml");
  }

  @Test
  void itIsStartedAsTheDockerfileStartsIts() throws IOException {
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    JsonNode settings = image.settings();
    assertThat(dockerfile)
        .contains("USER " + settings.get("User").asText())
        .contains("WORKDIR " + settings.get("WorkingDir").asText())
        .contains(
            "ENV " + settings.get("Env").get(0).asText().replaceFirst("=", "=\"").concat("\""))
        .contains("EXPOSE 8080 8081");
    assertThat(settings.get("ExposedPorts").properties().stream().map(one -> one.getKey()))
        .containsExactlyInAnyOrder("8080/tcp", "8081/tcp");
  }

  /**
   * With the Java of this machine, because the image of the build stands on nothing; it ends at
   * once where the archive is not the right one.
   */
  @Test
  void itStartsFromItsUnpackedLayersWithTheArchiveInside()
      throws IOException, InterruptedException {
    int operations = RunningCalroute.freePort();
    try (Installation installation =
        new Installation(home, 0, 0)
            .with("spring.datasource.url", SharedServer.databaseOf(home))
            .with("calroute.callbacks.port", RunningCalroute.freePort())
            .with("server.port", operations)) {
      List<String> command = new ArrayList<>(image.command());
      command.set(0, Jar.java());
      installation.properties().forEach((key, value) -> command.add("--" + key + "=" + value));
      Path log = home.resolve("image.log");
      ProcessBuilder container =
          new ProcessBuilder(command)
              .directory(image.root().resolve("calroute").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      String[] variable = image.settings().get("Env").get(0).asText().split("=", 2);
      container.environment().put(variable[0], variable[1] + " -Xshare:on");
      long began = System.nanoTime();
      Process process = container.start();
      try {
        await()
            .pollInterval(Duration.ofMillis(50))
            .atMost(Duration.ofMinutes(2))
            .failFast("It has ended; see " + log, () -> !process.isAlive())
            .until(() -> isReady(operations));
        // For whoever asks, not a log.
        System.out.printf(
            "The image has %d MB without a Java; it was ready after %.1f s%n",
            Files.size(FILE) / 1_000_000, (System.nanoTime() - began) / 1e9);
      } finally {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static boolean isReady(int port) throws InterruptedException {
    URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
    try {
      return HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(readiness).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      // Not listening yet.
      return false;
    }
  }
}
