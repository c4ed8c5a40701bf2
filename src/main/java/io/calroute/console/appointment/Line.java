package io.calroute.console.appointment;

import java.time.Instant;
import java.util.List;

/**
 * One fact of a timeline.
 *
 * @param kind {@code callback} or {@code call}
 * @param what it is, in a few words
 * @param result what became of it, in a word
 * @param well whether that is as it should be
 * @param detail more of it; null for none
 * @param took how long a call took, for people; null when nobody knows
 * @param proof link that shows in the calendar what the call has made; null for none
 * @param changes how a callback differs from the one before it, masked; empty for none
 * @param callback its id; null when it is none
 */
record Line(
    Instant at,
    String kind,
    String what,
    String result,
    boolean well,
    String detail,
    String took,
    String proof,
    List<String> changes,
    Long callback) {

  /** How much differs, for people. */
  public String difference() {
    return changes.size() + (changes.size() == 1 ? " member differs" : " members differ");
  }
}
