package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.Status;
import io.calroute.appointment.Version;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.routing.Routing;
import io.calroute.sandbox.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which link people get, and what becomes of it. */
class MeetingLinksTest {

  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final String ORGANIZER = "meetings@example.org";
  private static final String LINK = "https://teams.example/join?a=1&b=2";
  private static final String KEY = "acme/default/appt-1";

  @Test
  void noMeetingIsMadeBesideOneThatTheProviderHasAnnounced() {
    for (String staff : List.of("anna@example.com", "carla@example.org")) {
      Appointment announced = appointment(staff, "{'virtual':true,'pending':true,'link':null}");
      Appointment open = appointment(staff, "{'virtual':true,'pending':false,'link':null}");
      Reference event = reference(2, Target.OFFICE365, 0, Reference.State.ABSENT);
      ReferenceOrder order = new ReferenceOrder(List.of(event), NOW);

      assertThat(Routing.needsMeeting(announced.document(), settings())).isFalse();
      assertThat(Routing.needsMeeting(open.document(), settings())).isTrue();
      assertThat(routing(announced).places()).hasSize(1);
      assertThat(order.host(announced, settings())).isNull();
      assertThat(order.host(open, settings())).isSameAs(event);
    }
  }

  @Test
  void noMeetingIsMadeBesideALinkThatTheProviderGives() {
    assertThat(
            Routing.needsMeeting(
                appointment("anna@example.com", "{'virtual':true,'link':'https://zoom.example'}")
                    .document(),
                settings()))
        .isFalse();
  }

  @Test
  void nobodyWaitsForAHostThatStandsAndHasNoLink() {
    Reference host = reference(1, Target.OFFICE365, 0, Reference.State.LIVE);
    Reference event = reference(2, Target.GOOGLE, 1, Reference.State.ABSENT);

    assertThat(new ReferenceOrder(List.of(host, event), NOW).mustWait(event, host)).isFalse();
    Reference still = reference(1, Target.OFFICE365, 0, Reference.State.ABSENT);
    assertThat(new ReferenceOrder(List.of(still, event), NOW).mustWait(event, still)).isTrue();
  }

  @Test
  void anAnswerThatSaysNothingOfTheMeetingTakesNoLinkAway() {
    assertThat(answered("{'subject':'B'}", null).joinUrl()).isEqualTo(LINK);
    assertThat(answered("{'subject':'B','onlineMeeting':null}", null).joinUrl()).isNull();
    assertThat(answered("{'subject':'B','onlineMeeting':{}}", "https://new").joinUrl())
        .isEqualTo("https://new");
  }

  @Test
  void aBlockIsLeftAloneWhereItsLinkIsWrittenAsHtml() {
    String escaped = LINK.replace("&", "&amp;");
    for (String link : List.of(LINK, escaped)) {
      SharedText body =
          new SharedText("<p>One <a href=\"" + link + "\">Two</a> Three</p>", true, LINK);
      assertThat(body.exchange("One Two Three", "Other")).isEmpty();
    }
    SharedText other = new SharedText("<p>One <a href=\"https://x\">Two</a> Three</p>", true, LINK);
    assertThat(other.exchange("One Two Three", "Other")).isPresent();
  }

  /** The event after an update that was answered so. */
  private static Reference answered(String resource, String joinUrl) {
    Planner planner =
        new Planner(new EventIds("calroute"), SyncSettings.Drift.REPAIR, Story.SETTLE);
    ObjectNode before = Scene.content("A");
    Reference live =
        new Reference(
            1,
            1,
            lane(Target.OFFICE365),
            0,
            null,
            true,
            Reference.State.LIVE,
            1,
            new Reference.Identity("e1", "i1", "\"1\"", LINK, NOW, false),
            new Reference.Applied(1, ContentHash.of(before), before),
            null,
            List.of(),
            null,
            NOW,
            0,
            null,
            0);
    Desired desired = Desired.event(KEY, 2, Scene.content("B"), null);
    Decision update = planner.begin(live, desired, NOW);
    assertThat(update.call().operation()).isEqualTo(Call.Operation.UPDATE);
    StandingEvent standing =
        new StandingEvent("e1", "\"2\"", "i1", false, joinUrl, null, json(resource));
    return planner
        .proceed(update.reference(), desired, update.call(), new Answer.Stands(standing), NOW)
        .reference();
  }

  private static Reference reference(long id, Target target, int position, Reference.State state) {
    return new Reference(
        id,
        1,
        lane(target),
        position,
        null,
        true,
        state,
        1,
        null,
        null,
        null,
        List.of(),
        null,
        NOW,
        0,
        null,
        0);
  }

  private static Lane lane(Target target) {
    return new Lane(target.ordinal() + 1L, target, "a@example.com", false, null, false);
  }

  private static Routing routing(Appointment appointment) {
    Directory directory =
        new Directory(List.of(entry("example.com", "google"), entry("example.org", "office365")));
    return Routing.of(appointment, directory, settings(), Set.of());
  }

  private static DirectoryEntry entry(String domain, String target) {
    return new DirectoryEntry(
        new DirectoryEntry.Match(null, null, null, null, domain, null), target, null);
  }

  private static SyncSettings settings() {
    return new SyncSettings(
        "calroute",
        SyncSettings.Tentative.HOLD,
        SyncSettings.Personal.SKIP,
        SyncSettings.Drift.REPAIR,
        new SyncSettings.Teams(SyncSettings.Teams.When.VIRTUAL_WITHOUT_LINK, ORGANIZER),
        null);
  }

  private static Appointment appointment(String staff, String meeting) {
    ObjectNode document = Json.object();
    document.withArray("staff").addObject().put("email", staff);
    document.set("meeting", json(meeting));
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

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }
}
