package io.calroute.sync.planner;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a reference is to be.
 *
 * @param appointment key of the appointment, {@code provider/connection/id}
 * @param revision revision of the appointment
 * @param wanted whether anything is to stand
 * @param content our members of the event; null when nothing is to stand
 * @param hash hash of the content; null when nothing is to stand
 * @param copy id of an event that the provider itself has made in the same calendar, to be taken
 *     over instead of making a second one; null when none is known
 */
public record Desired(
    String appointment, long revision, boolean wanted, JsonNode content, String hash, String copy) {

  /** Nothing is to stand. */
  static Desired nothing(String appointment, long revision) {
    return new Desired(appointment, revision, false, null, null, null);
  }

  /** An event with this content is to stand. */
  static Desired event(String appointment, long revision, JsonNode content) {
    return event(appointment, revision, content, null);
  }

  /** An event with this content is to stand; the provider may have made one already. */
  static Desired event(String appointment, long revision, JsonNode content, String copy) {
    return new Desired(appointment, revision, true, content, ContentHash.of(content), copy);
  }

  /**
   * An online meeting is to stand. Its join link survives a new time, and nobody looks at its own
   * times, so that no change of the appointment is a change of the meeting.
   */
  static Desired meeting(String appointment, long revision, JsonNode content) {
    return new Desired(appointment, revision, true, content, "meeting", null);
  }

  /** What is written on the event: which content it has, and of which revision. */
  public String version() {
    return version(revision, hash);
  }

  public static String version(long revision, String hash) {
    return revision + "-" + hash;
  }
}
