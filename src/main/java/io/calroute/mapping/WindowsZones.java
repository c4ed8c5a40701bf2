package io.calroute.mapping;

import com.ibm.icu.util.TimeZone;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Windows names for IANA time zones, by the {@code windowsZones} table of Unicode CLDR as ICU4J
 * carries it.
 *
 * <p>Microsoft Graph documents Windows names and some IANA names, and no others. A Windows zone
 * stands for many IANA zones whose clocks do not always agree, so a name is used only where its own
 * clock (the one of its CLDR territory {@code 001}) shows the same time.
 */
final class WindowsZones {
  private static final String UTC = "UTC";

  private WindowsZones() {}

  /**
   * The Windows zone in which the wall clock times of an event name the same instants.
   *
   * @param zone the event's own zone
   * @param start of the event
   * @param end of the event
   * @return {@code "UTC"} when no Windows zone has the same offset at both instants, or when one of
   *     them falls into an hour that the clock shows twice and could so be read as another
   */
  static String sameClock(ZoneId zone, Instant start, Instant end) {
    String windows = TimeZone.getWindowsID(zone.getId());
    String own = windows == null ? null : TimeZone.getIDForWindowsID(windows, "001");
    String known = ZoneNames.find(own);
    if (known == null) {
      return UTC;
    }
    ZoneRules here = zone.getRules();
    ZoneRules there = ZoneId.of(known).getRules();
    return agree(here, there, start) && agree(here, there, end) ? windows : UTC;
  }

  private static boolean agree(ZoneRules here, ZoneRules there, Instant instant) {
    ZoneOffset offset = here.getOffset(instant);
    LocalDateTime clock = LocalDateTime.ofInstant(instant, offset);
    return offset.equals(there.getOffset(instant))
        && here.getValidOffsets(clock).size() == 1
        && there.getValidOffsets(clock).size() == 1;
  }
}
