package io.calroute.destination.google;

import static io.calroute.destination.CallsFixture.MARKER;
import static io.calroute.destination.CallsFixture.call;
import static io.calroute.destination.CallsFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.Marker;
import io.calroute.destination.Target;
import org.junit.jupiter.api.Test;

class GoogleEventsTest {

  private final GoogleEvents events = new GoogleEvents();

  @Test
  void addsIdAndMarkerToACreate() {
    Call call =
        call(
            Target.GOOGLE,
            Operation.CREATE,
            "abcde1",
            null,
            "{'extendedProperties':{'private':{'own':'1','gen':'9'},'shared':{'s':'2'}}}");

    JsonNode content = events.content(call);

    assertThat(content.path("id").asText()).isEqualTo("abcde1");
    assertThat(GoogleEvents.marker(content)).isEqualTo(MARKER);
    assertThat(content.at("/extendedProperties/private/own").asText()).isEqualTo("1");
    assertThat(content.at("/extendedProperties/shared/s").asText()).isEqualTo("2");
    assertThat(call.content().has("id")).isFalse();
    assertThat(call.content().at("/extendedProperties/private/gen").asText()).isEqualTo("9");
  }

  @Test
  void keepsNullsAtEveryDepth() {
    JsonNode content =
        events.content(
            call(
                Target.GOOGLE,
                Operation.UPDATE,
                "abcde1",
                null,
                "{'location':null,'attendees':null,'reminders':{'useDefault':null},"
                    + "'extendedProperties':{'private':{'old':null}},'guestsCanModify':null}"));
    assertThat(content.get("location").isNull()).isTrue();
    assertThat(content.get("attendees").isNull()).isTrue();
    assertThat(content.get("guestsCanModify").isNull()).isTrue();
    assertThat(content.at("/reminders/useDefault").isNull()).isTrue();
    assertThat(content.at("/extendedProperties/private/old").isNull()).isTrue();
  }

  @Test
  void refusesAMarkerThatWouldBeCut() {
    Call call =
        new Call(
            Target.GOOGLE,
            Operation.CREATE,
            "a",
            "abcde1",
            null,
            json("{}"),
            new Marker("x".repeat(1025), 1, "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> events.content(call));
  }

  @Test
  void showsNoMarkerOfStrangers() {
    assertThat(GoogleEvents.marker(json("{}"))).isNull();
    assertThat(
            GoogleEvents.marker(
                json("{'extendedProperties':{'private':{'app':'other','appt':'a','gen':'1'}}}")))
        .isNull();
  }

  @Test
  void namesQuotaUsersWithinGooglesLimit() {
    assertThat(CalendarOwner.quotaUser("anna@example.com")).isEqualTo("anna@example.com");
    assertThat(CalendarOwner.quotaUser("a".repeat(60) + "@example.com"))
        .hasSize(40)
        .isNotEqualTo(CalendarOwner.quotaUser("b".repeat(60) + "@example.com"));
  }
}
