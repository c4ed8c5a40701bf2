package io.calroute.appointment;

import java.util.Map;

/**
 * What was decided of where appointments are to stand, as far as it is kept with them.
 *
 * @param unrouted by appointment id: whether the directory does not know somebody who holds it
 * @param names by appointment id, kind to value: their other names, which replace all earlier ones
 * @param directory number of the directory that it was by; 0 when it was not by one in force
 * @param anew whether something later than their callbacks is the reason
 */
public record RoutedBy(
    Map<Long, Boolean> unrouted,
    Map<Long, Map<String, String>> names,
    long directory,
    boolean anew) {

  /** Nothing was decided. */
  public static final RoutedBy NOTHING = new RoutedBy(Map.of(), Map.of(), 0, false);
}
