package io.calroute.mapping.function;

import com.ibm.icu.util.TimeZone;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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

  /** By IANA name; asking ICU takes longer than all the rest of a mapping. */
  private static final Map<String, Optional<Windows>> KNOWN = new ConcurrentHashMap<>();

  private WindowsZones() {}

  /** A Windows zone with the rules of its own clock. */
  private record Windows(String name, ZoneRules rules) {}

  /**
   * The Windows zone in which the wall clock times of an event name the same instants.
   *
   * @return {@code "UTC"} when no Windows zone has the same offset at both instants, or when one of
   *     them falls into an hour that the clock shows twice and could so be read as another
   */
  static String sameClock(ZoneId zone, Instant start, Instant end) {
    ZoneRules here = zone.getRules();
    return KNOWN
        .computeIfAbsent(zone.getId(), WindowsZones::find)
        .filter(there -> agree(here, there.rules(), start) && agree(here, there.rules(), end))
        .map(Windows::name)
        .orElse(UTC);
  }

  private static Optional<Windows> find(String zone) {
    String name = TimeZone.getWindowsID(zone);
    String own = name == null ? null : ZoneNames.find(TimeZone.getIDForWindowsID(name, "001"));
    return own == null
        ? Optional.empty()
        : Optional.of(new Windows(name, ZoneId.of(own).getRules()));
  }

  private static boolean agree(ZoneRules here, ZoneRules there, Instant instant) {
    ZoneOffset offset = here.getOffset(instant);
    LocalDateTime clock = LocalDateTime.ofInstant(instant, offset);
    return offset.equals(there.getOffset(instant))
        && here.getValidOffsets(clock).size() == 1
        && there.getValidOffsets(clock).size() == 1;
  }
}
