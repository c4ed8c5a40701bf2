package io.calroute.sandbox.graph.event;

import com.ibm.icu.util.TimeZone;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The zones that Graph takes (resource type "dateTimeTimeZone"): all Windows names and a fixed list
 * of IANA names. Other IANA names are often taken in practice, but nothing promises it.
 */
public final class GraphZones {

  /** The list of the documentation; names in brackets there are given as both names here. */
  private static final Set<String> ADDITIONAL =
      Set.of(
          """
          Etc/GMT+12 Etc/GMT+11 Pacific/Honolulu America/Anchorage America/Santa_Isabel
          America/Los_Angeles America/Phoenix America/Chihuahua America/Denver America/Guatemala
          America/Chicago America/Mexico_City America/Regina America/Bogota America/New_York
          America/Indiana/Indianapolis America/Caracas America/Asuncion America/Halifax
          America/Cuiaba America/La_Paz America/Santiago America/St_Johns America/Sao_Paulo
          America/Argentina/Buenos_Aires America/Cayenne America/Godthab America/Montevideo
          America/Bahia Etc/GMT+2 Atlantic/Azores Atlantic/Cape_Verde Africa/Casablanca Etc/GMT
          Europe/London Atlantic/Reykjavik Europe/Berlin Europe/Budapest Europe/Paris Europe/Warsaw
          Africa/Lagos Africa/Windhoek Europe/Bucharest Asia/Beirut Africa/Cairo Asia/Damascus
          Africa/Johannesburg Europe/Kyiv Europe/Kiev Europe/Istanbul Asia/Jerusalem Asia/Amman
          Asia/Baghdad Europe/Kaliningrad Asia/Riyadh Africa/Nairobi Asia/Tehran Asia/Dubai
          Asia/Baku Europe/Moscow Indian/Mauritius Asia/Tbilisi Asia/Yerevan Asia/Kabul
          Asia/Karachi Asia/Toshkent Asia/Tashkent Asia/Kolkata Asia/Colombo Asia/Kathmandu
          Asia/Astana Asia/Almaty Asia/Dhaka Asia/Yekaterinburg Asia/Yangon Asia/Rangoon
          Asia/Bangkok Asia/Novosibirsk Asia/Shanghai Asia/Krasnoyarsk Asia/Singapore
          Australia/Perth Asia/Taipei Asia/Ulaanbaatar Asia/Irkutsk Asia/Tokyo Asia/Seoul
          Australia/Adelaide Australia/Darwin Australia/Brisbane Australia/Sydney
          Pacific/Port_Moresby Australia/Hobart Asia/Yakutsk Pacific/Guadalcanal Asia/Vladivostok
          Pacific/Auckland Etc/GMT-12 Pacific/Fiji Asia/Magadan Pacific/Tongatapu Pacific/Apia
          Pacific/Kiritimati
          """
              .strip()
              .split("\\s+"));

  /** Names of the list that other software spells otherwise. */
  private static final Map<String, String> SPELLINGS =
      Map.of("Asia/Toshkent", "Asia/Tashkent", "Asia/Astana", "Asia/Almaty");

  private static final Map<String, Optional<ZoneId>> KNOWN = new ConcurrentHashMap<>();

  private GraphZones() {}

  /**
   * The zone of a name.
   *
   * @param name Windows name or name of the list
   * @return empty when Graph does not promise to take it
   */
  public static Optional<ZoneId> zone(String name) {
    return KNOWN.computeIfAbsent(name, GraphZones::find);
  }

  private static Optional<ZoneId> find(String name) {
    if (name.equals("UTC")) {
      return Optional.of(ZoneId.of("UTC"));
    }
    if (ADDITIONAL.contains(name)) {
      return Optional.of(ZoneId.of(SPELLINGS.getOrDefault(name, name)));
    }
    // An IANA name has a slash and no Windows name has one; ICU would take some of the former.
    String iana = name.contains("/") ? null : TimeZone.getIDForWindowsID(name, null);
    return Optional.ofNullable(iana).map(ZoneId::of);
  }

  public static Set<String> additional() {
    return new TreeSet<>(ADDITIONAL);
  }

  public static Set<String> windows() {
    Set<String> names = new TreeSet<>();
    for (String iana : TimeZone.getAvailableIDs()) {
      String windows = TimeZone.getWindowsID(iana);
      if (windows != null) {
        names.add(windows);
      }
    }
    return names;
  }
}
