package io.calroute.bundle.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.store.EmptyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Failures of a start, as they really come, told in a line. */
class RefusedStartTest {

  @TempDir Path home;

  private static StandardEnvironment environment(Map<String, Object> values) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", values));
    return environment;
  }

  private static String reason(Throwable failure, Map<String, Object> values) {
    List<BundleProblem> reasons = RefusedStart.reasons(failure, environment(values));
    assertThat(reasons).hasSize(1);
    return reasons.get(0).toString();
  }

  private static String noDatabase(String url) {
    Throwable failure = catchThrowable(() -> DriverManager.getConnection(url).close());
    assertThat(failure).isNotNull();
    return reason(
        new IllegalStateException("Flyway", failure), Map.of("spring.datasource.url", url));
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    try (EmptyStore store = EmptyStore.start(home)) {
      String url = ((HikariDataSource) store.dataSource()).getJdbcUrl();
      assertThat(noDatabase(url.replaceFirst("/test\\d+", "/nowhere")))
          .startsWith("command line: spring.datasource.url: FATAL: database \"nowhere\" does not")
          .contains("(database jdbc:postgresql://127.0.0.1:", "correct it");
      assertThat(noDatabase(url.replaceFirst("user=[^&]*", "user=nobody")))
          .contains("spring.datasource.username and spring.datasource.password: FATAL: ")
          .contains("nobody");
    }
    assertThat(noDatabase("jdbc:postgresql://127.0.0.1:1/calroute?user=a&password=hush"))
        .startsWith("command line: spring.datasource.url: Connection to 127.0.0.1:1 refused")
        .doesNotContain("hush");
    assertThat(noDatabase("jdbc:postgresql://db.invalid/calroute?user=a&password=hush"))
        .startsWith("command line: spring.datasource.url: ")
        .contains("UnknownHostException: db.invalid")
        .doesNotContain("hush");
  }

  @Test
  void aWrongPasswordOfTheDatabaseNamesTheFileThatHasIt() throws IOException {
    Path secrets = Files.createDirectories(home.resolve("config/secrets"));
    Files.writeString(secrets.resolve("db-password"), "hush");
    SQLException refused =
        new SQLException("FATAL: password authentication failed for user \"a\"", "28P01");
    for (String password : List.of("${db-password}", "${db-password:none}", "${nowhere}", "hush")) {
      StandardEnvironment environment =
          environment(
              Map.of(
                  "spring.datasource.url",
                  "jdbc:postgresql://db/calroute",
                  "spring.datasource.username",
                  "a",
                  "spring.datasource.password",
                  password));
      environment.getPropertySources().addLast(new ConfigTreePropertySource("secrets", secrets));

      assertThat(RefusedStart.reasons(refused, environment))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one.toString())
                      .startsWith(
                          password.contains("db-password")
                              ? "config/secrets/db-password:1: "
                              : "command line: ")
                      .contains("spring.datasource.username and spring.datasource.password: FATAL")
                      .doesNotContain("hush"));
    }
  }

  @Test
  void yamlFaultsNameTheFile() throws IOException {
    Files.writeString(home.resolve("application-branch.yaml"), "calroute:\n  a: 1\n  a: 2\n");
    assertThat(
            reason(
                new org.yaml.snakeyaml.error.YAMLException("what Spring throws"),
                Map.of("calroute.config-dir", home.toString())))
        .isEqualTo("config/application-branch.yaml:3: This is no YAML: found duplicate key a");
  }

  @Test
  void theWordsOfCalrouteComeBeforeThoseOfTheirCause() {
    Throwable theirs = catchThrowable(() -> Files.readString(home.resolve("nothing")));
    Throwable ours = new IllegalStateException("calroute.data-dir: /x is full", theirs);
    assertThat(reason(new IllegalStateException(ours), Map.of("calroute.data-dir", "/x")))
        .isEqualTo("command line: calroute.data-dir: /x is full");
  }

  @Test
  void aFileThatThisUserMayNotReadSaysSo() {
    assertThat(
            RefusedStart.reasons(
                new IllegalStateException(
                    new UncheckedIOException(new AccessDeniedException("config/secrets"))),
                null))
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).startsWith("config/secrets can't be read by"));
  }
}
