package io.calroute.destination.microsoft365;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.component.microsoft365.Microsoft365Constants;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Turns calls into what Graph wants to hear about events. Called from routes as {@code
 * office365Events}; thread-safe.
 *
 * <p>Our marker lives in single-value extended properties: they travel in the same request as the
 * event, can be searched for, and are no business of anybody who looks at the calendar.
 */
public final class Office365Events {

  /** Name of the property that says that an event is ours. */
  static final String APP = "app";

  static final String CALROUTE = "calroute";

  /** The property set of Calroute's own; it must never change, or events of ours go unknown. */
  private static final String PROPERTY_SET = "{0d2c1f0e-53b4-4e0c-9d83-6a1b7c2f94ae}";

  private static final String PROPERTIES = "singleValueExtendedProperties";

  /** The full id of one of our properties, as Graph writes named properties. */
  static String property(String name) {
    return "String " + PROPERTY_SET + " Name " + name;
  }

  /** Turns a call into what the kamelet {@code office365-event-sink} takes. */
  public void request(Exchange exchange) {
    Message message = exchange.getMessage();
    Call call = message.getBody(Call.class);
    message.removeHeaders(Microsoft365Constants.HEADER_PREFIX + "*");
    message.setHeader(Microsoft365Constants.USER, call.calendar());
    message.setHeader(Microsoft365Constants.METHOD_NAME, method(call.operation()));
    message.setBody(null);
    switch (call.operation()) {
      case CREATE -> message.setBody(content(call));
      case UPDATE -> {
        message.setHeader(Microsoft365Constants.EVENT_ID, call.eventId());
        message.setHeader(Microsoft365Constants.IF_MATCH, call.etag());
        message.setBody(content(call));
      }
      case DELETE -> {
        message.setHeader(Microsoft365Constants.EVENT_ID, call.eventId());
        message.setHeader(Microsoft365Constants.IF_MATCH, call.etag());
      }
      case GET -> {
        message.setHeader(Microsoft365Constants.EVENT_ID, call.eventId());
        message.setHeader(Microsoft365Constants.EXPAND, expand());
      }
      case FIND, LIST, WINDOW -> {
        message.setHeader(Microsoft365Constants.FILTER, filter(call));
        message.setHeader(Microsoft365Constants.EXPAND, expand());
      }
    }
  }

  private static String method(Call.Operation operation) {
    return switch (operation) {
      case FIND, LIST, WINDOW -> "list";
      default -> operation.name().toLowerCase(Locale.ROOT);
    };
  }

  /**
   * The request's body: the call's content with the call's marker in it. Nulls in the content
   * survive, because they clear members.
   */
  JsonNode content(Call call) {
    ObjectNode event =
        call.content() == null
            ? JsonNodeFactory.instance.objectNode()
            : ((ObjectNode) call.content()).deepCopy();
    if (call.operation() == Call.Operation.UPDATE) {
      clearWhatExcludesTimes(event);
    }
    if (call.marker() != null) {
      event.set(PROPERTIES, withMarker(event.path(PROPERTIES), call.marker()));
    }
    return event;
  }

  /**
   * Graph refuses a time of day while the event lasts all day, and another day than the one that a
   * series starts on. Whether it heeds the etag of an update is not documented, so that this goes
   * with every change of times.
   */
  private static void clearWhatExcludesTimes(ObjectNode event) {
    if (!event.has("start") && !event.has("end")) {
      return;
    }
    if (!event.has("isAllDay")) {
      event.put("isAllDay", false);
    }
    if (!event.has("recurrence")) {
      event.putNull("recurrence");
    }
  }

  private static ArrayNode withMarker(JsonNode present, Marker marker) {
    Map<String, String> ours = new LinkedHashMap<>();
    ours.put(property(APP), CALROUTE);
    ours.put(property(Marker.APPOINTMENT), marker.appointment());
    ours.put(property(Marker.GENERATION), Integer.toString(marker.generation()));
    ours.put(property(Marker.VERSION), marker.version());
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (JsonNode other : present) {
      if (!ours.containsKey(other.path("id").asText())) {
        all.add(other);
      }
    }
    ours.forEach((id, value) -> all.addObject().put("id", id).put("value", value));
    return all;
  }

  /**
   * The $filter that finds what the call looks for: the events of one appointment, all of ours, or
   * all that begin in a window; Graph compares times of day in UTC.
   *
   * @return OData, unencoded
   */
  String filter(Call call) {
    return switch (call.operation()) {
      case FIND -> carries(Marker.APPOINTMENT, call.marker().appointment());
      case WINDOW ->
          "start/dateTime ge '%s' and start/dateTime lt '%s'"
              .formatted(inUtc(call.content().path("from")), inUtc(call.content().path("to")));
      default -> carries(APP, CALROUTE);
    };
  }

  private static String inUtc(JsonNode instant) {
    return instant.textValue().replace("Z", "");
  }

  private static String carries(String name, String value) {
    return PROPERTIES
        + "/Any(ep: ep/id eq '%s' and ep/value eq '%s')"
            .formatted(property(name), value.replace("'", "''"));
  }

  /**
   * The $expand that makes Graph show our marker, which it does only when asked.
   *
   * @return OData, unencoded
   */
  private static String expand() {
    String ours =
        Stream.of(APP, Marker.APPOINTMENT, Marker.GENERATION, Marker.VERSION)
            .map(name -> "id eq '" + property(name) + "'")
            .collect(Collectors.joining(" or "));
    return PROPERTIES + "($filter=" + ours + ")";
  }

  /**
   * The marker that an event shows.
   *
   * @return null when it shows none of ours
   */
  static Marker marker(JsonNode event) {
    Map<String, String> values = new LinkedHashMap<>();
    for (JsonNode property : event.path(PROPERTIES)) {
      values.put(property.path("id").asText(), property.path("value").asText());
    }
    String appointment = values.get(property(Marker.APPOINTMENT));
    String generation = values.get(property(Marker.GENERATION));
    if (!CALROUTE.equals(values.get(property(APP)))
        || appointment == null
        || generation == null
        || !generation.matches("\\d{1,9}")) {
      return null;
    }
    return new Marker(
        appointment,
        Integer.parseInt(generation),
        values.getOrDefault(property(Marker.VERSION), ""));
  }
}
