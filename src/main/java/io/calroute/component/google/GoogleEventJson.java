package io.calroute.component.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Events as JSON around a call of Camel's {@code google-calendar} component, whose own options take
 * Java objects. The kamelet {@code google-event-sink} is made with it.
 */
public final class GoogleEventJson {

  /** What every header of the component starts with; the option's name follows. */
  public static final String HEADER_PREFIX = "CamelGoogleCalendar.";

  /** The operation: insert, patch, delete, get or list. */
  public static final String METHOD_NAME = HEADER_PREFIX + "methodName";

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
      List.of(
          "content", "requestHeaders", "sendUpdates", "maxResults", "showDeleted", "singleEvents");

  private static final ObjectMapper JSON = new ObjectMapper();

  private GoogleEventJson() {}

  /**
   * Before the call: turns what the message says into the component's options, each method with
   * those that it has; it refuses others.
   *
   * @param operation for messages that name none
   * @param sendUpdates who is sent mail about writes that do not say it themselves
   * @param pageSize events per page of a list
   * @throws IllegalArgumentException when the body is to be written and is no event
   */
  public static void request(Exchange exchange, String operation, String sendUpdates, int pageSize)
      throws IOException {
    Message message = exchange.getMessage();
    OPTIONS.forEach(option -> message.removeHeader(HEADER_PREFIX + option));
    String method = message.getHeader(METHOD_NAME, operation, String.class);
    message.setHeader(METHOD_NAME, method);
    Object told = message.removeHeader(NOTIFY);
    String mails = told == null ? sendUpdates : told.toString();
    String etag = message.getHeader(IF_MATCH, String.class);
    if (etag != null) {
      message.setHeader(HEADER_PREFIX + "requestHeaders", new HttpHeaders().setIfMatch(etag));
    }
    switch (method) {
      case "insert", "patch" -> {
        message.setHeader(HEADER_PREFIX + "content", event(message));
        message.setHeader(HEADER_PREFIX + "sendUpdates", mails);
      }
      case "delete" -> message.setHeader(HEADER_PREFIX + "sendUpdates", mails);
      case "list" -> {
        message.setHeader(HEADER_PREFIX + "maxResults", pageSize);
        message.setHeader(HEADER_PREFIX + "showDeleted", false);
        boolean from = takeTime(message, TIME_MIN);
        boolean to = takeTime(message, TIME_MAX);
        message.setHeader(HEADER_PREFIX + "singleEvents", from || to);
      }
      default -> {
        // Nothing but the event's id.
      }
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

  /** Nulls survive: they clear members. */
  private static Event event(Message message) throws IOException {
    Object body = message.getBody();
    String text =
        body instanceof JsonNode || body instanceof Map
            ? JSON.writeValueAsString(body)
            : message.getBody(String.class);
    try {
      return GsonFactory.getDefaultInstance().fromString(text == null ? "" : text, Event.class);
    } catch (IOException | IllegalArgumentException notAnEvent) {
      // Without the cause, whose message quotes the content.
      throw new IllegalArgumentException("The content is no event of Google Calendar");
    }
  }

  /**
   * After the call: what Google answered, as JSON.
   *
   * @param answer null for none, as after removals
   */
  public static JsonNode response(@Body GenericJson answer) throws IOException {
    if (answer instanceof Events page && page.getItems() != null) {
      // One by one, so that the text of all of them is never there at once.
      List<Event> events = page.getItems();
      ObjectNode list = (ObjectNode) tree(page.setItems(null));
      ArrayNode items = list.putArray("items");
      for (Event event : events) {
        items.add(tree(event));
      }
      return list;
    }
    return answer == null ? null : tree(answer);
  }

  private static JsonNode tree(GenericJson json) throws IOException {
    return JSON.readTree(GsonFactory.getDefaultInstance().toByteArray(json));
  }
}
