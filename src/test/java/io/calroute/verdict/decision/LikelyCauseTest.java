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
import io.calroute.verdict.fact.Found;
import io.calroute.verdict.fact.Word;
import io.calroute.verdict.fact.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A verdict names the likely cause, whatever else goes on. */
class LikelyCauseTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

  @Test
  void whatWasRefusedIsAPossibilityAndStrangersAreNone() {
    List<RefusedCallbacks> refused = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      refused.add(refusal("", "", "192.0.2." + i, 404, NOW));
    }
    assertThat(unknown(refused).sentence()).doesNotContain("refused");
    refused.add(refusal("acme", "", "192.0.2.1", 404, NOW));
    refused.add(refusal("acme", "default", "198.51.100.7", 401, NOW.minusSeconds(3600)));
    refused.add(refusal("acme", "default", "198.51.100.8", 401, NOW.minusSeconds(1800)));
    Verdict verdict = unknown(refused);
    assertThat(verdict.code()).isEqualTo("never-received");
    assertThat(verdict.cause())
        .endsWith(
            "; 2 callbacks for acme/default were refused with 401 (the signature or the credentials"
                + " are wrong) since 2026-11-02 08:00:00 UTC, 1 callback for an unknown connection of"
                + " acme was refused with 404 (no such provider or connection is configured) since"
                + " 2026-11-02 09:00:00 UTC; it may have been among them");
    assertThat(unknown(List.of(refusal("acme", "default", "a", 401, NOW.minusSeconds(700_000)))))
        .as("who asks today does not ask about last week's")
        .isEqualTo(unknown(List.of()));
  }

  private static Verdict unknown(List<RefusedCallbacks> refused) {
    World world =
        new World(
            NOW, null, new Directory(List.of()), List.of(), null, List.of(), List.of(), refused);
    return UnknownDecision.of("appt-1", List.of(), world).verdict();
  }

  @Test
  void aCallbackWhoseProviderKnowsNoSuchIdIsNotAskedAboutForEver() {
    Word hint =
        new Word(
            7,
            "acme",
            "default",
            "changed",
            "1",
            NOW,
            null,
            "unchanged",
            "asked",
            null,
            null,
            0,
            null);
    World world =
        new World(
            NOW, null, new Directory(List.of()), List.of(), null, List.of(), List.of(), List.of());
    assertThat(WordDecision.of(hint, List.of(), world).verdict().code()).isEqualTo("being-asked");
    Verdict answered =
        WordDecision.of(
                hint, List.of(new Found.Denied("acme", "default", NOW.plusSeconds(2))), world)
            .verdict();
    assertThat(answered.code()).isEqualTo("stale");
    assertThat(answered.sentence())
        .contains("acme/default was asked at 2026-11-02 09:00:02 UTC and knows none by this id");
    assertThat(
            WordDecision.of(
                    hint, List.of(new Found.Denied("acme", "default", NOW.minusSeconds(2))), world)
                .verdict()
                .code())
        .as("an answer from before the callback says nothing of it")
        .isEqualTo("being-asked");
  }

  @Test
  void nobodyIsToReplayWhatWasErased() {
    Word erased =
        new Word(
            7,
            "acme",
            "default",
            "created",
            "1",
            NOW,
            null,
            "ignored",
            "erased",
            "The body was erased.",
            null,
            0,
            null);
    World world =
        new World(
            NOW, null, new Directory(List.of()), List.of(), null, List.of(), List.of(), List.of());
    Verdict verdict = WordDecision.of(erased, List.of(), world).verdict();
    assertThat(verdict.sentence()).contains("had its body erased").doesNotContain("rule");
    assertThat(verdict.press()).isEmpty();
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
