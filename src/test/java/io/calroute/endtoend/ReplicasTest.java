package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on one store are, to a mailbox, one careful caller. */
class ReplicasTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String CARLA = "carla@example.org";
  private static final String DAVE = "dave@example.org";
  private static final int BOOKINGS = 24;

  @TempDir private Path home;
  private Installation installation;
  private RunningCalroute one;
  private RunningCalroute other;

  @BeforeEach
  void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.teams.organizer", CARLA)
            .with("calroute.sync.sweep-age", "0s")
            .with("spring.jmx.enabled", false)
            .with("spring.datasource.hikari.maximum-pool-size", 40);
    // Its events' meetings are Carla's, beside the events in her own calendar.
    installation.graph().mailbox(DAVE).teamsAllowed(false);
    one = installation.run();
    other = installation.run();
  }

  @AfterEach
  void stop() {
    if (other != null) {
      other.close();
    }
    one.close();
    installation.close();
  }

  @Test
  void aMailboxHasOneCallAtATimeAcrossReplicasSweepsSearchesAndMeetings() {
    installation.graph().latency(Duration.ofMillis(30));
    installation.google().latency(Duration.ofMillis(30));
    List<String> staff = List.of("prov_carla0000001", "prov_dave00000001", "prov_anna00000001");
    for (int i = 0; i < BOOKINGS; i++) {
      book(i % 2 == 0 ? one : other, "appt_replicas" + i, staff.get(i % 3));
      if (i % 6 == 5) {
        one.call("POST", "/api/sweep");
        other.call("POST", "/api/sweep");
      }
    }
    atRest();
    for (int i = 0; i < BOOKINGS; i++) {
      (i % 2 == 0 ? other : one)
          .call("POST", "/api/appointments/savvycal/appt_replicas" + i + "/resync");
      if (i % 6 == 5) {
        one.call("POST", "/api/sweep");
      }
    }
    atRest();

    assertThat(installation.graph().mailbox(CARLA).events()).hasSize(BOOKINGS / 3);
    assertThat(installation.graph().mailbox(DAVE).events()).hasSize(BOOKINGS / 3);
    // The load was one: writes, searches and sweeps, and meetings beside them.
    assertThat(installation.graph().requests().count(Operation.LIST)).isGreaterThan(BOOKINGS / 3);
    Map<String, Integer> peaks = installation.graph().requests().peakConcurrency();
    assertThat(peaks).containsKeys(CARLA, DAVE, "teams:" + CARLA);
    assertThat(peaks.values()).containsOnly(1);
    assertThat(peaks.get(CARLA) + peaks.get("teams:" + CARLA)).isLessThanOrEqualTo(3);
    assertThat(installation.google().requests().peakConcurrency("anna@example.com")).isEqualTo(1);
    assertThat(worked(one)).isTrue();
    assertThat(worked(other)).isTrue();
  }

  private static boolean worked(RunningCalroute replica) {
    return replica
        .call("GET", "/actuator/prometheus")
        .body()
        .contains("calroute_calls_total{operation=");
  }

  private static void book(RunningCalroute replica, String id, String staff) {
    assertThat(
            replica
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    SavvyCalBooking.of(id).with(staff).online(null).callback("appointment.created"))
                .statusCode())
        .isEqualTo(202);
  }

  private void atRest() {
    await()
        .atMost(SOON)
        .until(
            () -> {
              var status = one.get("/api/status");
              return status.path("callbacks").path("pending").asInt() == 0
                  && status.path("appointments").path("due").asInt() == 0;
            });
  }
}
