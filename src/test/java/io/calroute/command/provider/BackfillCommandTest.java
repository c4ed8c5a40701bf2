package io.calroute.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillCommandTest {

  private static final String ANNA = "prov_anna00000001";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir static Path home;
  private static SavvyCalSimulator savvycal;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
    savvycal.hire(Staff.of(ANNA, "anna@example.com"));
    savvycal.hire(Staff.of("prov_nobody000001", "nobody@example.net"));
    installation = new Installation(home, 0, 0).asking(savvycal);
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    savvycal.close();
  }

  @Test
  void plansFirstTellsConflictsAndWritesWhatIsAccepted() {
    for (int i = 0; i < 12; i++) {
      savvycal.book(ANNA, TOMORROW.plus(Duration.ofHours(i)), HALF);
    }
    savvycal.book("prov_nobody000001", TOMORROW, HALF);
    Printed planned = Printed.by(calroute, "backfill", "savvycal");
    assertThat(planned.exitCode()).as(planned.err()).isOne();
    assertThat(planned.out())
        .contains("googleCalendar anna@example.com: 12 to create, 0 to adopt")
        .contains("unrouted: ")
        .contains("1 conflict\n")
        .contains("backfill savvycal --accept=");
    assertThat(planned.err()).contains("13 of 13 listed");
    assertThat(installation.google().calendar("anna@example.com").events()).isEmpty();
    JsonNode again = Printed.by(calroute, "backfill", "savvycal", "--json").json();
    assertThat(again.path("state").asText()).isEqualTo("planned");
    Printed done =
        Printed.by(calroute, "backfill", "savvycal", "--accept=" + again.path("id").asText());
    assertThat(done.err()).contains("0 appointments left to write");
    assertThat(done.out()).doesNotContain("Nothing is written yet");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(installation.google().calendar("anna@example.com").events())
                    .hasSize(12));
  }

  @Test
  void saysWhatIsMissing() {
    Printed unknown = Printed.by(calroute, "backfill", "acme");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("404", "calroute.connections names no such provider");
    assertThat(unknown.out()).isEmpty();
    assertThat(Printed.by(calroute, "backfill", "cabinetfm").err()).contains("Import a file");
    assertThat(Printed.by(calroute, "backfill", "savvycal", "--from=soon").err())
        .contains("from must be a date");
    assertThat(Printed.by(calroute, "backfill", "savvycal", "--accept=999999").err())
        .contains("There is no backfill 999999");
    assertThat(Printed.by(calroute, "backfill").exitCode()).isEqualTo(2);
    assertThat(Printed.by(calroute, "backfill", "--help").out()).contains("--accept=ID");
  }

  @Test
  void aTimeThatNeitherTheStoreNorAProviderHasIsNoTime() {
    for (String time :
        List.of("+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "9999-01-01", "soon")) {
      for (String member : List.of("from", "to")) {
        String body = "{\"provider\": \"savvycal\", \"%s\": \"%s\"}".formatted(member, time);
        String asked =
            "backfill?provider=savvycal&"
                + member
                + "="
                + URLEncoder.encode(time, StandardCharsets.UTF_8);
        for (HttpResponse<String> answer :
            List.of(
                calroute.call("POST", "/api/backfill", body),
                calroute.call("POST", "/api/" + asked),
                calroute.call("POST", "/" + asked))) {
          assertThat(answer.statusCode()).as(answer.uri() + body).isEqualTo(400);
          assertThat(answer.body()).contains(member + " must be a date");
        }
        assertThat(Printed.by(calroute, "backfill", "savvycal", "--" + member, time).err())
            .contains(member + " must be a date");
      }
    }
  }

  @Test
  void saysThatNoCalrouteRuns() {
    Printed alone = Printed.at(RunningCalroute.freePort(), "backfill", "savvycal");
    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.err()).contains("Start Calroute");
  }
}
