package io.calroute.bundle;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code target/calroute.jar} with the flags that the manual gives, in a directory of its own. */
public final class Jar {

  /** As README.md and k8s/ have them. */
  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

  private static final String ARCHIVE = "-XX:SharedArchiveFile=app/calroute.jsa";

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

  /** The same as {@link #unpacked} has it. */
  public static Result runUnpacked(Path home, String... words)
      throws IOException, InterruptedException {
    return run(unpacked(home), home, words);
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
   * One process for many runs of what {@link #unpacked} has, each of which has to end by itself.
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
   * What starts the jar as the image has it, unpacked and with an archive of its classes: the same
   * classes, but a start costs half the processor time. For tests that are not about the jar as a
   * file.
   *
   * @param home where it will run; an archive counts only with the same class path, so that {@code
   *     app} in there leads to the jar
   * @return what comes before the words of the command line
   */
  public static List<String> unpacked(Path home) {
    return List.of(ARCHIVE, "-jar", classPath(home));
  }

  private static String classPath(Path home) {
    Path app = Path.of("target", "image", "app").toAbsolutePath();
    try {
      if (made(app.resolve("calroute.jsa")).compareTo(made(packaged())) < 0) {
        throw new IllegalStateException(app + " is of an older jar; run mvn -DskipTests verify");
      }
      Path link = Files.createDirectories(home).resolve("app");
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, app);
      }
      return "app/calroute.jar";
    } catch (IOException e) {
      throw new UncheckedIOException("Run mvn -DskipTests verify first", e);
    }
  }

  /** The build gives every jar the same date. */
  private static FileTime made(Path file) throws IOException {
    return (FileTime) Files.getAttribute(file, "unix:ctime");
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
              ARCHIVE,
              "-cp",
              classPath(home)
                  + File.pathSeparator
                  + Path.of("target/test-classes").toAbsolutePath(),
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
