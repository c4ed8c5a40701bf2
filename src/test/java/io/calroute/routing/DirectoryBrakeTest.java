package io.calroute.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slip in the directory empties nobody's calendar. */
class DirectoryBrakeTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String STAFF = "prov_new000000001";
  private static final int MANY = 25;

  @TempDir Path home;
  private Installation installation;
  private RunningCalroute calroute;

  @BeforeEach
  void start() {
    installation = new Installation(home, 0, 0).with("calroute.sync.directory-poll", "50ms");
    calroute = installation.run();
  }

  @AfterEach
  void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void anEditThatMovesManyWaitsForAWordAlsoAcrossARestart() throws IOException {
    route("new@example.com");
    await()
        .atMost(SOON)
        .until(() -> calroute.get("/api/directory").at("/inForce/number").asInt() == 2);
    for (int i = 0; i < MANY; i++) {
      book("appt_brake%08d".formatted(i));
    }
    await().atMost(SOON).until(() -> events("new@example.com") == MANY && due() == 0);

    route("slip@example.com");
    await().atMost(SOON).until(() -> problems().size() == 1);
    assertThat(problems().get(0).path("reason").asText())
        .contains("move 25 and remove 0 of the 25 events")
        .contains("Correct it")
        .contains("POST /api/directory/confirm?version=");
    assertThat(problems().get(0).path("file").asText()).isEqualTo("config/directory.yaml");
    assertThat(events("slip@example.com")).isZero();

    calroute.close();
    calroute = installation.run();
    assertThat(calroute.call("GET", "/actuator/health/readiness").statusCode()).isEqualTo(200);
    await().atMost(SOON).until(() -> problems().size() == 1);
    book("appt_brakemeanwhile");
    await().atMost(SOON).until(() -> events("new@example.com") == MANY + 1);
    JsonNode held = calroute.get("/api/directory").path("held");
    assertThat(held).hasSize(1);
    assertThat(held.get(0).path("heldBy").asText()).isEqualTo("brake");
    assertThat(held.get(0).path("moved").asInt()).isEqualTo(MANY);

    assertThat(calroute.call("POST", "/api/directory/confirm?version=nonsense").statusCode())
        .isEqualTo(409);
    assertThat(calroute.call("POST", "/api/directory/confirm").statusCode()).isEqualTo(202);
    await()
        .atMost(SOON)
        .until(() -> events("slip@example.com") == MANY + 1 && events("new@example.com") == 0);
    await().atMost(SOON).until(() -> problems().isEmpty());
    assertThat(calroute.call("POST", "/api/directory/confirm").body()).contains("nothing-held");

    // The other way on: what was in force is in force again at once.
    route("another@example.com");
    await().atMost(SOON).until(() -> problems().size() == 1);
    route("slip@example.com");
    await().atMost(SOON).until(() -> problems().isEmpty());
    assertThat(events("slip@example.com")).isEqualTo(MANY + 1);
  }

  private void book(String id) {
    assertThat(
            calroute
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    SavvyCalBooking.of(id).with(STAFF).callback("appointment.created"))
                .statusCode())
        .isEqualTo(202);
  }

  private void route(String calendar) throws IOException {
    Files.writeString(
        installation.directoryFile(),
        """
        calroute:
          directory:
            - match:
                staff-id: %s
              target: google
              calendar: %s
        """
            .formatted(STAFF, calendar));
  }

  private JsonNode problems() {
    return calroute.get("/api/status").at("/bundle/problems");
  }

  private int due() {
    return calroute.get("/api/status").at("/appointments/due").asInt();
  }

  private int events(String calendar) {
    return installation.google().calendar(calendar).events().size();
  }
}
