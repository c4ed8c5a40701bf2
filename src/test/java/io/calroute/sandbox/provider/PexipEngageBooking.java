package io.calroute.sandbox.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An appointment at Pexip Engage that can tell its callbacks. Immutable: every change gives a new
 * one.
 *
 * @param id appointment id
 * @param employees addresses of the employees, the primary one first
 * @param start when it starts; null while it has no time
 * @param length how long it takes
 * @param version seconds since {@link #EPOCH} at which it was changed last
 * @param status such as {@code ACCEPTED}
 * @param meetingType {@code OFFICE}, {@code ON_LOCATION}, {@code PHONE} or {@code VIDEO}
 * @param subject what it is about
 */
public record PexipEngageBooking(
    String id,
    List<String> employees,
    Instant start,
    Duration length,
    long version,
    String status,
    String meetingType,
    String subject) {

  /** When the first version of every booking was made. */
  public static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicLong CALLBACKS = new AtomicLong(System.nanoTime());

  /**
   * A confirmed meeting at an office for an hour.
   *
   * @param id appointment id
   */
  public static PexipEngageBooking of(String id) {
    return new PexipEngageBooking(
        id,
        List.of(),
        Instant.parse("2027-03-01T10:00:00Z"),
        Duration.ofHours(1),
        0,
        "ACCEPTED",
        "OFFICE",
        "Home loan");
  }

  /** The same with other employees, the primary one first. */
  public PexipEngageBooking with(String... addresses) {
    return new PexipEngageBooking(
        id, List.of(addresses), start, length, version, status, meetingType, subject);
  }

  /** The same at another time. */
  public PexipEngageBooking at(Instant newStart, Duration newLength) {
    return new PexipEngageBooking(
        id, employees, newStart, newLength, version, status, meetingType, subject);
  }

  /** The same without a time. */
  public PexipEngageBooking withoutTime() {
    return new PexipEngageBooking(
        id, employees, null, length, version, status, meetingType, subject);
  }

  /** The same, one second later. */
  public PexipEngageBooking later() {
    return new PexipEngageBooking(
        id, employees, start, length, version + 1, status, meetingType, subject);
  }

  /** The same with another status. */
  public PexipEngageBooking now(String newStatus) {
    return new PexipEngageBooking(
        id, employees, start, length, version, newStatus, meetingType, subject);
  }

  /** The same about something else. */
  public PexipEngageBooking about(String newSubject) {
    return new PexipEngageBooking(
        id, employees, start, length, version, status, meetingType, newSubject);
  }

  /** The same, held in another way; with {@code VIDEO} every participant has an own link. */
  public PexipEngageBooking held(String newMeetingType) {
    return new PexipEngageBooking(
        id, employees, start, length, version, status, newMeetingType, subject);
  }

  /** The link of one employee in a video meeting. */
  public String linkOf(String employee) {
    return "https://video.example.com/" + id + "/" + employee.substring(0, employee.indexOf('@'));
  }

  /**
   * A callback about the booking as it is now, with an envelope id of its own.
   *
   * @param eventType such as {@code CREATE}
   * @return JSON text
   */
  public String callback(String eventType) {
    return callback(eventType, "wev-" + Long.toString(CALLBACKS.incrementAndGet(), 36));
  }

  /**
   * A callback about the booking as it is now.
   *
   * @param eventType such as {@code CREATE}
   * @param envelope the envelope's id
   * @return JSON text
   */
  public String callback(String eventType, String envelope) {
    return envelope(eventType, envelope, "cor-" + envelope, appointment());
  }

  /**
   * A callback about any state of an appointment.
   *
   * @param eventType such as {@code CREATE}
   * @param envelope the envelope's id
   * @param correlation id of the chain of changes that it belongs to
   * @param appointment the whole appointment
   * @return JSON text
   */
  public static String envelope(
      String eventType, String envelope, String correlation, ObjectNode appointment) {
    ObjectNode data = JSON.createObjectNode();
    data.put("eventType", eventType).putNull("message").putNull("previousAppointment");
    data.set("appointment", appointment);
    return wrapped(envelope, correlation, "Appointment", data).toString();
  }

  /**
   * A callback about something else that comes to the same address.
   *
   * @param envelope the envelope's id
   * @return JSON text
   */
  public static String callbackRequest(String envelope) {
    ObjectNode data = JSON.createObjectNode();
    data.putObject("callbackRequest").put("id", "cbr-1").put("status", "OPEN").putNull("subject");
    return wrapped(envelope, "cor-" + envelope, "Callback Request", data).toString();
  }

  private static ObjectNode wrapped(String id, String correlation, String entity, ObjectNode data) {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", id).put("correlationId", correlation).put("version", "1.0");
    body.put("webhookConfigurationId", "whc-1").put("entity", entity);
    body.set("data", data);
    return body;
  }

  /** The appointment as callbacks carry it. */
  public ObjectNode appointment() {
    ObjectNode appointment = JSON.createObjectNode();
    appointment.put("id", id).put("status", status).put("meetingType", meetingType);
    appointment.put("start", start == null ? null : start.toString());
    appointment.put("end", start == null ? null : start.plus(length).toString());
    appointment.put("createdAt", EPOCH.toString());
    appointment.put("updatedAt", EPOCH.plusSeconds(version).toString());
    appointment.put("hybrid", false).put("externalId", "crm-" + id);
    appointment.put("internalNotes", "for staff only").put("messageForCustomer", "See you soon");
    translated(appointment.putObject("subject").put("id", "sub-4"), "name", subject);
    ObjectNode office = appointment.putObject("office");
    office.put("id", "off-2").put("timeZone", "Europe/Paris");
    translated(office, "name", "City office");
    ArrayNode participants = appointment.putArray("participants");
    participants
        .addObject()
        .put("role", "PRIMARY")
        .put("type", "CUSTOMER")
        .put("videoUrl", "https://video.example.com/" + id + "/customer")
        .putObject("customer")
        .put("id", "cus-9")
        .put("email", "sofie.claes@example.net")
        .put("firstName", "Sofie")
        .put("lastName", "Claes");
    for (String employee : employees) {
      participants
          .addObject()
          .put("role", employee.equals(employees.get(0)) ? "PRIMARY" : "SECONDARY")
          .put("type", "EMPLOYEE")
          .put("token", "token-of-" + employee)
          .put("videoUrl", linkOf(employee))
          .putObject("employee")
          .put("id", "emp-" + employee)
          .put("email", employee)
          .put("firstName", "Staff")
          .put("status", "ACTIVE")
          .put("timeZone", "Europe/Paris");
    }
    return appointment;
  }

  private static void translated(ObjectNode thing, String name, String value) {
    thing
        .putObject("translations")
        .putArray(name)
        .addObject()
        .put("language", "en")
        .put("value", value);
  }
}
