package io.calroute.sandbox.graph.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.graph.GraphErrors;
import io.calroute.sandbox.graph.mailbox.TeamsLink;
import io.calroute.sandbox.server.Refusal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes what a client sent into an event (reference "Create event", "Update event"). */
public final class EventContent {

  private static final Set<String> BOOLEANS =
      Set.of(
          "isAllDay",
          "isReminderOn",
          "responseRequested",
          "allowNewTimeProposals",
          "hideAttendees",
          "isOnlineMeeting");

  private static final Map<String, Set<String>> ENUMS =
      Map.of(
          "showAs", Set.of("free", "tentative", "busy", "oof", "workingElsewhere", "unknown"),
          "sensitivity", Set.of("normal", "personal", "private", "confidential"),
          "importance", Set.of("low", "normal", "high"),
          "onlineMeetingProvider",
              Set.of("unknown", "skypeForBusiness", "skypeForConsumer", "teamsForBusiness"));

  /** Kept as they come. */
  private static final Set<String> PLAIN =
      Set.of(
          "isAllDay",
          "isReminderOn",
          "responseRequested",
          "allowNewTimeProposals",
          "hideAttendees",
          "showAs",
          "sensitivity",
          "importance",
          "subject",
          "categories",
          "recurrence",
          "reminderMinutesBeforeStart");

  /** Known to Graph, without effect here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "@odata.context",
          "@odata.etag",
          "@odata.type",
          "attachments",
          "bodyPreview",
          "calendar",
          "changeKey",
          "createdDateTime",
          "extensions",
          "hasAttachments",
          "iCalUId",
          "id",
          "instances",
          "isCancelled",
          "isDraft",
          "isOrganizer",
          "lastModifiedDateTime",
          "multiValueExtendedProperties",
          "onlineMeeting",
          "onlineMeetingUrl",
          "organizer",
          "originalEndTimeZone",
          "originalStart",
          "originalStartTimeZone",
          "responseStatus",
          "seriesMasterId",
          "type",
          "webLink");

  /** Written elsewhere: by this class's own steps, by {@link TeamsLink} or by the transaction. */
  private static final Set<String> SPECIAL =
      Set.of(
          "start",
          "end",
          "body",
          "attendees",
          "location",
          "locations",
          "singleValueExtendedProperties",
          "isOnlineMeeting",
          "onlineMeetingProvider",
          "transactionId");

  private final GraphErrors errors;

  public EventContent(GraphErrors errors) {
    this.errors = errors;
  }

  public static Refusal unsupportedZone(GraphErrors errors, String name) {
    return errors.refuse(
        400,
        "TimeZoneNotSupportedException",
        "The following TimeZone value is not supported: " + name);
  }

