package io.calroute.sandbox.graph.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.graph.GraphErrors;
import io.calroute.sandbox.graph.mailbox.Mailbox;
import io.calroute.sandbox.graph.mailbox.Preferences;
import io.calroute.sandbox.server.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Lists of events: all, those of a window, and what changed in a window. */
public final class EventQueries {

  private static final int USUAL_PAGE = 10;
  private static final int LARGEST_PAGE = 1000;
  private static final Duration LONGEST_VIEW = Duration.ofDays(1825);
  private static final String DELTA_TOKEN = "$deltatoken";

  private final GraphErrors errors;
  private final EventFilter filter;

  public EventQueries(GraphErrors errors, EventFilter filter) {
    this.errors = errors;
    this.filter = filter;
  }

  /** Reference "List events". */
  public Reply list(Mailbox mailbox, Inbound request, Instant now) {
    Comparator<GraphEvent> order = order(request.parameter("$orderby"));
    Stream<GraphEvent> found =
        visible(mailbox, now).filter(filter.read(request.parameter("$filter")));
    return page(mailbox, request, (order == null ? found : found.sorted(order)).toList());
  }

  /** Reference "List calendarView". */
  public Reply view(Mailbox mailbox, Inbound request, Instant now) {
    Window window = window(request);
    Comparator<GraphEvent> order = order(request.parameter("$orderby"));
    List<GraphEvent> found =
        visible(mailbox, now)
            .filter(window::holds)
            .filter(filter.read(request.parameter("$filter")))
            .sorted(order == null ? Comparator.comparing(GraphEvent::start) : order)
            .toList();
    return page(mailbox, request, found);
  }

  private static Stream<GraphEvent> visible(Mailbox mailbox, Instant now) {
    return mailbox.events().stream().filter(event -> !now.isBefore(event.hiddenUntil));
  }

  private record Window(Instant start, Instant end) {
    boolean holds(GraphEvent event) {
      return event.end().isAfter(start) && event.start().isBefore(end);
    }
  }

  private Window window(Inbound request) {
    Instant start = time(request, "startDateTime");
    Instant end = time(request, "endDateTime");
    if (end.isBefore(start) || Duration.between(start, end).compareTo(LONGEST_VIEW) > 0) {
      throw errors.refuse(
          400, "ErrorInvalidRequest", "Your request can't be completed. The range is not valid.");
    }
    return new Window(start, end);
  }

  private Instant time(Inbound request, String name) {
    String text = request.parameter(name);
    if (text == null) {
      throw errors.refuse(
          400,
          "ErrorInvalidParameter",
          "This request requires a time window specified by the query string parameters"
              + " StartDateTime and EndDateTime.");
    }
    return EventFilter.time(text)
        .orElseThrow(
            () -> errors.refuse(400, "ErrorInvalidParameter", name + " is not a valid time."));
  }

  private Comparator<GraphEvent> order(String text) {
    if (text == null) {
      return null;
    }
    String[] words = text.strip().split("\\s+");
    Comparator<GraphEvent> order =
        switch (words[0]) {
          case "start/dateTime", "start" -> Comparator.comparing(GraphEvent::start);
          case "end/dateTime", "end" -> Comparator.comparing(GraphEvent::end);
          case "createdDateTime" -> Comparator.comparing(event -> event.created);
          case "lastModifiedDateTime" -> Comparator.comparing(event -> event.modified);
          case "subject" -> Comparator.comparing(event -> event.content.path("subject").asText(""));
          default ->
              throw errors.refuse(400, "ErrorInvalidProperty", "Can't order by " + words[0] + ".");
        };
    return words.length > 1 && words[1].equals("desc") ? order.reversed() : order;
  }

  private Reply page(Mailbox mailbox, Inbound request, List<GraphEvent> events) {
    Preferences preferences = Preferences.of(request, errors);
    List<PropertyId> expand = filter.expand(request.parameter("$expand"));
    int size = Math.min(number(request, "$top", USUAL_PAGE), LARGEST_PAGE);
    int from = Math.min(number(request, "$skip", 0), events.size());
    int to = Math.min(from + size, events.size());
    ObjectNode json = Json.object();
    json.put("@odata.context", context(mailbox) + "events");
    if (request.flag("$count")) {
      json.put("@odata.count", events.size());
    }
    ArrayNode value = json.putArray("value");
    for (GraphEvent event : events.subList(from, to)) {
      ObjectNode resource = event.resource(mailbox.address, preferences);
      event.expand(resource, expand);
      value.add(select(resource, request.parameter("$select")));
    }
    if (to < events.size()) {
      json.put("@odata.nextLink", link(request, Map.of("$skip", String.valueOf(to)), Set.of()));
    }
    return Reply.of(200, json);
  }

