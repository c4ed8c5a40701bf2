package io.calroute.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectCommandTest {

  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));
  private static final String HOST = "https://calroute.example.org";

  private final SavvyCalSimulator savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
  private final AgendizeSimulator agendize = AgendizeSimulator.start(Clock.systemUTC(), 0);
  private final PexipEngageSimulator pexip = PexipEngageSimulator.start(Clock.systemUTC(), 0);

  @TempDir Path home;
  private Installation installation;
  private RunningCalroute calroute;

  @BeforeEach
  void start() {
    agendize.hire(Staff.of("881", "anna@example.com").syncedByProvider());
    savvycal.hire(Staff.of("prov_anna00000001", "anna@example.com"));
    pexip.hire(Staff.of("anna@example.com", "anna@example.com"));
    agendize.book("881", TOMORROW, HALF);
    savvycal.book("prov_anna00000001", TOMORROW, HALF);
    pexip.book("anna@example.com", TOMORROW, HALF);
    installation = new Installation(home, 0, 0);
    List.<SimulatedProvider>of(savvycal, agendize, pexip).forEach(installation::asking);
    installation
        .with("calroute.public-url", HOST)
        .with("calroute.connections.agendize.default.auth", "header");
  }

  @AfterEach
  void stop() {
    calroute.close();
    installation.close();
    savvycal.close();
    agendize.close();
    pexip.close();
  }

  @Test
  void saysWhatTheProviderDoesAndWhatToEnterWhere() {
    calroute = installation.run();
    Printed found = Printed.by(calroute, "connect", "savvycal");
    assertThat(found.exitCode()).as(found.out() + found.err()).isZero();
    assertThat(found.out())
        .containsPattern("ok +credentials")
        .containsPattern("ok +list +The first page has 1 rows of 1")
        .containsPattern("ok +get +One appointment by its id says the same")
        .containsPattern("ok +unknown-id")
        .contains("In SavvyCal's dashboard")
        .contains(HOST + "/callbacks/savvycal and choose");
    Printed other = Printed.by(calroute, "connect", "pexip-engage");
    assertThat(other.out())
        .containsPattern("ok +get +One appointment by its id says the same")
        .contains(HOST + "/callbacks/pexip-engage/default/<token>");
    Printed silent = Printed.by(calroute, "connect", "cabinetfm");
    assertThat(silent.exitCode()).isZero();
    assertThat(silent.out()).contains("api is not set", "four addresses");
    assertThat(Printed.by(calroute, "connect", "savvycal", "--remove").err())
        .contains("There is no route watch-savvycal");
    assertThat(Printed.by(calroute, "connect", "--help").out()).contains("--remove");
  }

  @Test
  void makesTheWebhookOnceAndRemovesNoOther() {
    calroute = installation.run();
    int others = agendize.watchedBy().size();
    Printed made = Printed.by(calroute, "connect", "agendize");
    assertThat(made.out())
        .containsPattern("ok +unknown-id")
        .containsPattern("ok +webhook +A webhook to " + HOST + "/callbacks/agendize was missing")
        .containsPattern("problem +own-sync +The provider itself writes the calendars of 1");
    assertThat(made.exitCode()).isOne();
    assertThat(agendize.watchedBy()).hasSize(others + 1).contains(HOST + "/callbacks/agendize");
    assertThat(Printed.by(calroute, "connect", "agendize").out())
        .contains("The provider calls " + HOST);
    assertThat(agendize.watchedBy()).hasSize(others + 1);
    assertThat(webhook().path("registered").asBoolean()).isTrue();
    JsonNode removed = Printed.by(calroute, "connect", "agendize", "--remove", "--json").json();
    assertThat(removed.path("findings")).hasSize(1);
    assertThat(agendize.watchedBy()).hasSize(others).doesNotContain(HOST + "/callbacks/agendize");
    assertThat(webhook().path("registered").asBoolean()).isFalse();
  }

  @Test
  void refusedCredentialsEndIt() {
    installation.with("calroute.connections.savvycal.default.api.token", "wrong");
    calroute = installation.run();
    Printed refused = Printed.by(calroute, "connect", "savvycal");
    assertThat(refused.exitCode()).isOne();
    assertThat(refused.out()).containsPattern("problem +credentials +provider-credentials-refused");
    assertThat(refused.out().lines().filter(line -> line.startsWith("ok"))).isEmpty();
  }

  @Test
  void whatWasSentInVainIsTakenFromTheLogAfterAStart() {
    calroute = installation.run();
    Printed.by(calroute, "connect", "agendize");
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(webhook().path("enabled").asBoolean()).isTrue());
    agendize.deliveries().to(calroute);
    String heard = agendize.book("881", TOMORROW.plus(HALF), HALF);
    awaitHeard(heard);
    calroute.close();
    agendize.deliveries().fate(Fate.LOSE);
    String missed = agendize.book("881", TOMORROW.plus(Duration.ofHours(5)), HALF);
    agendize.deliveries().settle();
    agendize.deliveries().fate(Fate.DELIVER);
    installation.with("calroute.reconcile.fast", "1d").with("calroute.reconcile.slow", "1d");
    calroute = installation.run();
    awaitHeard(missed);
    assertThat(calroute.get("/api/callbacks?limit=200&provider=agendize").path("items"))
        .anyMatch(one -> one.path("source").asText().equals("list"));
  }

  private void awaitHeard(String id) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(calroute.call("GET", "/api/appointments/agendize/" + id).statusCode())
                    .isEqualTo(200));
  }

  private JsonNode webhook() {
    for (JsonNode one : calroute.get("/api/connections").path("items")) {
      if (one.path("provider").asText().equals("agendize")) {
        return one.path("webhook");
      }
    }
    throw new AssertionError("The connection is not told");
  }
}
