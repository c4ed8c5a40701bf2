package io.calroute.sync.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.command.Commands;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.Provider;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The store is lost after bookings have got new ids, and no event is lost or doubled. */
class RebuildMovedTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant MONDAY = Instant.parse("2027-03-01T14:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2027-03-02T14:00:00Z");
  private static final Instant FRIDAY = Instant.parse("2027-03-05T14:00:00Z");

  @TempDir private Path home;
  private Installation installation;
  private RunningCalroute calroute;

  @BeforeEach
  void start() {
    installation = new Installation(home, 0, 0);
    calroute = installation.run();
  }

  @AfterEach
  void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void whatHadMovedToANewIdIsFollowedAndTakenAwayAfterwards() {
    CabinetFmBooking anna = CabinetFmBooking.of(1).with("881").at(MONDAY, Duration.ofHours(1));
    CabinetFmBooking carla = CabinetFmBooking.of(2).with("883").at(MONDAY, Duration.ofHours(1));
    tell(anna.callback("new"));
    tell(carla.callback("new"));
    awaitStarts(MONDAY, MONDAY);
    CabinetFmBooking annaMoved = anna.rescheduled(11, TUESDAY);
    CabinetFmBooking carlaMoved = carla.rescheduled(12, TUESDAY);
    tell(annaMoved.callback("reschedule"));
    tell(carlaMoved.callback("reschedule"));
    awaitStarts(TUESDAY, TUESDAY);
    List<String> before = events().stream().map(SimulatedEvent::id).toList();

    calroute.close();
    loseTheStore();
    assertThat(rebuild("--write")).contains("2 rebuilt, 0 not read, 0 not taken back");
    calroute = installation.run();

    tell(annaMoved.rescheduled(21, FRIDAY).callback("reschedule"));
    tell(carlaMoved.later().callback("cancelled"));
    awaitStarts(FRIDAY);
    assertThat(before).contains(events().get(0).id());
  }

  private void awaitStarts(Instant... starts) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(events()).extracting(SimulatedEvent::start).containsExactly(starts));
    await()
        .atMost(SOON)
        .until(
            () ->
                calroute
                    .bean(JdbcTemplate.class)
                    .queryForList("select 1 from reference where due_at is not null")
                    .isEmpty());
  }

  private List<SimulatedEvent> events() {
    List<SimulatedEvent> all =
        new ArrayList<>(installation.google().calendar("anna@example.com").events());
    all.addAll(installation.graph().mailbox("carla@example.org").events());
    return all;
  }

  private void loseTheStore() {
    new JdbcTemplate(
            new DriverManagerDataSource(
                installation.properties().get("spring.datasource.url").toString()))
        .update(
            "truncate callback, appointment, lane, lane_spelling, directory, directory_offer"
                + " cascade");
  }

  private String rebuild(String... words) {
    List<String> line = new ArrayList<>(List.of("rebuild"));
    line.addAll(List.of(words));
    installation.properties().forEach((key, value) -> line.add("--" + key + "=" + value));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream all = new PrintStream(out, true, StandardCharsets.UTF_8);
    Optional<Integer> code = Commands.run(line, all, all);
    assertThat(code).as(out.toString(StandardCharsets.UTF_8)).contains(0);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void tell(String body) {
    assertThat(Provider.CABINETFM.tell(calroute, body).statusCode()).isEqualTo(202);
  }
}
