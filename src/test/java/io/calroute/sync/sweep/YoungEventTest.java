package io.calroute.sync.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A list may lag behind a young event, so that its absence means nothing yet. */
class YoungEventTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ANNA = "anna@example.com";

  @TempDir private Path home;

  @Test
  void anEventThatIsDeletedSoonAfterItsMakingIsFoundByOneSweepAllTheSame() {
    try (Installation installation =
            new Installation(home, 0, 0)
                .with("calroute.drift", "repair")
                .with("calroute.sync.sweep-age", "3s")
                .with("calroute.sync.sweep-interval", "0s");
        RunningCalroute calroute = installation.run()) {
      assertThat(
              calroute
                  .postSigned(
                      "/callbacks/savvycal",
                      "X-SavvyCal-Signature",
                      SavvyCalBooking.of("appt_young0000001")
                          .with("prov_anna00000001")
                          .callback("appointment.created"))
                  .statusCode())
          .isEqualTo(202);
      await().atMost(SOON).until(() -> events(installation).size() == 1);
      await().atMost(SOON).until(() -> calroute.get("/api/status").at("/sync/due").asInt() == 0);
      installation.google().calendar(ANNA).delete(events(installation).get(0).id());

      assertThat(calroute.call("POST", "/api/sweep?calendar=" + ANNA).statusCode()).isEqualTo(202);

      await().atMost(SOON).until(() -> events(installation).size() == 1);
    }
  }

  @Test
  void aYoungEventThatALookHasNotFoundIsNotSaidToStand() {
    try (Installation installation =
            new Installation(home, 0, 0)
                .with("calroute.sync.sweep-interval", "0s")
                .with("calroute.sync.settle", "1ms");
        RunningCalroute calroute = installation.run()) {
      calroute.postSigned(
          "/callbacks/savvycal",
          "X-SavvyCal-Signature",
          SavvyCalBooking.of("appt_young0000002")
              .with("prov_anna00000001")
              .at(Instant.parse("2027-03-01T15:00:00Z"), Duration.ofMinutes(30))
              .in(ZoneId.of("Europe/Paris"))
              .callback("appointment.created"));
      await().atMost(SOON).until(() -> code(calroute).equals("in-calendar"));
      installation.google().calendar(ANNA).delete(events(installation).get(0).id());

      await()
          .atMost(SOON)
          .until(
              () -> {
                calroute.call("POST", "/api/sweep?calendar=" + ANNA);
                return why(calroute).path("sentence").asText().startsWith("Perhaps");
              });
      assertThat(code(calroute)).isEqualTo("waiting");
      assertThat(why(calroute).path("sentence").asText())
          .startsWith("Perhaps no longer in anna@example.com: a look at ")
          .contains("has not found its event; it is looked for again, since a search may lag")
          .containsPattern("Calroute goes on by itself, next at 2\\S+ \\S+ UTC");
      await()
          .atMost(SOON)
          .until(
              () ->
                  Instant.parse(why(calroute).path("until").asText())
                      .isAfter(Instant.now().plusSeconds(60)));
      assertThat(calroute.call("GET", "/team/now?day=2027-03-01&zone=UTC").body())
          .contains("block waiting")
          .doesNotContain("block found");

      // A look that finds it again; here, that it was not missed is all that a list can say.
      SweepStore sweeps = calroute.bean(SweepStore.class);
      sweeps.missed(lane(calroute), List.of());
      assertThat(code(calroute)).isEqualTo("in-calendar");
    }
  }

  private static Lane lane(RunningCalroute calroute) {
    return new Lane(
        calroute
            .bean(JdbcTemplate.class)
            .queryForObject("select id from lane where calendar = ?", Long.class, ANNA),
        Target.GOOGLE,
        ANNA,
        false,
        null,
        false);
  }

  private static JsonNode why(RunningCalroute calroute) {
    return calroute.get("/api/why?id=appt_young0000002").at("/items/0");
  }

  private static String code(RunningCalroute calroute) {
    return why(calroute).path("code").asText();
  }

  private static List<SimulatedEvent> events(Installation installation) {
    return installation.google().calendar(ANNA).events();
  }
}
