package io.calroute.store;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Who may reach the embedded server: only whoever runs Calroute. Another user of the machine finds
 * its port, but has no password, and can neither read its files nor put programs in their place.
 *
 * <p>Calroute itself works as {@link #ROLE}, which is no superuser: a superuser runs programs.
 */
final class EmbeddedAccess {

  /** Role of Calroute. */
  static final String ROLE = "calroute";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedAccess.class);

  private static final String SUPERUSER = "postgres";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_READS =
      PosixFilePermissions.fromString("rw-------");
  private static final int PASSWORD_BYTES = 32;

  private static final String RULES =
      """
      # Calroute writes this file at each start.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private static final String HAND_OVER =
      """
      alter database postgres owner to calroute;
      do $$
      declare one text;
      begin
        for one in
          select format('table %s', oid::regclass) from pg_class
            where relnamespace = 'public'::regnamespace
              and relkind in ('r', 'p') and relowner <> 'calroute'::regrole
          union all
          select format('function %s', oid::regprocedure) from pg_proc
            where pronamespace = 'public'::regnamespace and proowner <> 'calroute'::regrole
        loop
          execute format('alter %s owner to calroute', one);
        end loop;
      end $$;
      """;

  private final Path passwordFile;
  private final String superuserPassword;
  private final boolean madeNow;
  private final String password = random();

  private EmbeddedAccess(Path passwordFile, String superuserPassword, boolean madeNow) {
    this.madeNow = madeNow;
    this.passwordFile = passwordFile;
    this.superuserPassword = superuserPassword;
  }

  /**
   * Closes a data directory to others and reads the superuser's password, which is made when there
   * is none yet.
   */
  static EmbeddedAccess to(Path home) throws IOException {
    try {
      restrict(home);
    } catch (FileSystemException notOurs) {
      if (Files.getPosixFilePermissions(home).contains(PosixFilePermission.OTHERS_WRITE)) {
        LOG.warn(
            "Everybody may write in {}, which belongs to another user: whoever does can put"
                + " programs there that Calroute runs",
            home);
      }
    }
    Path file = home.resolve("postgresql.password");
    boolean madeNow = !Files.exists(file);
    if (madeNow) {
      Path made = Files.createTempFile(home, "postgresql", ".password");
      restrict(made, OWNER_READS);
      Files.writeString(made, random());
      Files.move(made, file);
    }
    return new EmbeddedAccess(file, Files.readString(file).strip(), madeNow);
  }

  /** Options of {@code initdb}, by name. */
  Map<String, String> initOptions() {
    return Map.of("auth", "scram-sha-256", "pwfile", passwordFile.toString());
  }

  /** Properties of the superuser's connections. */
  Map<String, String> superuser() {
    return Map.of("password", superuserPassword);
  }

  /** Password of {@link #ROLE}; another one at each start. */
  String password() {
    return password;
  }

  /**
   * Whether a cluster does not know the password: it admits everybody, as those did that were made
   * by an earlier Calroute, or the file of its password is gone.
   */
  boolean isUnknownTo(Path cluster) throws IOException {
    Path rules = cluster.resolve("pg_hba.conf");
    if (!Files.exists(rules)) {
      return false;
    }
    if (madeNow) {
      return true;
    }
    try (Stream<String> lines = Files.lines(rules)) {
      return lines.anyMatch(line -> line.matches("\\s*(local|host).*\\strust\\s*"));
    }
  }

  /**
   * Gives the superuser of a cluster that does not run its password, and admits nobody without one
   * any more.
   *
   * @param cluster that {@link #isUnknownTo does not know it}
   * @param postgres the server's program
   */
  void closeOff(Path cluster, Path postgres) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      // PostgreSQL refuses to run as root; the library runs it this way, too.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(postgres.toString(), "--single", "-D", cluster.toString(), SUPERUSER));
    Process alone =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var input = alone.outputWriter()) {
      input.write("alter role postgres password '" + superuserPassword + "'\n");
    }
    if (alone.waitFor() != 0) {
      throw new IOException("its superuser could not be given a password");
    }
    Files.writeString(cluster.resolve("pg_hba.conf"), RULES);
    LOG.info("The embedded PostgreSQL admits nobody without its password any more");
  }

  /** Makes the role of Calroute, and hands over to it what the superuser has made for it. */
  void admitCalroute(String jdbcUrl) {
    // One connection: proving a password takes a tenth of a second.
    try (SingleConnectionDataSource one =
        new SingleConnectionDataSource(jdbcUrl, SUPERUSER, superuserPassword, true)) {
      JdbcTemplate jdbc = new JdbcTemplate(one);
      // Many rounds protect a password that can be guessed; these are 256 random bits.
      jdbc.execute("set scram_iterations = 1");
      jdbc.execute("alter role postgres password '" + superuserPassword + "'");
      if (jdbc.queryForList("select 1 from pg_roles where rolname = ?", ROLE).isEmpty()) {
        jdbc.execute("create role calroute login");
      }
      jdbc.execute("alter role calroute password '" + password + "'");
      jdbc.execute(HAND_OVER);
    }
  }

  /** Closes a folder to others. */
  static void restrict(Path folder) throws IOException {
    restrict(folder, OWNER_ONLY);
  }

  private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
    if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  private static String random() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
