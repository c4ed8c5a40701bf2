package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Reply;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Events: list (reference "Events: list", guide "Synchronize resources efficiently"). */
final class EventList {

  private static final int USUAL_PAGE = 250;
  private static final int LARGEST_PAGE = 2500;

  /** Reference "Events: list": what a sync token can't be combined with. */
  private static final List<String> AGAINST_SYNC_TOKEN =
      List.of(
          "iCalUID",
          "orderBy",
          "privateExtendedProperty",
          "q",
          "sharedExtendedProperty",
          "timeMin",
          "timeMax",
          "updatedMin");

  private final StoredCalendar calendar;
  private final Inbound request;
  private final Instant now;
  private final boolean anyPropertyMatches;

  EventList(StoredCalendar calendar, Inbound request, Instant now, boolean anyPropertyMatches) {
    this.calendar = calendar;
    this.request = request;
    this.now = now;
    this.anyPropertyMatches = anyPropertyMatches;
  }

  /** A place in the calendar's changes, handed to clients as an opaque text. */
  private record Token(String kind, long epoch, long change, int offset) {
    String text() {
      String plain = kind + "." + epoch + "." + change + "." + offset;
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    static Token read(String text, String kind) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
        String[] parts = plain.split("\\.");
        if (parts.length == 4 && parts[0].equals(kind)) {
          return new Token(
              kind, Long.parseLong(parts[1]), Long.parseLong(parts[2]), Integer.parseInt(parts[3]));
        }
      } catch (IllegalArgumentException e) {
        // Falls through: a text that we did not write is no token.
      }
      return null;
    }
  }

  Reply answer() {
    String syncToken = request.parameter("syncToken");
    boolean ordered = "startTime".equals(request.parameter("orderBy"));
    if (ordered && !request.flag("singleEvents")) {
      throw GoogleErrors.refuse(
          GoogleErrors.invalid(
              "The requested ordering is not available for the particular query."));
    }
    Token page = page();
    long since = syncToken == null ? -1 : since(syncToken);
    Predicate<GoogleEvent> wanted =
        event -> !now.isBefore(event.hiddenUntil) && event.change > since;
    if (syncToken == null && !request.flag("showDeleted")) {
      wanted = wanted.and(event -> !event.cancelled());
    }
    Stream<GoogleEvent> found =
        calendar.events.values().stream().filter(wanted.and(properties()).and(window()));
    if (ordered) {
      found = found.sorted(Comparator.comparing(event -> event.start().at(calendar.zone)));
    } else if ("updated".equals(request.parameter("orderBy"))) {
      found = found.sorted(Comparator.comparing(event -> event.updated));
    }
    return page(found.toList(), page);
  }

  private Token page() {
    String text = request.parameter("pageToken");
    if (text == null) {
      return new Token("page", calendar.epoch, calendar.changes, 0);
    }
    Token token = Token.read(text, "page");
    if (token == null) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid page token value."));
    }
    return token;
  }

  private long since(String text) {
    for (String name : AGAINST_SYNC_TOKEN) {
      if (request.parameter(name) != null) {
        throw GoogleErrors.refuse(
            GoogleErrors.invalid("Sync token cannot be used with " + name + "."));
      }
    }
    Token token = Token.read(text, "sync");
    if (token == null || token.epoch != calendar.epoch) {
      throw GoogleErrors.refuse(GoogleErrors.fullSyncRequired());
    }
    return token.change;
  }

  /**
   * The reference says that all given constraints must match, the guide "Extended properties" that
   * one is enough; which one is right is not known.
   */
  private Predicate<GoogleEvent> properties() {
    Predicate<GoogleEvent> own = properties("privateExtendedProperty", "private");
    return own.and(properties("sharedExtendedProperty", "shared"));
  }

  private Predicate<GoogleEvent> properties(String parameter, String side) {
    List<String> constraints = request.query().getOrDefault(parameter, List.of());
    if (constraints.isEmpty()) {
      return event -> true;
    }
    Predicate<GoogleEvent> any = event -> false;
    Predicate<GoogleEvent> all = event -> true;
    for (String constraint : constraints) {
      int equals = constraint.indexOf('=');
      if (equals < 0) {
        throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid value for " + parameter + "."));
      }
      String name = constraint.substring(0, equals);
      String value = constraint.substring(equals + 1);
      Predicate<GoogleEvent> one =
          event ->
              value.equals(
                  event.content.path("extendedProperties").path(side).path(name).asText(null));
      any = any.or(one);
      all = all.and(one);
    }
    return anyPropertyMatches ? any : all;
  }

  private Predicate<GoogleEvent> window() {
    Instant timeMin = time("timeMin");
    Instant timeMax = time("timeMax");
    Instant updatedMin = time("updatedMin");
    if (timeMin != null && timeMax != null && !timeMax.isAfter(timeMin)) {
      throw GoogleErrors.refuse(GoogleErrors.emptyTimeRange());
    }
    String iCalUid = request.parameter("iCalUID");
    ZoneId zone = calendar.zone;
    return event ->
        (timeMin == null || event.end().at(zone).isAfter(timeMin))
            && (timeMax == null || event.start().at(zone).isBefore(timeMax))
            && (updatedMin == null || !event.updated.isBefore(updatedMin))
            && (iCalUid == null || iCalUid.equals(event.iCalUid));
  }

  private Instant time(String name) {
    String text = request.parameter(name);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid value for " + name + "."));
    }
  }

  private Reply page(List<GoogleEvent> events, Token page) {
    String wanted = request.parameter("maxResults");
    int size = wanted == null ? USUAL_PAGE : Math.min(Integer.parseInt(wanted), LARGEST_PAGE);
    int from = Math.min(page.offset, events.size());
    int to = Math.min(from + size, events.size());
    ObjectNode json = Json.object();
    json.put("kind", "calendar#events");
    json.put("etag", "\"p" + calendar.epoch + "x" + calendar.changes + "\"");
    json.put("summary", calendar.id);
    json.put("description", "");
    json.put("updated", DateTimeFormatter.ISO_INSTANT.format(now));
    json.put("timeZone", calendar.zone.getId());
    json.put("accessRole", "owner");
    json.putArray("defaultReminders");
    if (to < events.size()) {
      json.put("nextPageToken", new Token("page", page.epoch, page.change, to).text());
    } else {
      // As of the first page, so that what changes while a client turns pages is not lost.
      json.put("nextSyncToken", new Token("sync", page.epoch, page.change, 0).text());
    }
    ZoneId zone =
        request.parameter("timeZone") == null
            ? calendar.zone
            : ZoneId.of(request.parameter("timeZone"));
    ArrayNode items = json.putArray("items");
    for (GoogleEvent event : events.subList(from, to)) {
      Conference.settle(event);
      items.add(event.resource(calendar.id, zone));
    }
    return Reply.of(200, json).layout(Json.Layout.ONE_SPACE);
  }
}