  /**
   * Brings an event to what a body says; members left out stay as they are.
   *
   * @param event the event; left as it was when the body is refused
   * @param body what the client sent
   */
  public void write(GraphEvent event, JsonNode body) {
    check(body);
    ObjectNode content = event.content.deepCopy();
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (!PLAIN.contains(member.getKey())) {
        continue;
      }
      if (member.getValue().isNull()) {
        content.remove(member.getKey());
      } else {
        content.set(member.getKey(), member.getValue().deepCopy());
      }
    }
    writeTime(content, body, "start");
    writeTime(content, body, "end");
    writeBody(content, body.get("body"));
    writeGuests(content, body.get("attendees"));
    writePlaces(content, body);
    ObjectNode before = event.content;
    event.content = content;
    try {
      checkTimes(event);
      writeProperties(event, body.path("singleValueExtendedProperties"));
    } catch (Refusal e) {
      event.content = before;
      throw e;
    }
  }

  private void check(JsonNode body) {
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (!PLAIN.contains(name) && !WITHOUT_EFFECT.contains(name) && !SPECIAL.contains(name)) {
        throw errors.refuse(
            400,
            "RequestBodyRead",
            "The property '"
                + name
                + "' does not exist on type 'microsoft.graph.event'. Make sure to only use property"
                + " names that are defined by the type or mark the type as open type.");
      }
      boolean wrong =
          BOOLEANS.contains(name) && !value.isBoolean()
              || ENUMS.containsKey(name) && !ENUMS.get(name).contains(value.asText())
              || name.equals("subject") && !value.isTextual()
              || name.equals("categories") && !value.isArray()
              || name.equals("reminderMinutesBeforeStart") && !value.isInt();
      if (wrong && !value.isNull()) {
        throw errors.refuse(
            400, "RequestBodyRead", "Cannot convert the literal of '" + name + "'.");
      }
    }
  }

  private void writeTime(ObjectNode content, JsonNode body, String side) {
    if (!body.hasNonNull(side)) {
      return;
    }
    String zone = body.path(side).path("timeZone").asText("UTC");
    if (GraphZones.zone(zone).isEmpty()) {
      throw unsupportedZone(errors, zone);
    }
    try {
      LocalDateTime local = LocalDateTime.parse(body.path(side).path("dateTime").asText());
      content.putObject(side).put("dateTime", local.toString()).put("timeZone", zone);
    } catch (DateTimeException e) {
      throw errors.badProperty("The dateTime of '" + side + "' is not a local date and time.");
    }
  }

  private void checkTimes(GraphEvent event) {
    for (String side : List.of("start", "end")) {
      if (!event.content.has(side)) {
        throw errors.badProperty("At least one property failed validation: " + side);
      }
      String time = event.content.path(side).path("dateTime").asText();
      if (event.allDay() && !LocalDateTime.parse(time).toLocalTime().equals(LocalTime.MIDNIGHT)) {
        throw errors.badProperty(
            "The Event." + side + " property for an all-day event needs to be set to midnight.");
      }
    }
    // Resource type "recurrenceRange": startDate must be the same as the start of the event.
    String first = event.content.at("/recurrence/range/startDate").asText("");
    String start = event.content.at("/start/dateTime").asText();
    if (!first.isEmpty() && !start.startsWith(first)) {
      throw errors.badProperty("The recurrence does not begin on the day of the event's start.");
    }
    if (event.end().isBefore(event.start())) {
      throw errors.refuse(
          400,
          "ErrorCalendarEndDateIsEarlierThanStartDate",
          "The end date is earlier than the start date.");
    }
  }

  /** Bodies are kept and answered as HTML, in a whole document. */
  private static void writeBody(ObjectNode content, JsonNode body) {
    if (body == null || body.isNull()) {
      return;
    }
    String sent = body.path("content").asText("");
    boolean html = body.path("contentType").asText("text").toLowerCase(Locale.ROOT).equals("html");
    String inner =
        html ? sent : sent.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    boolean whole = html && inner.contains("<html");
    String kept = whole ? inner : "<html><head></head><body>" + inner + "</body></html>";
    content.putObject("body").put("contentType", "html").put("content", kept);
  }

  /** Resource type "event": location and locations always correspond; one replaces the other. */
  private static void writePlaces(ObjectNode content, JsonNode body) {
    if (body.has("location")) {
      content.remove("locations");
      content.set("location", body.get("location").deepCopy());
    } else if (body.has("locations")) {
      content.set("locations", body.get("locations").deepCopy());
      List<String> names = new ArrayList<>();
      body.get("locations").forEach(place -> names.add(place.path("displayName").asText()));
      content.putObject("location").put("displayName", String.join("; ", names));
    }
  }

  private void writeGuests(ObjectNode content, JsonNode guests) {
    if (guests == null) {
      return;
    }
    content.remove("attendees");
    for (JsonNode guest : guests) {
      String address = guest.path("emailAddress").path("address").asText("");
      if (address.isEmpty()) {
        throw errors.badProperty("An attendee needs an emailAddress with an address.");
      }
      ObjectNode kept = content.withArray("attendees").addObject();
      kept.put("type", guest.path("type").asText("required").toLowerCase(Locale.ROOT));
      kept.putObject("status").put("response", "none").put("time", "0001-01-01T00:00:00Z");
      kept.putObject("emailAddress")
          .put("name", guest.path("emailAddress").path("name").asText(address))
          .put("address", address);
    }
  }

  private void writeProperties(GraphEvent event, JsonNode properties) {
    ObjectNode read = Json.object();
    for (JsonNode property : properties) {
      String text = property.path("id").asText("");
      if (PropertyId.read(text).isEmpty()) {
        throw errors.badProperty("The extended property id '" + text + "' is not valid.");
      }
      read.set(text, property.path("value"));
    }
    read.properties()
        .forEach(
            entry -> {
              PropertyId id = PropertyId.read(entry.getKey()).orElseThrow();
              if (entry.getValue().isNull()) {
                event.properties.remove(id);
              } else {
                event.properties.put(id, entry.getValue().asText());
              }
            });
  }
}
