package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as the jar runs it, over a copy of this repository's files. */
class CheckCommandTest {

  private static final String OMBORI = "routes/receive-ombori.camel.yaml";

  @TempDir Path home;

  @BeforeEach
  void copy() throws IOException {
    CommandLine.copyBundle(home);
  }

  private CommandLine check(String... words) {
    String[] line = new String[words.length + 2];
    line[0] = "check";
    line[1] = home.toString();
    System.arraycopy(words, 0, line, 2, words.length);
    return CommandLine.run(line);
  }

  private void replace(String file, String piece, String other) throws IOException {
    String before = Files.readString(home.resolve(file));
    assertThat(before).contains(piece);
    Files.writeString(home.resolve(file), before.replace(piece, other));
  }

  @Test
  void thisRepositoryHasNoProblem() {
    CommandLine line = check();
    assertThat(line.text()).matches("\\d+ files looked at. No problem.\n");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void thisDirectoryIsLookedAtWhenNoneIsNamed() {
    assertThat(CommandLine.run("check").text()).endsWith("No problem.\n");
  }

  @Test
  void tellsEachProblemWithFileAndLine() throws IOException {
    replace(OMBORI, "uri: direct\n", "uri: dirct\n");
    replace("routes/front-door.camel.yaml", "ref: frontDoor\n", "ref: backDoor\n");
    replace("mappings/google-event.jslt", "\"opaque\"", "\"transparent\"");
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text())
        .containsPattern(
            "(?m)^" + OMBORI + ":\\d+: There is no component 'dirct'; correct it, .* into lib/ .*$")
        .containsPattern("(?m)^routes/front-door.camel.yaml:\\d+: .*'backDoor'$")
        .containsPattern(
            "(?m)^mappings/google-event/[a-z-]+\\.out\\.json:\\d+: Golden case of google-event.jslt"
                + " fails at /transparency")
        .containsPattern("\\d+ files looked at. \\d+ problems.\n$");
  }

