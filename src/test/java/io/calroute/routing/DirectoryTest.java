package io.calroute.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Appointments follow the directory. */
class DirectoryTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0).with("calroute.sync.directory-poll", "50ms");
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void unroutedAppointmentSyncsByItselfAndMovesWhenItsCalendarChanges() throws IOException {
    book("appt_dir00000001", "prov_new000000001");
    await().atMost(SOON).until(() -> unrouted("appt_dir00000001"));

    route("prov_new000000001", "google", "new@example.com");
    await().atMost(SOON).until(() -> events("new@example.com") == 1);
    assertThat(unrouted("appt_dir00000001")).isFalse();

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
    route("prov_new000000002", "google", "newer@example.com");
    await().atMost(SOON).until(() -> calendars(directory).contains("newer@example.com"));
    List<String> before = calendars(directory);

    Files.writeString(
        installation.directoryFile(), "calroute:\n  directory:\n    - target: outlook\n");
    await().atMost(SOON).until(() -> directory.problem().isPresent());
    assertThat(directory.problem().orElseThrow())
        .contains("calroute.directory[0].target is outlook");
    assertThat(calroute.get("/api/status").at("/bundle/problems/0/file").asText())
        .endsWith("directory.yaml");
    assertThat(calendars(directory)).isEqualTo(before);

    book("appt_dir00000002", "prov_new000000002");
    await().atMost(SOON).until(() -> events("newer@example.com") == 1);
  }

  @Test
  void changeMadeWhileNothingRanIsFollowedAtTheNextStart() throws IOException {
    book("appt_dir00000003", "prov_new000000003");
    await().atMost(SOON).until(() -> unrouted("appt_dir00000003"));
    calroute.close();

    route("prov_new000000003", "google", "newest@example.com");
    calroute = installation.run();
    await().atMost(SOON).until(() -> events("newest@example.com") == 1);
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

  private static List<String> calendars(LiveDirectory directory) {
    return directory.get().entries().stream().map(DirectoryEntry::calendar).toList();
  }

  private static boolean unrouted(String id) {
    return !calroute
        .bean(JdbcTemplate.class)
        .queryForList("select 1 from appointment where external_id = ? and unrouted", id)
        .isEmpty();
  }
}
