package io.calroute.bundle.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.EditedCalroute;
import io.calroute.bundle.swap.CallbackStream;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of config/application.yaml and of secrets, on a running Calroute under load. */
class ConfigurationEditTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG = "config/application.yaml";
  private static final AtomicInteger BOOKINGS = new AtomicInteger();

  @TempDir static Path home;
  private static EditedCalroute edited;

  private CallbackStream callbacks;

  @BeforeAll
  static void startOnce() {
    edited = EditedCalroute.start(home, Map.of());
  }

  @AfterAll
  static void stop() {
    edited.close();
  }

  @BeforeEach
  void sendCallbacks() {
    callbacks = CallbackStream.start(edited.calroute(), 2, 30);
  }

  @AfterEach
  void nobodyWasRefused() {
    edited.restore();
    edited.awaitInUse();
    callbacks.close();
    assertThat(callbacks.refusals()).isEmpty();
    assertThat(callbacks.sent()).isPositive();
  }

  @Test
  void rotatedSecretCountsWithoutARestart() {
    await().atMost(SOON).until(() -> callbacks.sent() > 0);
    callbacks.close();
    int before = edited.send(booking(), "appointment.created");
    edited.save("config/secrets/savvycal-secret", "another\n");
    await().atMost(SOON).until(() -> edited.send(booking(), "appointment.created") == 401);
    edited.edit(
        CONFIG,
        "secret: ${savvycal-secret}",
        "secret: ${savvycal-secret}\n        previous-secret: ${savvycal-former-secret}");
    edited.save("config/secrets/savvycal-former-secret", "sandbox-secret\n");
    await().atMost(SOON).until(() -> edited.send(booking(), "appointment.created") == 202);
    assertThat(before).isEqualTo(202);
    assertThat(edited.bundle().toString()).doesNotContain("another");
  }

  @Test
  void unknownWordIsToldWithItsLineAndTheWordsThereAre() {
    edited.edit(CONFIG, "tentative: hold", "tentative: hodl");
    JsonNode problems =
        edited.awaitProblem(CONFIG, edited.line(CONFIG, "tentative: hodl"), "'hodl' is none of");
    assertThat(problems.toString()).contains("hold, skip").contains("calroute.tentative");
  }

  @Test
  void nameThatNothingReadsIsTold() {
    edited.edit(CONFIG, "  tentative: hold", "  tentativ: hold");
    edited.awaitProblem(
        CONFIG, edited.line(CONFIG, "tentativ: hold"), "calroute.tentativ is read by nothing");
    edited.restore();
    edited.awaitInUse();
    edited.edit(CONFIG, "        time-zone: Europe/Paris", "        timezon: Europe/Paris");
    edited.awaitProblem(
        CONFIG, edited.line(CONFIG, "timezon: Europe/Paris"), "default.timezon is read by nothing");
  }

  @Test
  void aWayOfLinksThatNobodyKnowsIsToldWithItsLineAndTheWaysThereAre() {
    edited.edit(
        CONFIG, "  tentative: hold", "  links:\n    - adopt\n    - redirct\n  tentative: hold");
    JsonNode problems =
        edited.awaitProblem(CONFIG, edited.line(CONFIG, "- redirct"), "'redirct' is none of");
    assertThat(problems.toString()).contains("adopt, redirect, write, invite", "calroute.links[1]");
    edited.restore();
    edited.awaitInUse();
    edited.edit(
        CONFIG,
        "        time-zone: Europe/Paris",
        "        links: adopt, mail\n        time-zone: Europe/Paris");
    edited.awaitProblem(CONFIG, edited.line(CONFIG, "links: adopt"), "'mail' is none of");
  }

  @Test
  void redirectsNeedAnAddressThatClientsReach() {
    edited.edit(CONFIG, "  tentative: hold", "  links: [redirect]\n  tentative: hold");
    edited.awaitProblem(
        CONFIG, edited.line(CONFIG, "links: [redirect]"), "needs calroute.public-url");
    edited.restore();
    edited.awaitInUse();
    edited.edit(CONFIG, "  tentative: hold", "  public-url: example.org\n  tentative: hold");
    edited.awaitProblem(
        CONFIG, edited.line(CONFIG, "public-url"), "'example.org' is no address that clients");
  }

  @Test
  void clientsAreRedirectedWithoutARestart() {
    SavvyCalBooking booking = booking();
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
    String shown = "/api/appointments/savvycal/" + booking.id();
    await().atMost(SOON).until(() -> edited.calroute().call("GET", shown).statusCode() == 200);
    assertThat(edited.calroute().get(shown).path("joinAddress").isNull()).isTrue();

    edited.edit(
        CONFIG,
        "  tentative: hold",
        "  links: [adopt, redirect]\n  public-url: https://c.example.org\n  tentative: hold");
    edited.awaitInUse();

    assertThat(edited.bundle().path("restartFor")).isEmpty();
    assertThat(edited.calroute().get(shown).path("joinAddress").asText())
        .startsWith("https://c.example.org/join/savvycal/default/");
  }

  @Test
  void brokenYamlIsToldWithItsLine() {
    edited.edit(CONFIG, "  tentative: hold", "  tentative: [hold");
    await().atMost(SOON).until(() -> edited.bundle().path("problems").size() > 0);
    assertThat(edited.bundle().path("problems").toString())
        .contains(CONFIG)
        .contains("This is no YAML");
    assertThat(edited.bundle().path("problems").get(0).path("line").intValue()).isPositive();
  }

  @Test
  void connectionWithoutSecretIsRefusedAndTheOthersStay() {
    edited.edit(CONFIG, "secret: ${agendize-secret}", "secret: \"\"");
    edited.awaitProblem(
        CONFIG, edited.line(CONFIG, "secret: \"\"") - 1, "calroute.connections.agendize.default");
  }

  @Test
  void secretThatNobodyGivesIsRefused() {
    edited.edit(CONFIG, "secret: ${agendize-secret}", "secret: ${nobodys-secret}");
    edited.awaitProblem(CONFIG, edited.line(CONFIG, "${nobodys-secret}") - 1, "config/secrets");
  }

  @Test
  void whatOnlyTheNextStartTakesOverIsTold() {
    edited.edit(CONFIG, "  tentative: hold", "  sync:\n    workers: 3\n  tentative: hold");
    edited.awaitInUse();
    assertThat(edited.bundle().path("restartFor").toString())
        .isEqualTo("[\"calroute.sync.workers\"]");
  }

  @Test
  void aSecretWaitsOnlyWhereNothingTakesItOverWhileItRuns() {
    await().atMost(SOON).until(() -> callbacks.sent() > 0);
    callbacks.close();
    edited.save("config/secrets/savvycal-secret", "another\n");
    edited.save("config/secrets/nobodys-secret", "for nobody\n");
    edited.awaitInUse();
    assertThat(edited.bundle().path("restartFor")).isEmpty();
    edited.edit(
        CONFIG, "  tentative: hold", "  api:\n    token: ${nobodys-secret:}\n  tentative: hold");
    edited.awaitInUse();
    assertThat(edited.bundle().path("restartFor").toString()).isEqualTo("[\"calroute.api.token\"]");
  }

  @Test
  void placeholderInARouteTakesItsNewValue() {
    edited.edit(CONFIG, "  tentative: hold", "  google:\n    page-size: 111\n  tentative: hold");
    edited.awaitInUse();
    assertThat(edited.bundle().path("restartFor")).isEmpty();
    assertThat(
            edited.calroute().bean(org.apache.camel.CamelContext.class).getEndpoints().toString())
        .contains("pageSize=111");
  }

  @Test
  void aShippedStepIsTheOperatorsToChange() {
    String route = "routes/write-google-event.camel.yaml";
    edited.edit(route, "pageSize: \"{{calroute.google.page-size:250}}\"", "pageSize: 99");
    edited.awaitInUse();
    assertThat(edited.bundle().path("restartFor")).isEmpty();
    assertThat(
            edited.calroute().bean(org.apache.camel.CamelContext.class).getEndpoints().toString())
        .contains("pageSize=99");
  }

  /** A connection that is gone answers 404, and events of staff that is gone are taken away. */
  @Test
  void filesThatAreGoneChangeNothing() {
    edited.delete("config/application.yaml");
    edited.awaitProblem("config/application.yaml", 0, "The file is gone; bring it back");
    edited.restore();
    edited.awaitInUse();
    edited.delete("config/directory.yaml");
    edited.awaitProblem("config/directory.yaml", 0, "is gone; bring it back");
    edited.save("config/directory.yaml", "calroute:\n  directory:\n    - target: outlook\n");
    edited.awaitProblem("config/directory.yaml", 3, "outlook");
    edited.restore();
    edited.awaitInUse();
  }

  @Test
  void brokenDirectoryIsToldWithTheOtherFiles() {
    edited.save("config/directory.yaml", "directory:\n  - match: {queue: x}\n");
    await()
        .atMost(SOON)
        .until(() -> edited.bundle().path("problems").toString().contains("target is not set"));
    edited.restore();
    await().atMost(SOON).until(() -> edited.bundle().path("problems").isEmpty());
  }

  private static SavvyCalBooking booking() {
    return SavvyCalBooking.of("appt_config" + BOOKINGS.incrementAndGet()).with("prov_ben000000001");
  }
}
