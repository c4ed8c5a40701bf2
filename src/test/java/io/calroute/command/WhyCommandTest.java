package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyCommandTest {

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    installation.google().unknownCalendar("ben@example.com");
    calroute = installation.run();
    for (String staff :
        new String[] {"prov_anna00000001", "prov_ben000000001", "prov_nobody0000001"}) {
      String id = "appt_why_" + staff.substring(5, 9);
      calroute.postSigned(
          "/callbacks/savvycal",
          "X-SavvyCal-Signature",
          SavvyCalBooking.of(id).with(staff).callback("appointment.created"));
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                calroute.get("/api/why?id=appt_why_anna").at("/items/0/well").asBoolean()
                    && code("appt_why_ben0").equals("calendar-gone")
                    && code("appt_why_nobo").equals("staff-unknown"));
  }

  private static String code(String id) {
    return calroute.get("/api/why?id=" + id).at("/items/0/code").asText();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void saysInOneSentenceWhatStands() {
    CommandLine line = run("appt_why_anna");
    assertThat(line.text())
        .startsWith("savvycal/default/appt_why_anna")
        .contains("  In anna@example.com: ")
        .contains("googleCalendar anna@example.com: standing")
        .contains("More: docs/runbook.md#");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void saysWhatToPressAndEndsWithOneWhereSomethingIsWrong() {
    CommandLine line = run("appt_why_nobo");
    assertThat(line.text())
        .contains("names no calendar for prov_nobody0000001")
        .contains("entry 1 of the directory: staffId is to be");
    assertThat(line.exitCode()).isOne();
    CommandLine gone = run("appt_why_ben0");
    assertThat(gone.text())
        .contains(
            "Resync: POST /api/appointment/resync?provider=savvycal&connection=default&id=appt_why_ben0");
    assertThat(gone.exitCode()).isOne();
  }

  @Test
  void nothingKnownIsSomethingWrong() {
    CommandLine line = run("nobody-knows-this");
    assertThat(line.text()).contains("nothing that Calroute has received names it");
    assertThat(line.exitCode()).isOne();
  }

  @Test
  void printsJsonForPrograms() {
    CommandLine line = run("appt_why_anna", "--json");
    JsonNode verdicts = RunningCalroute.json(line.text());
    assertThat(verdicts.at("/0/appointment/id").asText()).isEqualTo("appt_why_anna");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void cannotRunWithoutACalrouteThatRuns() {
    CommandLine line = CommandLine.run("why", "x", "--server.port=" + RunningCalroute.freePort());
    assertThat(line.exitCode()).isEqualTo(2);
    assertThat(line.text()).contains("cannot be asked");
    assertThat(CommandLine.run("why", "--help").text()).contains("Exit codes:", "--json");
  }

  private static CommandLine run(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "why";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--server.port=" + calroute.operationsPort();
    return CommandLine.run(all);
  }
}
