package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

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
