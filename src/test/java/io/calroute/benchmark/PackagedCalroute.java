package io.calroute.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.sandbox.RunningCalroute;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** {@code target/calroute.jar} running as a process of its own, as in production. */
public final class PackagedCalroute implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final Process process;
  private final int callbacksPort;
  private final int operationsPort;
  private final Duration startTime;

  private PackagedCalroute(
      Path home, Process process, int callbacksPort, int operationsPort, Duration startTime) {
    this.home = home;
    this.process = process;
    this.callbacksPort = callbacksPort;
    this.startTime = startTime;
    this.operationsPort = operationsPort;
  }

  /**
   * Starts the jar and waits until it is ready.
   *
   * @param home where data and the log go
   * @param javaOptions options of the JVM
   * @param properties configuration
   */
  static PackagedCalroute start(Path home, List<String> javaOptions, Map<String, Object> properties)
      throws IOException, InterruptedException {
    return start(home, javaOptions, properties, PATIENCE);
  }

  /**
   * The same, with patience of the caller's own.
   *
   * @param patience how long the start may take
   */
  public static PackagedCalroute start(
      Path home, List<String> javaOptions, Map<String, Object> properties, Duration patience)
      throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("benchmark.jar", "target/calroute.jar"));
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is not there; run mvn -DskipTests package first");
    }
    int callbacks = RunningCalroute.freePort();
    int operations = RunningCalroute.freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("-jar");
    command.add(jar.toAbsolutePath().toString());
    properties.forEach((key, value) -> command.add("--" + key + "=" + value));
    command.add("--calroute.data-dir=" + home.resolve("data"));
    command.add("--calroute.callbacks.port=" + callbacks);
    command.add("--calroute.callbacks.address=127.0.0.1");
    command.add("--server.port=" + operations);
    File log = home.resolve("calroute.log").toFile();
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    awaitReady(process, operations, begin, patience, log);
    return new PackagedCalroute(
        home, process, callbacks, operations, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** Whether it has nothing left to do: no callback to apply and no appointment to sync. */
  public boolean isAtRest() throws InterruptedException {
    HttpRequest status =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operationsPort + "/api/status"))
            .build();
    try {
      JsonNode now =
          new ObjectMapper()
              .readTree(
                  HttpClient.newHttpClient()
                      .send(status, HttpResponse.BodyHandlers.ofString())
                      .body());
      return now.at("/callbacks/pending").asLong(-1) == 0
          && now.at("/appointments/due").asLong(-1) == 0;
    } catch (IOException e) {
      throw new IllegalStateException("Calroute does not answer", e);
    }
  }

  /** Whether the process has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Where its callbacks go. */
  public InetSocketAddress callbacks() {
    return new InetSocketAddress("127.0.0.1", callbacksPort);
  }

  Duration startTime() {
    return startTime;
  }

  /** CPU time of the Java process so far, as the kernel counts it. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  /**
   * CPU time of its PostgreSQL so far: of its server and of those of its processes that run now.
   */
  Duration storeCpu() throws IOException {
    String server = Files.readAllLines(home.resolve("data/postgresql/postmaster.pid")).get(0);
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(server.strip())).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Resident memory of the Java process in MiB, as the kernel counts it. */
  double residentMiB() throws IOException {
    return statusMiB("VmRSS:");
  }

  /** The most that has been resident since the start. */
  double mostResidentMiB() throws IOException {
    return statusMiB("VmHWM:");
  }

  private double statusMiB(String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitReady(Process process, int port, long begin, Duration patience, File log)
      throws InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest probe =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
            .build();
    while (System.nanoTime() - begin < patience.toNanos() && process.isAlive()) {
      try {
        if (http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    process.destroyForcibly();
    throw new IllegalStateException("Calroute did not become ready; see " + log);
  }
}
