package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandsTest {

  @Test
  void helpListsEveryCommand() {
    CommandLine help = CommandLine.run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.text())
        .contains(" golden ", " map ", " rebuild ")
        .contains(" backfill ", " connect ", " import ", " staff ");
  }

  @Test
  void helpAfterACommandIsThatCommandsOwn() {
    CommandLine help = CommandLine.run("golden", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.text()).contains("golden", "--mappings-dir=DIR").doesNotContain("rebuild");
    assertThat(CommandLine.run("rebuild", "-h").text())
        .contains("rebuild")
        .doesNotContain("golden");
  }

  @Test
  void anUnknownWordIsNoCommand() {
    CommandLine line = CommandLine.run("chek");
    assertThat(line.exitCode()).isEqualTo(2);
    assertThat(line.text()).contains("'chek' is no command");
  }

  @Test
  void keysAloneRunCalrouteItself() {
    assertThat(Commands.run(List.of("--server.port=0"), System.out, System.err)).isEmpty();
  }
}
