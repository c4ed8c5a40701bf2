package io.calroute.benchmark;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Measures the packaged jar, load generator and simulators on the same machine: durable accept,
 * callback to event, start, memory. Prints a table. {@code -Dbenchmark.jar} names another build to
 * compare with, {@code -Dbenchmark.only=accept,throughput,backlog,latency,bodies} takes some parts
 * only.
 */
public final class Benchmark {

  private static final int STAFF = 100;
  private static final int CONNECTIONS = 32;

  /** Rounds that are not counted: half of the CPU of the first ones is the compiler's. */
  private static final int WARM_UP = Integer.getInteger("benchmark.warm-up", 5);

  private static final List<String> JAVA_OPTIONS =
      List.of(System.getProperty("benchmark.java-options", "-XX:+UseSerialGC -Xmx256m").split(" "));
  private static final String COMMAND =
      "mvn -DskipTests package spring-boot:test-run"
          + " -Dtest-run.main-class=io.calroute.benchmark.Benchmark";

  private record Figure(String name, String goal, String measured) {}

  private final List<Figure> figures = new ArrayList<>();
  private final Installation installation;
  private final Path home;

  private Benchmark(Installation installation, Path home) {
    this.installation = installation;
    this.home = home;
  }

  /**
   * Runs everything.
   *
   * @param arguments not used
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "benchmark-");
    try (Installation installation = new Installation(home, 0, 0)) {
      for (int i = 0; i < STAFF; i++) {
        boolean google = i % 2 == 0;
        installation.staff(
            SignedCallbacks.staffId(i),
            google ? "google" : "office365",
            "staff" + i + (google ? "@example.com" : "@example.org"));
      }
      // What is measured is Calroute, not the quota of the day.
      installation.google().quota(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
      // Checking requests would be measured along.
      installation.google().requests().check(exchange -> List.of());
      installation.graph().requests().check(exchange -> List.of());
      installation.google().burst(Integer.MAX_VALUE, Duration.ofSeconds(1));
      installation.with("calroute.google.quota.project", 1_000_000_000);
      installation.with("calroute.google.quota.user", 1_000_000_000);
      installation.graph().settings().limits(4, Integer.MAX_VALUE);
      new Benchmark(installation, home).run();
    }
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException, ExecutionException {
    start().close();
    try (PackagedCalroute calroute = start()) {
      figures.add(
          new Figure(
              "ready on an existing data directory",
              "under 6 s",
              String.format(Locale.ROOT, "%.1f s", calroute.startTime().toMillis() / 1e3)));
      if (isWanted("accept")) {
        accept(calroute);
      }
      if (isWanted("throughput")) {
        throughput(calroute);
      }
      if (isWanted("backlog")) {
        backlog(calroute);
      }
      if (isWanted("latency")) {
        latency(calroute);
      }
      if (isWanted("bodies")) {
        bodies(calroute);
      }
      figures.add(
          new Figure(
              "resident memory of the Java process after the run",
              "under 380 MiB",
              String.format(Locale.ROOT, "%.0f MiB", calroute.residentMiB())));
    }
    print(report());
  }

  private static boolean isWanted(String part) {
    String only = System.getProperty("benchmark.only");
    return only == null || List.of(only.split(",")).contains(part);
  }

  private PackagedCalroute start() throws IOException, InterruptedException {
    return PackagedCalroute.start(home, JAVA_OPTIONS, installation.properties());
  }

  private void accept(PackagedCalroute calroute) throws InterruptedException, ExecutionException {
    SignedCallbacks callbacks = new SignedCallbacks(0, number -> number % 1000, STAFF);
    CallbackLoad load = new CallbackLoad(calroute.callbacks(), CONNECTIONS, callbacks);
    load.saturate(0, 60_000);
    double[] rates = new double[3];
    double[] p99s = new double[3];
    long refused = 0;
    for (int run = 0; run < 3; run++) {
      CallbackLoad.Result result = load.saturate(1_000_000L * (run + 1), 100_000);
      rates[run] = result.perSecond();
      p99s[run] = result.percentileMillis(0.99);
      refused += result.refused();
      print("accept: %.0f/s, p99 %.1f ms%n".formatted(rates[run], p99s[run]));
    }
    figures.add(
        new Figure(
            "durable accept, " + CONNECTIONS + " connections, " + callbacks.length() + " bytes",
            "15,000/s",
            spread(rates, "%.0f/s") + (refused == 0 ? "" : ", refused " + refused)));
    figures.add(new Figure("durable accept, p99", "under 25 ms", spread(p99s, "%.1f ms")));
  }

  private void throughput(PackagedCalroute calroute)
      throws IOException, InterruptedException, ExecutionException {
    double[] rates = new double[3];
    double[] java = new double[3];
    double[] store = new double[3];
    for (int run = -WARM_UP; run < 3; run++) {
      long base = 10_000_000L + 100_000L * (run + WARM_UP);
      int count = 5_000;
      awaitRest(calroute);
      Duration javaBefore = calroute.cpu();
      Duration storeBefore = calroute.storeCpu();
      installation.google().requests().clear();
      installation.graph().requests().clear();
      SignedCallbacks callbacks = new SignedCallbacks(base, number -> number, STAFF);
      long begin = System.nanoTime();
      new CallbackLoad(calroute.callbacks(), 8, callbacks).saturate(0, count);
      while (inserts() < count) {
        LockSupport.parkNanos(1_000_000);
      }
      double rate = count / ((System.nanoTime() - begin) / 1e9);
      awaitRest(calroute);
      double javaEach = calroute.cpu().minus(javaBefore).toNanos() / 1e6 / count;
      double storeEach = calroute.storeCpu().minus(storeBefore).toNanos() / 1e6 / count;
      print(
          "callback to event%s: %.0f/s, CPU for each %.2f ms Java, %.2f ms PostgreSQL%n"
              .formatted(run < 0 ? ", warming up" : "", rate, javaEach, storeEach));
      if (run >= 0) {
        rates[run] = rate;
        java[run] = javaEach;
        store[run] = storeEach;
      }
    }
    figures.add(new Figure("CPU per new appointment, Java", "1.0 ms", spread(java, "%.2f ms")));
    figures.add(
        new Figure("CPU per new appointment, PostgreSQL", "0.45 ms", spread(store, "%.2f ms")));
    figures.add(
        new Figure(
            "callback to event, 0 ms latency at the targets, " + STAFF + " calendars",
            "1,200/s",
            spread(rates, "%.0f/s")));
  }

  /** How callbacks fare while there is much to sync. */
  private void backlog(PackagedCalroute calroute) throws InterruptedException, ExecutionException {
    int size = Integer.getInteger("benchmark.backlog", 50_000);
    int burst = 10_000;
    SignedCallbacks callbacks = new SignedCallbacks(60_000_000L, number -> number, STAFF);
    CallbackLoad load = new CallbackLoad(calroute.callbacks(), CONNECTIONS, callbacks);
    awaitRest(calroute);
    CallbackLoad.Result idle = load.saturate(size + 20_000L, burst);
    awaitRest(calroute);
    installation.google().latency(Duration.ofSeconds(5));
    installation.graph().latency(Duration.ofSeconds(5));
    load.saturate(0, size);
    installation.google().latency(Duration.ZERO);
    installation.graph().latency(Duration.ZERO);
    CallbackLoad.Result steady = load.steady(size, 10_000, 1_000, number -> {});
    CallbackLoad.Result sudden = load.saturate(size + 10_000L, burst);
    figures.add(
        new Figure(
            "answer at 1,000 callbacks/s, with a backlog of " + size,
            "p99 under 50 ms",
            String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, refused %d",
                steady.percentileMillis(0.5),
                steady.percentileMillis(0.99),
                steady.refused())));
    figures.add(
        new Figure(
            "durable accept of a burst of " + burst + ", with that backlog",
            "70 % of that without",
            String.format(
                Locale.ROOT,
                "%.0f/s of %.0f/s (%.0f %%), refused %d",
                sudden.perSecond(),
                idle.perSecond(),
                100 * sudden.perSecond() / idle.perSecond(),
                sudden.refused())));
    print(figures.get(figures.size() - 2) + "\n" + figures.get(figures.size() - 1) + "\n");
  }

  private void latency(PackagedCalroute calroute) throws InterruptedException, ExecutionException {
    Duration latency = Duration.ofMillis(50);
    int count = 3_000;
    awaitRest(calroute);
    installation.google().latency(latency);
    installation.graph().latency(latency);
    installation.google().requests().clear();
    installation.graph().requests().clear();
    SignedCallbacks callbacks = new SignedCallbacks(50_000_000L, number -> number, STAFF);
    Map<String, Instant> sent = new ConcurrentHashMap<>();
    LongFunction<CallbackLoad.Request> noting = callbacks::apply;
    new CallbackLoad(calroute.callbacks(), CONNECTIONS, noting)
        .steady(0, count, 100, number -> sent.put(callbacks.appointmentKey(number), Instant.now()));
    while (inserts() < count) {
      LockSupport.parkNanos(1_000_000);
    }
    Map<String, Instant> arrived = new HashMap<>();
    for (Exchange exchange : installation.google().requests().exchanges(Operation.INSERT)) {
      arrived.put(exchange.appointment(), exchange.time());
    }
    for (Exchange exchange : installation.graph().requests().exchanges(Operation.INSERT)) {
      arrived.put(exchange.appointment(), exchange.time());
    }
    double[] millis =
        sent.entrySet().stream()
            .mapToDouble(
                entry ->
                    Duration.between(entry.getValue(), arrived.get(entry.getKey()))
                            .plus(latency)
                            .toNanos()
                        / 1e6)
            .sorted()
            .toArray();
    figures.add(
        new Figure(
            "callback to event at 100/s, 50 ms latency at the targets",
            "p95 under 65 ms",
            String.format(
                Locale.ROOT,
                "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms",
                millis[count / 2],
                millis[count * 95 / 100],
                millis[count * 99 / 100])));
    installation.google().latency(Duration.ZERO);
    installation.graph().latency(Duration.ZERO);
  }

  /** How much memory bodies take that are as large as may be. */
  private void bodies(PackagedCalroute calroute)
      throws IOException, InterruptedException, ExecutionException {
    awaitRest(calroute);
    SignedCallbacks callbacks =
        SignedCallbacks.ofLargestBodies(70_000_000L, number -> number, STAFF);
    int count = Integer.getInteger("benchmark.bodies", 3_000);
    CallbackLoad.Result result =
        new CallbackLoad(calroute.callbacks(), CONNECTIONS, callbacks).saturate(0, count);
    awaitRest(calroute);
    figures.add(
        new Figure(
            "accept of bodies of %,d bytes, %d connections"
                .formatted(callbacks.length(), CONNECTIONS),
            "",
            String.format(
                Locale.ROOT,
                "%.0f/s, p99 %.0f ms, answered 503: %d of %d",
                result.perSecond(),
                result.percentileMillis(0.99),
                result.refused(),
                count)));
    figures.add(
        new Figure(
            "most memory that was resident in the Java process by then",
            "380 MiB",
            String.format(Locale.ROOT, "%.0f MiB", calroute.mostResidentMiB())));
  }

  private long inserts() {
    return installation.google().requests().count(Operation.INSERT)
        + installation.graph().requests().count(Operation.INSERT);
  }

  /** What the rounds before have left behind would be measured too. */
  private static void awaitRest(PackagedCalroute calroute) throws InterruptedException {
    while (!calroute.isAtRest()) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  private static String spread(double[] values, String format) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(Locale.ROOT, format, sorted[sorted.length / 2])
        + " ("
        + String.format(Locale.ROOT, format, sorted[0])
        + " to "
        + String.format(Locale.ROOT, format, sorted[sorted.length - 1])
        + ")";
  }

  private String report() throws IOException {
    StringBuilder report = new StringBuilder();
    report.append("# Benchmarks\n\n");
    report.append(
        "One run of the packaged jar; the load generator and the simulated calendars share the"
            + " machine.\nEmbedded PostgreSQL with fsync on. Several values are the median of three"
            + " rounds with the lowest and the highest.\n\n");
    report.append("- command: `").append(COMMAND).append("`\n");
    report.append("- machine: ").append(machine()).append('\n');
    report.append("- Java: ").append(System.getProperty("java.runtime.version"));
    report.append(", options `").append(String.join(" ", JAVA_OPTIONS)).append("`\n\n");
    report.append("| figure | goal | measured |\n|---|---|---|\n");
    for (Figure figure : figures) {
      report
          .append("| ")
          .append(figure.name())
          .append(" | ")
          .append(figure.goal())
          .append(" | ")
          .append(figure.measured())
          .append(" |\n");
    }
    return report.toString();
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return Runtime.getRuntime().availableProcessors()
        + " cores of "
        + model
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version");
  }

  private static void print(String text) {
    // A report for whoever started it, not a log.
    java.io.PrintStream out = System.out;
    out.print(text);
    out.flush();
  }
}
