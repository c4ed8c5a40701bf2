package io.calroute.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One PostgreSQL for all tests of a process, with a database of its own for each that asks: tests
 * that are not about the embedded server need not wait for one to be unpacked and begun.
 *
 * <p>Its files stay in {@code target}, so that the next run finds them. Safe for concurrent use.
 */
public final class SharedServer {

  private static final Path HOME = Path.of("target", "shared-postgresql");
  private static final int CONNECTIONS = 400;

  private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();
  private static SharedServer running;

  private final EmbeddedServer server;
  private final AtomicInteger databases = new AtomicInteger();

  private SharedServer(EmbeddedServer server) {
    this.server = server;
  }

  /**
   * The database that belongs to a directory; migrated, and empty when it is asked for first.
   *
   * @param home stands for the database, nothing is written there
   * @return JDBC URL, user included
   */
  public static String databaseOf(Path home) {
    return DATABASES.computeIfAbsent(home.toAbsolutePath(), one -> running().newDatabase());
  }

  /**
   * Spares an embedded server in a directory the unpacking, where an earlier one has unpacked.
   *
   * @param dataDir made when absent
   */
  public static void lendBinaries(Path dataDir) throws IOException {
    Path binaries = HOME.resolve("0").resolve("binaries").toAbsolutePath();
    Path own = Files.createDirectories(dataDir).resolve("binaries");
    if (!Files.exists(own) && isUnpacked(binaries)) {
      Files.createSymbolicLink(own, binaries);
    }
  }

  private static boolean isUnpacked(Path binaries) throws IOException {
    if (!Files.isDirectory(binaries)) {
      return false;
    }
    try (Stream<Path> versions = Files.list(binaries)) {
      return versions.anyMatch(version -> Files.exists(version.resolve(EmbeddedServer.UNPACKED)));
    }
  }

  private static synchronized SharedServer running() {
    if (running == null) {
      SharedServer started = new SharedServer(startInUnusedHome());
      Runtime.getRuntime().addShutdownHook(new Thread(started.server::close));
      started.clear();
      running = started;
    }
    return running;
  }

  /** In the first home that no other process uses. */
  private static EmbeddedServer startInUnusedHome() {
    try {
      for (int i = 0; ; i++) {
        Path home = Files.createDirectories(HOME.resolve(Integer.toString(i)));
        lendBinaries(home);
        try {
          return EmbeddedServer.start(home, CONNECTIONS);
        } catch (IllegalStateException e) {
          if (!e.getMessage().contains("another Calroute uses")) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes away what an earlier run has left, and migrates the database that the others copy. */
  private void clear() {
    List<String> left =
        jdbc()
            .queryForList(
                "select datname from pg_database where datname like 'test%'", String.class);
    left.forEach(one -> jdbc().execute("drop database " + one + " with (force)"));
    // No test takes this server's power away, so nobody waits for a disk.
    jdbc().execute("alter role " + EmbeddedAccess.ROLE + " set synchronous_commit = off");
    jdbc().execute("create database test_template owner " + EmbeddedAccess.ROLE);
    Flyway.configure()
        .dataSource(url("test_template"), EmbeddedAccess.ROLE, server.access().password())
        .load()
        .migrate();
  }

  private String newDatabase() {
    String name = "test" + databases.incrementAndGet();
    jdbc()
        .execute(
            "create database " + name + " template test_template owner " + EmbeddedAccess.ROLE);
    return url(name) + "?user=" + EmbeddedAccess.ROLE + "&password=" + server.access().password();
  }

  private JdbcTemplate jdbc() {
    return new JdbcTemplate(
        new DriverManagerDataSource(
            server.jdbcUrl(), "postgres", server.access().superuser().get("password")));
  }

  private String url(String database) {
    return server.jdbcUrl().replaceFirst("/postgres$", "/" + database);
  }
}
