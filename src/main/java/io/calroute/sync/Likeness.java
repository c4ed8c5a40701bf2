package io.calroute.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.util.TimeZone;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.Map;

/**
 * Whether an event shows what we have written. Calendars answer in their own way: times in another
 * zone, texts in HTML, empty members left out, and others beside ours; none of that is a
 * difference. Pure.
 */
final class Likeness {

  private Likeness() {}

  /**
   * Compares.
   *
   * @param content our members, as they were written
   * @param resource the event as its calendar shows it
   * @return false when somebody has changed one of our members, or it cannot be told
   */
  static boolean of(JsonNode content, JsonNode resource) {
    for (Iterator<Map.Entry<String, JsonNode>> members = content.fields(); members.hasNext(); ) {
      Map.Entry<String, JsonNode> member = members.next();
      JsonNode shown = resource.path(member.getKey());
      boolean alike =
          switch (member.getKey()) {
            case "description" -> holds(shown, member.getValue());
            case "body" -> holds(shown.path("content"), member.getValue().path("content"));
            default -> alike(member.getValue(), shown);
          };
      if (!alike) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode shown, JsonNode written) {
    return new SharedText(shown.asText(""), true, null).shows(written.asText(""));
  }

  private static boolean alike(JsonNode written, JsonNode shown) {
    if (isUsual(written)) {
      return isUsual(shown);
    }
    if (written.isTextual()) {
      return written.textValue().strip().equals(shown.asText("").strip());
    }
    if (written.path("dateTime").isTextual()) {
      Instant wanted = instant(written);
      return wanted != null && wanted.equals(instant(shown));
    }
    return written.isObject() ? of(written, shown) : written.equals(shown);
  }

  /** What calendars leave out, or put in by themselves, when it was not said. */
  private static boolean isUsual(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || value.isTextual()
            && (value.textValue().isBlank()
                || value.textValue().equals("default")
                || value.textValue().equals("opaque"));
  }

  private static Instant instant(JsonNode time) {
    String text = time.path("dateTime").asText("");
    try {
      boolean offset = text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)");
      return offset
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).atZone(zone(time.path("timeZone").asText("UTC"))).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static ZoneId zone(String name) {
    String iana = TimeZone.getIDForWindowsID(name, "001");
    return ZoneId.of(iana == null ? name : iana);
  }
}
