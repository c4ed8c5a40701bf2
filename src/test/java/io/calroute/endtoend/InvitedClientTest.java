package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Mail;
import io.calroute.sandbox.provider.Mail.Kind;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code calroute.links: invite}, the calendar tells the client, once for each change. */
class InvitedClientTest {

  private static final String CLIENT = "jane.doe@example.net";
  private static final String COLLEAGUE = "colleague@example.com";
  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final String CARLA = "carla@example.org";
  private static final Instant START = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0).inviting();
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void exchangeSendsTheLinkTheNewTimeAndTheCancellation() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_invited00001").with("prov_carla0000001").online(null);
    tell(booking, "appointment.created");
    awaitMails(Kind.INVITATION);
    String event = carlas().get(0).id();
    installation
        .graph()
        .mailbox(CARLA)
        .edit(
            event,
            Json.parse(
                """
                {"attendees": [
                  {"type": "required", "emailAddress": {"address": "jane.doe@example.net"},
                   "status": {"response": "accepted"}},
                  {"type": "required", "emailAddress": {"address": "colleague@example.com"}}]}
                """));
    booking = booking.at(START.plus(HALF), HALF).later();
    tell(booking, "appointment.rescheduled");
    awaitMails(Kind.INVITATION, Kind.UPDATE);
    assertThat(guests()).containsExactly(CLIENT, COLLEAGUE);
    calroute.call("POST", "/api/appointments/savvycal/" + booking.id() + "/resync");
    calroute.call("POST", "/api/sweep");
    booking = booking.about("Second opinion").later();
    tell(booking, "appointment.rescheduled");
    awaitMails(Kind.INVITATION, Kind.UPDATE, Kind.UPDATE);
    assertThat(guests()).containsExactly(CLIENT, COLLEAGUE);
    tell(booking.later(), "appointment.canceled");
    awaitMails(Kind.INVITATION, Kind.UPDATE, Kind.UPDATE, Kind.CANCELLATION);
  }

  @Test
  void googleIsToldToSendMailsAndSendsNoneAboutOtherAppointments() {
    SavvyCalBooking booking =
        SavvyCalBooking.of("appt_invited00002")
            .with("prov_anna00000001")
            .online("https://zoom.example.com/j/1");
    tell(booking, "appointment.created");
    awaitGoogle(List.of(ANNA), Kind.INVITATION);
    booking = booking.at(START.plus(HALF), HALF).later();
    tell(booking, "appointment.rescheduled");
    awaitGoogle(List.of(ANNA, ANNA), Kind.INVITATION, Kind.UPDATE);
    booking = booking.with("prov_ben000000001").later();
    tell(booking, "appointment.rescheduled");
    awaitGoogle(
        List.of(ANNA, ANNA, BEN, ANNA),
        Kind.INVITATION,
        Kind.UPDATE,
        Kind.INVITATION,
        Kind.CANCELLATION);
    SavvyCalBooking inPerson =
        SavvyCalBooking.of("appt_invited00003").with("prov_anna00000001").at(START, HALF);
    tell(inPerson, "appointment.created");
    await().atMost(SOON).until(() -> !installation.google().calendar(ANNA).events().isEmpty());
    assertThat(installation.google().mails()).hasSize(4);
  }

  private static void tell(SavvyCalBooking booking, String type) {
    Provider.SAVVYCAL.tell(calroute, booking.callback(type));
  }

  private static List<SimulatedEvent> carlas() {
    return installation.graph().mailbox(CARLA).events();
  }

  private static List<String> guests() {
    return carlas().get(0).resource().findValuesAsText("address").stream()
        .filter(address -> !address.equals(CARLA))
        .toList();
  }

  private static void awaitMails(Kind... kinds) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(installation.graph().mails())
                    .filteredOn(mail -> mail.to().equals(CLIENT))
                    .extracting(Mail::kind)
                    .containsExactly(kinds));
  }

  private static void awaitGoogle(List<String> calendars, Kind... kinds) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              List<Mail> mails = installation.google().mails();
              assertThat(mails).extracting(Mail::kind).containsExactly(kinds);
              assertThat(mails).extracting(Mail::calendar).containsExactlyElementsOf(calendars);
              assertThat(mails).extracting(Mail::to).containsOnly(CLIENT);
            });
  }
}
