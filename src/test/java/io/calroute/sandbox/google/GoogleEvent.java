package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;

/** One event as it is stored, tombstones included. */
final class GoogleEvent {

  static final String CONFIRMED = "confirmed";
  static final String CANCELLED = "cancelled";

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The order of a real answer, for the members that follow {@code updated}. */
  private static final List<String> BEFORE_PEOPLE =
      List.of("summary", "description", "location", "colorId");

  final String id;
  final String iCalUid;
  final String creator;
  final String organizer;
  final Instant created;

  /** Members that a client can write, as {@link GoogleContent} leaves them. */
  ObjectNode content;

  Instant updated;
  long version;
  long change;
  int sequence;
  Instant hiddenUntil = Instant.MIN;

  GoogleEvent(
      String id,
      String iCalUid,
      String creator,
      String organizer,
      Instant created,
      ObjectNode content) {
    this.id = id;
    this.iCalUid = iCalUid;
    this.creator = creator;
    this.organizer = organizer;
    this.created = created;
    this.updated = created;
    this.content = content;
  }

  /** What is kept of it over a restart. */
  ObjectNode state() {
    ObjectNode json = Json.object();
    json.put("id", id).put("iCalUid", iCalUid).put("creator", creator).put("organizer", organizer);
    json.put("created", created.toString()).put("updated", updated.toString());
    json.put("version", version).put("change", change).put("sequence", sequence);
    json.set("content", content);
    return json;
  }

  static GoogleEvent restored(JsonNode state) {
    GoogleEvent event =
        new GoogleEvent(
            state.path("id").asText(),
            state.path("iCalUid").asText(),
            state.path("creator").asText(),
            state.path("organizer").asText(),
            Instant.parse(state.path("created").asText()),
            (ObjectNode) state.path("content"));
    event.updated = Instant.parse(state.path("updated").asText());
    event.version = state.path("version").asLong();
    event.change = state.path("change").asLong();
    event.sequence = state.path("sequence").asInt();
    return event;
  }

  String etag() {
    return "\"" + version + "\"";
  }

  String status() {
    return content.path("status").asText(CONFIRMED);
  }

  boolean cancelled() {
    return CANCELLED.equals(status());
  }

  EventTime start() {
    return EventTime.restore(content.path("start"));
  }

  EventTime end() {
    return EventTime.restore(content.path("end"));
  }

  /** The resource as the API shows it. */
  ObjectNode resource(String calendar, ZoneId zone) {
    ObjectNode json = Json.object();
    json.put("kind", "calendar#event");
    json.put("etag", etag());
    json.put("id", id);
    json.put("status", status());
    json.put("htmlLink", "https://www.google.com/calendar/event?eid=" + eid(calendar));
    json.put("created", MILLISECONDS.format(created));
    json.put("updated", MILLISECONDS.format(updated));
    BEFORE_PEOPLE.stream().filter(content::has).forEach(name -> json.set(name, copy(name)));
    person(json.putObject("creator"), creator, calendar);
    person(json.putObject("organizer"), organizer, calendar);
    json.set("start", start().shown(zone));
    json.set("end", end().shown(zone));
    json.put("iCalUID", iCalUid);
    json.put("sequence", sequence);
    content.fieldNames().forEachRemaining(name -> show(json, name));
    if (!json.has("reminders")) {
      json.putObject("reminders").put("useDefault", true);
    }
    if (!json.has("eventType")) {
      json.put("eventType", "default");
    }
    return json;
  }

  private void show(ObjectNode json, String name) {
    if (!json.has(name)) {
      json.set(name, copy(name));
    }
  }

  private JsonNode copy(String name) {
    return content.get(name).deepCopy();
  }

  private static void person(ObjectNode json, String email, String calendar) {
    json.put("email", email);
    if (email.equals(calendar)) {
      json.put("self", true);
    }
  }

  private String eid(String calendar) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((id + " " + calendar).getBytes(StandardCharsets.UTF_8));
  }

  /** The appointment key of our marker; null without one. */
  String appointment() {
    return content.path("extendedProperties").path("private").path(Marker.APPOINTMENT).asText(null);
  }

  SimulatedEvent view(String calendar, ZoneId zone) {
    JsonNode own = content.path("extendedProperties").path("private");
    Marker marker =
        own.has(Marker.APPOINTMENT)
            ? new Marker(
                own.path(Marker.APPOINTMENT).asText(),
                own.path(Marker.GENERATION).asInt(),
                own.path(Marker.VERSION).asText(null))
            : null;
    EventTime start = start();
    return new SimulatedEvent(
        calendar,
        id,
        etag(),
        cancelled(),
        content.path("summary").asText(""),
        start.at(zone),
        end().at(zone),
        start.zone() == null ? zone.getId() : start.zone(),
        start.allDay(),
        content.path("location").asText(null),
        content.path("hangoutLink").asText(null),
        marker,
        resource(calendar, zone));
  }
}
