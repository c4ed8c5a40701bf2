package io.calroute.destination.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.component.google.GoogleEventJson;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Turns calls into what Google Calendar wants to hear about events. Called from routes as {@code
 * googleEvents}; thread-safe.
 *
 * <p>Our marker lives in private extended properties, which only our copy of the event carries.
 */
public final class GoogleEvents {

  /** Name of the property that says that an event is ours. */
  static final String APP = "app";

  static final String CALROUTE = "calroute";

  private static final String CALENDAR = GoogleEventJson.HEADER_PREFIX + "calendarId";
  private static final String EVENT = GoogleEventJson.HEADER_PREFIX + "eventId";
  private static final String CONSTRAINT =
      GoogleEventJson.HEADER_PREFIX + "privateExtendedProperty";

  /** Longer values are cut without a word (Calendar API guide, extended properties). */
  private static final int LONGEST_VALUE = 1024;

  /**
   * Turns a call into what the kamelet {@code google-event-sink} takes.
   *
   * @throws IllegalArgumentException when the content or the marker does not fit
   */
  public void request(Exchange exchange) {
    Message message = exchange.getMessage();
    Call call = message.getBody(Call.class);
    message.removeHeaders(GoogleEventJson.HEADER_PREFIX + "*");
    message.setHeader(CALENDAR, call.calendar());
    message.setHeader(GoogleEventJson.METHOD_NAME, method(call.operation()));
    message.setBody(null);
    if (call.tellsGuests()) {
      message.setHeader(GoogleEventJson.NOTIFY, "all");
    }
    switch (call.operation()) {
      case CREATE -> message.setBody(content(call));
      case UPDATE -> {
        message.setHeader(EVENT, call.eventId());
        message.setHeader(GoogleEventJson.IF_MATCH, call.etag());
        message.setBody(content(call));
      }
      case DELETE -> {
        message.setHeader(EVENT, call.eventId());
        message.setHeader(GoogleEventJson.IF_MATCH, call.etag());
      }
      case GET -> message.setHeader(EVENT, call.eventId());
      case FIND, LIST -> message.setHeader(CONSTRAINT, constraint(call));
      case WINDOW -> {
        message.setHeader(GoogleEventJson.TIME_MIN, call.content().path("from").textValue());
        message.setHeader(GoogleEventJson.TIME_MAX, call.content().path("to").textValue());
      }
    }
  }

  private static String method(Call.Operation operation) {
    return switch (operation) {
      case CREATE -> "insert";
      case UPDATE -> "patch";
      case DELETE -> "delete";
      case GET -> "get";
      case FIND, LIST, WINDOW -> "list";
    };
  }

  /**
   * The request's body: the call's content with the call's marker in it and, for a create, the id
   * that we chose. Nulls in the content survive, because they clear members.
   *
   * @throws IllegalArgumentException when the marker does not fit
   */
  ObjectNode content(Call call) {
    ObjectNode event =
        call.content() == null
            ? JsonNodeFactory.instance.objectNode()
            : ((ObjectNode) call.content()).deepCopy();
    if (call.operation() == Call.Operation.CREATE && call.eventId() != null) {
      event.put("id", call.eventId());
    }
    if (call.operation() == Call.Operation.UPDATE) {
      clearWhatExcludesTimes(event);
    }
    if (call.marker() != null) {
      mark(object(object(event, "extendedProperties"), "private"), call.marker());
    }
    return event;
  }

  /**
   * A patch merges: a day beside a time of day is refused, and a series or an end that is left open
   * would show other times than ours.
   */
  private static void clearWhatExcludesTimes(ObjectNode event) {
    for (String side : List.of("start", "end")) {
      if (event.get(side) instanceof ObjectNode time) {
        if (time.hasNonNull("dateTime")) {
          time.putNull("date");
        } else if (time.hasNonNull("date")) {
          time.putNull("dateTime");
          time.putNull("timeZone");
        }
      }
    }
    if (event.has("start") && !event.has("recurrence")) {
      event.putNull("recurrence");
    }
    if (event.has("end") && !event.has("endTimeUnspecified")) {
      event.put("endTimeUnspecified", false);
    }
  }

  private static ObjectNode object(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode present ? present : parent.putObject(name);
  }

  private static void mark(ObjectNode properties, Marker marker) {
    properties.put(APP, CALROUTE);
    properties.put(Marker.APPOINTMENT, fitting(marker.appointment()));
    properties.put(Marker.GENERATION, Integer.toString(marker.generation()));
    properties.put(Marker.VERSION, fitting(marker.version()));
  }

  private static String fitting(String value) {
    if (value.length() > LONGEST_VALUE) {
      throw new IllegalArgumentException(
          "A marker of more than " + LONGEST_VALUE + " characters would be cut by Google");
    }
    return value;
  }

  /**
   * The private extended property that listed events must carry: the appointment's key, or the sign
   * that they are ours. Only one, because Google's own pages disagree on whether several are to be
   * met all or any.
   */
  List<String> constraint(Call call) {
    return List.of(
        call.operation() == Call.Operation.FIND
            ? Marker.APPOINTMENT + "=" + call.marker().appointment()
            : APP + "=" + CALROUTE);
  }

  /**
   * The marker that an event shows.
   *
   * @return null when it shows none of ours
   */
  static Marker marker(JsonNode event) {
    JsonNode properties = event.path("extendedProperties").path("private");
    String generation = properties.path(Marker.GENERATION).asText();
    if (!properties.path(APP).asText().equals(CALROUTE)
        || !properties.has(Marker.APPOINTMENT)
        || !generation.matches("\\d{1,9}")) {
      return null;
    }
    return new Marker(
        properties.path(Marker.APPOINTMENT).asText(),
        Integer.parseInt(generation),
        properties.path(Marker.VERSION).asText());
  }
}
