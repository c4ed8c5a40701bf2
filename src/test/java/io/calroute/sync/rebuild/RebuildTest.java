package io.calroute.sync.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.command.Commands;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import io.calroute.store.SharedServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/** The store is lost, and no event is lost or doubled. */
class RebuildTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> STAFF =
      List.of("prov_anna00000001", "prov_ben000000001", "prov_carla0000001", "prov_dave00000001");

  @TempDir private Path home;
  private Installation installation;
  private RunningCalroute calroute;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    installation =
        new Installation(home, 0, 0).withEmbeddedStore().with("calroute.sync.sweep-age", "0s");
    calroute = installation.run();
  }

  @AfterEach
  void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void eventsAreAdoptedFollowedAndTakenAwayAfterwards() throws Exception {
    // Of every connection to the embedded store, as to others: whose wait is longer has lost.
    assertThat(
            calroute
                .bean(JdbcTemplate.class)
                .queryForObject("select current_setting('lock_timeout')", String.class))
        .isEqualTo("25s");

    List<SavvyCalBooking> bookings = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      bookings.add(SavvyCalBooking.of("appt_rebuild%04d".formatted(i)).with(STAFF.get(i % 4)));
    }
    bookings.add(SavvyCalBooking.of("appt_rebuildboth").with(STAFF.get(0), STAFF.get(2)));
    bookings.forEach(one -> send(one, "appointment.created"));
    await().atMost(SOON).until(() -> ids().size() == 14);
    await().atMost(SOON).until(() -> due() == 0);
    List<String> before = ids();

    calroute.close();
    FileSystemUtils.deleteRecursively(home.resolve("data"));
    SharedServer.lendBinaries(home.resolve("data"));
    assertThat(rebuild()).contains("14 to rebuild").doesNotContain("Nothing was written");
    assertThat(said()).contains("Nothing was written");
    assertThat(RunningCalroute.json(rebuild("--json")))
        .hasSize(4)
        .extracting(one -> one.path("rebuilt").asInt())
        .containsExactlyInAnyOrder(4, 3, 4, 3);
    assertThat(said()).contains("Nothing was written");
    assertThat(rebuild("--write")).contains("14 rebuilt, 0 not read");
    assertThat(rebuild("--write")).contains(" 0 rebuilt, 0 not read");
    assertThat(RunningCalroute.json(rebuild("--write", "--json")))
        .hasSize(4)
        .allSatisfy(one -> assertThat(one.path("rebuilt").asInt(-1)).isZero());

    calroute = installation.run();
    // Nothing is touched by starting, by a sweep, or by a resync.
    assertThat(calroute.call("POST", "/api/sweep?confirm=true").statusCode()).isEqualTo(202);
    assertThat(
            calroute
                .call("POST", "/api/appointments/savvycal/appt_rebuild0001/resync")
                .statusCode())
        .isBetween(200, 299);
    await()
        .atMost(SOON)
        .until(
            () ->
                count("select count(*) from sweep where swept_at is null") == 0
                    && count("select count(*) from sweep") == 4
                    && count("select count(*) from appointment where routed_by = 0") == 0);
    assertThat(ids()).isEqualTo(before);

    // Unchanged ones are adopted, one moves, one is reassigned, one is called off.
    for (int i = 3; i < bookings.size(); i++) {
      send(bookings.get(i), "appointment.created");
    }
    Instant later = Instant.parse("2027-04-01T09:00:00Z");
    send(bookings.get(0).at(later, Duration.ofMinutes(30)).later(), "appointment.rescheduled");
    send(bookings.get(1).with(STAFF.get(3)).later(), "appointment.rescheduled");
    send(bookings.get(2).later(), "appointment.canceled");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(due()).isZero();
              assertThat(ids()).hasSize(13);
              assertThat(standing())
                  .filteredOn(one -> one.start().equals(later))
                  .singleElement()
                  .satisfies(one -> assertThat(before).contains(one.id()));
            });
    assertThat(standing())
        .extracting(one -> one.marker().appointment() + one.calendar())
        .doesNotHaveDuplicates();
    assertThat(installation.google().requests().count(Operation.INSERT)).isEqualTo(7);
    assertThat(installation.graph().requests().count(Operation.INSERT)).isEqualTo(8);
  }

  /** Its result; for the rest there is {@link #said}. */
  private String rebuild(String... words) {
    List<String> line = new ArrayList<>(List.of("rebuild"));
    line.addAll(List.of(words));
    Map<String, Object> properties = installation.properties();
    properties.forEach((key, value) -> line.add("--" + key + "=" + value));
    line.add("--calroute.data-dir=" + home.resolve("data"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    err.reset();
    assertThat(
            Commands.run(
                line,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)))
        .contains(0);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What the last command said besides its result. */
  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<SimulatedEvent> standing() {
    return Stream.concat(
            Stream.of("anna@example.com", "ben@example.com")
                .flatMap(one -> installation.google().calendar(one).events().stream()),
            Stream.of("carla@example.org", "dave@example.org")
                .flatMap(one -> installation.graph().mailbox(one).events().stream()))
        .toList();
  }

  private List<String> ids() {
    return standing().stream().map(SimulatedEvent::id).sorted().toList();
  }

  private long due() {
    return count("select count(*) from reference where due_at is not null")
        + count("select count(*) from callback where outcome = 'pending'");
  }

  private long count(String sql) {
    Long count = calroute.bean(JdbcTemplate.class).queryForObject(sql, Long.class);
    return count == null ? 0 : count;
  }

  private void send(SavvyCalBooking booking, String type) {
    assertThat(
            calroute
                .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", booking.callback(type))
                .statusCode())
        .isEqualTo(202);
  }
}
