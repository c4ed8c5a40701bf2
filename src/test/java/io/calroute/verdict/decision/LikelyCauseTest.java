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
import java.util.stream.Stream;
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

  @Test
  void theConnectionThatTakesNothingIsNamedFirst() {
    List<RefusedCallbacks> refused = new ArrayList<>();
    for (int status : List.of(400, 401, 404, 408, 413, 415)) {
      refused.add(refusal("acme", "default", "a", status, NOW.minusSeconds(60)));
    }
    refused.add(refusal("shut", "default", "a", 401, NOW.minusSeconds(3600)));
    World world =
        new World(
            NOW,
            null,
            new Directory(List.of()),
            List.of(),
            null,
            List.of(),
            List.of(
                new World.Source("acme", "default", null, NOW, null, false),
                new World.Source("shut", "default", null, null, null, false)),
            refused);
    Verdict verdict = UnknownDecision.of("appt-1", List.of(), world).verdict();
    assertThat(verdict.code()).isEqualTo("refused-at-the-door");
    assertThat(verdict.since()).isEqualTo(NOW.minusSeconds(3600));
    assertThat(verdict.cause()).contains("; 1 callback for shut/default was refused with 401");
    assertThat(verdict.sentence().split("since 2026-11-02 08:00:00 UTC", -1))
        .as("said once")
        .hasSize(2);
  }

  private static Verdict unknown(List<RefusedCallbacks> refused) {
    World world =
        new World(
            NOW, null, new Directory(List.of()), List.of(), null, List.of(), List.of(), refused);
    return UnknownDecision.of("appt-1", List.of(), world).verdict();
  }

  @Test
  void entriesThatAreEquallyNearAreNamedThreeAtMost() {
    assertThat(nearest()).isNull();
    assertThat(nearest("ann")).isEqualTo("the nearest of 1 is entry 1: " + misfit("ann"));
    assertThat(nearest("ann", "ben"))
        .isEqualTo(
            "the nearest of 2 are entry 1 (%s) and entry 2 (%s)"
                .formatted(misfit("ann"), misfit("ben")));
    assertThat(nearest("ann", "ben", "eve"))
        .endsWith("entry 2 (%s) and entry 3 (%s)".formatted(misfit("ben"), misfit("eve")));
    assertThat(nearest("ann", "ben", "eve", "ian", "joe"))
        .startsWith("the nearest of 5 are entry 1 (")
        .endsWith("entry 3 (" + misfit("eve") + ") and 2 more");
    assertThat(
            DirectoryTrial.of(
                    heldBy("zoe"),
                    new Directory(
                        List.of(
                            entry(new DirectoryEntry.Match("other", null, "ann", null, null, null)),
                            entry(new DirectoryEntry.Match(null, null, "ben", null, null, null)))))
                .nearest())
        .as("one for another provider is further away")
        .isEqualTo("the nearest of 2 is entry 2: " + misfit("ben"));
  }

  private static String misfit(String wanted) {
    return "staffId is to be " + wanted + " and is zoe";
  }

  private static String nearest(String... staff) {
    return DirectoryTrial.of(
            heldBy("zoe"),
            new Directory(
                Stream.of(staff)
                    .map(one -> new DirectoryEntry.Match(null, null, one, null, null, null))
                    .map(LikelyCauseTest::entry)
                    .toList()))
        .nearest();
  }

  private static DirectoryEntry entry(DirectoryEntry.Match match) {
    return new DirectoryEntry(match, "google", "room@example.com");
  }

  private static Appointment heldBy(String staff) {
    ObjectNode document = Json.object();
    document.putArray("staff").addObject().put("id", staff);
    return appointment(document);
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
    Appointment appointment = appointment(document);
    assertThat(Calendars.of(appointment, directory("one@example.com")))
        .isNotEqualTo(Calendars.of(appointment, directory("other@example.com")));
  }

  private static Appointment appointment(ObjectNode document) {
    return new Appointment(
        1,
        new AppointmentKey("acme", "default", "1"),
        Status.CONFIRMED,
        1,
        new Version(Json.parse("[1]"), 1),
        document,
        NOW,
        NOW);
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
