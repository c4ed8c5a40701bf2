package io.calroute.destination.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import io.calroute.destination.Call;
import io.calroute.destination.Marker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;

/**
 * Turns calls into what Google Calendar wants to hear about events. Called from routes as {@code
 * googleEvents}; thread-safe.
 *
 * <p>Our marker lives in private extended properties, which only our copy of the event carries.
 */
public final class GoogleEvents {

  /** Exchange property that is true while there are more pages to read. */
  public static final String MORE_PAGES = "googleMorePages";

  /** Exchange property that holds the events of all pages read so far. */
  public static final String GATHERED = "googleEventsRead";

  /** Name of the property that says that an event is ours. */
  static final String APP = "app";

  /** Value of {@link #APP}. */
  static final String CALROUTE = "calroute";

  /** Longer values are cut without a word (Calendar API guide, extended properties). */
  private static final int LONGEST_VALUE = 1024;

  private static final String PAGE_TOKEN = "CamelGoogleCalendar.pageToken";

  private final String userAgent;

  /**
   * Events of one application.
   *
   * @param userAgent what calls introduce themselves with
   */
  public GoogleEvents(String userAgent) {
    this.userAgent = userAgent;
  }

  /**
   * The request's body: the call's content with the call's marker in it and, for a create, the id
   * that we chose. Nulls in the content survive, because they clear members.
   *
   * @param call a create or an update
   * @throws IllegalArgumentException when the content is no event or the marker does not fit
   */
  public Event content(@ExchangeProperty("call") Call call) {
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
    try {
      return GsonFactory.getDefaultInstance().fromString(event.toString(), Event.class);
    } catch (IOException | IllegalArgumentException notAnEvent) {
      // Without the cause, whose message quotes the content.
      throw new IllegalArgumentException("The content is no event of Google Calendar");
    }
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
   * The HTTP headers of a call: If-Match when the call has a condition. They replace the client's
   * own, the user agent among them, which is therefore repeated.
   *
   * @param call any
   */
  public HttpHeaders headers(@ExchangeProperty("call") Call call) {
    HttpHeaders headers = new HttpHeaders();
    headers.setUserAgent(userAgent);
    if (call.etag() != null) {
      headers.setIfMatch(call.etag());
    }
    return headers;
  }

  /**
   * The private extended property that listed events must carry: the appointment's key, or the sign
   * that they are ours. Only one, because Google's own pages disagree on whether several are to be
   * met all or any.
   *
   * @param call a find or a list
   */
  public List<String> constraint(@ExchangeProperty("call") Call call) {
    return List.of(
        call.operation() == Call.Operation.FIND
            ? Marker.APPOINTMENT + "=" + call.marker().appointment()
            : APP + "=" + CALROUTE);
  }

  /**
   * Takes over a page of a list and sets the exchange up for the next one.
   *
   * @param exchange with the page as its body
   * @throws IOException when Google's pages run in a circle
   */
  public void gather(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    Events page = message.getBody(Events.class);
    List<Event> gathered = new ArrayList<>();
    if (exchange.getProperty(GATHERED) instanceof List<?> before) {
      before.forEach(event -> gathered.add((Event) event));
    }
    if (page.getItems() != null) {
      gathered.addAll(page.getItems());
    }
    exchange.setProperty(GATHERED, gathered);
    String next = page.getNextPageToken();
    if (next != null && Objects.equals(next, message.getHeader(PAGE_TOKEN))) {
      throw new IOException("Google's pages run in a circle");
    }
    message.setHeader(PAGE_TOKEN, next);
    exchange.setProperty(MORE_PAGES, next != null);
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
