package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.mapping.HouseMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCommandTest {

  @TempDir Path home;

  @Test
  void theMappingsOfThisRepositoryPass() {
    CommandLine line = CommandLine.run("golden");
    assertThat(line.text()).containsPattern("savvycal +\\d+ cases passed").contains(", 0 failed");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void oneMappingIsRunWhenItIsNamed() {
    CommandLine line = CommandLine.run("golden", "ombori");
    assertThat(line.text()).contains("ombori").doesNotContain("savvycal");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void aDifferenceIsToldWithItsPlace() throws IOException {
    CommandLine.copyBundle(home);
    Path mapping = home.resolve("mappings/google-event.jslt");
    Files.writeString(mapping, Files.readString(mapping).replace("\"opaque\"", "\"transparent\""));
    CommandLine line = CommandLine.run("golden", "--mappings-dir=" + home.resolve("mappings"));
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text())
        .containsPattern("google-event +\\d+ of \\d+ cases FAILED")
        .contains("/transparency: expected \"opaque\", actual \"transparent\"")
        .containsPattern("savvycal +\\d+ cases passed");
  }

  @Test
  void whatIsAcceptedPassesAndIsShownByMember() throws IOException {
    CommandLine.copyBundle(home);
    String mappings = "--mappings-dir=" + home.resolve("mappings");
    Path lib = home.resolve("mappings/lib/event.jslt");
    Files.writeString(lib, Files.readString(lib).replace("\"Client\"", "\"Guest\""));
    Path bare = home.resolve("mappings/google-event/bare.out.json");
    String untouched = Files.readString(bare);

    CommandLine accepted = CommandLine.run("golden", "--accept", mappings);

    assertThat(accepted.exitCode()).isZero();
    assertThat(accepted.text())
        .containsPattern("google-event +\\d+ cases, \\d+ accepted")
        .contains(
            """
              google-event/confirmed.out.json
                /description
                - Client: Lucia Ferri
                + Guest: Lucia Ferri
            """)
        .containsPattern("savvycal +\\d+ cases passed")
        .contains(", 0 failed, ");
    assertThat(bare).hasContent(untouched);
    assertThat(CommandLine.run("golden", mappings).text()).contains(", 0 failed\n");
  }

  @Test
  void aTitleIsMadeInOneLineForAllProviders() throws IOException {
    CommandLine.copyBundle(home);
    String mappings = "--mappings-dir=" + home.resolve("mappings");
    Path lib = home.resolve("mappings/lib/appointment.jslt");
    String made = "$service + \": \" + $client-name";
    assertThat(lib).content().containsOnlyOnce(made);
    Files.writeString(lib, Files.readString(lib).replace(made, "$client-name + \", \" + $service"));

    CommandLine accepted = CommandLine.run("golden", "--accept", mappings);

    assertThat(accepted.exitCode()).isZero();
    for (String provider : HouseMappings.PROVIDERS) {
      assertThat(accepted.text()).containsPattern(provider + " +\\d+ cases, \\d+ accepted");
    }
    assertThat(accepted.text())
        .contains("    /title\n    - \"Eye test: Hugo Petit\"\n    + \"Hugo Petit, Eye test\"\n");
    assertThat(CommandLine.run("golden", mappings).exitCode()).isZero();
  }

  @Test
  void aCaseIsAcceptedAloneWhenItIsNamed() throws IOException {
    CommandLine.copyBundle(home);
    String mappings = "--mappings-dir=" + home.resolve("mappings");
    Path mapping = home.resolve("mappings/google-event.jslt");
    Files.writeString(mapping, Files.readString(mapping).replace("\"opaque\"", "\"transparent\""));
    Files.copy(
        home.resolve("mappings/google-event/bare.in.json"),
        home.resolve("mappings/google-event/brand-new.in.json"));

    CommandLine one = CommandLine.run("golden", "--accept", "google-event/bare", mappings);
    assertThat(one.exitCode()).isZero();
    assertThat(one.text())
        .contains("1 case, 1 accepted", "/transparency\n    - \"opaque\"\n    + \"transparent\"");
    assertThat(CommandLine.run("golden", "--accept", "google-event/brand-new", mappings).exitCode())
        .isZero();
    assertThat(CommandLine.run("golden", "google-event/brand-new", mappings).exitCode()).isZero();
    assertThat(CommandLine.run("golden", "google-event", mappings).exitCode()).isEqualTo(1);
    assertThat(CommandLine.run("golden", "--accept", "google-event/none", mappings).exitCode())
        .isEqualTo(2);
  }

  @Test
  void whatDoesNotFitTheSchemaIsNotAccepted() throws IOException {
    CommandLine.copyBundle(home);
    String mappings = "--mappings-dir=" + home.resolve("mappings");
    Path mapping = home.resolve("mappings/savvycal.jslt");
    Files.writeString(
        mapping, Files.readString(mapping).replace("\"confirmed\"", "\"conffirmed\""));
    Path confirmed = home.resolve("mappings/savvycal/confirmed.out.json");
    String untouched = Files.readString(confirmed);

    CommandLine line = CommandLine.run("golden", "--accept", "savvycal", mappings);

    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text()).contains("FAILED savvycal/confirmed\n    schema /status: ");
    assertThat(confirmed).hasContent(untouched);
  }

  @Test
  void aMappingThatDoesNotCompileIsToldWithItsLine() throws IOException {
    CommandLine.copyBundle(home);
    Path mapping = home.resolve("mappings/ombori.jslt");
    Files.writeString(mapping, "{\n  \"id\": nobody(.)\n}\n");
    CommandLine line =
        CommandLine.run("golden", "ombori", "--mappings-dir=" + home.resolve("mappings"));
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text()).contains("ombori.jslt:2:").contains("nobody");
  }

  @Test
  void whatCannotBeRunIsSaid() {
    assertThat(CommandLine.run("golden", "nobody").exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("golden", "nobody").text()).contains("savvycal");
    assertThat(CommandLine.run("golden", "--mapings-dir=x").exitCode()).isEqualTo(2);
    CommandLine nowhere = CommandLine.run("golden", "--mappings-dir=" + home.resolve("none"));
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.text()).contains("there is no directory");
  }
}
