package io.calroute.store;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pgbouncer before a PostgreSQL, in its mode for transactions, with few sessions to share.
 *
 * @param process the running program
 * @param port of the loopback interface
 * @param keepsPrepared whether it is 1.21 or newer, which knows prepared statements by their names
 */
public record Pgbouncer(Process process, int port, boolean keepsPrepared) implements AutoCloseable {

  /** How many sessions all its clients share. */
  public static final int SESSIONS = 5;

  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final Pattern VERSION = Pattern.compile("PgBouncer (\\d+)\\.(\\d+)");

  /** Whether this machine has it. */
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts it.
   *
   * @param home where its files are kept
   * @param port of the loopback interface
   */
  public static Pgbouncer before(OwnPostgres postgres, Path home, int port) {
    try {
      boolean keepsPrepared = isNewEnough();
      String[] behind = postgres.address().split(":");
      Path settings = home.resolve("pgbouncer.ini");
      Files.writeString(
          settings,
          """
          [databases]
          postgres = host=%s port=%s dbname=postgres user=calroute
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = any
          pool_mode = transaction
          default_pool_size = %d
          max_client_conn = 200
          server_login_retry = 1
          ignore_startup_parameters = extra_float_digits
          %s
          """
              .formatted(
                  behind[0],
                  behind[1],
                  port,
                  SESSIONS,
                  keepsPrepared ? "max_prepared_statements = 200" : ""));
      List<String> command = new ArrayList<>();
      if (LinuxUtils.isUnshareAvailable()) {
        // It refuses to run as root.
        command.addAll(List.of("unshare", "-U"));
      }
      command.addAll(List.of(PROGRAM.toString(), settings.toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("pgbouncer.log").toFile())
              .start();
      await().atMost(Duration.ofSeconds(30)).until(() -> isOpen(port));
      return new Pgbouncer(process, port, keepsPrepared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNewEnough() throws IOException {
    Process asked = new ProcessBuilder(PROGRAM.toString(), "--version").start();
    Matcher version = VERSION.matcher(new String(asked.getInputStream().readAllBytes()));
    return version.find()
        && (Integer.parseInt(version.group(1)) > 1 || Integer.parseInt(version.group(2)) >= 21);
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Its address, with a user, and what an older one needs. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres?user=calroute"
        + (keepsPrepared ? "" : "&prepareThreshold=0");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