  private int number(Inbound request, String name, int usual) {
    String text = request.parameter(name);
    try {
      return text == null ? usual : Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw errors.refuse(400, "BadRequest", "Invalid value '" + text + "' for " + name + ".");
    }
  }

  public static String context(Mailbox mailbox) {
    return "https://graph.microsoft.com/v1.0/$metadata#users('" + mailbox.objectId + "')/";
  }

  /**
   * Leaves the selected members. The join link is only told to those who also select
   * isOnlineMeeting (reported by users).
   */
  public static ObjectNode select(ObjectNode resource, String select) {
    if (select == null) {
      return resource;
    }
    List<String> wanted =
        new ArrayList<>(Arrays.stream(select.split(",")).map(String::strip).toList());
    if (wanted.contains("onlineMeeting") && !wanted.contains("isOnlineMeeting")) {
      resource.putNull("onlineMeeting");
    }
    wanted.addAll(List.of("@odata.context", "@odata.etag", "id", "singleValueExtendedProperties"));
    resource.retain(wanted);
    return resource;
  }

  private static String link(Inbound request, Map<String, String> changed, Set<String> without) {
    StringBuilder link = new StringBuilder("http://");
    link.append(request.header("host")).append(request.path()).append('?');
    request
        .query()
        .forEach(
            (name, values) -> {
              if (!changed.containsKey(name) && !without.contains(name)) {
                parameter(link, name, values.get(0));
              }
            });
    changed.forEach((name, value) -> parameter(link, name, value));
    link.setLength(link.length() - 1);
    return link.toString();
  }

  private static void parameter(StringBuilder link, String name, String value) {
    link.append(name.replace("$", "%24"))
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"))
        .append('&');
  }

  /**
   * Reference "event: delta": one window of one calendar, without extended properties, removed
   * events as a stub. The answers are not cut into pages here.
   */
  public Reply delta(Mailbox mailbox, Inbound request, Instant now) {
    Preferences preferences = Preferences.of(request, errors);
    String token = request.parameter(DELTA_TOKEN);
    long since = -1;
    Window window;
    if (token == null) {
      window = window(request);
    } else {
      String[] parts = token.split("_");
      if (parts.length != 4 || !parts[0].equals(String.valueOf(mailbox.deltaEpoch))) {
        throw errors.refuse(410, "syncStateNotFound", "The sync state generation is not found.");
      }
      since = Long.parseLong(parts[1]);
      window =
          new Window(
              Instant.ofEpochMilli(Long.parseLong(parts[2])),
              Instant.ofEpochMilli(Long.parseLong(parts[3])));
    }
    ObjectNode json = Json.object();
    json.put("@odata.context", "https://graph.microsoft.com/v1.0/$metadata#Collection(event)");
    ArrayNode value = json.putArray("value");
    long from = since;
    visible(mailbox, now)
        .filter(event -> event.change > from && window.holds(event))
        .forEach(event -> value.add(event.resource(mailbox.address, preferences)));
    if (token != null) {
      mailbox.removed.stream()
          .filter(event -> event.change > from)
          .forEach(event -> removed(value.addObject(), event, preferences));
    }
    String next =
        mailbox.deltaEpoch
            + "_"
            + mailbox.changes
            + "_"
            + window.start.toEpochMilli()
            + "_"
            + window.end.toEpochMilli();
    json.put(
        "@odata.deltaLink",
        link(request, Map.of(DELTA_TOKEN, next), Set.of("startDateTime", "endDateTime")));
    return Reply.of(200, json);
  }

  private static void removed(ObjectNode json, GraphEvent event, Preferences preferences) {
    json.put("id", preferences.immutableIds() ? event.immutableId : event.entryId);
    json.putObject("@removed").put("reason", "deleted");
  }
}
