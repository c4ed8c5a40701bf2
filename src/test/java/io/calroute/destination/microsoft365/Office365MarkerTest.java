package io.calroute.destination.microsoft365;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import io.calroute.destination.Target;
import io.calroute.sandbox.Json;
import org.junit.jupiter.api.Test;

/** What every event in Exchange carries already, letter by letter: what changes is lost. */
class Office365MarkerTest {

  private static final Marker MARKER = new Marker("acme/main/1", 2, "7-abc");

  @Test
  void theMarkerOfAnEventStaysWhatItIs() {
    JsonNode properties =
        new Office365Events()
            .content(call(Call.Operation.CREATE))
            .path("singleValueExtendedProperties");

    assertThat(properties)
        .isEqualTo(
            Json.parse(
                """
                [{"id":"String {0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae} Name app","value":"calroute"},
                 {"id":"String {0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae} Name appt","value":"acme/main/1"},
                 {"id":"String {0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae} Name gen","value":"2"},
                 {"id":"String {0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae} Name ver","value":"7-abc"}]
                """));
  }

  @Test
  void eventsOfEarlierVersionsAreFoundAndRead() {
    Office365Events events = new Office365Events();

    assertThat(events.filter(call(Call.Operation.FIND)))
        .isEqualTo(
            "singleValueExtendedProperties/Any(ep: ep/id eq 'String"
                + " {0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae} Name appt' and ep/value eq"
                + " 'acme/main/1')");
    assertThat(events.filter(call(Call.Operation.LIST)))
        .isEqualTo(
            "singleValueExtendedProperties/Any(ep: ep/id eq 'String"
                + " {0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae} Name app' and ep/value eq 'calroute')");
    assertThat(Office365Events.marker(events.content(call(Call.Operation.CREATE))))
        .isEqualTo(MARKER);
  }

  private static Call call(Call.Operation operation) {
    return new Call(
        Target.OFFICE365, operation, "mia@o.example", null, null, Json.object(), MARKER);
  }
}
