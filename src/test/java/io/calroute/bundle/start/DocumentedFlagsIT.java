package io.calroute.bundle.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.Jar;
import io.calroute.bundle.file.BundleReader;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar with the heap that the manual gives it: editing and checking need no more. */
class DocumentedFlagsIT {

  private static final Duration STARTED = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String ROUTE = "routes/receive-savvycal.camel.yaml";

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int callbacks = RunningCalroute.freePort();
  private final int operations = RunningCalroute.freePort();

  @Test
  void editsInARowAndACheckBesideFitTheHeap() throws Exception {
    Path home = Jar.home(directory);
    Path routes = home.resolve("routes");
    Files.delete(routes);
    Files.createDirectory(routes);
    for (Path file : list(Path.of("routes"))) {
      Files.copy(file, routes.resolve(file.getFileName()));
    }
    Files.writeString(
        home.resolve("config/application.yaml"),
        "calroute:\n  connections: {savvycal: {default: {secret: \"${FROM_A_VARIABLE:}\"}}}\n");
    Process process =
        Jar.start(
            home,
            List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + home),
            Map.of("FROM_A_VARIABLE", RunningCalroute.SECRET + "\n"),
            "--calroute.callbacks.port=" + callbacks,
            "--calroute.callbacks.address=127.0.0.1",
            "--server.port=" + operations);
    try {
      await().atMost(STARTED).until(() -> !process.isAlive() || isReady());
      assertThat(process.isAlive()).as(Files.readString(Jar.out(home))).isTrue();
      String shipped = Files.readString(home.resolve(ROUTE));
      for (int edit = 1; edit <= 5; edit++) {
        Files.writeString(home.resolve(ROUTE), shipped + "# remark " + edit + "\n");
        awaitTaken(process);
      }
      Files.writeString(home.resolve(ROUTE), shipped.replace("uri: direct", "uri: dirct"));
      await()
          .atMost(SOON)
          .until(
              () -> !process.isAlive() || bundle().path("problems").toString().contains("'dirct'"));
      Files.writeString(home.resolve(ROUTE), shipped);
      awaitTaken(process);
      assertThat(post()).isEqualTo(202);
      assertThat(process.isAlive()).isTrue();
      // Neither it nor its rehearsals have talked to the Camel CLI.
      assertThat(home.resolve(".camel")).doesNotExist();
    } finally {
      process.destroy();
      process.waitFor();
    }
    Jar.Result check = Jar.run(home, "check");
    assertThat(check.out()).singleElement().asString().endsWith("files looked at. No problem.");
  }

  private void awaitTaken(Process process) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              if (!process.isAlive()) {
                return true;
              }
              JsonNode bundle = bundle();
              return bundle.path("problems").isEmpty()
                  && bundle.path("version").equals(bundle.path("onDisk"))
                  && bundle.path("version").asText().equals(onDisk());
            });
    assertThat(process.isAlive()).as("exit code 3 is an exhausted heap").isTrue();
  }

  private String onDisk() throws IOException {
    return new BundleReader(
            directory.resolve("routes"),
            directory.resolve("kamelets"),
            directory.resolve("mappings"),
            directory.resolve("config"))
        .read()
        .version();
  }

  private boolean isReady() {
    try {
      return get("/actuator/health/readiness").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private JsonNode bundle() throws IOException {
    return RunningCalroute.json(get("/api/status").body()).path("bundle");
  }

  /** A secret that came with a line break is the provider's all the same. */
  private int post() throws IOException {
    String body = SavvyCalBooking.of("appt_flags").callback("appointment.created");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + callbacks + "/callbacks/savvycal"))
            .header("Content-Type", "application/json")
            .header("X-SavvyCal-Signature", "sha256=" + RunningCalroute.signature(bytes))
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build())
        .statusCode();
  }

  private HttpResponse<String> get(String path) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operations + path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
