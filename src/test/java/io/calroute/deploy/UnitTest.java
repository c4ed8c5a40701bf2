package io.calroute.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;

/** {@code docs/deploy/calroute.service}. */
class UnitTest {

  private static final Path FILE = Path.of("docs/deploy/calroute.service");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  private final Unit unit = Unit.read(FILE);

  @Test
  void javaIsStartedWithTheFlagsOfTheReadme() throws IOException {
    Matcher recommended =
        Pattern.compile("(?m)^java (-XX:\\+UseSerialGC .*) -jar target/calroute\\.jar$")
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(recommended.find()).isTrue();

    assertThat(service("ExecStart"))
        .isEqualTo(
            "/usr/bin/java "
                + recommended.group(1)
                + " -jar /opt/calroute/calroute.jar --calroute.data-dir=/var/lib/calroute");
  }

  @Test
  void theStateIsWhereItMayWriteAndNowhereElse() {
    assertThat(service("StateDirectory")).isEqualTo("calroute");
    assertThat(service("StateDirectoryMode")).isEqualTo("0700");
    assertThat(service("ProtectSystem")).isEqualTo("strict");
    assertThat(unit.keys("Service")).doesNotContain("ReadWritePaths");
    assertThat(service("WorkingDirectory")).isEqualTo("/etc/calroute");
  }

  @Test
  void aStopIsGivenTheTimeThatCalrouteTakes() {
    assertThat(DurationStyle.detectAndParse(service("TimeoutStopSec")))
        .isGreaterThan(HouseConfiguration.read().longestStop());
    assertThat(service("KillSignal")).isEqualTo("SIGTERM");
    assertThat(service("SuccessExitStatus")).isEqualTo("143");
    // With control-group the embedded PostgreSQL would go before the work that needs it.
    assertThat(service("KillMode")).isEqualTo("mixed");
  }

  @Test
  void aFailureIsFollowedByAnotherStartHoweverOften() {
    assertThat(service("Restart")).isEqualTo("on-failure");
    assertThat(unit.value("Unit", "StartLimitIntervalSec")).isEqualTo("0");
    assertThat(unit.value("Install", "WantedBy")).isEqualTo("multi-user.target");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NoNewPrivileges",
        "ProtectHome",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectClock",
        "ProtectControlGroups",
        "ProtectHostname",
        "ProtectKernelLogs",
        "ProtectKernelModules",
        "ProtectKernelTunables",
        "RestrictNamespaces",
        "RestrictRealtime",
        "RestrictSUIDSGID",
        "LockPersonality"
      })
  void whatItNeedNotDoIsTakenFromIt(String key) {
    assertThat(service(key)).isEqualTo("yes");
  }

  @Test
  void itHasNoRightsOfRoot() {
    assertThat(service("User")).isEqualTo("calroute");
    assertThat(service("CapabilityBoundingSet")).isEmpty();
    assertThat(service("AmbientCapabilities")).isEmpty();
    assertThat(service("SystemCallFilter")).isEqualTo("@system-service");
    // Java writes machine code and runs it.
    assertThat(unit.keys("Service")).doesNotContain("MemoryDenyWriteExecute");
  }

  @Test
  void systemdFindsNoFault() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(ANALYZE), "systemd is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/java")), "Java is elsewhere");
    Process verify =
        new ProcessBuilder(List.of(ANALYZE.toString(), "verify", FILE.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(verify.waitFor()).as(said).isZero();
    // It also speaks of units of the machine.
    assertThat(said.lines().filter(line -> line.contains("calroute"))).isEmpty();
  }

  private String service(String key) {
    return unit.value("Service", key);
  }
}
