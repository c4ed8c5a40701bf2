package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.ibm.icu.util.TimeZone;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Tells an event that was edited from one that only reads otherwise, by meaning: targets write
 * times in zones of their own, leave out what is usual, and keep texts as HTML. Whatever we did not
 * write is not looked at. Pure.
 */
public final class EventDifference {

  /** What an event is when it does not say. */
  private static final Map<String, String> USUAL =
      Map.of("status", "confirmed", "transparency", "opaque", "visibility", "default");

  /** Given once, when the event is made, and never the same afterwards. */
  private static final Set<String> NEVER_COMPARED =
      Set.of("isOnlineMeeting", "onlineMeetingProvider");

  /** From the least private value to the most. */
  private static final Map<String, List<String>> PRIVACY =
      Map.of(
          "visibility", List.of("public", "default", "private", "confidential"),
          "sensitivity", List.of("normal", "personal", "private", "confidential"));

  /** What staff say of their own time, which nobody knows better. */
  private static final Map<String, Set<String>> AVAILABILITY =
      Map.of(
          "transparency", Set.of("transparent"),
          "showAs", Set.of("free", "oof", "workingElsewhere"));

  /** The members in which staff may go further than we do. */
  static final Set<String> LEFT_TO_STAFF =
      Set.of("visibility", "sensitivity", "transparency", "showAs");

  private static final List<String> TEXTS = List.of("description", "body");

  private EventDifference() {}

  /**
   * The members of ours that differ.
   *
   * @param ours what was last written
   * @param theirs the resource as it stands
   * @return their names
   */
  public static SortedSet<String> differing(JsonNode ours, JsonNode theirs) {
    SortedSet<String> differing = new TreeSet<>();
    for (Map.Entry<String, JsonNode> member : ours.properties()) {
      String name = member.getKey();
      if (!same(name, member.getValue(), theirs.path(name)) || isExcluded(name, ours, theirs)) {
        differing.add(name);
      }
    }
    return differing;
  }

  /**
   * Whether the text of an event holds more than our words.
   *
   * @param ours what was last written
   * @param theirs the resource as it stands
   * @return false when it shows no text
   */
  public static boolean shareText(JsonNode ours, JsonNode theirs) {
    for (String name : TEXTS) {
      if (theirs.has(name)
          && !shown(name, theirs.get(name)).isNothingBut(words(name, ours.path(name)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a member stays as staff have set it: more private than we ask, or free or away.
   *
   * @param name which of {@link #LEFT_TO_STAFF}
   * @param ours what we want it to be
   * @param theirs what it is; null when nobody has looked
   */
  static boolean isStaffsOwn(String name, JsonNode ours, JsonNode theirs) {
    List<String> privacy = PRIVACY.get(name);
    if (privacy == null) {
      return theirs == null || AVAILABILITY.get(name).contains(text(theirs));
    }
    return theirs == null
        ? privacy.indexOf(orUsual(name, ours)) < privacy.indexOf("private")
        : privacy.indexOf(orUsual(name, theirs)) > privacy.indexOf(orUsual(name, ours));
  }

  /**
   * What was last written, with what may stand there instead of members that are left to staff, so
   * that they are written once more if they differ from what is wanted.
   *
   * @param ours what was last written
   * @param there what may stand there
   * @param members which members it is about
   */
  public static JsonNode perhaps(JsonNode ours, JsonNode there, Set<String> members) {
    ObjectNode perhaps = ours.deepCopy();
    for (String name : members) {
      if (LEFT_TO_STAFF.contains(name) && ours.has(name)) {
        perhaps.put(name, orUsual(name, there.path(name)));
      }
    }
    return perhaps;
  }

  /** Whether something that we have not written keeps a time of ours from being what it says. */
  private static boolean isExcluded(String name, JsonNode ours, JsonNode theirs) {
    return switch (name) {
      case "start" -> stands("isAllDay", ours, theirs) || stands("recurrence", ours, theirs);
      case "end" -> stands("endTimeUnspecified", ours, theirs);
      default -> false;
    };
  }

  private static boolean stands(String name, JsonNode ours, JsonNode theirs) {
    JsonNode there = theirs.path(name);
    return !ours.has(name) && (there.asBoolean() || !there.isEmpty());
  }

  private static boolean same(String name, JsonNode ours, JsonNode theirs) {
    if (NEVER_COMPARED.contains(name)) {
      return true;
    }
    return switch (name) {
      case "start", "end" -> moment(ours).equals(moment(theirs));
      // Calendars keep it as HTML, Exchange adds the block of a Teams meeting, staff add notes.
      case "body", "description" -> shown(name, theirs).shows(words(name, ours));
      case Guests.MEMBER -> Guests.areAmong(ours, theirs);
      case "location" -> text(place(ours)).equals(text(place(theirs)));
      default ->
          orUsual(name, ours).equals(orUsual(name, theirs))
              || LEFT_TO_STAFF.contains(name) && isStaffsOwn(name, ours, theirs);
    };
  }

  /**
   * When an event begins.
   *
   * @param event the resource as it stands
   * @return empty when it lasts all day, or can't be told
   */
  public static Optional<Instant> begins(JsonNode event) {
    return at("start", event);
  }

  /**
   * When an event ends.
   *
   * @param event the resource as it stands
   * @return empty when it lasts all day, or can't be told
   */
  public static Optional<Instant> ends(JsonNode event) {
    return at("end", event);
  }

  private static Optional<Instant> at(String name, JsonNode event) {
    return event.path("isAllDay").asBoolean() || !(moment(event.path(name)) instanceof Instant at)
        ? Optional.empty()
        : Optional.of(at);
  }

  /** Equal to nothing: what cannot be told is a difference. */
  private static final class Unreadable {}

  /** An instant, or the day of an all-day event. */
  private static Object moment(JsonNode time) {
    String dateTime = time.path("dateTime").asText("");
    try {
      if (dateTime.isEmpty()) {
        return time.path("date").asText("");
      }
      if (dateTime.matches(".*(Z|[+-]\\d{2}:\\d{2})")) {
        return OffsetDateTime.parse(dateTime).toInstant();
      }
      return LocalDateTime.parse(dateTime)
          .atZone(zone(time.path("timeZone").asText("UTC")))
          .toInstant();
    } catch (DateTimeException e) {
      return new Unreadable();
    }
  }

  /** Exchange has names of its own for zones. */
  private static ZoneId zone(String name) {
    String known = TimeZone.getIDForWindowsID(name, "001");
    return ZoneId.of(known == null ? name : known);
  }

  private static JsonNode place(JsonNode location) {
    return location.isObject() ? location.path("displayName") : location;
  }

  private static String orUsual(String name, JsonNode value) {
    String text = value.isValueNode() ? text(value) : value.toString();
    return text.isEmpty() ? USUAL.getOrDefault(name, "") : text;
  }

  private static String text(JsonNode value) {
    return value.isNull() ? "" : value.asText("").replace("\r\n", "\n").strip();
  }

  private static SharedText shown(String name, JsonNode text) {
    return new SharedText(words(name, text), true, null);
  }

  private static String words(String name, JsonNode text) {
    return name.equals("body") ? text.path("content").asText("") : text.asText("");
  }
}
