package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.JournalEntries;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every provider's appointments through their whole lives, from HTTP to the calendars. */
class ProviderLifeTest {

  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final String CARLA = "carla@example.org";
  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2027-03-02T10:00:00Z");
  private static final Duration SHORT = Duration.ofMinutes(30);
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JournalEntries journal;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0);
    calroute = installation.run();
    journal = new JournalEntries(calroute);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void savvycal() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_life00000011").with("prov_anna00000001").at(MONDAY, SHORT);
    StaffCalendars calendars = calendars(Provider.SAVVYCAL, booking.id());
    tell(Provider.SAVVYCAL, booking.callback("appointment.created"));
    SimulatedEvent booked = calendars.awaitOne(ANNA, MONDAY, SHORT);

    assertThat(outcome(Provider.SAVVYCAL, booking.later().callback("appointment.confirmed")))
        .isEqualTo("unchanged");

    SavvyCalBooking online = booking.online("https://zoom.example.com/j/1").later().later();
    tell(Provider.SAVVYCAL, online.callback("appointment.meeting.created"));
    calendars.await(
        ANNA, event -> assertThat(event.location()).isEqualTo("https://zoom.example.com/j/1"));

    SavvyCalBooking moved = online.at(TUESDAY, LONG).later();
    tell(Provider.SAVVYCAL, moved.callback("appointment.rescheduled"));
    assertThat(calendars.awaitOne(ANNA, TUESDAY, LONG).id()).isEqualTo(booked.id());

    SavvyCalBooking reassigned = moved.with("prov_carla0000001").later();
    tell(Provider.SAVVYCAL, reassigned.callback("appointment.meeting.replaced"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);
    calendars.awaitNone(ANNA);

    tell(Provider.SAVVYCAL, reassigned.later().callback("appointment.canceled"));
    calendars.awaitNone(CARLA);
    assertThat(
            outcome(
                Provider.SAVVYCAL, reassigned.later().later().callback("appointment.rescheduled")))
        .as("nothing un-cancels at this provider")
        .isEqualTo("stale");
    tell(Provider.SAVVYCAL, reassigned.later().callback("appointment.deleted"));
    assertThat(
            outcome(
                Provider.SAVVYCAL, reassigned.later().later().callback("appointment.confirmed")))
        .isEqualTo("stale");
    calendars.awaitNone(CARLA);
  }

  @Test
  void savvycalCallbacksAboutOtherThingsChangeNothing() {
    for (String type :
        new String[] {
          "booking_intent.completed", "block.created", "client.updated", "service.deleted"
        }) {
      SavvyCalBooking booking =
          SavvyCalBooking.of("appt_other0000001").with("prov_ben000000001").at(MONDAY, SHORT);
      assertThat(outcome(Provider.SAVVYCAL, booking.callback(type))).as(type).isEqualTo("ignored");
    }
    assertThat(calendars(Provider.SAVVYCAL, "appt_other0000001").in(BEN)).isEmpty();
  }

  @Test
  void agendize() {
    AgendizeBooking request =
        AgendizeBooking.of(40100001).with("881").now("pending").at(MONDAY, SHORT);
    StaffCalendars calendars = calendars(Provider.AGENDIZE, "40100001");
    tell(Provider.AGENDIZE, request.callback("created"));
    calendars.await(
        ANNA,
        event ->
            assertThat(event.resource().path("status").asText())
                .as("a request holds its slot")
                .isEqualTo("tentative"));

    AgendizeBooking accepted = request.now("accepted").later();
    tell(Provider.AGENDIZE, accepted.callback("updated"));
    calendars.await(
        ANNA, event -> assertThat(event.resource().path("status").asText()).isEqualTo("confirmed"));

    AgendizeBooking moved = accepted.at(TUESDAY, LONG).later();
    tell(Provider.AGENDIZE, moved.callback("updated"));
    calendars.awaitOne(ANNA, TUESDAY, LONG);

    AgendizeBooking reassigned = moved.with("883").later();
    tell(Provider.AGENDIZE, reassigned.callback("updated"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);
    calendars.awaitNone(ANNA);

    AgendizeBooking missed = reassigned.now("noShow").later();
    assertThat(outcome(Provider.AGENDIZE, missed.callback("updated"))).isEqualTo("applied");
    assertThat(calendars.in(CARLA)).as("it was held for them").hasSize(1);

    AgendizeBooking cancelled = missed.now("cancelled").later();
    tell(Provider.AGENDIZE, cancelled.callback("updated"));
    calendars.awaitNone(CARLA);

    AgendizeBooking reopened = cancelled.now("accepted").later();
    tell(Provider.AGENDIZE, reopened.callback("updated"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);

    AgendizeBooking waiting = reopened.waiting(true).later();
    tell(Provider.AGENDIZE, waiting.callback("updated"));
    calendars.awaitNone(CARLA);
    tell(Provider.AGENDIZE, waiting.waiting(false).later().callback("updated"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);

    tell(Provider.AGENDIZE, waiting.later().later().callback("deleted"));
    calendars.awaitNone(CARLA);
    assertThat(
            outcome(
                Provider.AGENDIZE, reopened.later().later().later().later().callback("updated")))
        .as("deleted for good")
        .isEqualTo("stale");
  }

  @Test
  void agendizePersonalEntriesAndOtherObjectsStayOut() {
    assertThat(
            outcome(
                Provider.AGENDIZE,
                AgendizeBooking.of(40100002).with("882").personal().callback("created")))
        .isEqualTo("applied");
    assertThat(
            outcome(Provider.AGENDIZE, AgendizeBooking.of(40100003).with("882").callback("merged")))
        .isEqualTo("ignored");
    assertThat(calendars(Provider.AGENDIZE, "40100002").in(BEN)).isEmpty();
  }

  @Test
  void agendizeWebhookUrlNamesStaffByEmail() {
    AgendizeBooking booking = AgendizeBooking.of(40100004).at(MONDAY, SHORT);
    StaffCalendars calendars = calendars(Provider.AGENDIZE, "40100004");
    tell(Provider.AGENDIZE, booking.legacyCallback("new", BEN));
    calendars.awaitOne(BEN, MONDAY, SHORT);
    tell(Provider.AGENDIZE, booking.legacyCallback("cancel", BEN));
    calendars.awaitNone(BEN);
  }

  @Test
  void pexipEngage() {
    PexipEngageBooking request =
        PexipEngageBooking.of("apt-life-1").with(ANNA).now("INCOMING_REQUEST").at(MONDAY, LONG);
    StaffCalendars calendars = calendars(Provider.PEXIP_ENGAGE, request.id());
    tell(Provider.PEXIP_ENGAGE, request.callback("CREATE_REQUEST"));
    calendars.await(
        ANNA, event -> assertThat(event.resource().path("status").asText()).isEqualTo("tentative"));

    PexipEngageBooking accepted = request.now("ACCEPTED").later();
    tell(Provider.PEXIP_ENGAGE, accepted.callback("ACCEPT"));
    calendars.await(
        ANNA, event -> assertThat(event.resource().path("status").asText()).isEqualTo("confirmed"));

    PexipEngageBooking asked = accepted.withoutTime().now("ALTERNATIVE_DATE_REQUESTED").later();
    tell(Provider.PEXIP_ENGAGE, asked.callback("REQUEST_ALTERNATIVE_DATE"));
    calendars.awaitNone(ANNA);

    PexipEngageBooking moved = asked.at(TUESDAY, LONG).now("ACCEPTED").later();
    tell(Provider.PEXIP_ENGAGE, moved.callback("RESCHEDULE"));
    calendars.awaitOne(ANNA, TUESDAY, LONG);

    PexipEngageBooking reassigned = moved.with(CARLA, BEN).later();
    tell(Provider.PEXIP_ENGAGE, reassigned.callback("REASSIGN"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);
    calendars.awaitOne(BEN, TUESDAY, LONG);
    calendars.awaitNone(ANNA);

    PexipEngageBooking cancelled = reassigned.now("CANCELLED").later();
    tell(Provider.PEXIP_ENGAGE, cancelled.callback("CANCEL"));
    calendars.awaitNone(CARLA);
    calendars.awaitNone(BEN);
    assertThat(outcome(Provider.PEXIP_ENGAGE, accepted.callback("ACCEPT")))
        .as("an older callback that comes late")
        .isEqualTo("stale");

    PexipEngageBooking reopened = cancelled.now("ACCEPTED").with(CARLA).later();
    tell(Provider.PEXIP_ENGAGE, reopened.callback("REOPEN"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);

    assertThat(
            outcome(Provider.PEXIP_ENGAGE, reopened.now("COMPLETED").later().callback("COMPLETE")))
        .isEqualTo("applied");
    assertThat(calendars.in(CARLA)).hasSize(1);
    assertThat(outcome(Provider.PEXIP_ENGAGE, PexipEngageBooking.callbackRequest("wev-life-cbr")))
        .isEqualTo("ignored");
  }

  @Test
  void pexipEngageShowsEveryEmployeeTheirOwnLinkAndNoOther() {
    PexipEngageBooking video =
        PexipEngageBooking.of("apt-life-2").with(ANNA, CARLA).held("VIDEO").at(MONDAY, LONG);
    StaffCalendars calendars = calendars(Provider.PEXIP_ENGAGE, video.id());
    tell(Provider.PEXIP_ENGAGE, video.callback("CREATE"));
    calendars.awaitOne(ANNA, MONDAY, LONG);
    calendars.awaitOne(CARLA, MONDAY, LONG);
    assertThat(calendars.in(ANNA).get(0).resource().toString())
        .contains(video.linkOf(ANNA))
        .doesNotContain(video.linkOf(CARLA), "/customer", "token-of", "for staff only");
    assertThat(calendars.in(CARLA).get(0).resource().toString())
        .contains(video.linkOf(CARLA))
        .doesNotContain(video.linkOf(ANNA), "/customer", "token-of", "for staff only");
  }

  @Test
  void ombori() {
    OmboriBooking booking = OmboriBooking.of("0b7d1f0e-life-1").with(ANNA).at(MONDAY, SHORT);
    StaffCalendars calendars = calendars(Provider.OMBORI, booking.id());
    tell(Provider.OMBORI, booking.callback("bookingConfirmation"));
    calendars.awaitOne(ANNA, MONDAY, SHORT);

    OmboriBooking moved = booking.at(TUESDAY, LONG);
    tell(Provider.OMBORI, moved.callback("bookingUpdated"));
    calendars.awaitOne(ANNA, TUESDAY, LONG);

    OmboriBooking reassigned = moved.with(CARLA);
    tell(Provider.OMBORI, reassigned.callback("bookingUpdated"));
    calendars.awaitOne(CARLA, TUESDAY, LONG);
    calendars.awaitNone(ANNA);

    for (String[] step :
        new String[][] {
          {"pending", "bookingActivated"},
          {"notified", "positionCalled"},
          {"notified", "positionRetry"},
          {"fulfilled", "positionFulfilled"},
          {"completed", "positionCompleted"}
        }) {
      assertThat(outcome(Provider.OMBORI, reassigned.now(step[0]).callback(step[1])))
          .as(step[1])
          .isIn("applied", "unchanged");
    }
    assertThat(calendars.in(CARLA)).hasSize(1);
    assertThat(outcome(Provider.OMBORI, booking.noting("late").callback("bookingUpdated")))
        .as("what is completed does not start again")
        .isEqualTo("stale");
    assertThat(outcome(Provider.OMBORI, reassigned.callback("feedbackReceived")))
        .isEqualTo("ignored");

    tell(Provider.OMBORI, reassigned.now("rejected").callback("positionRemoved"));
    calendars.awaitNone(CARLA);
  }

  @Test
  void omboriCancelledByEitherSideAndWalkIns() {
    for (String type : new String[] {"positionCancelled", "positionCancelledByStaff"}) {
      OmboriBooking booking = OmboriBooking.of("0b7d1f0e-" + type).with(BEN).at(MONDAY, SHORT);
      StaffCalendars calendars = calendars(Provider.OMBORI, booking.id());
      tell(Provider.OMBORI, booking.callback("bookingConfirmation"));
      calendars.awaitOne(BEN, MONDAY, SHORT);
      tell(Provider.OMBORI, booking.now("rejected").callback(type));
      calendars.awaitNone(BEN);
    }
    assertThat(outcome(Provider.OMBORI, OmboriBooking.walkIn("walk-in-1", "positionCreated")))
        .isEqualTo("ignored");
  }

  @Test
  void cabinetfm() {
    CabinetFmBooking unassigned = CabinetFmBooking.of(90001).at(MONDAY, LONG);
    StaffCalendars calendars = calendars(Provider.CABINETFM, "90001");
    assertThat(outcome(Provider.CABINETFM, unassigned.callback("new"))).isEqualTo("applied");
    assertThat(calendars.in(ANNA)).isEmpty();

    CabinetFmBooking assigned = unassigned.with("881").later();
    tell(Provider.CABINETFM, assigned.callback("worker_assigned"));
    calendars.awaitOne(ANNA, MONDAY, LONG);

    assertThat(outcome(Provider.CABINETFM, assigned.later().callback("in_work")))
        .isEqualTo("unchanged");
    CabinetFmBooking noted = assigned.noting("bring the score").later().later();
    assertThat(outcome(Provider.CABINETFM, noted.callback("custom_fields_or_note_changed")))
        .isEqualTo("applied");

    CabinetFmBooking removed = noted.with(null).later();
    tell(Provider.CABINETFM, removed.callback("woker_removed"));
    calendars.awaitNone(ANNA);

    CabinetFmBooking again = removed.with("883").later();
    tell(Provider.CABINETFM, again.callback("worker_assigned"));
    calendars.awaitOne(CARLA, MONDAY, LONG);

    CabinetFmBooking next = again.rescheduled(90002, TUESDAY);
    tell(Provider.CABINETFM, again.later().callback("cancelled"));
    tell(Provider.CABINETFM, next.callback("reschedule"));
    StaffCalendars nextCalendars = calendars(Provider.CABINETFM, "90002");
    nextCalendars.awaitOne(CARLA, TUESDAY, LONG);
    calendars.awaitNone(CARLA);

    assertThat(outcome(Provider.CABINETFM, next.later().callback("report"))).isEqualTo("applied");
    assertThat(nextCalendars.in(CARLA)).hasSize(1);
    tell(Provider.CABINETFM, next.later().callback("cancelled"));
    nextCalendars.awaitNone(CARLA);
    assertThat(outcome(Provider.CABINETFM, next.later().later().callback("in_work")))
        .isEqualTo("stale");
  }

  @Test
  void cabinetfmRescheduleAloneMovesTheEventToTheNewId() {
    CabinetFmBooking first = CabinetFmBooking.of(90011).with("881").at(MONDAY, LONG);
    tell(Provider.CABINETFM, first.callback("new"));
    SimulatedEvent booked = calendars(Provider.CABINETFM, "90011").awaitOne(ANNA, MONDAY, LONG);
    // Until its answer is stored, another one is made under the new id, and this one goes.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                calroute
                    .get("/api/appointments/cabinetfm/90011")
                    .at("/sync/state")
                    .asText()
                    .equals("synced"));

    CabinetFmBooking second = first.rescheduled(90012, TUESDAY);
    tell(Provider.CABINETFM, second.callback("reschedule"));
    StaffCalendars calendars = calendars(Provider.CABINETFM, "90012");
    assertThat(calendars.awaitOne(ANNA, TUESDAY, LONG).id())
        .as("the same event under the new id")
        .isEqualTo(booked.id());
    CabinetFmBooking third = second.rescheduled(90013, MONDAY);
    tell(Provider.CABINETFM, third.callback("reschedule"));
    calendars(Provider.CABINETFM, "90013").awaitOne(ANNA, MONDAY, LONG);

    for (CabinetFmBooking late : new CabinetFmBooking[] {first, second}) {
      assertThat(outcome(Provider.CABINETFM, late.later().later().callback("cancelled")))
          .isNotEqualTo("failed");
    }
    tell(Provider.CABINETFM, third.callback("new"));
    calendars(Provider.CABINETFM, "90013").awaitOne(ANNA, MONDAY, LONG);
    assertThat(calendars(Provider.CABINETFM, "90011").in(ANNA)).isEmpty();
    assertThat(calendars.in(ANNA)).isEmpty();

    tell(Provider.CABINETFM, third.later().callback("cancelled"));
    calendars(Provider.CABINETFM, "90013").awaitNone(ANNA);
  }

  @Test
  void omboriEventOfItsOwnIsAdopted() {
    String dave = "dave@example.org";
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("subject", "Made by Ombori");
    for (String end : new String[] {"start", "end"}) {
      event
          .putObject(end)
          .put("dateTime", end.equals("start") ? "2027-03-01T15:00:00" : "2027-03-01T15:30:00")
          .put("timeZone", "UTC");
    }
    String made = installation.graph().mailbox(dave).invite(dave, event);
    OmboriBooking booking =
        OmboriBooking.of("0b7d1f0e-life-2").with(dave).copied(made).at(MONDAY, SHORT);
    StaffCalendars calendars = calendars(Provider.OMBORI, booking.id());
    tell(Provider.OMBORI, booking.callback("bookingConfirmation"));
    calendars.await(dave, one -> assertThat(one.title()).isEqualTo("Booking: Maja Berg"));
    assertThat(installation.graph().mailbox(dave).events())
        .as("adopted, not doubled")
        .extracting(SimulatedEvent::id)
        .containsExactly(made);

    tell(Provider.OMBORI, booking.at(TUESDAY, LONG).callback("bookingUpdated"));
    assertThat(calendars.awaitOne(dave, TUESDAY, LONG).id()).isEqualTo(made);
  }

  private static StaffCalendars calendars(Provider provider, String id) {
    return new StaffCalendars(installation, provider.word() + "/default/" + id);
  }

  private static HttpResponse<String> tell(Provider provider, String body) {
    HttpResponse<String> answer = provider.tell(calroute, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer;
  }

  private static String outcome(Provider provider, String body) {
    return journal.awaitOutcome(tell(provider, body)).outcome();
  }
}
