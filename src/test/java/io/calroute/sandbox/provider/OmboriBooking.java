package io.calroute.sandbox.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * A booked position in a queue of Ombori Grid that can tell its callbacks. Immutable: every change
 * gives a new one. Callbacks of Ombori carry neither an id nor a time of their own.
 *
 * @param id position id
 * @param manager address of the staff member; null for none
 * @param start when its slot starts
 * @param length how long the slot is
 * @param status such as {@code draft}
 * @param link link of the virtual appointment; null for one in person
 * @param eventId id of an event that Ombori has already made in the manager's calendar; null for
 *     none
 * @param note free text, so that two callbacks that say the same thing still differ
 */
public record OmboriBooking(
    String id,
    String manager,
    Instant start,
    Duration length,
    String status,
    String link,
    String eventId,
    String note) {

  /** The queue of every position. */
  public static final String QUEUE = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A booking for half an hour, not active yet.
   *
   * @param id position id
   */
  public static OmboriBooking of(String id) {
    return new OmboriBooking(
        id,
        null,
        Instant.parse("2027-03-01T13:00:00Z"),
        Duration.ofMinutes(30),
        "draft",
        null,
        null,
        null);
  }

  /** The same with another staff member. */
  public OmboriBooking with(String newManager) {
    return new OmboriBooking(id, newManager, start, length, status, link, eventId, note);
  }

  /** The same at another time. */
  public OmboriBooking at(Instant newStart, Duration newLength) {
    return new OmboriBooking(id, manager, newStart, newLength, status, link, eventId, note);
  }

  /** The same with another status. */
  public OmboriBooking now(String newStatus) {
    return new OmboriBooking(id, manager, start, length, newStatus, link, eventId, note);
  }

  /** The same as a virtual appointment. */
  public OmboriBooking online(String newLink) {
    return new OmboriBooking(id, manager, start, length, status, newLink, eventId, note);
  }

  /** The same with an event that Ombori has already made. */
  public OmboriBooking copied(String newEventId) {
    return new OmboriBooking(id, manager, start, length, status, link, newEventId, note);
  }

  /** The same with other free text. */
  public OmboriBooking noting(String newNote) {
    return new OmboriBooking(id, manager, start, length, status, link, eventId, newNote);
  }

  /**
   * A callback about the booking as it is now.
   *
   * @param type such as {@code bookingConfirmation}
   * @return JSON text
   */
  public String callback(String type) {
    return envelope(type, position());
  }

  /** The position as callbacks carry it. */
  public ObjectNode position() {
    ObjectNode position = position(id, "booking", status);
    ObjectNode booking = position.putObject("booking");
    booking.put("start", start.toString()).put("end", start.plus(length).toString());
    if (link != null) {
      booking
          .putObject("virtualAppointment")
          .put("isEnabled", true)
          .put("url", link)
          .put("managerEmail", manager);
    }
    if (manager != null) {
      ObjectNode appointment = booking.putObject("appointment");
      appointment.put("displayName", "Staff").put("managerEmail", manager);
      if (eventId != null) {
        appointment.put("eventId", eventId);
      }
    }
    position.putObject("customData").put("note", note);
    return position;
  }

  /**
   * A callback about a customer who has just come by, without a slot.
   *
   * @param id position id
   * @param type such as {@code positionCreated}
   * @return JSON text
   */
  public static String walkIn(String id, String type) {
    return envelope(type, position(id, "anonymous", "pending"));
  }

  private static ObjectNode position(String id, String type, String status) {
    ObjectNode position = JSON.createObjectNode();
    position.put("id", id).put("type", type).put("status", status).put("label", "");
    position.put("queue", QUEUE).put("locale", "sv");
    position.put("createdAt", "2026-11-01T00:00:00.1230000Z");
    position
        .putObject("location")
        .put("locationName", "Sandbox store")
        .put("organizationTitle", "Sandbox");
    ObjectNode registered = position.putObject("registrationData");
    registered.putObject("firstName").put("value", "Maja");
    registered.putObject("lastName").put("value", "Berg");
    registered.putObject("phone").put("value", "+46850000001");
    position
        .putObject("notification")
        .put("type", "phoneNumber")
        .putObject("settings")
        .put("to", "")
        .put("recipient", "maja.berg@example.net");
    return position;
  }

  /**
   * A callback about any state of a position.
   *
   * @param type such as {@code bookingConfirmation}
   * @param position the whole position
   * @return JSON text
   */
  public static String envelope(String type, ObjectNode position) {
    ObjectNode body = JSON.createObjectNode();
    body.putNull("message").put("type", type).put("organization", "sandbox");
    body.putObject("data").set("position", position);
    return body.toString();
  }
}
