package io.calroute.sandbox.graph.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.graph.mailbox.Preferences;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** One event as it is stored in a mailbox. */
public final class GraphEvent {

  private static final DateTimeFormatter SEVEN_DIGITS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final int PREVIEW_LENGTH = 255;

  public final long number;
  public final String entryId;
  public final String immutableId;
  final String iCalUid;
  public final String organizer;
  public final String transactionId;
  final Instant created;
  final Map<PropertyId, String> properties = new LinkedHashMap<>();

  /** Members that a client can write, as {@link EventContent} leaves them. */
  public ObjectNode content = Json.object();

  /** Online meeting; null without one. */
  public ObjectNode onlineMeeting;

  public Instant modified;
  public long version;
  public long change;
  public boolean deleted;
  public Instant hiddenUntil = Instant.MIN;

  public GraphEvent(long number, String organizer, String transactionId, Instant created) {
    this.number = number;
    entryId = id("AAMkADAGu0AABIG", number);
    immutableId = id("AAkALgAAAAAAHYQDEapmEc2byACqAC", number);
    iCalUid =
        "040000008200E00074C5B7101A82E00800000000"
            + "%032X".formatted(number)
            + "000000000000000010000000";
    this.organizer = organizer;
    this.transactionId = transactionId;
    this.created = created;
    modified = created;
  }

  /** Pairs of ids differ in nothing but case, because Graph's ids are case-sensitive. */
  private static String id(String prefix, long number) {
    String pair = Long.toString(number / 2, 36).toUpperCase(Locale.ROOT);
    return prefix + "-EWg" + pair + (number % 2 == 0 ? "QZ" : "qz") + "AAA=";
  }

  /** What is kept of it over a restart. */
  public ObjectNode state() {
    ObjectNode json = Json.object();
    json.put("number", number).put("organizer", organizer).put("transactionId", transactionId);
    json.put("created", created.toString()).put("modified", modified.toString());
    json.put("version", version).put("change", change).put("deleted", deleted);
    json.set("content", content);
    json.set("onlineMeeting", onlineMeeting);
    ObjectNode kept = json.putObject("properties");
    properties.forEach((id, value) -> kept.put(id.text(), value));
    return json;
  }

  public static GraphEvent restored(JsonNode state) {
    GraphEvent event =
        new GraphEvent(
            state.path("number").asLong(),
            state.path("organizer").asText(),
            state.path("transactionId").asText(null),
            Instant.parse(state.path("created").asText()));
    event.modified = Instant.parse(state.path("modified").asText());
    event.version = state.path("version").asLong();
    event.change = state.path("change").asLong();
    event.deleted = state.path("deleted").asBoolean();
    event.content = (ObjectNode) state.path("content");
    event.onlineMeeting =
        state.hasNonNull("onlineMeeting") ? (ObjectNode) state.path("onlineMeeting") : null;
    state
        .path("properties")
        .properties()
        .forEach(
            one ->
                event.properties.put(
                    PropertyId.read(one.getKey()).orElseThrow(), one.getValue().asText()));
    return event;
  }