  @Test
  void namesTheFilesOfAnOlderVersionInOneLine() throws IOException {
    for (String file : List.of("apply-callbacks", "sync-appointments", "sweep-calendar")) {
      Files.writeString(home.resolve("routes/" + file + ".camel.yaml"), "- route: {}\n");
    }
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text())
        .startsWith(
            "routes/: Calroute has its own routes in the jar by now; remove"
                + " routes/apply-callbacks.camel.yaml, routes/sweep-calendar.camel.yaml,"
                + " routes/sync-appointments.camel.yaml\n");
  }

  @Test
  void aProviderWhoseCallbacksNoRouteMapsIsTold() throws IOException {
    replace(OMBORI, "name: map-ombori", "name: map-grid");
    assertThat(check().text())
        .startsWith(
            OMBORI
                + ":2: No route maps its callbacks; add the route map-ombori from direct:map-ombori"
                + " with the step mapping:ombori\n");
    replace(OMBORI, "name: map-grid", "name: map-ombori");
    replace(OMBORI, "name: ombori\n", "name: grid\n");
    assertThat(check().text())
        .contains("There is no mapping grid; it would be in mappings/grid.jslt");
  }

  @Test
  void buildsEveryRouteAsIfItWereToRun() throws IOException {
    replace(OMBORI, "scheme: header", "scheme: handshake");
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text())
        .contains("routes/receive-ombori.camel.yaml:17: 'handshake' is none of hmac, ");
  }

  @Test
  void howAFileIsLaidOutIsNobodysBusiness() throws IOException {
    replace(OMBORI, "provider: ombori", "provider:   'ombori' # a remark");
    assertThat(check().text()).endsWith("looked at. No problem.\n");
  }

  @Test
  void whatWouldNotBeOnKubernetesIsToldAndWhatIsListedInVain() throws IOException {
    Files.createDirectories(home.resolve("k8s/base"));
    Path deployment = Path.of("k8s/base/deployment.yaml");
    Files.copy(deployment, home.resolve(deployment));
    Files.writeString(
        home.resolve("routes/on-monday.camel.yaml"),
        Files.readString(Path.of("routes/on-event.camel.yaml"))
            .replaceAll("(on|tell-of)-event", "$1-monday"));
    Files.copy(
        Path.of("mappings/lib/event.jslt"), home.resolve("mappings/lib/event-of-monday.jslt"));
    replace(
        "mappings/kustomization.yaml", "lib/event.jslt", "lib/event.jslt\n      - lib/gone.jslt");
    replace("kamelets/kustomization.yaml", "      - google-event-sink.kamelet.yaml\n", "");
    replace("config/kustomization.yaml", "      - directory.yaml\n", "");
    Path mappings = home.resolve("mappings/kustomization.yaml");
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text().lines())
        .startsWith(
            "config/kustomization.yaml:6: This does not list directory.yaml, which would not be on"
                + " Kubernetes; add '- directory.yaml' to these files",
            "k8s/base/deployment.yaml:"
                + lineOf(deployment, "name: calroute-mappings-lib")
                + ": The mapping would not find lib/gone.jslt on Kubernetes; add the item {key:"
                + " gone.jslt, path: lib/gone.jslt} to calroute-mappings-lib",
            "kamelets/kustomization.yaml:6: This does not list google-event-sink.kamelet.yaml, which"
                + " would not be on Kubernetes; add '- google-event-sink.kamelet.yaml' to these files",
            "mappings/kustomization.yaml:"
                + (lineOf(mappings, "name: calroute-mappings-lib") + 1)
                + ": This does not list lib/event-of-monday.jslt, which would"
                + " not be on Kubernetes; add '- lib/event-of-monday.jslt' to these files",
            "mappings/kustomization.yaml:"
                + lineOf(mappings, "lib/gone.jslt")
                + ": There is no file mappings/lib/gone.jslt; remove this line,"
                + " or put it there",
            "routes/kustomization.yaml:6: This does not list on-monday.camel.yaml, which would not be on"
                + " Kubernetes; add '- on-monday.camel.yaml' to these files")
        .hasSize(7);
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      Files.delete(home.resolve(directory + "/kustomization.yaml"));
    }
    assertThat(check().text()).endsWith("No problem.\n");
  }

  private static int lineOf(Path file, String piece) throws IOException {
    return 1
        + (int) Files.readAllLines(file).stream().takeWhile(one -> !one.contains(piece)).count();
  }

  @Test
  void secretsNeedNotBeThere() throws IOException {
    Files.writeString(
        home.resolve("config/application.yaml"),
        """
        calroute:
          connections:
            savvycal: {default: {secret: "${SAVVYCAL_SECRET:}"}}
            agendize: {default: {secret: "${AGENDIZE_SECRET}"}}
          google:
            credentials-file: /run/secrets/google/key.json
          microsoft365: {tenant-id: a, client-id: b, client-secret: "${NOBODY:}"}
        """);
    assertThat(check().text()).endsWith("No problem.\n");
  }

  /** Root may read every file, but nobody may read this one from its beginning. */
  @Test
  void secretsThatCantBeReadAreSaidAndTheRestIsChecked() throws IOException {
    Path secrets = Files.createDirectories(home.resolve("config/secrets"));
    Files.createSymbolicLink(secrets.resolve("acme-secret"), Path.of("/proc/self/mem"));
    Files.writeString(
        home.resolve("config/application.yaml"),
        """
        calroute:
          connections:
            savvycal: {default: {secret: "${acme-secret}"}}
        """);
    CommandLine line = check();
    assertThat(line.text())
        .startsWith("Note: " + secrets + " can't be read by this user")
        .endsWith("No problem.\n");
    assertThat(line.exitCode()).isZero();

    replace(OMBORI, "uri: direct\n", "uri: dirct\n");
    assertThat(check().text()).contains("There is no component 'dirct'");
  }

  @Test
  void configurationThatCannotBeUsedIsToldWithItsLine() throws IOException {
    Files.writeString(
        home.resolve("config/application.yaml"),
        "calroute:\n  tentative: hold\n  personal: sometimes\n");
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text())
        .startsWith(
            "config/application.yaml:3: calroute.personal can't be used: 'sometimes' is none of ");
    Files.writeString(home.resolve("config/application.yaml"), "calroute:\n  a: [b\n");
    assertThat(check().text()).startsWith("config/application.yaml:3: This is no YAML: ");
  }

  private CommandLine configured(String configuration) throws IOException {
    Files.writeString(home.resolve("config/application.yaml"), configuration);
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    return line;
  }

  @Test
  void portsThatCannotBeOpenedAreTold() throws IOException {
    assertThat(
            configured("server:\n  port: 9000\ncalroute:\n  callbacks:\n    port: 9000\n").text())
        .startsWith(
            "config/application.yaml:5: calroute.callbacks.port and server.port are both 9000; ");
    assertThat(configured("server:\n  port: 8080\n").text())
        .startsWith("config/application.yaml:2: calroute.callbacks.port and server.port are both");
    assertThat(
            configured("server:\n  port: 65536\ncalroute:\n  callbacks:\n    port: eighty\n")
                .text())
        .contains("config/application.yaml:2: server.port can't be used: '65536' is no port; ")
        .contains("config/application.yaml:5: calroute.callbacks.port can't be used: 'eighty' is");
  }

  @Test
  void aMisspeltKeyIsToldWithTheOneThatIsMeant() throws IOException {
    assertThat(
            configured(
                    """
                    calrout:
                      personal: skip
                    calroute:
                      persnal: skip
                      sync:
                        wokers: 3
                      something-else: 1
                      conections: {ombori: {default: {secret: a}}}
                      connections: {ombori: {default: {secert: a, secret: b}}}
                    """)
                .text())
        .contains(
            "yaml:2: calrout.personal is read by nothing; did you mean calroute.personal?",
            "yaml:4: calroute.persnal is read by nothing; did you mean calroute.personal?",
            "yaml:6: calroute.sync.wokers is read by nothing; did you mean calroute.sync.workers?",
            "yaml:7: calroute.something-else is read by nothing; docs/configuration.md",
            "yaml:8: calroute.conections.ombori.default.secret is read by nothing; did you mean"
                + " calroute.connections.ombori.default.secret?",
            "yaml:9: calroute.connections.ombori.default.secert is read by nothing; did you mean"
                + " calroute.connections.ombori.default.secret?");
  }

  @Test
  void aDirectoryThatIsNoListIsTold() throws IOException {
    assertThat(configured("calroute:\n  directory: anna\n").text())
        .startsWith(
            "config/application.yaml:2: calroute.directory can't be used: a list is due; write entries");
  }

  @Test
  void credentialsOfMicrosoftThatAreMissingAreNamed() throws IOException {
    assertThat(
            configured("calroute:\n  microsoft365:\n    tenant-id: t\n    client-id: ''\n").text())
        .contains("yaml:4: calroute.microsoft365.client-id is empty; of tenant-id, ");
    assertThat(configured("calroute:\n  microsoft365:\n    client-secret: s\n").text())
        .contains("calroute.microsoft365.tenant-id and client-id are empty; of tenant-id, ");
  }

  @Test
  void aConnectionsZoneMustExist() throws IOException {
    Files.writeString(
        home.resolve("config/application.yaml"),
        "calroute:\n  connections: {ombori: {default: {time-zone: Europe/Rom}}}\n");
    assertThat(check().text())
        .startsWith("config/application.yaml")
        .contains("'Europe/Rom' is no time zone");
  }

  @Test
  void aDirectoryThatCannotBeUsedIsTold() throws IOException {
    Files.writeString(
        home.resolve("config/directory.yaml"),
        "directory: [{match: {queue: a}, target: outlook}]\n");
    CommandLine line = check();
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text()).startsWith("config/directory.yaml:1: ").contains("outlook");
  }

  @Test
  void aDirectoryWithoutEntriesIsTold() throws IOException {
    for (String text : List.of("", "# such as [] or\n#  - target: google\n", "directory:\n")) {
      Files.writeString(home.resolve("config/directory.yaml"), text);
      CommandLine line = check();
      assertThat(line.exitCode()).isZero();
      assertThat(line.text()).contains("Note: config/directory.yaml: The file has no entry; ");
    }
  }

  @Test
  void anEmptyMatchIsToldInJsonToo() {
    String json = "{\"calroute\":{\"directory\":[{\"match\":{},\"target\":\"google\"}]}}";
    CommandLine line = check("--spring.application.json=" + json);
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text())
        .contains("command line: calroute.directory[0].match is empty and would fit everybody");
  }

  @Test
  void aPropertyThatAKameletHasNotIsToldWithThoseThatItHas() throws IOException {
    Path route = home.resolve("routes/receive-ombori.camel.yaml");
    Files.writeString(
        route, Files.readString(route).replace("deliveryWindow: 60", "deliveryWindo: 60"));
    assertThat(check().text())
        .contains(
            "The kamelet accept-callback-action has no property deliveryWindo; it has deliveryKey,"
                + " deliveryWindow in kamelets/accept-callback-action.kamelet.yaml");
  }

  @Test
  void whatCannotBeRunIsSaid() {
    assertThat(check("--fixx").exitCode()).isEqualTo(2);
    CommandLine nowhere = CommandLine.run("check", home.resolve("none").toString());
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.text()).contains("Name a directory that has them");
  }
}
