package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.Visit;
import io.calroute.sandbox.graph.ClientCredentials;
import io.calroute.sandbox.graph.GraphErrors;
import io.calroute.sandbox.graph.Settings;
import io.calroute.sandbox.server.Reply;
import io.calroute.sandbox.server.StateFile;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Online meetings on their own, outside of any calendar (reference "onlineMeeting"). */
public final class OnlineMeetings {

  private static final Pattern JOIN_URL_FILTER =
      Pattern.compile("joinWebUrl eq '(.*)'", Pattern.CASE_INSENSITIVE);

  /** Resource type "onlineMeeting": what a client may write, and what else it may send back. */
  private static final Set<String> MEMBERS =
      Set.of(
          "allowAttendeeToEnableCamera",
          "allowAttendeeToEnableMic",
          "allowedLobbyAdmitters",
          "allowedPresenters",
          "allowMeetingChat",
          "allowParticipantsToChangeName",
          "allowRecording",
          "allowTeamworkReactions",
          "allowTranscription",
          "chatInfo",
          "chatRestrictions",
          "endDateTime",
          "externalId",
          "isEntryExitAnnounced",
          "joinMeetingIdSettings",
          "lobbyBypassSettings",
          "meetingTemplateId",
          "participants",
          "recordAutomatically",
          "shareMeetingChatHistoryDefault",
          "startDateTime",
          "subject",
          "watermarkProtection");

  private static final Duration USUAL_LENGTH = Duration.ofHours(1);

  private final Clock clock;
  private final GraphErrors errors;
  private final Settings settings;
  private StateFile state = StateFile.none();
  private long made;

  public OnlineMeetings(Clock clock, GraphErrors errors, Settings settings) {
    this.clock = clock;
    this.errors = errors;
    this.settings = settings;
  }

  /** Keeps every change in a file. */
  public void keepIn(StateFile file) {
    state = file;
  }

  public void restore(Mailbox organizer, JsonNode kept) {
    Meeting meeting = Meeting.restored(organizer, kept);
    organizer.meetings.put(meeting.id, meeting);
    made = Math.max(made, meeting.number);
  }

  private void keep(Meeting meeting) {
    ObjectNode kept = Json.object().put("mailbox", meeting.organizer.address);
    kept.set("meeting", meeting.state());
    state.keep(meeting.id, kept);
  }

  public Reply handle(Mailbox organizer, Inbound request, Visit visit) {
    if (!settings.accessPolicy()) {
      return errors.reply(
          403,
          "Forbidden",
          "No application access policy found for this app: "
              + ClientCredentials.CLIENT
              + " on the user: "
              + organizer.objectId);
    }
    refuseStrangers(request.body());
    return switch (visit.operation()) {
      case CREATE_OR_GET -> createOrGet(organizer, request.body());
      case MEETING_INSERT -> insert(organizer, request.body());
      case MEETING_LIST -> list(organizer, request);
      case MEETING_GET -> Reply.of(200, existing(organizer, visit.id()).resource());
      case MEETING_PATCH -> patch(existing(organizer, visit.id()), request.body());
      default -> {
        Meeting meeting = existing(organizer, visit.id());
        organizer.meetings.remove(meeting.id);
        state.keep(meeting.id, null);
        yield Reply.of(204, null);
      }
    };
  }

  private void refuseStrangers(JsonNode body) {
    for (Map.Entry<String, JsonNode> member :
        body == null ? Set.<Map.Entry<String, JsonNode>>of() : body.properties()) {
      if (!MEMBERS.contains(member.getKey()) && !member.getKey().startsWith("@odata.")) {
        throw errors.refuse(
            400,
            "BadRequest",
            "The property '"
                + member.getKey()
                + "' does not exist on type 'microsoft.graph.onlineMeeting'.");
      }
    }
  }

