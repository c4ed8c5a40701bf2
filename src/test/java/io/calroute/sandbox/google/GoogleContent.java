package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.sandbox.Json;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of the members that a client writes: checked, cut to size, defaults left out. */
final class GoogleContent {

  /** Reference "Events": the members that insert, update and patch accept, besides the id. */
  private static final Set<String> WRITABLE =
      Set.of(
          "anyoneCanAddSelf",
          "attachments",
          "attendees",
          "colorId",
          "description",
          "end",
          "endTimeUnspecified",
          "eventLabelId",
          "eventType",
          "extendedProperties",
          "focusTimeProperties",
          "gadget",
          "guestsCanInviteOthers",
          "guestsCanModify",
          "guestsCanSeeOtherGuests",
          "location",
          "originalStartTime",
          "outOfOfficeProperties",
          "recurrence",
          "reminders",
          "source",
          "start",
          "status",
          "summary",
          "transparency",
          "visibility",
          "workingLocationProperties");

  /** Members that an answer leaves out when they hold this value. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "transparency", "opaque",
          "visibility", "default",
          "endTimeUnspecified", "false",
          "guestsCanInviteOthers", "true",
          "guestsCanModify", "false",
          "guestsCanSeeOtherGuests", "true");

  private static final Set<String> STATUSES = Set.of("confirmed", "tentative", "cancelled");
  private static final int LONGEST_KEY = 44;
  private static final int LONGEST_VALUE = 1024;
  private static final int MOST_REMINDERS = 5;
  private static final int LONGEST_REMINDER = 40_320;

  private GoogleContent() {}

  /** The writable members of a body, for an insert or a replacement. */
  static ObjectNode fresh(JsonNode body) {
    ObjectNode content = Json.object();
    merge(content, writable(body));
    return content;
  }

  /** The stored members with a patch merged in: objects merge, arrays replace, null deletes. */
  static ObjectNode patched(ObjectNode stored, JsonNode body) {
    ObjectNode content = stored.deepCopy();
    merge(content, writable(body));
    return content;
  }

  private static ObjectNode writable(JsonNode body) {
    ObjectNode members = Json.object();
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (WRITABLE.contains(member.getKey())) {
        members.set(member.getKey(), member.getValue());
      }
    }
    return members;
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (value.isNull()) {
        into.remove(name);
      } else if (value.isObject()) {
        JsonNode present = into.get(name);
        ObjectNode object = present instanceof ObjectNode known ? known : into.putObject(name);
        merge(object, value);
      } else {
        into.set(name, value.deepCopy());
      }
    }
  }

  /** Checks a merged content and brings it to the form to keep. */
  static void settle(ObjectNode content, ZoneId zone) {
    if (!STATUSES.contains(content.path("status").asText(GoogleEvent.CONFIRMED))) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid status value."));
    }
    settleTimes(content, zone);
    settleExtendedProperties(content);
    settleReminders(content);
    settleGuests(content);
    String url = content.path("source").path("url").asText("https://");
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid source URL."));
    }
    DEFAULTS.forEach(
        (name, value) -> {
          if (content.path(name).asText().equals(value)) {
            content.remove(name);
          }
        });
  }

  private static void settleTimes(ObjectNode content, ZoneId zone) {
    for (String side : List.of("start", "end")) {
      if (!content.path(side).isObject()) {
        throw GoogleErrors.refuse(GoogleErrors.required("Missing " + side + " time."));
      }
    }
    EventTime start = EventTime.read(content.get("start"), "start", zone);
    EventTime end = EventTime.read(content.get("end"), "end", zone);
    if (start.allDay() != end.allDay()) {
      throw GoogleErrors.refuse(
          GoogleErrors.invalid(
              "Start and end times must either both be date or both be dateTime."));
    }
    Instant from = start.at(zone);
    Instant to = end.at(zone);
    if (to.isBefore(from) || start.allDay() && to.equals(from)) {
      throw GoogleErrors.refuse(GoogleErrors.emptyTimeRange());
    }
    content.set("start", start.stored());
    content.set("end", end.stored());
  }

  /** Guide "Extended properties": too long keys are dropped, too long values cut, both silently. */
  private static void settleExtendedProperties(ObjectNode content) {
    JsonNode both = content.get("extendedProperties");
    if (!(both instanceof ObjectNode properties)) {
      content.remove("extendedProperties");
      return;
    }
    for (String side : List.of("private", "shared")) {
      if (!(properties.get(side) instanceof ObjectNode entries)) {
        properties.remove(side);
        continue;
      }
      List<String> keys = new ArrayList<>();
      entries.fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        String value = entries.get(key).asText();
        if (key.length() > LONGEST_KEY) {
          entries.remove(key);
        } else {
          entries.set(
              key,
              new TextNode(
                  value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value));
        }
      }
      if (entries.isEmpty()) {
        properties.remove(side);
      }
    }
    if (properties.isEmpty()) {
      content.remove("extendedProperties");
    }
  }

  private static void settleReminders(ObjectNode content) {
    JsonNode overrides = content.path("reminders").path("overrides");
    if (overrides.size() > MOST_REMINDERS) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Too many override reminders."));
    }
    for (JsonNode override : overrides) {
      int minutes = override.path("minutes").asInt(-1);
      if (minutes < 0 || minutes > LONGEST_REMINDER) {
        throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid reminder minutes."));
      }
    }
  }

  private static void settleGuests(ObjectNode content) {
    Iterator<JsonNode> guests = content.path("attendees").elements();
    while (guests.hasNext()) {
      if (guests.next() instanceof ObjectNode guest) {
        if (!guest.hasNonNull("email")) {
          throw GoogleErrors.refuse(GoogleErrors.required("Missing attendee email."));
        }
        if (!guest.has("responseStatus")) {
          guest.put("responseStatus", "needsAction");
        }
      }
    }
  }

  /** The guests' rights, which only the organizer may change; left out counts as the default. */
  static boolean sameGuestRights(JsonNode one, JsonNode other) {
    for (String right :
        List.of("guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests")) {
      String usual = DEFAULTS.get(right);
      if (!one.path(right).asText(usual).equals(other.path(right).asText(usual))) {
        return false;
      }
    }
    return true;
  }
}
