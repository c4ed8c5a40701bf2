package io.calroute.verdict.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.callback.door.RefusedCallbacks;
import io.calroute.sandbox.Json;
import io.calroute.verdict.fact.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A verdict names the likely cause, whatever else goes on. */
class LikelyCauseTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

  @Test
  void whatARealProviderWasRefusedComesBeforeTheNoiseOfStrangers() {
    List<RefusedCallbacks> refused = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      refused.add(refusal("", "", "192.0.2." + i, 404, NOW));
    }
    refused.add(refusal("acme", "default", "198.51.100.7", 401, NOW.minusSeconds(3600)));
    World world =
        new World(NOW, null, new Directory(List.of()), List.of(), List.of(), List.of(), refused);
    assertThat(UnknownDecision.of("appt-1", world).verdict().cause())
        .contains("may have: 1 for acme/default answered 401");
  }

  @Test
  void anAppointmentOfNobodyFollowsTheQueueInTheDirectory() {
    ObjectNode document = Json.object().put("queue", "desk");
    document.putArray("staff");
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
    assertThat(Calendars.of(appointment, directory("one@example.com")))
        .isNotEqualTo(Calendars.of(appointment, directory("other@example.com")));
  }

  private static Directory directory(String calendar) {
    return new Directory(
        List.of(
            new DirectoryEntry(
                new DirectoryEntry.Match(null, null, null, null, null, "desk"),
                "google",
                calendar)));
  }

  private static RefusedCallbacks refusal(
      String provider, String connection, String source, int status, Instant at) {
    return new RefusedCallbacks(provider, connection, source, status, at, at, 1);
  }
}
