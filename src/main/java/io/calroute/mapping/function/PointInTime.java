package io.calroute.mapping.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as a callback says it: on its own, or on somebody's wall clock.
 *
 * <p>Taken are ISO 8601 and RFC 3339 date-times with an offset or {@code Z}, or local without; a
 * blank instead of {@code T}; hours of one digit, and 24:00; without seconds; with fractions of any
 * length; with the name of a zone in brackets, as Java writes it; a date alone, which is its
 * midnight; and seconds or milliseconds since 1970 as a number or as a string of digits.
 *
 * @param instant when it stands on its own; otherwise null
 * @param local when it is a wall clock without an offset; otherwise null
 * @param zone name of the zone that the wall clock comes with; null for none
 */
record PointInTime(Instant instant, LocalDateTime local, String zone) {
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  /** Seconds since 1970 reach the year 5138 here; milliseconds are in March 1973. */
  private static final BigDecimal MILLIS_FROM = new BigDecimal("1e11");

  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})(?:(?:[Tt]| +)(\\d{1,2}):(\\d{2})"
              + "(?::(\\d{2})(?:[.,](\\d{1,18}))?)?"
              + " ?([Zz]|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?(?:\\[([^\\[\\]]{1,60})])?)?");
  private static final Pattern EPOCH = Pattern.compile("\\d{9,13}(?:\\.\\d{1,9})?");

  /**
   * Reads a value.
   *
   * @throws MappingRefused {@code bad-time} when it is none of the forms taken, no date of the
   *     calendar, or outside the years 1970 to 2199
   */
  static PointInTime read(JsonNode value) {
    if (TextFunctions.isBeyondNumbers(value)) {
      throw unreadable("0000000000000000");
    }
    PointInTime point = value.isNumber() ? ofNumber(value.decimalValue()) : ofText(value);
    Instant check = point.instant != null ? point.instant : point.local.toInstant(ZoneOffset.UTC);
    if (check.isBefore(FIRST) || !check.isBefore(LAST)) {
      throw new MappingRefused(
          "bad-time",
          "A time lies outside the years 1970 to 2199; correct the appointment at the provider.");
    }
    return point;
  }

  private static PointInTime ofNumber(BigDecimal number) {
    if (number.abs().compareTo(new BigDecimal("1e15")) > 0) {
      throw unreadable("0000000000000000");
    }
    BigDecimal millis =
        number.compareTo(MILLIS_FROM) >= 0 ? number : number.multiply(BigDecimal.valueOf(1000));
    return new PointInTime(Instant.ofEpochMilli(millis.longValue()), null, null);
  }

  private static PointInTime ofText(JsonNode value) {
    if (!value.isTextual()) {
      throw new MappingRefused(
          "bad-time",
          "A time is a JSON "
              + value.getNodeType().name().toLowerCase(Locale.ROOT)
              + ", not a string or a number; correct the path in the mapping.");
    }
    String text = value.textValue().strip();
    if (EPOCH.matcher(text).matches()) {
      return ofNumber(new BigDecimal(text));
    }
    Matcher parts = DATE_TIME.matcher(text);
    if (!parts.matches()) {
      throw unreadable(text);
    }
    try {
      LocalDate date = LocalDate.of(number(parts, 1, 0), number(parts, 2, 0), number(parts, 3, 0));
      int hour = number(parts, 4, 0);
      LocalTime time =
          LocalTime.of(hour % 24, number(parts, 5, 0), number(parts, 6, 0), nanos(parts.group(7)));
      if (hour > 24 || hour == 24 && !time.equals(LocalTime.MIN)) {
        throw unreadable(text);
      }
      LocalDateTime dateTime = date.plusDays(hour / 24).atTime(time);
      ZoneOffset offset = offset(parts.group(8));
      return offset == null
          ? new PointInTime(null, dateTime, parts.group(9))
          : new PointInTime(dateTime.toInstant(offset), null, null);
    } catch (DateTimeException absurd) {
      throw unreadable(text);
    }
  }

  private static int number(Matcher parts, int group, int otherwise) {
    String digits = parts.group(group);
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
  }

  private static ZoneOffset offset(String text) {
    if (text == null) {
      return null;
    }
    return text.startsWith("+") || text.startsWith("-") ? ZoneOffset.of(text) : ZoneOffset.UTC;
  }

  private static MappingRefused unreadable(String text) {
    return new MappingRefused(
        "bad-time",
        "A time of the shape '"
            + Shapes.of(text)
            + "' cannot be read; it should look like 2026-12-01T10:00:00Z, or the mapping has to"
            + " translate it.");
  }

  /**
   * The instant meant.
   *
   * <p>A wall clock that the zone skips (spring) is moved forward by the length of the gap; one
   * that it shows twice (autumn) is taken at the earlier offset, as {@code java.time} does.
   *
   * @param otherwise name of the zone of a local time that comes without one; not looked at when
   *     the value stands on its own
   * @throws MappingRefused {@code unknown-time-zone}
   */
  Instant in(String otherwise) {
    return instant != null ? instant : clock(otherwise).toInstant();
  }

  private ZonedDateTime clock(String otherwise) {
    return ZonedDateTime.ofLocal(local, ZoneNames.require(zone == null ? otherwise : zone), null);
  }

  /** The instant meant, at the later offset where the zone shows the wall clock twice. */
  Instant laterIn(String otherwise) {
    return instant != null ? instant : clock(otherwise).withLaterOffsetAtOverlap().toInstant();
  }

  /** The instant meant, without fractions of a second, which calendars do not keep. */
  Instant wholeSecondsIn(String otherwise) {
    return in(otherwise).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Whether this is a wall clock that the zone shows twice. */
  boolean ambiguousIn(String otherwise) {
    return showings(otherwise) > 1;
  }

  /** Whether this is a wall clock that the zone never shows. */
  boolean skippedIn(String otherwise) {
    return showings(otherwise) == 0;
  }

  /** How often the zone shows this wall clock; once where nobody can tell. */
  private int showings(String otherwise) {
    String found = ZoneNames.find(zone == null ? otherwise : zone);
    return local == null || found == null
        ? 1
        : ZoneId.of(found).getRules().getValidOffsets(local).size();
  }
}
