package io.calroute.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The embedded PostgreSQL server of an installation that has none of its own.
 *
 * <p>Its data survives every kind of end: commits are flushed to disk (fsync on), and a server that
 * a killed process has left running is stopped cleanly before a new one starts. One data directory
 * serves one process at a time; a second one is refused.
 */
public final class EmbeddedServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

  /** Major version of the server that the jar carries. */
  static final String VERSION = "17";

  private static final String BINARIES = "binaries";

  /** The library makes this file last. */
  static final String UNPACKED = ".exists";

  private static final Duration STOP_WAIT = Duration.ofSeconds(20);

  private final EmbeddedPostgres server;
  private final EmbeddedAccess access;
  private final FileChannel lockChannel;
  private final Optional<ProcessHandle> process;
  private final Optional<Process> watch;
  private volatile boolean closing;

  private EmbeddedServer(
      EmbeddedPostgres server,
      EmbeddedAccess access,
      FileChannel lockChannel,
      Optional<ProcessHandle> process,
      Optional<Process> watch) {
    this.server = server;
    this.access = access;
    this.lockChannel = lockChannel;
    this.process = process;
    this.watch = watch;
  }

  /**
   * Has something done should the server end before it is closed.
   *
   * @param action done once
   */
  void whenItEndsByItself(Runnable action) {
    process.ifPresent(
        one ->
            one.onExit()
                .thenRun(
                    () -> {
                      if (!closing) {
                        action.run();
                      }
                    }));
  }

  /**
   * Starts the server on a free port of the loopback interface.
   *
   * @param dataDir where the data is kept; made when absent
   * @return the running server
   * @throws IllegalStateException when another process uses the directory, or a server left behind
   *     does not stop
   */
  public static EmbeddedServer start(Path dataDir) {
    return start(dataDir, 120);
  }

  /** The same, with another limit on connections. */
  static EmbeddedServer start(Path dataDir, int connections) {
    Path home = dataDir.toAbsolutePath().normalize();
    Path cluster = home.resolve("postgresql");
    FileChannel lockChannel = null;
    requireWritable(home);
    try {
      lockChannel = lock(home);
      requireOwnVersion(cluster);
      stopServerLeftBehind(cluster);
      Path binaries = home.resolve(BINARIES);
      clearHalfUnpacked(binaries);
      EmbeddedAccess access = EmbeddedAccess.to(home);
      if (access.isUnknownTo(cluster)) {
        access.closeOff(cluster, program(home, access));
      }
      EmbeddedPostgres server =
          builder(home, access)
              .setDataDirectory(cluster)
              .setCleanDataDirectory(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("max_connections", Integer.toString(connections))
              .setServerConfig("shared_buffers", "128MB")
              .setServerConfig("max_wal_size", "2GB")
              .setServerConfig("jit", "off")
              .setServerConfig("timezone", "UTC")
              .start();
      Optional<ProcessHandle> process = liveServer(cluster);
      EmbeddedServer started =
          new EmbeddedServer(
              server, access, lockChannel, process, process.map(EmbeddedServer::endsWithUs));
      // The library lets everybody write there.
      EmbeddedAccess.restrict(binaries);
      try {
        access.admitCalroute(started.jdbcUrl());
      } catch (RuntimeException e) {
        started.close();
        throw e;
      }
      return started;
    } catch (InterruptedException e) {
      release(lockChannel);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the embedded PostgreSQL started", e);
    } catch (IOException e) {
      release(lockChannel);
      throw new UncheckedIOException(
          "calroute.data-dir: the embedded PostgreSQL did not start in "
              + home
              + ": "
              + e.getMessage(),
          e);
    } catch (RuntimeException e) {
      release(lockChannel);
      throw e;
    }
  }

  private static EmbeddedPostgres.Builder builder(Path home, EmbeddedAccess access) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(home.resolve(BINARIES).toFile())
            // The pool must be able to finish its work first: closed by whoever started it.
            .setRegisterShutdownHook(false)
            .setLocaleConfig("locale", "C")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "''");
    access.initOptions().forEach(builder::setLocaleConfig);
    access.superuser().forEach(builder::setConnectConfig);
    return builder;
  }

  /** The server's program; unpacked with a server that nobody needs where it has gone. */
  private static Path program(Path home, EmbeddedAccess access) throws IOException {
    Optional<Path> found = program(home.resolve(BINARIES));
    if (found.isEmpty()) {
      Path scratch = Files.createTempDirectory(home, "scratch");
      builder(home, access).setDataDirectory(scratch).start().close();
      FileSystemUtils.deleteRecursively(scratch);
      found = program(home.resolve(BINARIES));
    }
    return found.orElseThrow(() -> new IOException("there is no server in " + BINARIES));
  }

  private static Optional<Path> program(Path binaries) throws IOException {
    if (!Files.isDirectory(binaries)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(binaries)) {
      return versions
          .map(version -> version.resolve("bin").resolve("postgres"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /**
   * Has the server end when this process does, however that ends: a shell waits at a pipe that only
   * this process holds open.
   */
  private static Process endsWithUs(ProcessHandle server) {
    try {
      Process watch =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "trap '' INT TERM HUP; read -r _; kill -INT \"$1\"",
                  "calroute-watch",
                  Long.toString(server.pid()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // Its number may be somebody else's afterwards.
      server.onExit().thenRun(watch::destroyForcibly);
      return watch;
    } catch (IOException e) {
      LOG.warn(
          "There is no shell to end the embedded PostgreSQL after a crash; the next start does", e);
      return null;
    }
  }

  private static void requireWritable(Path home) {
    try {
      Files.createDirectories(home);
      Files.delete(Files.createTempFile(home, "write", ".try"));
    } catch (IOException e) {
      throw new IllegalStateException(
          "calroute.data-dir: "
              + home
              + " can't be written by user "
              + System.getProperty("user.name")
              + " ("
              + e.getClass().getSimpleName()
              + "); let this user write there, or name another directory");
    }
  }

  /** PostgreSQL itself would say it in a log that nobody sees, and be waited for. */
  private static void requireOwnVersion(Path cluster) throws IOException {
    Path file = cluster.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String version = Files.readString(file).strip();
    if (!version.equals(VERSION)) {
      throw new IllegalStateException(
          "calroute.data-dir: "
              + cluster
              + " holds the data of PostgreSQL "
              + version
              + ", and this Calroute brings PostgreSQL "
              + VERSION
              + "; run the Calroute that wrote it, or name another directory");
    }
  }

  /** Whether a directory holds the data of a server. */
  public static boolean hasData(Path dataDir) {
    return Files.exists(dataDir.resolve("postgresql").resolve("PG_VERSION"));
  }

  /** Whether a process uses a directory at present. */
  public static boolean isInUse(Path dataDir) {
    try {
      release(lock(dataDir.toAbsolutePath().normalize()));
      return false;
    } catch (IllegalStateException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Whether " + dataDir + " is in use cannot be told", e);
    }
  }

  /** By whom and how it is reached. */
  EmbeddedAccess access() {
    return access;
  }

  /** The JDBC URL of the server's database. */
  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  @Override
  public void close() {
    closing = true;
    watch.ifPresent(Process::destroyForcibly);
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("The embedded PostgreSQL did not stop cleanly; the next start mends it", e);
    } finally {
      release(lockChannel);
    }
  }

  private static FileChannel lock(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.resolve("calroute.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("The data directory is locked within this process", e);
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "calroute.data-dir: another Calroute uses "
              + home
              + "; stop it, or name another directory for this one");
    }
    return channel;
  }

  private static void release(FileChannel lockChannel) {
    if (lockChannel != null) {
      try {
        lockChannel.close();
      } catch (IOException e) {
        LOG.debug("The lock of the data directory ends with the process", e);
      }
    }
  }

  private static void stopServerLeftBehind(Path cluster) throws IOException {
    Optional<ProcessHandle> left = liveServer(cluster);
    if (left.isEmpty()) {
      return;
    }
    ProcessHandle process = left.get();
    LOG.info("Stopping the PostgreSQL (pid {}) that an earlier process left behind", process.pid());
    // SIGTERM is PostgreSQL's smart shutdown: it ends once the sessions of the dead process have.
    process.destroy();
    if (!ends(process, STOP_WAIT)) {
      LOG.warn("PostgreSQL (pid {}) does not stop; ending it, recovery follows", process.pid());
      process.destroyForcibly();
      if (!ends(process, STOP_WAIT)) {
        throw new IllegalStateException(
            "The PostgreSQL with pid "
                + process.pid()
                + " still uses "
                + cluster
                + " and does not stop. End it by hand and start again.");
      }
    }
  }

  /** A process that was killed while it unpacked the server leaves files that are in the way. */
  private static void clearHalfUnpacked(Path binaries) throws IOException {
    if (!Files.isDirectory(binaries)) {
      return;
    }
    try (Stream<Path> versions = Files.list(binaries)) {
      for (Path version : versions.filter(Files::isDirectory).toList()) {
        if (!Files.exists(version.resolve(UNPACKED))) {
          FileSystemUtils.deleteRecursively(version);
        }
      }
    }
  }

  private static boolean ends(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** The live server named by {@code postmaster.pid}, unless the pid is somebody else's by now. */
  private static Optional<ProcessHandle> liveServer(Path cluster) throws IOException {
    Path pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile);
    try {
      return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().command().orElse("postgres").contains("postgres"));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      LOG.warn("{} is damaged; PostgreSQL decides what to do with it", pidFile);
      return Optional.empty();
    }
  }
}
