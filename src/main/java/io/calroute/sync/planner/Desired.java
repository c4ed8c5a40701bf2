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
 * @param erased whether somebody was taken out of the appointment, whom no event may go on showing
 */
public record Desired(
    String appointment,
    long revision,
    boolean wanted,
    JsonNode content,
    String hash,
    String copy,
    boolean erased) {

  /** Instead of a hash of what an event was given, while it may show somebody who was erased. */
  static final String SHOWS_ERASED = "erased";

  /** Nothing is to stand. */
  static Desired nothing(String appointment, long revision) {
    return new Desired(appointment, revision, false, null, null, null, false);
  }

  /** An event with this content is to stand; the provider may have made one already. */
  static Desired event(String appointment, long revision, JsonNode content, String copy) {
    return new Desired(appointment, revision, true, content, ContentHash.of(content), copy, false);
  }

  /**
   * An online meeting is to stand. Its join link survives a new time, and nobody looks at its own
   * times, so that no change of the appointment is a change of the meeting.
   */
  static Desired meeting(String appointment, long revision, JsonNode content) {
    return new Desired(appointment, revision, true, content, "meeting", null, false);
  }

  /** The same of an appointment that somebody was taken out of. */
  Desired withoutErased() {
    return new Desired(appointment, revision, wanted, content, hash, copy, true);
  }

  /** The same as far as it can be brought about while the event may show somebody. */
  Desired showingErased() {
    return new Desired(appointment, revision, wanted, content, SHOWS_ERASED, copy, true);
  }

  /** What is written on the event: which content it has, and of which revision. */
  public String version() {
    return version(revision, hash);
  }

  public static String version(long revision, String hash) {
    return revision + "-" + hash;
  }
}
