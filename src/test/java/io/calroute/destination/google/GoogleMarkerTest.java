package io.calroute.destination.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import io.calroute.destination.Target;
import io.calroute.sandbox.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every event in Google calendars carries already, letter by letter: what changes is lost. */
class GoogleMarkerTest {

  private static final Marker MARKER = new Marker("acme/main/1", 2, "7-abc");
  private final GoogleEvents events = new GoogleEvents();

  @Test
  void theMarkerOfAnEventStaysWhatItIs() {
    assertThat(events.content(call(Call.Operation.CREATE)).at("/extendedProperties/private"))
        .isEqualTo(
            Json.parse(
                """
                {"app":"calroute","appt":"acme/main/1","gen":"2","ver":"7-abc"}
                """));
  }

  @Test
  void eventsOfEarlierVersionsAreFoundAndRead() {
    assertThat(events.constraint(call(Call.Operation.FIND))).isEqualTo(List.of("appt=acme/main/1"));
    assertThat(events.constraint(call(Call.Operation.LIST))).isEqualTo(List.of("app=calroute"));
    assertThat(
            GoogleEvents.marker(
                Json.parse(
                    """
                    {"extendedProperties":{"private":
                      {"app":"calroute","appt":"acme/main/1","gen":"2","ver":"7-abc"}}}
                    """)))
        .isEqualTo(MARKER);
  }

  /** One quota for one calendar: two spellings must not have two. */
  @Test
  void theQuotaIsTheCalendarsHoweverItsNameIsSpelt() {
    GoogleQuota quota = new GoogleQuota(10000, 600);

    assertThat(quota.of("Mia@O.Example")).isEqualTo(quota.of("mia@o.example"));
    assertThat(quota.of("ben@o.example")).isNotEqualTo(quota.of("mia@o.example"));
    assertThat(CalendarOwner.quotaUser("Mia@O.Example")).isEqualTo("mia@o.example");
  }

  private static Call call(Call.Operation operation) {
    return new Call(Target.GOOGLE, operation, "mia@o.example", "id", null, Json.object(), MARKER);
  }
}
