package io.calroute.destination;

/**
 * What an event of ours says about itself, in the target's own extended properties.
 *
 * @param appointment key of the appointment: {@code provider/connection/id}, shortened by a digest
 *     where the target's limit demands it
 * @param generation which intended creation of the event this is, from 1
 * @param version which content the event was last given: {@code revision-hash}
 */
public record Marker(String appointment, int generation, String version) {

  /** Name of the property that holds {@link #appointment()}. */
  public static final String APPOINTMENT = "appt";

  /** Name of the property that holds {@link #generation()}. */
  public static final String GENERATION = "gen";

  /** Name of the property that holds {@link #version()}. */
  public static final String VERSION = "ver";
}
