package io.calroute.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An appointment as its provider wants it. Immutable; the document must not be changed.
 *
 * @param id id in the store; 0 before it is stored
 * @param revision counts the changes of what calendars are to show, from 1
 * @param version how new the provider's word is
 * @param document the canonical appointment, as the mapping made it
 * @param startsAt null unless the status takes up time
 * @param endsAt null unless the status takes up time
 */
public record Appointment(
    long id,
    AppointmentKey key,
    Status status,
    long revision,
    Version version,
    JsonNode document,
    Instant startsAt,
    Instant endsAt) {

  /** The same appointment, stored. */
  public Appointment storedAs(long newId) {
    return new Appointment(newId, key, status, revision, version, document, startsAt, endsAt);
  }

  /** Whether several bookings have a seat in it. */
  public boolean isShared() {
    return document.has(Seats.MEMBER);
  }

  /** Ids of the callbacks that had the last word: one, or where it has seats, one for each. */
  public List<Long> callbacks() {
    List<Long> callbacks = new ArrayList<>();
    document.path(Seats.MEMBER).forEach(seat -> callbacks.add(seat.path("callback").asLong()));
    return callbacks.isEmpty() ? List.of(version.callback()) : callbacks;
  }

  /** Member of the document of an appointment that is held. */
  public static final String HELD = "held";

  /**
   * Whether it was read and is in no calendar until an operator accepts what there was when
   * Calroute began, or its provider says something new about it.
   */
  public boolean isHeld() {
    return document.path(HELD).asBoolean();
  }

  /**
   * Member of the document of an appointment for which events stand that Calroute has not made:
   * {@code target}, {@code calendar} and {@code id} of each, as in {@code copies}. What its
   * provider says of it does not change that.
   */
  public static final String ADOPTED = "adopted";

  /** Member of the document of an appointment that only a file has spoken of. */
  public static final String IMPORTED = "imported";

  /** Whether only a file has spoken of it, which counts less than any other word. */
  public boolean isImported() {
    return document.path(IMPORTED).asBoolean();
  }

  /** Member of the document of a placeholder. */
  public static final String REBUILT = "rebuilt";

  /**
   * Whether all that is known of it is that it has events, because the store was lost: they stay as
   * they are until its provider says something.
   */
  public boolean isPlaceholder() {
    return document.path(REBUILT).asBoolean() && !document.has("supersededBy");
  }
}
