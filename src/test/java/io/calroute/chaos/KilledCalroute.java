package io.calroute.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.bundle.Jar;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged Calroute as a process of its own, to be killed and started again and again. */
final class KilledCalroute implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final int callbacksPort = RunningCalroute.freePort();
  private final int operationsPort = RunningCalroute.freePort();
  private final List<String> java = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private Process process;

  /**
   * An installation with the project's own routes, kamelets and mappings; not started yet.
   *
   * @param home where everything of it is kept
   * @param properties configuration
   */
  KilledCalroute(Path home, Map<String, Object> properties) {
    this(home, Path.of(""), Jar.unpacked(home), properties);
  }

  /**
   * Another version.
   *
   * @param tree a working copy of it, with its routes, kamelets and mappings, and its jar in {@code
   *     target}
   */
  static KilledCalroute of(Path tree, Path home, Map<String, Object> properties) {
    String jar = tree.resolve("target/calroute.jar").toAbsolutePath().toString();
    return new KilledCalroute(home, tree, List.of("-jar", jar), properties);
  }

  private KilledCalroute(Path home, Path tree, List<String> jar, Map<String, Object> properties) {
    this.home = home;
    for (String folder : List.of("routes", "kamelets", "mappings")) {
      copy(tree.resolve(folder), home.resolve(folder));
    }
    java.add(Jar.java());
    java.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    java.addAll(jar);
    properties.forEach((key, value) -> keys.add("--" + key + "=" + value));
    keys.add("--calroute.callbacks.port=" + callbacksPort);
    keys.add("--calroute.callbacks.address=127.0.0.1");
    keys.add("--server.port=" + operationsPort);
  }

  /**
   * Runs one of the jar's commands to its end, beside whatever else runs.
   *
   * @param words the command and its arguments
   * @return its result; whatever else it says is in {@link #log()}
   * @throws AssertionError when it does not end with 0
   */
  String run(String... words) {
    try {
      Process ran =
          new ProcessBuilder(line(words))
              .directory(home.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      ran.getOutputStream().close();
      String printed = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (ran.waitFor() != 0) {
        throw new AssertionError(
            String.join(" ", words) + " failed: " + printed + "; see " + log());
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException("The command did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private List<String> line(String... words) {
    List<String> line = new ArrayList<>(java);
    line.addAll(List.of(words));
    line.addAll(keys);
    return line;
  }

  /** Whether the process is there. */
  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /**
   * Waits until it has ended by itself.
   *
   * @return the exit code
   */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("Calroute goes on; see " + log());
    }
    return process.exitValue();
  }

  /** Starts it; it takes callbacks when this returns. */
  void start() {
    begin();
    awaitReady();
  }

  /** Starts it without waiting. */
  void begin() {
    try {
      SharedServer.lendBinaries(home.resolve("data"));
      process =
          new ProcessBuilder(line())
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Calroute did not start", e);
    }
  }

  /** Waits until it takes callbacks. */
  void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      if (isReady()) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new IllegalStateException("Calroute did not become ready; see " + log());
  }

  /** Kills it with SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /**
   * Kills its embedded PostgreSQL with SIGKILL, and waits until the process has ended with it.
   *
   * @return its exit code
   */
  int killStore() {
    try {
      String server =
          Files.readAllLines(home.resolve("data/postgresql/postmaster.pid")).get(0).strip();
      ProcessHandle.of(Long.parseLong(server)).orElseThrow().destroyForcibly();
      return awaitExit();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Where its callbacks go. */
  URI callbacks(String path) {
    return URI.create("http://127.0.0.1:" + callbacksPort + path);
  }

  /**
   * Posts a callback of SavvyCal's.
   *
   * @return the answer's status
   */
  int postSavvyCal(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try {
      return http.send(
              HttpRequest.newBuilder(callbacks("/callbacks/savvycal"))
                  .timeout(Duration.ofSeconds(20))
                  .header("Content-Type", "application/json")
                  .header("X-SavvyCal-Signature", "sha256=" + RunningCalroute.signature(bytes))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException("The callback was not taken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** What it says. */
  Path log() {
    return home.resolve("calroute.log");
  }

  /** Reads from the operations API. */
  JsonNode get(String path) {
    return read(path, call("GET", path));
  }

  private static JsonNode read(String path, HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(path + " answered " + answer.body(), e);
    }
  }

  /** Posts to the operations API. */
  JsonNode post(String path, String body) {
    return read(path, call("POST", path, body));
  }

  /** Calls the operations API without a body. */
  HttpResponse<String> call(String method, String path) {
    return call(method, path, "");
  }

  private HttpResponse<String> call(String method, String path, String body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(path + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it takes callbacks. */
  boolean isReady() {
    try {
      return call("GET", "/actuator/health/readiness").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectories(to.resolve(from.relativize(folder)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(file, to.resolve(from.relativize(file)));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(from + " could not be copied", e);
    }
  }
}
