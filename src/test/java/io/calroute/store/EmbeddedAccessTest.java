package io.calroute.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Other users of the machine get nothing out of the embedded server, and run nothing by it. */
class EmbeddedAccessTest {

  @TempDir Path home;

  @BeforeEach
  void lend() throws IOException {
    SharedServer.lendBinaries(home);
  }

  private static JdbcTemplate as(EmbeddedServer server, String user, String password) {
    return new JdbcTemplate(new DriverManagerDataSource(server.jdbcUrl(), user, password));
  }

  private static JdbcTemplate calroute(EmbeddedServer server) {
    return as(server, EmbeddedAccess.ROLE, server.access().password());
  }

  private static void nobodyGetsInWithoutAPassword(EmbeddedServer server) {
    for (String user : List.of("postgres", EmbeddedAccess.ROLE)) {
      assertThatThrownBy(() -> as(server, user, "").queryForList("select 1"))
          .rootCause()
          .hasMessageContaining("password");
    }
  }

  @Test
  void nobodyElseReadsWritesOrRunsAnything() throws IOException {
    try (EmbeddedServer server = EmbeddedServer.start(home)) {
      nobodyGetsInWithoutAPassword(server);
      assertThatThrownBy(
              () -> calroute(server).execute("copy (select 1) to program 'cat > /dev/null'"))
          .isInstanceOf(DataAccessException.class)
          .rootCause()
          .hasMessageContaining("permission denied");
      try (Stream<Path> files = Files.list(home)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          assertThat(Files.getPosixFilePermissions(file))
              .as("%s", file)
              .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        }
      }
      for (String secret : List.of("", "postgresql", "postgresql.password")) {
        assertThat(Files.getPosixFilePermissions(home.resolve(secret)))
            .as(secret)
            .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_READ);
      }
    }
  }

  @Test
  void passwordsThatNobodyCanGuessAreProvedInOneRound() {
    try (EmbeddedServer server = EmbeddedServer.start(home)) {
      String superuser = server.access().superuser().get("password");
      assertThat(
              as(server, "postgres", superuser)
                  .queryForList(
                      "select rolpassword from pg_authid where rolcanlogin", String.class))
          .hasSize(2)
          .allMatch(verifier -> verifier.startsWith("SCRAM-SHA-256$1:"));
    }
  }

  @Test
  void aDirectoryThatAdmittedEverybodyIsMovedOverAndOneThatHasLostItsPasswordGetsAnother()
      throws IOException {
    try (EmbeddedPostgres old =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
            .setDataDirectory(home.resolve("postgresql"))
            .setCleanDataDirectory(false)
            .setLocaleConfig("locale", "C")
            .start()) {
      JdbcTemplate jdbc = new JdbcTemplate(old.getPostgresDatabase());
      jdbc.execute("create table kept (id bigint generated always as identity, word text)");
      jdbc.execute("create function one() returns int language sql as 'select 1'");
      jdbc.execute("insert into kept (word) values ('before')");
    }
    try (EmbeddedServer server = EmbeddedServer.start(home)) {
      nobodyGetsInWithoutAPassword(server);
      JdbcTemplate jdbc = calroute(server);
      jdbc.execute("alter table kept add column more text");
      jdbc.execute("create or replace function one() returns int language sql as 'select 2'");
      jdbc.execute("create table made (id int)");
      jdbc.execute("insert into kept (word) values ('after')");
      assertThat(jdbc.queryForList("select word from kept order by id", String.class))
          .containsExactly("before", "after");
    }
    Files.delete(home.resolve("postgresql.password"));
    try (EmbeddedServer again = EmbeddedServer.start(home)) {
      nobodyGetsInWithoutAPassword(again);
      assertThat(calroute(again).queryForList("select word from kept")).hasSize(2);
    }
  }

  @Test
  void theServerEndsWithAProcessThatIsKilled() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Running.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.startsWith(Running.WORD)) {
        line = out.readLine();
      }
      assertThat(line).isNotNull();
      ProcessHandle server =
          ProcessHandle.of(Long.parseLong(line.substring(Running.WORD.length()))).orElseThrow();
      assertThat(server.isAlive()).isTrue();
      process.destroyForcibly();
      await().atMost(Duration.ofSeconds(30)).until(() -> !server.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process of its own that runs the server until it is killed. */
  static final class Running {

    static final String WORD = "running as ";

    private Running() {}

    public static void main(String[] words) throws Exception {
      Path home = Path.of(words[0]);
      EmbeddedServer.start(home);
      System.out.println(
          WORD + Files.readAllLines(home.resolve("postgresql/postmaster.pid")).get(0).strip());
      Thread.currentThread().join();
    }
  }
}
