package io.calroute.bundle;

import io.calroute.store.SharedServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** {@code target/calroute.jar} with the flags that the manual gives, in a directory of its own. */
public final class Jar {

  /** As README.md and k8s/ have them. */
  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

  private static Path extracted;

  private Jar() {}

  /**
   * What came of it.
   *
   * @param exitCode of the process; 3 is an exhausted heap
   * @param out standard output
   * @param err standard error
   */
  public record Result(int exitCode, List<String> out, List<String> err) {

    /** Why it has not started; the same lines that {@code check} prints. */
    public List<String> reasons() {
      return out.stream()
          .filter(line -> line.contains(" Not started: "))
          .map(line -> line.replaceFirst("^.* Not started: ", ""))
          .toList();
    }

    /** What {@code check} has found, without its sum. */
    public List<String> found() {
      return out.subList(0, out.size() - 1);
    }
  }

  /** An installation with the routes, kamelets and mappings of this repository. */
  public static Path home(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("config"));
    for (String folder : List.of("routes", "kamelets", "mappings")) {
      Files.createSymbolicLink(directory.resolve(folder), Path.of(folder).toAbsolutePath());
    }
    return directory;
  }

  /** Runs it to its end. */
  public static Result run(Path home, String... words) throws IOException, InterruptedException {
    return run(List.of("-jar", packaged().toString()), home, words);
  }

  /** The same from {@link #extracted()}, for tests that are not about the jar as a file. */
  public static Result runExtracted(Path home, String... words)
      throws IOException, InterruptedException {
    return run(extractedWithArchive(), home, words);
  }

  /** Quickly, because nobody waits for its compiler. */
  private static Result run(List<String> jar, Path home, String... words)
      throws IOException, InterruptedException {
    Process process = start(jar, home, List.of("-XX:TieredStopAtLevel=1"), Map.of(), words);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("It goes on: " + String.join(" ", words));
    }
    return new Result(
        process.exitValue(), Files.readAllLines(out(home)), Files.readAllLines(err(home)));
  }

  /**
   * One process for many runs of what {@link #extracted()} has, each of which has to end by itself.
   *
   * @param home where they run
   */
  public static InARow inARow(Path home) throws IOException {
    return new InARow(home);
  }

  /** Starts it. */
  public static Process start(
      Path home, List<String> moreFlags, Map<String, String> variables, String... words)
      throws IOException {
    return start(List.of("-jar", packaged().toString()), home, moreFlags, variables, words);
  }

  private static Process start(
      List<String> jar,
      Path home,
      List<String> moreFlags,
      Map<String, String> variables,
      String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(FLAGS);
    command.addAll(moreFlags);
    command.addAll(jar);
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out(home).toFile())
            .redirectError(err(home).toFile());
    builder.environment().putAll(variables);
    return builder.start();
  }

  private static Path packaged() {
    Path jar = Path.of(System.getProperty("jar", "target/calroute.jar")).toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is not there; run mvn -DskipTests package first");
    }
    return jar;
  }

  /**
   * The jar, unpacked by its own tools, with an archive of its classes beside it, both as README.md
   * has them: the same classes, but a start costs half the processor time. For tests that are not
   * about the jar as a file. Whoever asks first makes it, for all processes.
   */
  public static synchronized Path extracted() {
    if (extracted == null) {
      Path all = Path.of("target", "extracted").toAbsolutePath();
      try {
        Files.createDirectories(all);
        try (FileChannel lock =
                FileChannel.open(
                    all.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = lock.lock()) {
          extracted = held.isValid() ? extractedIn(all) : null;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted", e);
      }
    }
    return extracted;
  }

  /** What comes before the words of {@link #extracted()} on the command line. */
  public static List<String> extractedWithArchive() {
    Path jar = extracted();
    return List.of("-XX:SharedArchiveFile=" + archive(jar), "-jar", jar.toString());
  }

  private static Path archive(Path jar) {
    return jar.resolveSibling("calroute.jsa");
  }

  private static Path extractedIn(Path all) throws IOException, InterruptedException {
    // The build gives every jar the same date.
    FileTime made = (FileTime) Files.getAttribute(packaged(), "unix:ctime");
    Path directory = all.resolve(Long.toString(made.toMillis()));
    Path jar = directory.resolve(packaged().getFileName());
    if (Files.exists(archive(jar))) {
      return jar;
    }
    try (Stream<Path> left = Files.list(all)) {
      for (Path one : (Iterable<Path>) left.filter(Files::isDirectory)::iterator) {
        FileSystemUtils.deleteRecursively(one);
      }
    }
    runOnce(
        all,
        List.of("-Djarmode=tools", "-jar", packaged().toString()),
        List.of("extract", "--destination", directory.toString()));
    Path home = home(directory.resolve("home"));
    SharedServer.lendBinaries(home.resolve("data"));
    runOnce(
        home,
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:ArchiveClassesAtExit=" + archive(jar),
            "-Dspring.context.exit=onRefresh",
            "-jar",
            jar.toString()),
        List.of("--server.port=0", "--calroute.callbacks.port=0"));
    return jar;
  }

  private static void runOnce(Path home, List<String> jar, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(jar);
    command.addAll(words);
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out(home).toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed: " + Files.readString(out(home)));
    }
  }

  /** The Java of this process. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** What it prints. */
  public static Path out(Path home) {
    return home.resolve("out.log");
  }

  private static Path err(Path home) {
    return home.resolve("err.log");
  }

  /** A process that runs it again and again. */
  public static final class InARow implements AutoCloseable {

    private final Path home;
    private final Process process;
    private final BufferedReader answers;

    private InARow(Path home) throws IOException {
      this.home = home;
      List<String> command = new ArrayList<>();
      command.add(java());
      command.addAll(FLAGS);
      command.add("-XX:TieredStopAtLevel=1");
      command.addAll(
          List.of(
              "-XX:SharedArchiveFile=" + archive(extracted()),
              "-cp",
              extracted() + File.pathSeparator + Path.of("target/test-classes").toAbsolutePath(),
              "io.calroute.command.RunsInARow",
              out(home).toString(),
              err(home).toString()));
      process =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs it to its end. */
    public Result run(String... words) throws IOException {
      process
          .outputWriter(StandardCharsets.UTF_8)
          .append(String.join("\t", words))
          .append('\n')
          .flush();
      String exitCode = answers.readLine();
      return new Result(
          Integer.parseInt(exitCode), Files.readAllLines(out(home)), Files.readAllLines(err(home)));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
