package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Start or end of an event (reference "Events": {@code start}, {@code end}): a date, or a time with
 * an offset or a zone, kept in whole seconds.
 *
 * @param date the day; null for a timed event
 * @param instant the time; null for an all-day event
 * @param zone the zone to echo; null for an all-day event without one
 */
record EventTime(LocalDate date, Instant instant, String zone) {

  private static final Pattern RFC3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)?");
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

  /**
   * Reads what a client sent.
   *
   * @param json the member
   * @param side {@code start} or {@code end}, for messages
   * @param calendarZone zone of the calendar
   */
  static EventTime read(JsonNode json, String side, ZoneId calendarZone) {
    String zone = json.path("timeZone").asText(null);
    if (zone != null && !ZONES.contains(zone)) {
      throw GoogleErrors.refuse(
          GoogleErrors.invalid("Invalid time zone definition for " + side + " time."));
    }
    if (json.hasNonNull("date") == json.hasNonNull("dateTime")) {
      throw GoogleErrors.refuse(
          json.hasNonNull("date")
              ? GoogleErrors.invalid("Invalid " + side + " time.")
              : GoogleErrors.required("Missing " + side + " time."));
    }
    try {
      if (json.hasNonNull("date")) {
        return new EventTime(LocalDate.parse(json.path("date").asText()), null, zone);
      }
      return new EventTime(
          null,
          instant(json.path("dateTime").asText(), zone, side).truncatedTo(ChronoUnit.SECONDS),
          zone == null ? calendarZone.getId() : zone);
    } catch (DateTimeException e) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid " + side + " time."));
    }
  }

  private static Instant instant(String text, String zone, String side) {
    if (!RFC3339.matcher(text).matches()) {
      throw new DateTimeException("Not RFC 3339: " + text);
    }
    if (text.endsWith("Z") || hasOffset(text)) {
      return OffsetDateTime.parse(text).toInstant();
    }
    if (zone == null) {
      throw GoogleErrors.refuse(
          GoogleErrors.required("Missing time zone definition for " + side + " time."));
    }
    return LocalDateTime.parse(text).atZone(ZoneId.of(zone)).toInstant();
  }

  private static boolean hasOffset(String text) {
    int time = text.indexOf('T');
    return text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0;
  }

  /** Reads what {@link #stored()} wrote. */
  static EventTime restore(JsonNode json) {
    String zone = json.path("timeZone").asText(null);
    return json.has("date")
        ? new EventTime(LocalDate.parse(json.path("date").asText()), null, zone)
        : new EventTime(null, Instant.parse(json.path("dateTime").asText()), zone);
  }

  /** The form to keep: equal for equal times, and good to merge a patch into. */
  ObjectNode stored() {
    ObjectNode json = Json.object();
    if (date != null) {
      json.put("date", date.toString());
    } else {
      json.put("dateTime", instant.toString());
    }
    if (zone != null) {
      json.put("timeZone", zone);
    }
    return json;
  }

  /** The form to answer: in the calendar's zone, whatever zone the client gave. */
  ObjectNode shown(ZoneId calendarZone) {
    ObjectNode json = stored();
    if (instant != null) {
      json.put("dateTime", WITH_OFFSET.format(instant.atZone(calendarZone)));
    }
    return json;
  }

  /** When this is; for a day its midnight in the given zone. */
  Instant at(ZoneId calendarZone) {
    return instant != null ? instant : date.atStartOfDay(calendarZone).toInstant();
  }

  boolean allDay() {
    return date != null;
  }
}
