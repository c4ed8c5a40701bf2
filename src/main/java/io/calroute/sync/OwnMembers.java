package io.calroute.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.util.TimeZone;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares what we wrote on an event with what stands there, by meaning: targets write times in
 * zones of their own, leave out what is usual, and keep texts as HTML. Whatever we did not write is
 * not looked at. Pure.
 */
final class OwnMembers {

  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern BREAK = Pattern.compile("\\s+");

  /** What an event is when it does not say. */
  private static final Map<String, String> USUAL =
      Map.of("status", "confirmed", "transparency", "opaque", "visibility", "default");

  /** Given once, when the event is made, and never the same afterwards. */
  private static final Set<String> NEVER_COMPARED =
      Set.of("isOnlineMeeting", "onlineMeetingProvider");

  private OwnMembers() {}

  /**
   * The members of ours that differ.
   *
   * @param ours what was last written
   * @param theirs the resource as it stands
   * @return their names
   */
  static SortedSet<String> differing(JsonNode ours, JsonNode theirs) {
    SortedSet<String> differing = new TreeSet<>();
    for (Iterator<Map.Entry<String, JsonNode>> members = ours.fields(); members.hasNext(); ) {
      Map.Entry<String, JsonNode> member = members.next();
      if (!same(member.getKey(), member.getValue(), theirs.path(member.getKey()))) {
        differing.add(member.getKey());
      }
    }
    return differing;
  }

  private static boolean same(String name, JsonNode ours, JsonNode theirs) {
    if (NEVER_COMPARED.contains(name)) {
      return true;
    }
    return switch (name) {
      case "start", "end" -> moment(ours).equals(moment(theirs));
      // Exchange keeps it as HTML and adds the block of a Teams meeting; staff add notes.
      case "body" ->
          words(theirs.path("content").asText()).contains(words(ours.path("content").asText()));
      case "location" -> text(place(ours)).equals(text(place(theirs)));
      default -> orUsual(name, ours).equals(orUsual(name, theirs));
    };
  }

  /** An instant, or the day of an all-day event; what can't be read, as it is. */
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
      return time.toString();
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

  private static String words(String html) {
    String plain =
        TAG.matcher(html)
            .replaceAll(" ")
            .replace("&nbsp;", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
    return BREAK.matcher(TAG.matcher(plain).replaceAll(" ")).replaceAll("");
  }
}
