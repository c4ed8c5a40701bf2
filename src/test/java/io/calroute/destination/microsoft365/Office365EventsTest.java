package io.calroute.destination.microsoft365;

import static io.calroute.destination.CallsFixture.MARKER;
import static io.calroute.destination.CallsFixture.call;
import static io.calroute.destination.CallsFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.Marker;
import io.calroute.destination.Target;
import org.junit.jupiter.api.Test;

class Office365EventsTest {

  private final Office365Events events = new Office365Events();

  @Test
  void addsTheMarkerToWhatTheContentHas() {
    Call call =
        call(
            Target.OFFICE365,
            Operation.UPDATE,
            "e",
            null,
            "{'location':null,'singleValueExtendedProperties':["
                + "{'id':'String {other} Name x','value':'1'}]}");

    JsonNode content = events.content(call);
    Call again =
        new Call(
            Target.OFFICE365, Operation.UPDATE, "a", "e", null, content, new Marker("b", 7, "8"));

    assertThat(content.path("location").isNull()).isTrue();
    assertThat(content.path("singleValueExtendedProperties")).hasSize(5);
    assertThat(Office365Events.marker(content)).isEqualTo(MARKER);
    assertThat(call.content().path("singleValueExtendedProperties")).hasSize(1);
    assertThat(events.content(again).path("singleValueExtendedProperties")).hasSize(5);
    assertThat(Office365Events.marker(events.content(again))).isEqualTo(new Marker("b", 7, "8"));
  }

  @Test
  void quotesWhatItLooksFor() {
    Call call =
        new Call(
            Target.OFFICE365, Operation.FIND, "a", null, null, null, new Marker("o'b", 1, "1"));
    assertThat(events.filter(call)).endsWith(" Name appt' and ep/value eq 'o''b')");
  }

  @Test
  void showsNoMarkerOfStrangers() {
    assertThat(Office365Events.marker(json("{}"))).isNull();
    assertThat(
            Office365Events.marker(
                json("{'singleValueExtendedProperties':[{'id':'x','value':'y'}]}")))
        .isNull();
  }
}