  private Meeting existing(Mailbox organizer, String id) {
    Meeting meeting = organizer.meetings.get(id);
    if (meeting == null) {
      throw errors.refuse(404, "NotFound", "The meeting was not found.");
    }
    return meeting;
  }

  /** Reference "onlineMeeting: createOrGet": an existing meeting is answered as it stands. */
  private Reply createOrGet(Mailbox organizer, JsonNode sent) {
    JsonNode body = sent == null ? Json.object() : sent;
    String externalId = body.path("externalId").asText("");
    if (externalId.isEmpty()) {
      throw errors.refuse(400, "BadRequest", "externalId is required.");
    }
    for (Meeting meeting : organizer.meetings.values()) {
      if (externalId.equals(meeting.externalId)) {
        return Reply.of(200, meeting.resource());
      }
    }
    return Reply.of(201, make(organizer, externalId, body).resource());
  }

  private Reply insert(Mailbox organizer, JsonNode sent) {
    JsonNode body = sent == null ? Json.object() : sent;
    if (body.hasNonNull("externalId")) {
      throw errors.refuse(400, "BadRequest", "externalId is only accepted by createOrGet.");
    }
    return Reply.of(201, make(organizer, null, body).resource());
  }

  private Meeting make(Mailbox organizer, String externalId, JsonNode body) {
    Instant now = clock.instant();
    Meeting meeting = new Meeting(made + 1, externalId, organizer, now);
    meeting.start = body.hasNonNull("startDateTime") ? time(body, "startDateTime") : now;
    meeting.end =
        body.hasNonNull("endDateTime")
            ? time(body, "endDateTime")
            : meeting.start.plus(USUAL_LENGTH);
    requireOrder(meeting.start, meeting.end);
    meeting.subject = body.path("subject").asText(null);
    if (body.path("participants").path("attendees").isArray()) {
      meeting.attendees = body.path("participants").path("attendees").deepCopy();
    }
    made++;
    organizer.meetings.put(meeting.id, meeting);
    keep(meeting);
    return meeting;
  }

  /** Reference "Update onlineMeeting": start and end only together, the organizer never. */
  private Reply patch(Meeting meeting, JsonNode sent) {
    JsonNode body = sent == null ? Json.object() : sent;
    if (body.hasNonNull("startDateTime") != body.hasNonNull("endDateTime")) {
      throw errors.refuse(
          400, "BadRequest", "startDateTime and endDateTime must be given together.");
    }
    if (body.hasNonNull("startDateTime")) {
      Instant start = time(body, "startDateTime");
      Instant end = time(body, "endDateTime");
      requireOrder(start, end);
      meeting.start = start;
      meeting.end = end;
    }
    if (body.has("subject")) {
      meeting.subject = body.path("subject").asText(null);
    }
    keep(meeting);
    return Reply.of(200, meeting.resource());
  }

  private Reply list(Mailbox organizer, Inbound request) {
    String filter = request.parameter("$filter");
    Matcher matcher = JOIN_URL_FILTER.matcher(filter == null ? "" : filter.strip());
    if (!matcher.matches()) {
      throw errors.refuse(400, "InvalidArgument", "Filter expression expected - joinWebUrl eq");
    }
    ObjectNode json = Json.object();
    ArrayNode value = json.putArray("value");
    for (Meeting meeting : organizer.meetings.values()) {
      if (meeting.joinUrl.equals(matcher.group(1))) {
        value.add(meeting.resource());
      }
    }
    return Reply.of(200, json);
  }

  private void requireOrder(Instant start, Instant end) {
    if (end.isBefore(start)) {
      throw errors.refuse(400, "BadRequest", "The meeting ends before it starts.");
    }
  }

  private Instant time(JsonNode body, String name) {
    try {
      return OffsetDateTime.parse(body.path(name).asText()).toInstant();
    } catch (DateTimeException e) {
      throw errors.refuse(400, "BadRequest", name + " is not a time with an offset.");
    }
  }
}
