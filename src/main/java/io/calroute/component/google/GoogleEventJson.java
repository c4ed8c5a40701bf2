package io.calroute.component.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What the kamelet {@code google-event-sink} understands: its headers, and lists as JSON, since
 * Camel's {@code google-calendar} component gives Java objects.
 */
public final class GoogleEventJson {

  /** What every header of the component starts with; the option's name follows. */
  public static final String HEADER_PREFIX = "CamelGoogleCalendar.";

  /** The operation: insert, patch, delete, get or list. */
  public static final String METHOD_NAME = HEADER_PREFIX + "methodName";

  static final String CALENDAR_ID = HEADER_PREFIX + "calendarId";

  static final String EVENT_ID = HEADER_PREFIX + "eventId";

  static final String SEND_UPDATES = HEADER_PREFIX + "sendUpdates";

  /** ETag that the event must still have for the call to take effect. */
  public static final String IF_MATCH = HEADER_PREFIX + "ifMatch";

  /** Who is sent mail about this write, in the words of {@code sendUpdates}. */
  public static final String NOTIFY = HEADER_PREFIX + "notify";

  /** An instant, as text: listed events end after it, and recurring ones come one by one. */
  public static final String TIME_MIN = HEADER_PREFIX + "timeMin";

  /** An instant, as text: listed events begin before it, and recurring ones come one by one. */
  public static final String TIME_MAX = HEADER_PREFIX + "timeMax";

  /** What a call leaves behind would be none of the next one's options. */
  private static final List<String> OPTIONS =
      List.of("sendUpdates", "maxResults", "showDeleted", "singleEvents");

  private static final ObjectMapper JSON = new ObjectMapper();

  private GoogleEventJson() {}

  /**
   * Before the call: turns what the message says into options of the request, each method with
   * those that it has; the component refuses others.
   *
   * @param operation for messages that name none
   * @param calendar for messages that name none; empty for none
   * @param sendUpdates who is sent mail about writes that do not say it themselves
   * @param pageSize events per page of a list
   */
  public static void request(
      Exchange exchange, String operation, String calendar, String sendUpdates, int pageSize) {
    Message message = exchange.getMessage();
    OPTIONS.forEach(option -> message.removeHeader(HEADER_PREFIX + option));
    String method = message.getHeader(METHOD_NAME, operation, String.class);
    message.setHeader(METHOD_NAME, method);
    message.setHeader(CALENDAR_ID, message.getHeader(CALENDAR_ID, calendar, String.class));
    Object told = message.removeHeader(NOTIFY);
    if (method.equals("list")) {
      message.setHeader(HEADER_PREFIX + "maxResults", pageSize);
      message.setHeader(HEADER_PREFIX + "showDeleted", false);
      boolean from = takeTime(message, TIME_MIN);
      boolean to = takeTime(message, TIME_MAX);
      message.setHeader(HEADER_PREFIX + "singleEvents", from || to);
    } else {
      message.setHeader(SEND_UPDATES, told == null ? sendUpdates : told.toString());
    }
  }

  /** Whether there is one; the component takes no text. */
  private static boolean takeTime(Message message, String header) {
    String time = message.getHeader(header, String.class);
    if (time == null) {
      return false;
    }
    try {
      message.setHeader(header, DateTime.parseRfc3339(time));
      return true;
    } catch (NumberFormatException notATime) {
      throw new IllegalArgumentException(
          header + " is no time such as 2026-03-29T09:00:00Z", notATime);
    }
  }

  /** After the call: the list as JSON. */
  public static JsonNode response(@Body Events page) throws IOException {
    List<Event> events = page.getItems() == null ? List.of() : page.getItems();
    ObjectNode list = (ObjectNode) tree(page.setItems(null));
    // One by one, so that the text of all of them is never there at once.
    ArrayNode items = list.putArray("items");
    for (Event event : events) {
      items.add(tree(event));
    }
    return list;
  }

  private static JsonNode tree(GenericJson json) throws IOException {
    return JSON.readTree(GsonFactory.getDefaultInstance().toByteArray(json));
  }
}
