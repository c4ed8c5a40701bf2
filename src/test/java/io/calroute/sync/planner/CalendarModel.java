package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one calendar does with calls, in the fewest words: the reference for the planner's tests.
 */
public final class CalendarModel {

  /** What a create under a known transaction id does once its event has been deleted. */
  public enum AfterDelete {
    ANOTHER,
    ORIGINAL,
    CONFLICT
  }

  /**
   * How a target behaves; what is not documented can be read in several ways.
   *
   * @param target which
   * @param conditionalPatch whether updates heed their condition
   * @param memory how long a transaction id is remembered
   * @param afterDelete what it does after a deletion
   */
  public record Rules(
      Target target, boolean conditionalPatch, Duration memory, AfterDelete afterDelete) {

    public static final Duration EVER = Duration.ofDays(365);

    /** What Graph is trusted to remember at the least. */
    static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    public static Rules google() {
      return new Rules(Target.GOOGLE, true, EVER, AfterDelete.ANOTHER);
    }

    public static Rules teams() {
      return new Rules(Target.TEAMS, true, EVER, AfterDelete.ANOTHER);
    }

    public static Rules office365(
        boolean conditionalPatch, Duration memory, AfterDelete afterDelete) {
      return new Rules(Target.OFFICE365, conditionalPatch, memory, afterDelete);
    }

    /** Whether a repeated create can never make a second event. */
    boolean remembersCreates() {
      return target != Target.OFFICE365 || memory.compareTo(TEN_MINUTES) >= 0;
    }
  }

  /** An event or meeting, tombstones included. */
  public static final class Event {
    final String id;
    public final ObjectNode content = JsonNodeFactory.instance.objectNode();
    Marker marker;
    long version;
    boolean gone;
    String joinUrl;
    Instant hiddenUntil = Instant.MIN;

    /** A look at the event shows it long before a search does. */
    public Instant notFoundUntil = Instant.MIN;

    private Event(String id) {
      this.id = id;
    }
  }

  private record Creation(Event event, Instant at) {}

  private final Rules rules;
  private final Map<String, Event> events = new LinkedHashMap<>();
  private final Map<String, Creation> creations = new HashMap<>();
  private boolean doubled;
  private long versions;
  private int made;

  CalendarModel(Rules rules) {
    this.rules = rules;
  }

  /** All that is to be seen in the calendar. */
  public List<Event> live() {
    return events.values().stream().filter(event -> !event.gone).toList();
  }

  /** Whether ever two events of one generation stood at a time. */
  boolean doubled() {
    return doubled;
  }

  /** Carries a call out. */
  Answer apply(Call call, Instant now) {
    return switch (call.operation()) {
      case CREATE -> create(call, now);
      case UPDATE -> update(call, now);
      case DELETE -> delete(call, now);
      case GET -> get(call, now);
      case FIND -> find(call, now);
      case LIST, WINDOW -> throw new IllegalArgumentException("The planner lists nothing");
    };
  }

  /** Somebody changes a member of ours. */
  public void edit(Event event) {
    event.content.put("place", "somewhere else");
    stamp(event);
  }

  /** Somebody deletes the event. */
  void remove(Event event) {
    event.gone = true;
    stamp(event);
  }

  private Answer create(Call call, Instant now) {
    return switch (rules.target) {
      case GOOGLE -> {
        Event known = events.get(call.eventId());
        yield known == null
            ? stands(make(call.eventId(), call), true)
            : refused(Failure.Kind.TAKEN);
      }
      case TEAMS -> {
        String id = "meeting-" + call.content().path("externalId").asText();
        Event known = events.get(id);
        // A meeting that was deleted can be made again under the same external id.
        yield stands(known == null || known.gone ? make(id, call) : known, false);
      }
      case OFFICE365 -> createInMailbox(call, now);
    };
  }

  private Answer createInMailbox(Call call, Instant now) {
    String transaction = call.content().path("transactionId").asText();
    Creation creation = creations.get(transaction);
    if (creation != null && now.isBefore(creation.at.plus(rules.memory))) {
      if (!creation.event.gone || rules.afterDelete == AfterDelete.ORIGINAL) {
        return stands(creation.event, false);
      }
      if (rules.afterDelete == AfterDelete.CONFLICT) {
        return refused(Failure.Kind.TAKEN);
      }
    }
    made++;
    Event event = make("event-" + made, call);
    creations.put(transaction, new Creation(event, now));
    return stands(event, false);
  }

