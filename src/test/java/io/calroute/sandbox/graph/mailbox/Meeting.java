package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** One online meeting as it is stored (resource type "onlineMeeting"). */
final class Meeting {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

  final long number;
  final String id;
  final String externalId;
  final String joinUrl;
  final Mailbox organizer;
  final Instant created;
  String subject;
  Instant start;
  Instant end;
  JsonNode attendees = Json.parse("[]");

  Meeting(long number, String externalId, Mailbox organizer, Instant created) {
    this.number = number;
    id = "MSp%016xkb2Mq".formatted(number);
    this.externalId = externalId;
    joinUrl = TeamsLink.link(number);
    this.organizer = organizer;
    this.created = created;
  }

  ObjectNode resource() {
    ObjectNode json = Json.object();
    json.put("id", id);
    json.put("creationDateTime", STAMP.format(created));
    json.put("startDateTime", STAMP.format(start));
    json.put("endDateTime", STAMP.format(end));
    json.put("joinWebUrl", joinUrl);
    json.put("subject", subject);
    json.put("isBroadcast", false);
    json.put("isEntryExitAnnounced", true);
    json.put("allowedPresenters", "everyone");
    json.put("videoTeleconferenceId", String.valueOf(100_000_000 + number));
    json.put("externalId", externalId);
    ObjectNode participants = json.putObject("participants");
    ObjectNode host = participants.putObject("organizer");
    host.put("upn", organizer.address).put("role", "presenter");
    host.putObject("identity").putObject("user").put("id", organizer.objectId);
    participants.set("attendees", attendees.deepCopy());
    json.putObject("lobbyBypassSettings")
        .put("scope", "organization")
        .put("isDialInBypassEnabled", false);
    ObjectNode audio = json.putObject("audioConferencing");
    audio.put("conferenceId", String.valueOf(100_000_000 + number));
    audio.put("tollNumber", "+1 206-555-0100");
    audio.putNull("tollFreeNumber");
    json.putObject("chatInfo")
        .put("threadId", "19:meeting_%016x@thread.v2".formatted(number))
        .put("messageId", "0")
        .putNull("replyChainMessageId");
    return json;
  }

  /** What is kept of it over a restart. */
  ObjectNode state() {
    ObjectNode json = Json.object();
    json.put("number", number).put("externalId", externalId).put("created", created.toString());
    json.put("subject", subject).put("start", start.toString()).put("end", end.toString());
    json.set("attendees", attendees);
    return json;
  }

  static Meeting restored(Mailbox organizer, JsonNode state) {
    Meeting meeting =
        new Meeting(
            state.path("number").asLong(),
            state.path("externalId").asText(null),
            organizer,
            Instant.parse(state.path("created").asText()));
    meeting.subject = state.path("subject").asText(null);
    meeting.start = Instant.parse(state.path("start").asText());
    meeting.end = Instant.parse(state.path("end").asText());
    meeting.attendees = state.path("attendees");
    return meeting;
  }

  SimulatedMeeting view() {
    return new SimulatedMeeting(
        organizer.address, id, externalId, joinUrl, subject, start, end, resource());
  }
}
