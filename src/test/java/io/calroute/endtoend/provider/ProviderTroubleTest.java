package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with a provider's API, nothing is taken away, and callbacks go on. */
class ProviderTroubleTest {

  private static final String ANNA = "anna@example.com";
  private static final String STAFF = "prov_anna00000001";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int BEFORE = 120;
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static SavvyCalSimulator savvycal;
  private static int booked = BEFORE;

  @BeforeAll
  static void start() {
    savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
    savvycal.hire(Staff.of(STAFF, ANNA));
    for (int i = 0; i < BEFORE; i++) {
      savvycal.book(STAFF, TOMORROW.plus(HALF.multipliedBy(i)), HALF);
    }
    installation =
        new Installation(home, 0, 0)
            .withoutQuotas()
            .asking(savvycal)
            .with("calroute.reconcile.fast", "2s")
            .with("calroute.reconcile.slow", "2s")
            .with("calroute.sync.retry-limit", "2s");
    calroute = installation.run();
    savvycal.deliveries().to(calroute);
    String id =
        RunningCalroute.json(
                calroute.call("POST", "/api/backfill", "{\"provider\":\"savvycal\"}").body())
            .path("id")
            .asText();
    await()
        .atMost(SOON)
        .until(() -> calroute.call("POST", "/api/backfill/" + id + "/accept").statusCode() == 202);
    eventually(() -> assertThat(events()).isEqualTo(BEFORE));
  }

  @AfterAll
  static void stop() {
    savvycal.close();
    calroute.close();
    installation.close();
  }

  @AfterEach
  void allIsWellAgain() {
    savvycal.faults().clear();
    eventually(() -> assertThat(problem()).isEmpty());
    assertThat(events()).isEqualTo(booked);
  }

  @Test
  void anEmptyListTakesNothingAway() {
    savvycal.faults().add(FaultRule.of(Effect.emptyList(), Operation.LIST));
    eventually(() -> assertThat(problem()).isEqualTo("too-many-missing"));
    callbacksGoOn();
  }

  @Test
  void refusedCredentialsAreToldAndHoldUpNothing() {
    savvycal.faults().add(FaultRule.of(Effect.status(401)));
    eventually(() -> assertThat(problem()).isEqualTo("provider-credentials-refused"));
    assertThat(connection().at("/problem/message").asText()).contains("calroute.connections");
    callbacksGoOn();
    // What only people can mend is not asked every moment.
    savvycal.faults().clear();
    calroute
        .bean(org.springframework.jdbc.core.JdbcTemplate.class)
        .update("update provider_run set due_at = now() where state = 'listing'");
  }

  @Test
  void aListThatBreaksOffInTheMiddleGoesOnWhereItWas() {
    savvycal.faults().add(FaultRule.of(Effect.status(500), Operation.LIST).probability(0.5));
    savvycal.deliveries().fate(Fate.LOSE);
    savvycal.book(STAFF, TOMORROW.plus(Duration.ofDays(6)), HALF);
    booked++;
    eventually(() -> assertThat(events()).isEqualTo(booked));
    savvycal.deliveries().fate(Fate.DELIVER);
  }

  @Test
  void aProviderThatIsAwayIsAskedLater() {
    savvycal.faults().add(FaultRule.of(Effect.dropBefore()));
    eventually(() -> assertThat(problem()).isEqualTo("provider-unreachable"));
    callbacksGoOn();
  }

  private static void callbacksGoOn() {
    savvycal.book(STAFF, TOMORROW.plus(Duration.ofDays(7 + booked)), HALF);
    booked++;
    eventually(() -> assertThat(events()).isEqualTo(booked));
  }

  private static int events() {
    return installation.google().calendar(ANNA).events().size();
  }

  private static String problem() {
    return connection().at("/problem/code").asText();
  }

  private static JsonNode connection() {
    for (JsonNode one : calroute.get("/api/connections").path("items")) {
      if (one.path("provider").asText().equals("savvycal")) {
        return one;
      }
    }
    throw new AssertionError("The connection is not told");
  }

  private static void eventually(ThrowingRunnable what) {
    await().atMost(SOON).untilAsserted(what);
  }
}
