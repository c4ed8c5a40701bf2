package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.destination.Target;
import io.calroute.policy.LinkSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.sandbox.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is invited, and to what. */
class InvitationTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final String ANNA = "anna@example.com";
  private static final String LINK = "'https://zoom.example/1'";
  private static final String KIM = "kim@example.net";
  private static final LinkSettings INVITING =
      new LinkSettings(List.of(LinkSettings.Way.INVITE), null, null);

  @Test
  void aClientOfAnOnlineAppointmentIsInvitedOnceThereIsALink() {
    assertThat(invites(KIM, LINK, null)).isTrue();
    assertThat(invites(KIM, "null", null)).isFalse();
  }

  @Test
  void whatIsNoAddressInvitesNobodySoThatTheEventIsMade() {
    for (String address :
        List.of("none", "n/a", "kim at example.net", "kim@", "@example.net", "a@b@c", "k@x,l@y")) {
      assertThat(invites(address, LINK, null)).as(address).isFalse();
    }
  }

  @Test
  void whoeverHasTheEventIsNoGuestOfIt() {
    assertThat(invites("Anna@Example.com", LINK, null)).isFalse();
    assertThat(invites("work@example.com", LINK, null)).isFalse();
  }

  @Test
  void aGuestStaysWhileTheLinkIsMadeAnew() {
    assertThat(invites(KIM, "null", json("{'attendees': [{'email': 'kim@example.net'}]}")))
        .isTrue();
    assertThat(invites(KIM, "null", json("{'summary': 'Haircut'}"))).isFalse();
  }

  @Test
  void anEntryOfStaffsOwnInvitesNobody() {
    ObjectNode personal = document(KIM, LINK).put("kind", "personal");
    assertThat(invites(personal, null)).isFalse();
  }

  private static boolean invites(String client, String link, JsonNode written) {
    return invites(document(client, link), written);
  }

  private static boolean invites(ObjectNode document, JsonNode written) {
    Appointment appointment =
        new Appointment(
            1,
            new AppointmentKey("acme", "default", "1"),
            Status.CONFIRMED,
            1,
            new Version(Json.parse("[1]"), 1),
            document,
            NOW,
            NOW);
    return WantedContent.input(appointment, reference(written), null, INVITING)
        .at("/meeting/invite")
        .asBoolean();
  }

  private static ObjectNode document(String client, String link) {
    ObjectNode document = Json.object();
    document.withArray("staff").addObject().put("email", ANNA);
    document.withArray("staff").addObject().put("email", "work@example.com");
    document.putObject("client").put("email", client);
    document.set("meeting", json("{'virtual': true, 'link': " + link + "}"));
    return document;
  }

  private static Reference reference(JsonNode written) {
    return new Reference(
        1,
        1,
        new Lane(1, Target.GOOGLE, ANNA, false, null, false),
        0,
        null,
        true,
        written == null ? Reference.State.ABSENT : Reference.State.LIVE,
        1,
        null,
        written == null ? null : new Reference.Applied(1, "hash", written),
        null,
        List.of(),
        null,
        NOW,
        0,
        null,
        0);
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }
}
