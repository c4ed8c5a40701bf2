package io.calroute.sandbox.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * A booking at cabinet.fm that can tell its callbacks, as far as they are known: many names are
 * guesses. Immutable: every change gives a new one.
 *
 * @param id booking id
 * @param oldId id of the booking that this one replaces; null for none
 * @param worker id of the expert; null for none
 * @param start when it starts
 * @param length how long it takes
 * @param version seconds since {@link #EPOCH} at which it was changed last
 * @param note the company's own note
 */
public record CabinetFmBooking(
    long id, Long oldId, String worker, Instant start, Duration length, long version, String note) {

  /** When the first version of every booking was made. */
  public static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /**
   * A lesson of an hour.
   *
   * @param id booking id
   */
  public static CabinetFmBooking of(long id) {
    return new CabinetFmBooking(
        id, null, null, Instant.parse("2027-03-01T14:00:00Z"), Duration.ofHours(1), 0, null);
  }

  /** The same with another expert; null for none. */
  public CabinetFmBooking with(String newWorker) {
    return new CabinetFmBooking(id, oldId, newWorker, start, length, version, note);
  }

  /** The same at another time. */
  public CabinetFmBooking at(Instant newStart, Duration newLength) {
    return new CabinetFmBooking(id, oldId, worker, newStart, newLength, version, note);
  }

  /** The same, one second later. */
  public CabinetFmBooking later() {
    return new CabinetFmBooking(id, oldId, worker, start, length, version + 1, note);
  }

  /** The same with another note. */
  public CabinetFmBooking noting(String newNote) {
    return new CabinetFmBooking(id, oldId, worker, start, length, version, newNote);
  }

  /** What replaces it when it is rescheduled: a new booking with a new id. */
  public CabinetFmBooking rescheduled(long newId, Instant newStart) {
    return new CabinetFmBooking(newId, id, worker, newStart, length, version + 1, note);
  }

  /**
   * A callback about the booking as it is now.
   *
   * @param type such as {@code new}
   * @return JSON text
   */
  public String callback(String type) {
    ObjectNode body = JSON.createObjectNode();
    body.put("callback_type", type);
    ObjectNode booking = body.putObject("booking");
    booking.put("id", id).put("old_id", oldId).put("created_at", EPOCH.toString());
    booking.put("updated_at", EPOCH.plusSeconds(version).toString()).put("note", note);
    booking.putArray("custom_fields_values");
    booking.putObject("team").put("id", 12).put("name", "Sandbox music school");
    booking.putObject("lesson").put("id", 5).put("title", "Piano lesson").put("price", 20);
    if (worker == null) {
      booking.putNull("worker");
    } else {
      booking
          .putObject("worker")
          .put("id", Long.parseLong(worker))
          .put("name", "Staff")
          .put("full_name", "Staff " + worker)
          .put("phone", "+77005550001");
    }
    booking.put("cancel_url", "https://cabinet.example.com/cancel/" + id);
    ObjectNode inner = booking.putObject("booking");
    inner.put("start_at", CLOCK.format(LocalDateTime.ofInstant(start, ZONE)));
    inner.put("end_at", CLOCK.format(LocalDateTime.ofInstant(start.plus(length), ZONE)));
    inner.put("status", type.equals("cancelled") ? "cancelled" : "active");
    inner.put("comment", "First lesson").put("client_timezone", "Asia/Tokyo");
    inner
        .putObject("client")
        .put("id", "u-5")
        .put("name", "Timur")
        .put("surname", "Aliev")
        .put("phone", "+77005550002");
    return body.toString();
  }
}
