package io.calroute.mapping.function;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names of time zones: the IANA database of the Java runtime, its links (such as {@code US/Eastern}
 * and {@code Europe/Kiev}) included, whatever the case of the letters. Bare offsets are no zone.
 */
final class ZoneNames {
  private static final Map<String, String> KNOWN = known();

  private ZoneNames() {}

  private static Map<String, String> known() {
    Map<String, String> names = new HashMap<>();
    // Part of the IANA database, but left out by some Java runtimes for historical reasons; since
    // release 2024b they are links to these places.
    names.put("est", "America/Panama");
    names.put("mst", "America/Phoenix");
    names.put("hst", "Pacific/Honolulu");
    names.put("z", "UTC");
    for (String name : ZoneId.getAvailableZoneIds()) {
      names.put(name.toLowerCase(Locale.ROOT), name);
    }
    return Map.copyOf(names);
  }

  /**
   * The valid IANA name that a name stands for.
   *
   * @return null when there is no such zone
   */
  static String find(String name) {
    return name == null ? null : KNOWN.get(name.strip().toLowerCase(Locale.ROOT));
  }

  /**
   * The zone of a name.
   *
   * @throws MappingRefused {@code unknown-time-zone}; another zone is never guessed, since a wrong
   *     guess puts an appointment at a wrong hour without anybody seeing it
   */
  static ZoneId require(String name) {
    if (name == null || name.isBlank()) {
      throw new MappingRefused(
          "unknown-time-zone",
          "A local time comes without a time zone; set the time-zone of the connection.");
    }
    String found = find(name);
    if (found == null) {
      throw new MappingRefused(
          "unknown-time-zone",
          "A time zone of the shape '"
              + Shapes.of(name)
              + "' is not in the IANA database of this Java; correct it at the provider, translate"
              + " it in the mapping, or update Java.");
    }
    return ZoneId.of(found);
  }
}
