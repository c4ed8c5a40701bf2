package io.calroute.verdict.fact;

import java.time.Instant;
import java.util.List;

/**
 * What is known by an id.
 *
 * @param appointments ids in the store
 * @param named callbacks whose own id it is, or whose delivery's
 * @param mentioning callbacks that say it and of whose appointment nothing is known, the newest
 *     first
 * @param asked questions to providers about an appointment of this id
 * @param denied answers of providers that know no appointment by this id
 */
public record Found(
    List<Long> appointments,
    List<Word> named,
    List<Word> mentioning,
    List<KnownAppointment.Asked> asked,
    List<Denied> denied) {

  /** A provider that was asked and knows no such id. */
  public record Denied(String provider, String connection, Instant at) {}
}
