package io.calroute.endtoend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
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
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a former integration has written is taken over by a backfill, and never doubled. */
class FormerEventsTest {

  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final String CARLA = "carla@example.org";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir Path home;
  private RunningCalroute calroute;

  @Test
  void eventsWithTheSameStartAndTitleAreAdopted() {
    try (SavvyCalSimulator savvycal = SavvyCalSimulator.start(Clock.systemUTC(), 0);
        Installation installation = new Installation(home, 0, 0)) {
      Staff anna = hired(savvycal, "prov_anna00000001", ANNA);
      Staff ben = hired(savvycal, "prov_ben000000001", BEN);
      Staff carla = hired(savvycal, "prov_carla0000001", CARLA);
      savvycal.deliveries().fate(Fate.LOSE);
      String moved = savvycal.book(anna.id(), at(0), HALF);
      savvycal.book(anna.id(), at(1), HALF);
      savvycal.book(anna.id(), at(2), HALF);
      savvycal.book(anna.id(), at(3), HALF);
      savvycal.book(ben.id(), at(0), HALF);
      savvycal.book(carla.id(), at(0), HALF);
      installation.asking(savvycal);
      try (RunningCalroute running = installation.run()) {
        calroute = running;
        savvycal.deliveries().to(running);
        JsonNode first = planned();
        assertThat(first.path("create").asInt()).isEqualTo(6);
        String title = running.get("/api/appointments/savvycal/" + moved).path("title").textValue();
        String google = invite(installation, ANNA, ANNA, title, at(0));
        invite(installation, ANNA, ANNA, title, at(1));
        invite(installation, ANNA, ANNA, title, at(1));
        invite(installation, ANNA, "boss@example.com", title, at(2));
        invite(installation, ANNA, ANNA, title, at(3).plusSeconds(60));
        invite(installation, BEN, BEN, title, at(0));
        String exchange =
            installation
                .graph()
                .mailbox(CARLA)
                .invite(CARLA, graphEvent(title.toUpperCase(Locale.ROOT), at(0)));
        installation
            .google()
            .faults()
            .add(FaultRule.of(Effect.status(403), Operation.LIST).calendar(BEN));
        calroute.call("POST", "/api/backfill/" + first.path("id").asText() + "/stop", "");
        JsonNode second = planned();
        assertThat(second.path("adopt").asInt()).as(second.toPrettyString()).isEqualTo(2);
        assertThat(second.path("create").asInt()).isEqualTo(4);
        assertThat(second.path("conflicts"))
            .extracting(one -> one.path("code").asText())
            .containsExactlyInAnyOrder("several-look-alikes", "not-to-be-adopted");
        assertThat(second.path("calendars"))
            .filteredOn(one -> one.has("unseen"))
            .extracting(one -> one.path("calendar").asText())
            .containsExactly("googleCalendar " + BEN);

        savvycal.deliveries().fate(Fate.DELIVER);
        savvycal.move(moved, at(8), HALF);
        await()
            .atMost(SOON)
            .untilAsserted(
                () ->
                    assertThat(event(installation.google().calendar(ANNA).events(), google).start())
                        .isEqualTo(at(8)));
        calroute.call("POST", "/api/backfill/" + second.path("id").asText() + "/accept", "");
        await()
            .atMost(SOON)
            .untilAsserted(
                () ->
                    assertThat(state(second.path("id").asText()).path("state").asText())
                        .isEqualTo("done"));
        await()
            .atMost(SOON)
            .untilAsserted(
                () -> {
                  assertThat(installation.google().calendar(ANNA).events()).hasSize(5 + 3);
                  List<SimulatedEvent> carlas = installation.graph().mailbox(CARLA).events();
                  assertThat(carlas).extracting(SimulatedEvent::id).containsExactly(exchange);
                  assertThat(carlas.get(0).marker().appointment()).startsWith("savvycal/default/");
                });
      }
    }
  }

  private static Staff hired(SavvyCalSimulator savvycal, String id, String address) {
    Staff staff = Staff.of(id, address);
    savvycal.hire(staff);
    return staff;
  }

  private static Instant at(int hours) {
    return TOMORROW.plus(Duration.ofHours(hours));
  }

  private static SimulatedEvent event(List<SimulatedEvent> events, String id) {
    return events.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  private static String invite(
      Installation installation, String calendar, String organizer, String title, Instant start) {
    ObjectNode event = Json.object().put("summary", title);
    event.putObject("start").put("dateTime", start.toString());
    event.putObject("end").put("dateTime", start.plus(HALF).toString());
    return installation.google().calendar(calendar).invite(organizer, event);
  }

  private static ObjectNode graphEvent(String title, Instant start) {
    ObjectNode event = Json.object().put("subject", title);
    event.putObject("start").put("dateTime", plain(start)).put("timeZone", "UTC");
    event.putObject("end").put("dateTime", plain(start.plus(HALF))).put("timeZone", "UTC");
    return event;
  }

  private static String plain(Instant utc) {
    return utc.toString().replace("Z", "");
  }

  private JsonNode planned() {
    String id =
        RunningCalroute.json(
                calroute.call("POST", "/api/backfill", "{\"provider\":\"savvycal\"}").body())
            .path("id")
            .asText();
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(state(id).path("state").asText()).isEqualTo("planned"));
    return state(id);
  }

  private JsonNode state(String id) {
    return calroute.get("/api/backfill/" + id);
  }
}
