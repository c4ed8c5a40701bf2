package io.calroute.store;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A PostgreSQL such as an installation brings: a process of its own with an address that stays, to
 * which a test does what happens to servers. Nobody needs a password. For use by one thread.
 */
public final class OwnPostgres implements AutoCloseable {

  private static final String USER = "calroute";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path programs;
  private final Path data;
  private final int port;
  private Process process;

  private OwnPostgres(Path programs, Path data, int port) {
    this.programs = programs;
    this.data = data;
    this.port = port;
  }

  /**
   * A server with an empty database, not started yet.
   *
   * @param home where its files are kept
   * @param port of the loopback interface
   */
  public static OwnPostgres in(Path home, int port) {
    try {
      Path unpacked = home.resolve("unpacked");
      SharedServer.lendBinaries(unpacked);
      if (!Files.exists(unpacked.resolve("binaries"))) {
        SharedServer.databaseOf(home);
        SharedServer.lendBinaries(unpacked);
      }
      try (Stream<Path> versions = Files.list(unpacked.resolve("binaries"))) {
        Path programs =
            versions
                .map(version -> version.resolve("bin").toAbsolutePath())
                .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                .findFirst()
                .orElseThrow();
        OwnPostgres made = new OwnPostgres(programs, home.resolve("data-" + port), port);
        made.run("initdb", "-D", made.data.toString(), "-A", "trust", "-U", USER, "--no-sync");
        made.set("fsync", "off");
        made.set("max_connections", "200");
        made.set("unix_socket_directories", "''");
        return made;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A standby of this server, which must not run now: it begins as a copy. Started, it follows.
   *
   * @param home where its files are kept
   * @param standbyPort of the loopback interface
   */
  public OwnPostgres standby(Path home, int standbyPort) {
    OwnPostgres standby =
        new OwnPostgres(programs, home.resolve("data-" + standbyPort), standbyPort);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file,
            standby.data.resolve(data.relativize(file)),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
      Files.createFile(standby.data.resolve("standby.signal"));
      standby.set(
          "primary_conninfo",
          "'host=127.0.0.1 port=" + port + " user=" + USER + " application_name=standby'");
      return standby;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a setting; it holds from the next start or {@link #reload} on. */
  public void set(String name, String value) {
    try {
      Files.writeString(
          data.resolve("postgresql.conf"), name + " = " + value + '\n', StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, and waits until it answers. */
  public OwnPostgres start() {
    startWithoutWaiting();
    await("an answer; " + log() + " says why there is none")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              try (Connection connection = DriverManager.getConnection(jdbcUrl())) {
                return connection.isValid(5);
              } catch (SQLException notYet) {
                return false;
              }
            });
    return this;
  }

  private void startWithoutWaiting() {
    process =
        begin("postgres", "-D", data.toString(), "-p", Integer.toString(port), "-h", "127.0.0.1");
  }

  /** Reads its settings again. */
  public void reload() {
    signal("HUP", List.of(process.toHandle()));
  }

  /** Ends it in order: whoever is connected is told. */
  public void stop() {
    signal("INT", List.of(process.toHandle()));
    awaitEnd();
  }

  /** Ends it as a loss of power would. */
  public void kill() {
    List<ProcessHandle> all = processes();
    signal("KILL", all);
    awaitEnd();
    await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Lets it do nothing, and refuse nothing. */
  public void freeze() {
    // First who would make more of them.
    signal("STOP", List.of(process.toHandle()));
    signal("STOP", processes());
  }

  /** Lets it go on. */
  public void thaw() {
    signal("CONT", processes());
  }

  /** Makes a standby the primary. */
  public void promote() {
    jdbc().queryForObject("select pg_promote(true, 60)", Boolean.class);
  }

  /** Its address, with a user, and no word about time limits. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + USER;
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** For statements of the test's own, with a connection for each. */
  public JdbcTemplate jdbc() {
    return new JdbcTemplate(new DriverManagerDataSource(jdbcUrl()));
  }

  /** CPU time so far, as the kernel counts it, of its processes and of those that have ended. */
  public Duration cpu() {
    return Duration.ofMillis(processes().stream().mapToLong(OwnPostgres::ticks).sum() * 10);
  }

  /**
   * Hundredths of a second of a process and of what it has waited for (proc(5), /proc/pid/stat).
   */
  private static long ticks(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Stream.of(11, 12, 13, 14).mapToLong(at -> Long.parseLong(fields[at])).sum();
    } catch (IOException ended) {
      return 0;
    }
  }

  private List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(process.toHandle());
    process.descendants().forEach(all::add);
    return all;
  }

  private void awaitEnd() {
    await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  private static void signal(String name, List<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.stream().map(one -> Long.toString(one.pid())).forEach(command::add);
    try {
      new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(String... words) {
    try {
      if (begin(words).waitFor() != 0) {
        throw new IllegalStateException(words[0] + " fails; " + log() + " says why");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process begin(String... words) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      // PostgreSQL refuses to run as root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(programs.resolve(words[0]).toString());
    command.addAll(List.of(words).subList(1, words.length));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
