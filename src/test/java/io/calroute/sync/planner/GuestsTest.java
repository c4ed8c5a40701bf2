package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Imprint;
import io.calroute.sandbox.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestsTest {

  private static final JsonNode NOBODY = Json.parse("{}");
  private static final JsonNode KIM = google("'kim@example.net'");
  private static final JsonNode LEE = google("'lee@example.net'");

  @Test
  void whomStaffHaveInvitedStaysWithWhatTheyAnswered() {
    JsonNode standing =
        json(
            "{'attendees': [{'email': 'Kim@example.net', 'responseStatus': 'accepted'},"
                + " {'email': 'boss@example.com', 'responseStatus': 'declined'}]}");
    assertThat(Guests.joined(KIM, KIM, standing)).isEmpty();
    assertThat(Guests.joined(KIM, LEE, standing))
        .contains(
            json(
                "[{'email': 'boss@example.com', 'responseStatus': 'declined'},"
                    + " {'email': 'lee@example.net'}]"));
    assertThat(Guests.joined(KIM, NOBODY, standing))
        .contains(json("[{'email': 'boss@example.com', 'responseStatus': 'declined'}]"));
  }

  @Test
  void nobodyIsInvitedTwice() {
    assertThat(Guests.joined(NOBODY, KIM, KIM)).isEmpty();
    assertThat(Guests.joined(NOBODY, KIM, NOBODY)).isEqualTo(Optional.of(KIM.get("attendees")));
  }

  @Test
  void aClientWhoWasTakenOffIsADifferenceAndAColleagueWhoWasAddedIsNone() {
    JsonNode both =
        json(
            "{'attendees': [{'emailAddress': {'address': 'kim@example.net'}},"
                + " {'emailAddress': {'address': 'boss@example.com'}}]}");
    assertThat(EventDifference.differing(KIM, both)).isEmpty();
    assertThat(EventDifference.differing(LEE, both)).containsExactly("attendees");
  }

  /** Of whoever was erased nothing else is kept. */
  @Test
  void aGuestIsKnownByTheImprint() {
    JsonNode kim = google("'" + Imprint.of("kim@example.net").text() + "'");
    JsonNode both = json("{'attendees': [{'email': 'Kim@example.net'}, {'email': 'b@o.example'}]}");

    assertThat(Guests.joined(kim, NOBODY, both)).contains(json("[{'email': 'b@o.example'}]"));
    assertThat(Guests.joined(kim, KIM, both)).as("a new booking's").isEmpty();
    assertThat(EventDifference.differing(kim, both)).isEmpty();
    assertThat(EventDifference.differing(kim, LEE)).containsExactly("attendees");
  }

  private static JsonNode google(String address) {
    return json("{'attendees': [{'email': " + address + "}]}");
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }
}
