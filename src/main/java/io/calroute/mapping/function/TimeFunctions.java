package io.calroute.mapping.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * The functions about time. In all of them null gives null, a <em>value</em> is anything that
 * {@link PointInTime} reads, and an <em>instant</em> is what {@code instant} gives.
 *
 * <ul>
 *   <li>{@code instant(value, zone)}: {@code "2026-12-01T09:00:00Z"}. The zone counts only for
 *       local times. Refuses {@code bad-time} and {@code unknown-time-zone}.
 *   <li>{@code later-instant(value, zone)}: the same, but at the later offset when the zone shows
 *       the local time twice.
 *   <li>{@code is-time(value, zone)}: whether {@code instant} would take it; false for null.
 *   <li>{@code ambiguous(value, zone)}: whether it is a local time that the zone shows twice.
 *   <li>{@code skipped(value, zone)}: whether it is a local time that the zone never shows.
 *   <li>{@code epoch-millis(value, zone)}: milliseconds since 1970; the zone may be left out.
 *   <li>{@code local-time(instant, zone)}: the wall clock, {@code "2026-12-01T10:00:00"}.
 *   <li>{@code offset-time(instant, zone)}: RFC 3339, {@code "2026-12-01T10:00:00+01:00"}.
 *   <li>{@code time-zone(name, fallback)}: the valid IANA name; the fallback only for a name that
 *       is null or blank. Refuses {@code unknown-time-zone}.
 *   <li>{@code is-time-zone(name)}: whether {@code time-zone} would take it; false for null.
 *   <li>{@code graph-time-zone(start, end, zone)}: see {@link WindowsZones}.
 * </ul>
 */
public final class TimeFunctions {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

  private static final MappingFunction.Body INSTANT =
      ofTime((time, zone) -> TextNode.valueOf(time.wholeSecondsIn(zone).toString()));

  private TimeFunctions() {}

  public static List<Function> all() {
    return List.of(
        new MappingFunction("instant", 1, 2, INSTANT),
        new MappingFunction(
            "later-instant",
            2,
            2,
            ofTime(
                (time, zone) ->
                    TextNode.valueOf(
                        time.laterIn(zone).truncatedTo(ChronoUnit.SECONDS).toString()))),
        new MappingFunction("is-time", 1, 2, TimeFunctions::isTime),
        new MappingFunction(
            "ambiguous", 2, 2, ofTime((time, zone) -> BooleanNode.valueOf(time.ambiguousIn(zone)))),
        new MappingFunction(
            "skipped", 2, 2, ofTime((time, zone) -> BooleanNode.valueOf(time.skippedIn(zone)))),
        new MappingFunction(
            "epoch-millis",
            1,
            2,
            ofTime((time, zone) -> LongNode.valueOf(time.in(zone).toEpochMilli()))),
        new MappingFunction("local-time", 2, 2, TimeFunctions::localTime),
        new MappingFunction("offset-time", 2, 2, TimeFunctions::offsetTime),
        new MappingFunction("time-zone", 1, 2, TimeFunctions::timeZone),
        new MappingFunction("is-time-zone", 1, 1, TimeFunctions::isTimeZone),
        new MappingFunction("graph-time-zone", 3, 3, TimeFunctions::graphTimeZone));
  }

  /** A function of a value and the zone for local ones. */
  private static MappingFunction.Body ofTime(BiFunction<PointInTime, String, JsonNode> function) {
    return arguments ->
        arguments.isNull(0)
            ? null
            : function.apply(PointInTime.read(arguments.at(0)), arguments.text(1));
  }

  private static JsonNode isTime(MappingFunction.Arguments arguments) {
    try {
      return BooleanNode.valueOf(INSTANT.of(arguments) != null);
    } catch (MappingRefused notTaken) {
      return BooleanNode.FALSE;
    }
  }

  private static JsonNode localTime(MappingFunction.Arguments arguments) {
    return arguments.isNull(0)
        ? null
        : TextNode.valueOf(at(arguments).toLocalDateTime().format(LOCAL));
  }

  private static JsonNode offsetTime(MappingFunction.Arguments arguments) {
    if (arguments.isNull(0)) {
      return null;
    }
    OffsetDateTime time = at(arguments);
    // RFC 3339 knows no seconds in offsets; a few zones had them until 1972.
    return TextNode.valueOf(
        (time.getOffset().getTotalSeconds() % 60 == 0
                ? time
                : time.withOffsetSameInstant(ZoneOffset.UTC))
            .format(OFFSET));
  }

  private static OffsetDateTime at(MappingFunction.Arguments arguments) {
    ZoneId zone = ZoneNames.require(arguments.text(1));
    return PointInTime.read(arguments.at(0))
        .wholeSecondsIn(arguments.text(1))
        .atZone(zone)
        .toOffsetDateTime();
  }

  private static JsonNode timeZone(MappingFunction.Arguments arguments) {
    String name = arguments.text(0);
    if (name == null && !arguments.isNull(0)) {
      throw new MappingRefused(
          "unknown-time-zone", "A time zone is not a string; correct the path in the mapping.");
    }
    return TextNode.valueOf(
        ZoneNames.require(name == null || name.isBlank() ? arguments.text(1) : name).getId());
  }

  private static JsonNode isTimeZone(MappingFunction.Arguments arguments) {
    return BooleanNode.valueOf(ZoneNames.find(arguments.text(0)) != null);
  }

  private static JsonNode graphTimeZone(MappingFunction.Arguments arguments) {
    if (arguments.isNull(0) || arguments.isNull(1)) {
      return null;
    }
    ZoneId zone = ZoneNames.require(arguments.text(2));
    Instant start = PointInTime.read(arguments.at(0)).wholeSecondsIn(null);
    Instant end = PointInTime.read(arguments.at(1)).wholeSecondsIn(null);
    return TextNode.valueOf(WindowsZones.sameClock(zone, start, end));
  }
}
