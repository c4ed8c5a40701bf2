package io.calroute.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/deploy.md} says what is so. */
class DeployingTest {

  private final String page = read(Path.of("docs/deploy.md"));

  @Test
  void itNamesThisVersion() {
    assertThat(
            Pattern.compile("calroute[-:](\\d+\\.\\d+\\.\\d+)")
                .matcher(page)
                .results()
                .map((MatchResult named) -> named.group(1)))
        .isNotEmpty()
        .allSatisfy(
            version ->
                assertThat(read(Path.of("pom.xml")))
                    .contains(
                        "<artifactId>calroute</artifactId>\n  <version>" + version + "</version>"));
  }

  @Test
  void itKnowsHowLongAStopTakes() {
    HouseConfiguration house = HouseConfiguration.read();

    assertThat(page)
        .contains("new ones 503 | " + house.at("/camel/main/shutdown-timeout").asText() + " s |")
        .contains(
            "operators are answered | "
                + house
                    .at("/spring/lifecycle/timeout-per-shutdown-phase")
                    .asText()
                    .replace("s", " s |"))
        .contains(
            "give it "
                + Unit.read(Path.of("docs/deploy/calroute.service"))
                    .value("Service", "TimeoutStopSec")
                    .replace("s", " seconds"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
