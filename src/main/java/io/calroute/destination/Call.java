package io.calroute.destination;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request to a target, as decided by the planner. Immutable; the content must not be changed.
 *
 * @param target where the call goes
 * @param calendar calendar id, mailbox or meeting organizer
 * @param eventId id of the event or online meeting; null where the target makes it, and for finds
 * @param etag version that must still stand for the call to take effect; null for no condition
 * @param content request body, without the target's envelope; for {@link Operation#WINDOW} the
 *     instants {@code from} and {@code to}; null for calls without one
 * @param marker what to look for, for {@link Operation#FIND}; otherwise what the content carries
 * @param tellsGuests whether the target sends mail about it, where it has to be told to
 */
public record Call(
    Target target,
    Operation operation,
    String calendar,
    String eventId,
    String etag,
    JsonNode content,
    Marker marker,
    boolean tellsGuests) {

  /** A call of which no guest hears. */
  public Call(
      Target target,
      Operation operation,
      String calendar,
      String eventId,
      String etag,
      JsonNode content,
      Marker marker) {
    this(target, operation, calendar, eventId, etag, content, marker, false);
  }

  public enum Operation {
    /** Make the event, or get-or-make the online meeting of {@code content.externalId}. */
    CREATE,
    /** Change the members that the content names; {@code null} members are cleared. */
    UPDATE,
    /** Remove the event or online meeting. */
    DELETE,
    /** Read one event with its marker. */
    GET,
    /** Find the events of one calendar that carry {@link Call#marker()}'s appointment key. */
    FIND,
    /** List every event of one calendar that carries any of our markers. */
    LIST,
    /**
     * List the events of one calendar that begin in a window, whoever has made them. The target may
     * add some that begin before it.
     */
    WINDOW
  }
}
