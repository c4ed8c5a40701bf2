package io.calroute.sandbox.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * An appointment at Agendize that can tell its callbacks, those of a watch and those of the older
 * Webhook URL. Immutable: every change gives a new one.
 *
 * @param id appointment id
 * @param staff staff id; null for nobody
 * @param start when it starts
 * @param length how long it takes
 * @param zone zone of its clock
 * @param version seconds since {@link #EPOCH} at which it was changed last
 * @param status such as {@code accepted}
 * @param type {@code normal} or {@code personal}
 * @param service name of the service
 * @param waiting whether it is on the waiting list
 * @param videoLink link of its video conference; null for a meeting in person
 */
public record AgendizeBooking(
    long id,
    String staff,
    Instant start,
    Duration length,
    ZoneId zone,
    long version,
    String status,
    String type,
    String service,
    boolean waiting,
    String videoLink) {

  /** When the first version of every booking was made. */
  public static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

  /**
   * An accepted booking in Paris for half an hour.
   *
   * @param id appointment id
   */
  public static AgendizeBooking of(long id) {
    return new AgendizeBooking(
        id,
        null,
        Instant.parse("2027-03-01T09:00:00Z"),
        Duration.ofMinutes(30),
        ZoneId.of("Europe/Paris"),
        0,
        "accepted",
        "normal",
        "Eye test",
        false,
        null);
  }

  /** The same with another staff member; null for nobody. */
  public AgendizeBooking with(String newStaff) {
    return copy(newStaff, start, length, version, status, type, service, waiting, videoLink);
  }

  /** The same at another time. */
  public AgendizeBooking at(Instant newStart, Duration newLength) {
    return copy(staff, newStart, newLength, version, status, type, service, waiting, videoLink);
  }

  /** The same, one second later. */
  public AgendizeBooking later() {
    return copy(staff, start, length, version + 1, status, type, service, waiting, videoLink);
  }

  /** The same with another status. */
  public AgendizeBooking now(String newStatus) {
    return copy(staff, start, length, version, newStatus, type, service, waiting, videoLink);
  }

  /** The same for another service. */
  public AgendizeBooking about(String newService) {
    return copy(staff, start, length, version, status, type, newService, waiting, videoLink);
  }

  /** The same as an entry of the staff member alone, without a client. */
  public AgendizeBooking personal() {
    return copy(staff, start, length, version, status, "personal", service, waiting, videoLink);
  }

  /** The same on the waiting list, or off it. */
  public AgendizeBooking waiting(boolean newWaiting) {
    return copy(staff, start, length, version, status, type, service, newWaiting, videoLink);
  }

  /** The same as a video conference. */
  public AgendizeBooking online(String newVideoLink) {
    return copy(staff, start, length, version, status, type, service, waiting, newVideoLink);
  }

  /**
   * A callback of a watch about the booking as it is now.
   *
   * @param event {@code created}, {@code updated} or {@code deleted}
   * @return JSON text
   */
  public String callback(String event) {
    ObjectNode body = envelope(event, EPOCH.plusSeconds(version), appointment());
    body.putArray("history").addObject().put("text", event).set("date", clock(EPOCH));
    return body.toString();
  }

  /**
   * A callback of a watch about any state of an appointment.
   *
   * @param event {@code created}, {@code updated} or {@code deleted}
   * @param sent when it is sent
   * @param appointment the whole appointment
   */
  public ObjectNode envelope(String event, Instant sent, ObjectNode appointment) {
    ObjectNode body = JSON.createObjectNode();
    body.put("event", event);
    body.set("date", clock(sent));
    return body.setAll(appointment);
  }

  /** The appointment as callbacks and lists carry it, without its history. */
  public ObjectNode appointment() {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", id).put("reference", "RF-" + id);
    body.putObject("company").put("id", "3301").put("name", "Sandbox Opticians");
    body.putObject("service").put("id", "12").put("name", service);
    if (staff != null) {
      body.putObject("staff").put("id", staff).put("firstName", "Staff").put("lastName", staff);
    }
    if (!type.equals("personal")) {
      body.putObject("client")
          .put("id", "5520")
          .put("firstName", "Hugo")
          .put("lastName", "Petit")
          .put("email", "hugo.petit@example.net")
          .put("mobilePhone", "+33655500012")
          .put("externalId", "P-" + id);
    }
    body.set("start", clock(start));
    body.set("end", clock(start.plus(length)));
    body.set("created", clock(EPOCH));
    body.put("status", status).put("type", type).put("addToWaitingList", waiting);
    body.put("location", videoLink == null ? "companyAddress" : "videoconference");
    if (videoLink != null) {
      body.putObject("onlineMeeting").put("provider", "agendize").put("videoLink", videoLink);
    }
    return body;
  }

  /**
   * A callback of the older Webhook URL, which knows staff by e-mail only.
   *
   * @param action {@code new} or {@code cancel}
   * @param staffEmail address of the staff member
   * @return JSON text
   */
  public String legacyCallback(String action, String staffEmail) {
    ObjectNode body = JSON.createObjectNode();
    body.put("action", action).put("source", "widget");
    body.putObject("client").put("id", "5520").put("firstname", "Hugo").put("lastname", "Petit");
    body.putObject("company").put("id", "3301").put("name", "Sandbox Opticians");
    body.putObject("event")
        .put("id", id)
        .put("start-date", CLOCK.format(LocalDateTime.ofInstant(start, zone)))
        .put("end-date", CLOCK.format(LocalDateTime.ofInstant(start.plus(length), zone)));
    body.putObject("service").put("id", "12").put("name", service);
    body.putObject("staff").put("email", staffEmail).put("firstname", "Staff");
    return body.toString();
  }

  /** A time as Agendize writes it: local, with the zone beside it. */
  public ObjectNode clock(Instant instant) {
    return JSON.createObjectNode()
        .put("dateTime", CLOCK.format(LocalDateTime.ofInstant(instant, zone)))
        .put("timeZone", zone.getId());
  }

  private AgendizeBooking copy(
      String newStaff,
      Instant newStart,
      Duration newLength,
      long newVersion,
      String newStatus,
      String newType,
      String newService,
      boolean newWaiting,
      String newVideoLink) {
    return new AgendizeBooking(
        id,
        newStaff,
        newStart,
        newLength,
        zone,
        newVersion,
        newStatus,
        newType,
        newService,
        newWaiting,
        newVideoLink);
  }
}
