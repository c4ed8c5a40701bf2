package io.calroute.bundle.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.Jar;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.store.SharedServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Mistakes in the configuration, made with the packaged jar: each ends in a line. */
class WrongConfigurationIT {

  private static final String CALLBACKS_PORT = "--calroute.callbacks.port=";

  @TempDir static Path directory;
  private static Jar.InARow inARow;

  @BeforeAll
  static void begin() throws IOException {
    inARow = Jar.inARow(directory);
  }

  @AfterAll
  static void end() {
    inARow.close();
  }

  @BeforeEach
  void empty() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      // The process that runs in a row has its classes from app.
      for (Path one : left.filter(one -> !one.endsWith("app")).toList()) {
        FileSystemUtils.deleteRecursively(one);
      }
    }
  }

  private static Jar.Result start(String... keys) throws Exception {
    return onlyWhy(startAndStop(inARow::run, keys));
  }

  private static Jar.Result onlyWhy(Jar.Result result) {
    // Besides the reasons: that it starts, with which profile, where its port is, that it stops.
    assertThat(result.out()).hasSizeLessThan(result.reasons().size() + 12);
    return result;
  }

  /** When it is wrong only once routes run: they say that they start and stop. */
  private static Jar.Result startAndStop(Run run, String... keys) throws Exception {
    List<String> words = new ArrayList<>(List.of(keys));
    words.add("--server.port=" + RunningCalroute.freePort());
    if (words.stream().noneMatch(word -> word.startsWith(CALLBACKS_PORT))) {
      words.add(CALLBACKS_PORT + RunningCalroute.freePort());
    }
    Jar.Result result = run.run(words.toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).noneMatch(line -> line.startsWith("\tat "));
    assertThat(result.err()).isEmpty();
    return result;
  }

  private interface Run {
    Jar.Result run(String... words) throws Exception;
  }

  private static void onlyReason(Jar.Result result, String place, String reason) {
    assertThat(result.reasons()).hasSize(1);
    assertThat(result.reasons().get(0)).startsWith(place).contains(reason);
  }

  private static void write(Path home, String file, String text) throws IOException {
    Files.writeString(home.resolve(file), text);
  }

  @Test
  void allThatIsWrongIsToldAtOnceAndCheckSaysTheSame() throws Exception {
    Path home = Jar.home(directory);
    write(
        home,
        "config/application.yaml",
        """
        calroute:
          conections: {a: b}
          connections:
            ombori: {default: {secret: a, time-zone: Europe/Rom}}
          teams:
            organizer: meetings @example.org
          microsoft365:
            graph-url: http://graph.example.org
          google:
            credentials-file: no-such-key.json
          directory-file: people.yaml
          directory:
            - {match: {staff-id: a1}, target: gogle}
        """);
    List<String> started = onlyWhy(startAndStop(words -> Jar.runUnpacked(home, words))).reasons();
    assertThat(started)
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:2: calroute.conections.a is read by nothing;"
                            + " did you mean calroute.connections.a? docs/configuration.md has"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:4: calroute.connections.ombori.default.time-zone"
                            + " can't be used: 'Europe/Rom' is no time zone; use an IANA name"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:6: calroute.teams.organizer: 'meetings"
                            + " @example.org' has a blank in it; write one user's"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:8: calroute.microsoft365.graph-url: an absolute"
                            + " https URL"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:10: calroute.google.credentials-file: there is no"
                            + " file ")
                    .contains("/no-such-key.json; write where it is"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:11: calroute.directory-file: there is no file ")
                    .contains("/people.yaml; write where it is"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:13: calroute.directory[0].target is gogle; use"
                            + " google or office365"));
    Jar.Result check = Jar.runUnpacked(home, "check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.found())
        .containsExactlyElementsOf(
            started.stream().filter(line -> !line.contains("credentials-file")).toList());
    assertThat(check.err())
        .anyMatch(line -> line.startsWith("Note: config/application.yaml:10: calroute.google."));
  }

  @Test
  void slipsInTheDirectoryAndConnectionsThatNobodyServesAreToldAndCheckSaysTheSame()
      throws Exception {
    Path home = Jar.home(directory);
    write(home, "key.json", "{\"type\": \"authorized_user\", \"refresh_token\": \"hush\"}");
    write(
        home,
        "config/application.yaml",
        """
        calroute:
          connections:
            savycal: {default: {secret: a}}
          google: {credentials-file: key.json}
          directory:
            - calendar: anna@example.org
        """);
    write(
        home,
        "config/directory.yaml",
        """
        calroute:
          directory:
            - match: {emailDomian: example.org}
              target: gogle
        """);
    List<String> started = start().reasons();
    assertThat(started)
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:3: calroute.connections.savycal: no route takes"
                            + " its callbacks (direct:receive-savycal); correct"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:4: calroute.google.credentials-file: key.json is"
                            + " of type authorized_user; a key of a service account"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/application.yaml:6: calroute.directory[0].target is not set; use"
                            + " google or office365"),
            line ->
                assertThat(line)
                    .startsWith(
                        "config/directory.yaml:3: calroute.directory[0].match.emailDomian is read"
                            + " by nothing; match knows"));
    Jar.Result check = inARow.run("check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.found()).containsExactlyElementsOf(started);
  }

  @Test
  void aFileThatIsNoYamlIsNamed() throws Exception {
    Path home = Jar.home(directory);
    write(home, "config/application.yaml", "calroute:\n  tentative: hold\n  tentative: skip\n");
    onlyReason(start(), "config/application.yaml:3: This is no YAML: ", "duplicate key");
    write(home, "config/application.yaml", "calroute:\n  directory: []\n");
    write(home, "config/directory.yaml", "calroute:\n  directory:\n    - target: [google\n");
    assertThat(inARow.run("check").found())
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("config/directory.yaml:4: This is no YAML: ");
  }

  @Test
  void aStartInTheWrongDirectoryOrWithoutRoutesSaysWhatIsMissing() throws Exception {
    onlyReason(
        start(),
        directory.toRealPath() + ": There is no directory ./routes and no directory ./mappings",
        "start Calroute where routes/ and mappings/ are, or set calroute.routes-dir");
    Path home = Jar.home(directory);
    Files.createDirectory(home.resolve("none"));
    write(home, "key.json", "no JSON");
    assertThat(
            start(
                    "--calroute.routes-dir=none",
                    "--calroute.mappings-dir=gone",
                    "--calroute.google.credentials-file=key.json")
                .reasons())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith(
                        home.toRealPath()
                            + ": There is no directory gone; start Calroute where routes/ and"
                            + " mappings/ are, or set calroute.routes-dir"),
            line ->
                assertThat(line)
                    .startsWith("routes/: There is no *.camel.yaml in ")
                    .contains("without routes no callback is taken"),
            line ->
                assertThat(line)
                    .startsWith(
                        "command line: calroute.google.credentials-file: key.json is no JSON; put"
                            + " the key of a service account there"));
  }

  @Test
  void aDataDirectoryThatCannotBeUsedIsTold() throws Exception {
    Path home = Jar.home(directory);
    Path data = Files.createDirectories(home.resolve("data/postgresql")).getParent();
    write(home, "data/postgresql/PG_VERSION", "18\n");
    String key = "command line: calroute.data-dir: ";
    onlyReason(start("--calroute.data-dir=data"), key, "holds the data of PostgreSQL 18, and this");
    try (FileChannel other =
        FileChannel.open(
            data.resolve("calroute.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      onlyReason(start("--calroute.data-dir=data"), key, "another Calroute uses " + data);
    }
    onlyReason(
        start("--calroute.data-dir=data/postgresql/PG_VERSION/data"),
        key,
        "can't be written by user");
  }

  @Test
  void aDatabaseThatCannotBeUsedIsTold() throws Exception {
    Path home = Jar.home(directory);
    String url = "command line: spring.datasource.url: ";
    String database = SharedServer.databaseOf(directory);
    onlyReason(
        start("--spring.datasource.url=" + database.replaceFirst("/\\w+\\?", "/missing?")),
        url,
        "database \"missing\" does not exist (database jdbc:postgresql://127.0.0.1:");
    onlyReason(
        start(
            "--spring.datasource.url=" + database.replaceFirst("user=\\w+", ""),
            "--spring.datasource.username=nobody"),
        "command line: spring.datasource.username and spring.datasource.password: FATAL: ",
        "(database jdbc:postgresql://127.0.0.1:");
  }

  @Test
  void aPortForCallbacksThatIsTakenIsTold() throws Exception {
    Path home = Jar.home(directory);
    try (ServerSocket taken = new ServerSocket(0)) {
      onlyReason(
          startAndStop(
              words -> Jar.runUnpacked(home, words),
              CALLBACKS_PORT + taken.getLocalPort(),
              "--spring.datasource.url=" + SharedServer.databaseOf(directory)),
          "command line: calroute.callbacks.port: ",
          ":" + taken.getLocalPort() + " cannot be opened");
    }
  }
}