  private Event make(String id, Call call) {
    Event event = new Event(id);
    write(event, call);
    doubled |=
        live().stream().anyMatch(other -> other.marker.generation() == call.marker().generation());
    events.put(id, event);
    if (rules.target == Target.TEAMS) {
      event.joinUrl = "https://join/" + id;
    }
    return event;
  }

  private Answer update(Call call, Instant now) {
    Event event = visible(call.eventId(), now);
    if (event == null || event.gone && rules.target != Target.GOOGLE) {
      return refused(Failure.Kind.MISSING);
    }
    if (rules.conditionalPatch && call.etag() != null && !etag(event).equals(call.etag())) {
      return refused(Failure.Kind.CHANGED);
    }
    if (call.content().has("status")) {
      event.gone = false;
    }
    write(event, call);
    return stands(event, rules.target == Target.GOOGLE);
  }

  private void write(Event event, Call call) {
    JsonNode body = call.content().path("body");
    if (event.joinUrl != null
        && rules.target == Target.OFFICE365
        && call.content().has("body")
        && !body.path("content").asText().contains(event.joinUrl)) {
      if (rules.conditionalPatch) {
        throw new AssertionError("A write to the body switches the meeting off");
      }
      event.joinUrl = null;
    }
    call.content()
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isNull()) {
                event.content.remove(member.getKey());
              } else {
                event.content.set(member.getKey(), member.getValue());
              }
            });
    if (rules.target == Target.OFFICE365
        && event.joinUrl == null
        && call.content().path("isOnlineMeeting").asBoolean()) {
      event.joinUrl = "https://join/" + event.id;
      String words = event.content.path("body").path("content").asText();
      event
          .content
          .putObject("body")
          .put("contentType", "html")
          .put(
              "content",
              "<html><body>"
                  + words
                  + "<div><a href=\""
                  + event.joinUrl
                  + "\">Join</a></div></body></html>");
    }
    event.marker = call.marker();
    stamp(event);
  }

  private Answer delete(Call call, Instant now) {
    Event event = visible(call.eventId(), now);
    if (event == null || event.gone) {
      return refused(Failure.Kind.MISSING);
    }
    remove(event);
    return new Answer.Removed();
  }

  private Answer get(Call call, Instant now) {
    Event event = visible(call.eventId(), now);
    return event == null || event.gone && rules.target != Target.GOOGLE
        ? refused(Failure.Kind.MISSING)
        : stands(event, true);
  }

  private Answer find(Call call, Instant now) {
    List<StandingEvent> found = new ArrayList<>();
    for (Event event : live()) {
      if (visible(event.id, now) != null
          && !now.isBefore(event.notFoundUntil)
          && event.marker.appointment().equals(call.marker().appointment())) {
        found.add(standing(event, true));
      }
    }
    return new Answer.Found(found);
  }

  private Event visible(String id, Instant now) {
    Event event = events.get(id);
    return event == null || now.isBefore(event.hiddenUntil) ? null : event;
  }

  private void stamp(Event event) {
    versions++;
    event.version = versions;
  }

  private static String etag(Event event) {
    return "\"" + event.version + "\"";
  }

  private Answer stands(Event event, boolean withMarker) {
    return new Answer.Stands(standing(event, withMarker));
  }

  private StandingEvent standing(Event event, boolean withMarker) {
    ObjectNode resource = event.content.deepCopy();
    resource.put("onlineMeeting", event.joinUrl);
    return new StandingEvent(
        event.id,
        rules.target == Target.TEAMS ? null : etag(event),
        null,
        event.gone && rules.target == Target.GOOGLE,
        event.joinUrl,
        withMarker ? event.marker : null,
        resource);
  }

  private static Answer refused(Failure.Kind kind) {
    return new Answer.Refused(Failure.of(kind, kind.name(), "model"));
  }
}
