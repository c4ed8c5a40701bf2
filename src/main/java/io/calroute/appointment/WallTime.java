package io.calroute.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time as people read it.
 *
 * @param dateTime local date and time to the second, without offset
 * @param timeZone IANA name of the zone that it is local in
 */
public record WallTime(String dateTime, String timeZone) {

  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

  /**
   * Reads the start or the end of a canonical appointment.
   *
   * @param moment with {@code instant} and {@code timeZone}
   * @return null when it names no time
   */
  public static WallTime of(JsonNode moment) {
    String instant = moment.path("instant").textValue();
    if (instant == null) {
      return null;
    }
    String named = moment.path("timeZone").asText();
    try {
      ZoneId zone = ZoneId.of(named);
      return new WallTime(TO_THE_SECOND.format(Instant.parse(instant).atZone(zone)), named);
    } catch (DateTimeException e) {
      // A zone that was known when the callback came, and is not to the present time-zone data.
      return new WallTime(
          TO_THE_SECOND.format(Instant.parse(instant).atZone(ZoneOffset.UTC)), "UTC");
    }
  }
}
