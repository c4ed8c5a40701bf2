package io.calroute.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * How a callback changes its appointment. A pure decision: the same callbacks end in the same
 * state, in whatever order and however often they come.
 *
 * @param kind in one word
 * @param code kebab-case code of the reason; null for {@link Kind#CHANGED}
 * @param reason one sentence for ops; null for {@link Kind#CHANGED}
 * @param after the appointment from now on; the same as before unless something changed, and null
 *     when there is still none
 */
public record CallbackEffect(Kind kind, String code, String reason, Appointment after) {

  /** What a callback can do to its appointment. */
  public enum Kind {
    /** Calendars may have to follow. */
    CHANGED,
    /** It is the newest word, and says what was known. */
    SAME,
    /** Something newer is known. */
    STALE,
    /** The provider is to be asked what holds. */
    ASK,
    /** It makes no sense. */
    REFUSED
  }

  /** Members that say how the word came and where it is found, not what it says. */
  private static final List<String> CIRCUMSTANCES =
      List.of(
          "type",
          "version",
          "warnings",
          "joinKey",
          Seats.MEMBER,
          Appointment.IMPORTED,
          Appointment.ADOPTED);

  /**
   * Decides on one callback.
   *
   * @param known the appointment so far; null when this is the first word of it
   */
  public static CallbackEffect of(
      Appointment known, AppointmentKey key, JsonNode canonical, long callback) {
    return of(known, key, canonical, callback, Sighting.BY_VERSION, null);
  }

  /**
   * Decides on one callback, or on what was read.
   *
   * @param known the appointment so far; null when this is the first word of it
   * @param sighting how Calroute came by it
   * @param seenUntil until when what is known was seen; null when nobody knows any more
   */
  public static CallbackEffect of(
      Appointment known,
      AppointmentKey key,
      JsonNode canonical,
      long callback,
      Sighting sighting,
      Instant seenUntil) {
    CallbackEffect refusal = refusal(known, canonical);
    if (refusal != null) {
      return refusal;
    }
    Version version = new Version(canonical.path("version"), callback);
    if (known != null && known.version().isLast()) {
      return takesItsPlaceBack(known, canonical, version)
          ? taken(known, key, canonical, version)
          : new CallbackEffect(
              Kind.STALE,
              "superseded",
              "Another appointment has taken this one's place; see supersededBy.",
              known);
    }
    boolean file = canonical.path(Appointment.IMPORTED).asBoolean();
    if (known != null && file && !known.isImported()) {
      return new CallbackEffect(
          Kind.STALE,
          "spoken-of",
          "The provider itself has spoken of this appointment, and a file counts less.",
          known);
    }
    if (known != null && known.isImported()) {
      return !file && sighting.isHint() ? asking(known) : taken(known, key, canonical, version);
    }
    boolean shared = Seats.are(known, canonical);
    Seats seats = shared ? Seats.of(known) : null;
    Version newest = known == null ? null : known.version();
    if (!shared) {
      boolean same = known != null && content(canonical).equals(content(known.document()));
      boolean tied = newest != null && newest.elements().equals(version.elements());
      switch (sighting.verdict(known, seenUntil, same, tied)) {
        case TAKE:
          return taken(known, key, canonical, version);
        case ASK:
          return asking(known);
        case LEAVE:
          return new CallbackEffect(
              Kind.STALE,
              "seen-since",
              "It was read before what is known was seen, and may be older.",
              known);
        default:
      }
    }
    if (shared) {
      newest = seats.newest(Seats.seat(canonical));
    }
    if (newest != null && version.compareTo(newest) < 0) {
      return new CallbackEffect(
          Kind.STALE,
          "older",
          "Callback " + newest.callback() + " said something newer before.",
          known);
    }
    return shared
        ? taken(known, key, seats.with(canonical, version))
        : taken(known, key, canonical, version);
  }

  private static CallbackEffect asking(Appointment known) {
    return new CallbackEffect(Kind.ASK, "asked", "The provider is asked what holds now.", known);
  }

  private static CallbackEffect taken(Appointment known, AppointmentKey key, Seats seats) {
    return seats.words().size() > Seats.MOST
        ? new CallbackEffect(
            Kind.REFUSED,
            "too-many-seats",
            "The appointment would have more than " + Seats.MOST + " seats; see the mapping.",
            known)
        : taken(known, key, seats.document(), seats.newest());
  }

  /**
   * What it means for a shared appointment that one of its bookings is in another one now.
   *
   * @param known the appointment that it was in; null when nothing was heard of it
   * @return the appointment from now on; the same as before when that changes nothing
   */
  public static Appointment left(Appointment known, JsonNode canonical, long callback) {
    Version version = new Version(canonical.path("version"), callback);
    Seats seats = Seats.of(known);
    String seat = Seats.seat(canonical);
    if (known == null
        || !known.document().has(Seats.MEMBER)
        || known.version().isLast()
        || seats.newest(seat) != null && version.compareTo(seats.newest(seat)) < 0) {
      return known;
    }
    ObjectNode gone = ((ObjectNode) canonical).deepCopy();
    gone.put("status", Status.CANCELLED.word());
    return taken(known, known.key(), seats.with(gone, version)).after();
  }

  /**
   * Decides on the callback that had the last word, mapped again by a mapping that may have
   * changed. It replaces itself only: its version may be read otherwise now, and be lower than
   * before; but another callback that has had the last word since keeps it.
   *
   * @param known the appointment so far; null when there is none
   */
  public static CallbackEffect again(
      Appointment known, AppointmentKey key, JsonNode canonical, long callback) {
    if (known == null || !known.callbacks().contains(callback) || known.version().isLast()) {
      return new CallbackEffect(
          Kind.STALE, "overtaken", "Another callback has the last word by now.", known);
    }
    CallbackEffect refusal = refusal(known, canonical);
    if (refusal != null) {
      return refusal;
    }
    Version version = new Version(canonical.path("version"), callback);
    Seats seats = Seats.are(known, canonical) ? Seats.of(known).without(callback) : null;
    JsonNode document =
        carrying(known, seats == null ? canonical : seats.with(canonical, version).document());
    if (document.equals(known.document())) {
      return new CallbackEffect(
          Kind.SAME, "no-difference", "The appointment was like this already.", known);
    }
    return seats == null
        ? taken(known, key, canonical, version)
        : taken(known, key, seats.with(canonical, version));
  }

  /**
   * A booking may return to an id that it had before. Whatever else is said of such an id is said
   * of what has gone on under another one.
   */
  private static boolean takesItsPlaceBack(Appointment known, JsonNode canonical, Version version) {
    for (JsonNode former : canonical.path("formerIds")) {
      if (!known.key().id().equals(former.textValue())
          && (known.version().isDated()
              ? version.isAfter(known.version())
              : former.equals(known.document().path("supersededBy")))) {
        return true;
      }
    }
    return false;
  }

  /** Null when the times make sense. */
  private static CallbackEffect refusal(Appointment known, JsonNode canonical) {
    Instant start = instant(canonical.path("start"));
    Instant end = instant(canonical.path("end"));
    if (!Status.of(canonical.path("status").textValue()).timed()) {
      return null;
    }
    if (start == null || end == null) {
      return new CallbackEffect(
          Kind.REFUSED, "no-time", "The callback says no start or no end.", known);
    }
    return end.isBefore(start)
        ? new CallbackEffect(
            Kind.REFUSED, "end-before-start", "The end is before the start.", known)
        : null;
  }

  private static CallbackEffect taken(
      Appointment known, AppointmentKey key, JsonNode canonical, Version version) {
    Status status = Status.of(canonical.path("status").textValue());
    boolean changed = known == null || !content(canonical).equals(content(known.document()));
    Appointment after =
        new Appointment(
            known == null ? 0 : known.id(),
            key,
            status,
            known == null ? 1 : known.revision() + (changed ? 1 : 0),
            version,
            carrying(known, canonical),
            status.timed() ? instant(canonical.path("start")) : null,
            status.timed() ? instant(canonical.path("end")) : null);
    return changed
        ? new CallbackEffect(Kind.CHANGED, null, null, after)
        : new CallbackEffect(
            Kind.SAME, "no-difference", "The appointment was like this already.", after);
  }

  /**
   * What it means for an appointment that another one takes its place.
   *
   * @param known the appointment so far; null when nothing was heard of it
   * @param successor the provider's id of the one that takes its place
   * @return the appointment from now on; the same as before when a later word is known of who has
   *     taken its place
   */
  public static Appointment superseded(
      Appointment known, AppointmentKey key, String successor, Version version) {
    if (known != null && known.version().isLast() && !version.isAfter(known.version())) {
      return known;
    }
    ObjectNode document =
        known == null
            ? JsonNodeFactory.instance.objectNode().put("id", key.id())
            : known.document().deepCopy();
    document.put("status", Status.CANCELLED.word());
    document.remove(Seats.MEMBER);
    document.put("supersededBy", successor);
    return new Appointment(
        known == null ? 0 : known.id(),
        key,
        Status.CANCELLED,
        known == null ? 1 : known.revision() + 1,
        version.last(),
        document,
        null,
        null);
  }

  /**
   * Whether a booking has gone on under an id that it had given up: a word from before, which comes
   * late, takes nothing away from what stands. What stands says so by its last word, or the place
   * of its successor has been taken since.
   */
  public static boolean hasReturned(Appointment former, Appointment successor, Version version) {
    return former != null
        && !former.version().isLast()
        && version.compareTo(former.version()) < 0
        && (successor.version().isLast() || !former.document().path("formerIds").isEmpty());
  }

  /**
   * The appointment that takes another one's place: the events that were found for that one are to
   * move along.
   *
   * @param former the one whose place it takes; null when nothing was heard of it
   */
  public static Appointment heir(Appointment successor, Appointment former) {
    if (former == null
        || !former.document().has(Appointment.ADOPTED)
        || successor.document().has(Appointment.ADOPTED)) {
      return successor;
    }
    return new Appointment(
        successor.id(),
        successor.key(),
        successor.status(),
        successor.revision(),
        successor.version(),
        carrying(former, successor.document()),
        successor.startsAt(),
        successor.endsAt());
  }

  /** What is said of an appointment, with what was found out about it. */
  private static JsonNode carrying(Appointment known, JsonNode canonical) {
    if (known == null || !known.document().has(Appointment.ADOPTED)) {
      return canonical;
    }
    ObjectNode document = canonical.deepCopy();
    return document.set(Appointment.ADOPTED, known.document().get(Appointment.ADOPTED));
  }

  private static JsonNode content(JsonNode document) {
    return ((ObjectNode) document).deepCopy().without(CIRCUMSTANCES);
  }

  private static Instant instant(JsonNode time) {
    String text = time.path("instant").textValue();
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