  String changeKey() {
    byte[] bytes = ByteBuffer.allocate(16).putLong(0x3545f0c20b15aeb4L).putLong(version).array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  public String etag() {
    return "W/\"" + changeKey() + "\"";
  }

  boolean allDay() {
    return content.path("isAllDay").asBoolean();
  }

  public Instant start() {
    return instant("start");
  }

  Instant end() {
    return instant("end");
  }

  private Instant instant(String side) {
    return local(side).atZone(zone(side)).toInstant();
  }

  private LocalDateTime local(String side) {
    return LocalDateTime.parse(content.path(side).path("dateTime").asText());
  }

  private ZoneId zone(String side) {
    return GraphZones.zone(content.path(side).path("timeZone").asText()).orElseThrow();
  }

  public String bodyContent() {
    return content.path("body").path("content").asText("");
  }

  /**
   * The resource as Graph answers it, extended properties left out.
   *
   * @param mailbox who looks
   * @param preferences what the request prefers
   */
  public ObjectNode resource(String mailbox, Preferences preferences) {
    ObjectNode json = Json.object();
    String id = preferences.immutableIds() ? immutableId : entryId;
    json.put("@odata.etag", etag());
    json.put("id", id);
    json.put("createdDateTime", STAMP.format(created));
    json.put("lastModifiedDateTime", STAMP.format(modified));
    json.put("changeKey", changeKey());
    json.set("categories", present("categories") ? copy("categories") : json.arrayNode());
    if (transactionId != null) {
      json.put("transactionId", transactionId);
    }
    json.put("originalStartTimeZone", content.path("start").path("timeZone").asText());
    json.put("originalEndTimeZone", content.path("end").path("timeZone").asText());
    json.put("iCalUId", iCalUid);
    json.put("reminderMinutesBeforeStart", content.path("reminderMinutesBeforeStart").asInt(15));
    json.put("isReminderOn", content.path("isReminderOn").asBoolean(true));
    json.put("hasAttachments", false);
    json.put("subject", content.path("subject").asText(""));
    json.put("bodyPreview", preview());
    json.put("importance", content.path("importance").asText("normal"));
    json.put("sensitivity", content.path("sensitivity").asText("normal"));
    json.put("isAllDay", allDay());
    json.put("isCancelled", false);
    json.put("isOrganizer", organizer.equals(mailbox));
    json.put("responseRequested", content.path("responseRequested").asBoolean(true));
    json.putNull("seriesMasterId");
    json.put("showAs", content.path("showAs").asText("busy"));
    json.put("type", present("recurrence") ? "seriesMaster" : "singleInstance");
    json.put(
        "webLink",
        "https://outlook.office365.com/owa/?itemid="
            + id.replace("=", "%3D")
            + "&exvsurl=1&path=/calendar/item");
    json.putNull("onlineMeetingUrl");
    json.put("isOnlineMeeting", onlineMeeting != null);
    json.put("onlineMeetingProvider", onlineMeeting == null ? "unknown" : "teamsForBusiness");
    json.put("allowNewTimeProposals", content.path("allowNewTimeProposals").asBoolean(true));
    json.put("hideAttendees", content.path("hideAttendees").asBoolean(false));
    json.put("isDraft", false);
    json.set("recurrence", present("recurrence") ? copy("recurrence") : null);
    json.putObject("responseStatus")
        .put("response", organizer.equals(mailbox) ? "organizer" : "accepted")
        .put("time", "0001-01-01T00:00:00Z");
    body(json.putObject("body"), preferences);
    time(json.putObject("start"), "start", preferences);
    time(json.putObject("end"), "end", preferences);
    location(json);
    json.set("attendees", present("attendees") ? copy("attendees") : json.arrayNode());
    json.putObject("organizer")
        .putObject("emailAddress")
        .put("name", organizer)
        .put("address", organizer);
    json.set("onlineMeeting", onlineMeeting == null ? null : onlineMeeting.deepCopy());
    return json;
  }

  private boolean present(String name) {
    return content.hasNonNull(name);
  }

  private JsonNode copy(String name) {
    return content.get(name).deepCopy();
  }

  private String preview() {
    String text = plain(bodyContent());
    return text.length() > PREVIEW_LENGTH ? text.substring(0, PREVIEW_LENGTH) : text;
  }

  private static String plain(String html) {
    return TAG.matcher(html)
        .replaceAll("")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .strip();
  }

  private void body(ObjectNode json, Preferences preferences) {
    json.put("contentType", preferences.textBodies() ? "text" : "html");
    json.put("content", preferences.textBodies() ? plain(bodyContent()) : bodyContent());
  }

  private void time(ObjectNode json, String side, Preferences preferences) {
    // All-day events float: they keep their days whatever zone they are shown in.
    LocalDateTime shown =
        allDay() ? local(side) : LocalDateTime.ofInstant(instant(side), preferences.zone());
    json.put("dateTime", SEVEN_DIGITS.format(shown));
    json.put("timeZone", preferences.zoneName());
  }

  private void location(ObjectNode json) {
    ObjectNode location = json.putObject("location");
    String name = content.path("location").path("displayName").asText("");
    location.put("displayName", name).put("locationType", "default");
    ArrayNode locations = json.putArray("locations");
    if (name.isEmpty()) {
      location.put("uniqueIdType", "unknown");
      return;
    }
    location.put("uniqueId", name).put("uniqueIdType", "private");
    content
        .path("location")
        .properties()
        .forEach(
            member -> {
              if (!location.has(member.getKey())) {
                location.set(member.getKey(), member.getValue().deepCopy());
              }
            });
    if (present("locations")) {
      locations.addAll((ArrayNode) copy("locations"));
      return;
    }
    locations
        .addObject()
        .put("displayName", name)
        .put("locationType", "default")
        .put("uniqueId", name)
        .put("uniqueIdType", "private");
  }

  /** Adds extended properties to an answer. */
  public void expand(ObjectNode json, List<PropertyId> wanted) {
    ArrayNode shown = json.arrayNode();
    properties.forEach(
        (id, value) -> {
          if (wanted.contains(id)) {
            shown.addObject().put("id", id.text()).put("value", value);
          }
        });
    // Graph leaves the member out when none of the wanted properties is there.
    if (!shown.isEmpty()) {
      json.set("singleValueExtendedProperties", shown);
    }
  }

  /** The appointment key of our marker; null without one. */
  public String appointment() {
    return property(Marker.APPOINTMENT);
  }

  private String property(String name) {
    return properties.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  public SimulatedEvent view(String mailbox) {
    ObjectNode resource = resource(mailbox, Preferences.PLAIN);
    expand(resource, List.copyOf(properties.keySet()));
    String generation = property(Marker.GENERATION);
    Marker marker =
        appointment() == null
            ? null
            : new Marker(
                appointment(),
                generation == null ? 0 : Integer.parseInt(generation),
                property(Marker.VERSION));
    return new SimulatedEvent(
        mailbox,
        immutableId,
        etag(),
        deleted,
        content.path("subject").asText(""),
        start(),
        end(),
        content.path("start").path("timeZone").asText(),
        allDay(),
        content.path("location").path("displayName").asText(null),
        onlineMeeting == null ? null : onlineMeeting.path("joinUrl").asText(),
        marker,
        resource);
  }
}
