package io.calroute.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.appointment.directory.LiveDirectory;
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

/** Appointments follow the directory. */
class DirectoryTest {

  private static final Duration SOON = Duration.ofSeconds(20);

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
  void unroutedAppointmentSyncsByItselfAndMovesWhenItsCalendarChanges() throws IOException {
    book("appt_dir00000001", "prov_new000000001");
    await().atMost(SOON).until(() -> unrouted() == 1);

    route("prov_new000000001", "google", "new@example.com");
    await().atMost(SOON).until(() -> events("new@example.com") == 1);
    assertThat(unrouted()).isZero();

    route("prov_new000000001", "office365", "new@example.org");
    await()
        .atMost(SOON)
        .until(
            () ->
                installation.graph().mailbox("new@example.org").events().size() == 1
                    && events("new@example.com") == 0);
  }

  @Test
  void brokenDirectoryChangesNothing() throws IOException {
    LiveDirectory directory = calroute.bean(LiveDirectory.class);
    int configured = directory.get().size();
    route("prov_new000000001", "google", "new@example.com");
    await().atMost(SOON).until(() -> directory.get().size() == configured + 1);

    Files.writeString(
        installation.directoryFile(), "calroute:\n  directory:\n    - target: outlook\n");
    await().atMost(SOON).until(() -> directory.problem().isPresent());
    assertThat(directory.problem().orElseThrow())
        .contains("directory.yaml")
        .contains("calroute.directory[0].target is outlook");
    assertThat(directory.get().size()).isEqualTo(configured + 1);

    book("appt_dir00000002", "prov_new000000001");
    await().atMost(SOON).until(() -> events("new@example.com") == 1);
  }

  @Test
  void changeMadeWhileNothingRanIsFollowedAtTheNextStart() throws IOException {
    book("appt_dir00000003", "prov_new000000001");
    await().atMost(SOON).until(() -> unrouted() == 1);
    calroute.close();

    route("prov_new000000001", "google", "new@example.com");
    calroute = installation.run();
    await().atMost(SOON).until(() -> events("new@example.com") == 1);
  }

  private void book(String id, String staff) {
    assertThat(
            calroute
                .postSigned(
                    "/callbacks/savvycal",
                    "X-SavvyCal-Signature",
                    SavvyCalBooking.of(id).with(staff).callback("appointment.created"))
                .statusCode())
        .isEqualTo(202);
  }

  private void route(String staff, String target, String calendar) throws IOException {
    Files.writeString(
        installation.directoryFile(),
        """
        calroute:
          directory:
            - match:
                staff-id: %s
              target: %s
              calendar: %s
        """
            .formatted(staff, target, calendar));
  }

  private int events(String calendar) {
    return installation.google().calendar(calendar).events().size();
  }

  private long unrouted() {
    Long count =
        calroute
            .bean(org.springframework.jdbc.core.JdbcTemplate.class)
            .queryForObject("select count(*) from appointment where unrouted", Long.class);
    return count == null ? 0 : count;
  }
}
