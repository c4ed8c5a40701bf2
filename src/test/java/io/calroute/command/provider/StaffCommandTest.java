package io.calroute.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaffCommandTest {

  @TempDir static Path home;
  private static AgendizeSimulator agendize;
  private static OmboriSimulator ombori;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    agendize = AgendizeSimulator.start(Clock.systemUTC(), 0);
    agendize.hire(Staff.of("881", "anna@example.com"));
    agendize.hire(Staff.of("901", "eve@example.net"));
    agendize.hire(Staff.of("902", "fay@example.edu"));
    agendize.hire(Staff.of("903", "gil@example.net").syncedByProvider());
    ombori = OmboriSimulator.start(Clock.systemUTC(), 0);
    for (int i = 0; i < 60; i++) {
      ombori.hire(Staff.of("u" + i, "u" + i + "@example.net"));
    }
    installation =
        new Installation(home, 0, 0)
            .asking(agendize)
            .asking(ombori)
            .staff("nobody", "office365", "nobody@EXAMPLE.net");
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    agendize.close();
    ombori.close();
  }

  private static String[] with(String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--calroute.directory-file=" + installation.directoryFile();
    return all;
  }

  @Test
  void listsProposesAndAddsWhoHasNoEntry() throws IOException {
    Printed listed = Printed.by(calroute, with("staff", "agendize"));
    assertThat(listed.exitCode()).as(listed.err()).isOne();
    assertThat(listed.out())
        .contains("881  anna@example.com  Staff 881: google anna@example.com")
        .contains("901  eve@example.net  Staff 901: no entry; proposed: office365 eve@example.net")
        .contains("902  fay@example.edu  Staff 902: no entry; google or office365 is undecided")
        .contains("4 people: 1 in the directory, 2 proposed, 1 left");
    assertThat(listed.err()).contains("Warning: the provider itself writes the calendar of 903");
    assertThat(installation.directoryFile()).content().isEmpty();

    Printed written = Printed.by(calroute, with("staff", "agendize", "--write", "--target=google"));
    assertThat(written.err()).contains("3 entries added");
    assertThat(Files.readString(installation.directoryFile()))
        .contains("- match: {provider: agendize, staffId: \"902\"}\n      target: google");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Printed.by(calroute, with("staff", "agendize")).out())
                    .contains("4 people: 4 in the directory"));
    Printed again = Printed.by(calroute, with("staff", "agendize", "--write"));
    assertThat(again.exitCode()).as("one calendar is written by the provider").isOne();
    assertThat(again.err()).doesNotContain("added");
  }

  @Test
  void readsEveryPage() {
    JsonNode staff = Printed.by(calroute, with("staff", "ombori", "--json")).json().path("items");
    assertThat(staff).hasSize(60);
    assertThat(staff.get(59).at("/proposed/match/email").asText()).isEqualTo("u59@example.net");
    assertThat(staff.get(59).at("/proposed/match/staffId").isNull()).isTrue();
  }

  @Test
  void saysWhatIsMissing() {
    Printed cabinet = Printed.by(calroute, "staff", "cabinetfm");
    assertThat(cabinet.exitCode()).isEqualTo(2);
    assertThat(cabinet.err()).contains("There is no route staff-cabinetfm", "by hand");
    assertThat(Printed.by(calroute, "staff", "savvycal").err()).contains("api is not set");
    assertThat(Printed.by(calroute, "staff", "agendize", "--target=teams").err())
        .contains("use google or office365");
    assertThat(Printed.by(calroute, "staff", "--help").out()).contains("--write");
  }
}
