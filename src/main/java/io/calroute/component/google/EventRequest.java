package io.calroute.component.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.CalendarRequest;
import com.google.api.services.calendar.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;

/**
 * Inserts, patches, deletes or gets one event by the client of Camel's {@code google-calendar}
 * component, with its credentials, but not by its endpoints: those turn JSON into objects and back,
 * set them by reflection, and call on a thread of their own, which costs several times what the
 * request does (docs/benchmarks.md). The kamelet {@code google-event-sink} is made with it.
 */
public final class EventRequest {

  private static final String JSON_TYPE = "application/json; charset=UTF-8";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands for the content, which goes as the bytes of its JSON. */
  private static final Event PLACEHOLDER = new Event();

  private EventRequest() {}

  /**
   * Carries out what headers and body say, as {@link GoogleEventJson#request} left them; the body
   * becomes Google's answer as JSON, null after removals.
   *
   * @throws GoogleJsonResponseException when Google refuses
   * @throws IllegalArgumentException when something is missing, or what is to be written is no
   *     event
   */
  public static void send(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    GoogleCalendarComponent component =
        exchange.getContext().getComponent("google-calendar", GoogleCalendarComponent.class);
    Calendar client = component.getClient(component.getConfiguration());
    CalendarRequest<?> call = request(client, message);
    // Before a token is fetched for it.
    HttpContent content = call.getJsonContent() == null ? null : event(message);
    HttpRequest request = call.buildHttpRequest().setContent(content);
    String etag = message.getHeader(GoogleEventJson.IF_MATCH, String.class);
    if (etag != null) {
      request.getHeaders().setIfMatch(etag);
    }
    message.setBody(answer(client, request));
  }

  private static CalendarRequest<?> request(Calendar client, Message message) throws IOException {
    String method = message.getHeader(GoogleEventJson.METHOD_NAME, String.class);
    String calendar = option(message, GoogleEventJson.CALENDAR_ID);
    String event = method.equals("insert") ? null : option(message, GoogleEventJson.EVENT_ID);
    // A write says whom Google is to mail and leaves it to no default of Google's.
    String told = method.equals("get") ? null : option(message, GoogleEventJson.SEND_UPDATES);
    Calendar.Events events = client.events();
    return switch (method) {
      case "insert" -> events.insert(calendar, PLACEHOLDER).setSendUpdates(told);
      case "patch" -> events.patch(calendar, event, PLACEHOLDER).setSendUpdates(told);
      case "delete" -> events.delete(calendar, event).setSendUpdates(told);
      case "get" -> events.get(calendar, event);
      default ->
          throw new IllegalArgumentException(
              GoogleEventJson.METHOD_NAME + " is none of insert, patch, delete, get and list");
    };
  }

  private static String option(Message message, String header) {
    String value = message.getHeader(header, String.class);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(header + " is missing");
    }
    return value;
  }

  private static JsonNode answer(Calendar client, HttpRequest request) throws IOException {
    // What the request would throw by itself does not know Google's reason.
    request.setThrowExceptionOnExecuteError(false);
    HttpResponse response = request.execute();
    try {
      if (!response.isSuccessStatusCode()) {
        throw GoogleJsonResponseException.from(client.getJsonFactory(), response);
      }
      return read(response.getContent());
    } finally {
      response.disconnect();
    }
  }

  private static JsonNode read(InputStream answer) throws IOException {
    if (answer == null) {
      return null;
    }
    JsonNode json = JSON.readTree(answer);
    return json.isMissingNode() ? null : json;
  }

  /** Nulls survive: they clear members. */
  private static HttpContent event(Message message) throws IOException {
    JsonNode event = tree(message);
    if (event == null
        || !event.isObject()
        || !Stream.of("start", "end")
            .map(event::path)
            .allMatch(side -> isTime(side.path("dateTime")) && isTime(side.path("date")))) {
      throw new IllegalArgumentException("The content is no event of Google Calendar");
    }
    return new ByteArrayContent(JSON_TYPE, JSON.writeValueAsBytes(event));
  }

  private static JsonNode tree(Message message) {
    Object body = message.getBody();
    if (body instanceof JsonNode tree) {
      return tree;
    }
    try {
      return body instanceof Map
          ? JSON.valueToTree(body)
          : JSON.readTree(message.getBody(String.class));
    } catch (IOException | IllegalArgumentException notJson) {
      return null;
    }
  }

  private static boolean isTime(JsonNode time) {
    try {
      return time.isMissingNode()
          || time.isNull()
          || time.isTextual() && DateTime.parseRfc3339(time.textValue()) != null;
    } catch (NumberFormatException notTime) {
      return false;
    }
  }
}
