package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes cost when nothing fails, and what becomes of texts and Teams meetings. */
class CallsPerChangeTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String ANNA = "prov_anna00000001";
  private static final String BEN = "prov_ben000000001";
  private static final String CARLA = "prov_carla0000001";
  private static final String DAVE = "prov_dave00000001";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    installation.with("calroute.teams.organizer", "meetings@example.org");
    installation.graph().mailbox("dave@example.org").teamsAllowed(false);
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @BeforeEach
  void count() {
    rest();
    installation.google().requests().clear();
    installation.graph().requests().clear();
  }

  @ParameterizedTest
  @CsvSource({ANNA + "," + BEN, CARLA + "," + DAVE, ANNA + "," + CARLA, CARLA + "," + ANNA})
  void createUpdateAndCancelCostOneCallEachAndReassignTwo(String first, String second) {
    SavvyCalBooking booking = booking(newId()).with(first);
    assertThat(callsFor(booking, "appointment.created")).isEqualTo(1);
    booking = booking.at(START.plus(HALF), HALF).later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(1);
    booking = booking.about("Second opinion").later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(1);
    booking = booking.with(second).later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(2);
    booking = booking.at(START, HALF).later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(1);
    assertThat(callsFor(booking.later(), "appointment.canceled")).isEqualTo(1);
  }

  @Test
  void theTeamsLinkOfAnEventInGoogleCostsOneMoreCallAtItsCreationAndAtItsEnd() {
    SavvyCalBooking booking = booking(newId()).with(ANNA).online(null);
    assertThat(callsFor(booking, "appointment.created")).isEqualTo(2);
    booking = booking.at(START.plus(HALF), HALF).later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(1);
    booking = booking.with(BEN).later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(2);
    // The meeting goes with the event.
    assertThat(callsFor(booking.later(), "appointment.canceled")).isEqualTo(2);
  }

  @Test
  void theTeamsLinkOfAnEventInAMailboxCostsNothing() {
    SavvyCalBooking booking = booking(newId()).with(CARLA).online(null);
    assertThat(callsFor(booking, "appointment.created")).isEqualTo(1);
    booking = booking.at(START.plus(HALF), HALF).later();
    assertThat(callsFor(booking, "appointment.rescheduled")).isEqualTo(1);
    assertThat(callsFor(booking.later(), "appointment.canceled")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {ANNA, CARLA})
  void aBurstOfTenUpdatesCostsAtMostTwoCalls(String staff) {
    SavvyCalBooking booking = booking(newId()).with(staff);
    callsFor(booking, "appointment.created");
    installation.google().latency(Duration.ofSeconds(4));
    installation.graph().latency(Duration.ofSeconds(4));
    int before = calls();
    for (int i = 1; i <= 10; i++) {
      booking = booking.at(START.plus(HALF.multipliedBy(i)), HALF).later();
      tell(booking, "appointment.rescheduled");
    }
    rest();
    installation.google().latency(Duration.ZERO);
    installation.graph().latency(Duration.ZERO);

    assertThat(calls() - before).isBetween(1, 2);
    assertThat(only(staff, booking).start()).isEqualTo(START.plus(HALF.multipliedBy(10)));
  }

  @Test
  void whatIsSaidAgainCostsNothingAndALookAtWhatIsRightCostsNoWrite() {
    SavvyCalBooking inGoogle = booking("appt_cost00000004").with(ANNA);
    SavvyCalBooking online = booking("appt_cost00000005").with(CARLA).online(null);
    callsFor(inGoogle, "appointment.created");
    callsFor(online, "appointment.created");
    assertThat(callsFor(inGoogle.later(), "appointment.confirmed")).isZero();
    installation.google().requests().clear();
    installation.graph().requests().clear();
    for (SavvyCalBooking one : new SavvyCalBooking[] {inGoogle, online}) {
      calroute.call("POST", "/api/appointments/savvycal/" + one.id() + "/resync");
    }
    rest();

    assertThat(installation.google().requests().count(Operation.LIST)).isEqualTo(1);
    assertThat(installation.google().requests().count()).isEqualTo(1);
    assertThat(installation.graph().requests().count(Operation.LIST)).isEqualTo(1);
    assertThat(installation.graph().requests().count()).isEqualTo(1);
  }

  @Test
  void aNewServiceIsWrittenIntoTheBodyBesideTheMeetingsBlock() {
    SavvyCalBooking booking = booking("appt_cost00000006").with(CARLA).online(null);
    callsFor(booking, "appointment.created");
    String link = only(CARLA, booking).joinUrl();
    callsFor(booking.about("Second opinion").later(), "appointment.rescheduled");

    SimulatedEvent event = only(CARLA, booking);
    String body = event.resource().path("body").path("content").asText();
    assertThat(event.joinUrl()).isNotNull().isEqualTo(link);
    assertThat(body)
        .contains("Service: Second opinion")
        .doesNotContain("Initial consult")
        .contains(link);
  }

  @Test
  void aMailboxThatMakesNoTeamsMeetingsGetsOnesOfTheirOwn() {
    SavvyCalBooking booking = booking("appt_cost00000007").with(DAVE).online(null);
    callsFor(booking, "appointment.created");

    SimulatedEvent event = only(DAVE, booking);
    assertThat(event.joinUrl()).isNull();
    assertThat(installation.graph().mailbox("meetings@example.org").meetings())
        .anySatisfy(meeting -> assertThat(meeting.joinUrl()).isEqualTo(event.location()));
    assertThat(
            callsFor(booking("appt_cost00000008").with(DAVE).online(null), "appointment.created"))
        .isEqualTo(2);
  }

  @Test
  void notesThatSomebodyPutBesideOurWordsStay() throws Exception {
    SavvyCalBooking booking = booking("appt_cost00000009").with(ANNA);
    callsFor(booking, "appointment.created");
    SimulatedEvent event = only(ANNA, booking);
    String description = event.resource().path("description").asText();
    installation
        .google()
        .calendar("anna@example.com")
        .edit(
            event.id(),
            io.calroute.sandbox.Json.object()
                .put("description", description + "\nBring the blue folder")
                .put("colorId", "5"));
    callsFor(booking.about("Second opinion").later(), "appointment.rescheduled");

    assertThat(only(ANNA, booking).resource().path("description").asText())
        .contains("Service: Second opinion")
        .endsWith("Bring the blue folder");
    assertThat(only(ANNA, booking).resource().path("colorId").asText()).isEqualTo("5");
    callsFor(booking.about("Third opinion").later().later(), "appointment.rescheduled");
    assertThat(only(ANNA, booking).resource().path("description").asText())
        .contains("Service: Third opinion")
        .endsWith("Bring the blue folder");
  }

  private static int ids;

  private static String newId() {
    ids++;
    return "appt_change%07d".formatted(ids);
  }

  private static SavvyCalBooking booking(String id) {
    return SavvyCalBooking.of(id).at(START, HALF);
  }

  private static SimulatedEvent only(String staff, SavvyCalBooking booking) {
    var events =
        switch (staff) {
          case ANNA -> installation.google().calendar("anna@example.com").events();
          case CARLA -> installation.graph().mailbox("carla@example.org").events();
          default -> installation.graph().mailbox("dave@example.org").events();
        };
    return events.stream()
        .filter(event -> event.marker().appointment().endsWith(booking.id()))
        .findFirst()
        .orElseThrow();
  }

  private static int callsFor(SavvyCalBooking booking, String type) {
    int before = calls();
    tell(booking, type);
    rest();
    return calls() - before;
  }

  private static void tell(SavvyCalBooking booking, String type) {
    assertThat(Provider.SAVVYCAL.tell(calroute, booking.callback(type)).statusCode())
        .isEqualTo(202);
  }

  /** Tokens are not counted. */
  private static int calls() {
    long google = installation.google().requests().count();
    long graph = installation.graph().requests().count();
    return (int)
        (google
            - installation.google().requests().count(Operation.TOKEN)
            + graph
            - installation.graph().requests().count(Operation.TOKEN));
  }

  private static void rest() {
    await()
        .atMost(SOON)
        .until(
            () -> {
              var status = calroute.get("/api/status");
              return status.path("callbacks").path("pending").asInt() == 0
                  && status.path("appointments").path("due").asInt() == 0;
            });
  }
}
