package io.calroute.sandbox.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A booking at SavvyCal Appointments that can tell its callbacks. Immutable: every change gives a
 * new one.
 *
 * @param id appointment id
 * @param providers provider ids, the primary one first
 * @param start when it starts
 * @param length how long it takes
 * @param zone the zone to show
 * @param version seconds since {@link #EPOCH} at which it was changed last
 * @param service name of the service
 * @param virtual whether it takes place online
 * @param joinUrl link of the provider's own room; null for none
 */
public record SavvyCalBooking(
    String id,
    List<String> providers,
    Instant start,
    Duration length,
    ZoneId zone,
    long version,
    String service,
    boolean virtual,
    String joinUrl) {

  /** When the first version of every booking was made. */
  public static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicLong CALLBACKS = new AtomicLong(System.nanoTime());

  /**
   * A booking in New York for half an hour.
   *
   * @param id appointment id
   */
  public static SavvyCalBooking of(String id) {
    return new SavvyCalBooking(
        id,
        List.of(),
        Instant.parse("2027-03-01T15:00:00Z"),
        Duration.ofMinutes(30),
        ZoneId.of("America/New_York"),
        0,
        "Initial consult",
        false,
        null);
  }

  /** The same with other staff, the primary one first. */
  public SavvyCalBooking with(String... newProviders) {
    return new SavvyCalBooking(
        id, List.of(newProviders), start, length, zone, version, service, virtual, joinUrl);
  }

  /** The same at another time. */
  public SavvyCalBooking at(Instant newStart, Duration newLength) {
    return new SavvyCalBooking(
        id, providers, newStart, newLength, zone, version, service, virtual, joinUrl);
  }

  /** The same, one second later. */
  public SavvyCalBooking later() {
    return new SavvyCalBooking(
        id, providers, start, length, zone, version + 1, service, virtual, joinUrl);
  }

  /** The same for another service. */
  public SavvyCalBooking about(String newService) {
    return new SavvyCalBooking(
        id, providers, start, length, zone, version, newService, virtual, joinUrl);
  }

  /**
   * The same, online.
   *
   * @param newJoinUrl link of the provider's own room; null for none
   */
  public SavvyCalBooking online(String newJoinUrl) {
    return new SavvyCalBooking(
        id, providers, start, length, zone, version, service, true, newJoinUrl);
  }

  /** The same shown in another zone. */
  public SavvyCalBooking in(ZoneId newZone) {
    return new SavvyCalBooking(
        id, providers, start, length, newZone, version, service, virtual, joinUrl);
  }

  /**
   * A callback about the booking as it is now, with an envelope id of its own.
   *
   * @param type such as {@code appointment.created}
   * @return JSON text
   */
  public String callback(String type) {
    return callback(type, "evt_" + Long.toString(CALLBACKS.incrementAndGet(), 36));
  }

  /**
   * A callback about the booking as it is now.
   *
   * @param type such as {@code appointment.created}
   * @param envelope the envelope's id
   * @return JSON text
   */
  public String callback(String type, String envelope) {
    boolean over = type.endsWith(".canceled") && !type.contains("meeting");
    return envelope(type, envelope, EPOCH.plusSeconds(version), appointment(over));
  }

  /**
   * A callback about any state of an appointment.
   *
   * @param type such as {@code appointment.created}
   * @param envelope the envelope's id
   * @param time when the callback was made
   * @param appointment the whole appointment
   * @return JSON text
   */
  public static String envelope(
      String type, String envelope, Instant time, ObjectNode appointment) {
    ObjectNode callback = JSON.createObjectNode();
    callback.put("id", envelope).put("object", "account_event").put("version", "1.0");
    callback.put("account_id", "acct_sandbox00001").put("created_at", time.toString());
    callback.putObject("data").put("type", type).set("object", appointment);
    return callback.toString();
  }

  /**
   * The appointment as callbacks and lists carry it.
   *
   * @param over whether it is canceled
   */
  public ObjectNode appointment(boolean over) {
    Instant changed = EPOCH.plusSeconds(version);
    ObjectNode appointment = JSON.createObjectNode();
    appointment.put("id", id).put("object", "appointment");
    appointment.put("status", over ? "canceled" : "scheduled");
    appointment.put("appointment_type", virtual ? "virtual" : "in_person");
    zoned(appointment.putObject("start_at"), start);
    zoned(appointment.putObject("end_at"), start.plus(length));
    appointment.put("created_at", EPOCH.toString()).put("updated_at", changed.toString());
    ObjectNode client = appointment.putObject("client_data");
    client.put("email", "jane.doe@example.net").put("first_name", "Jane").put("last_name", "Doe");
    client.put("reference_id", "ext_" + id).put("time_zone", "America/Chicago");
    client.put("locale", "en-US").putNull("phone");
    appointment
        .putObject("service")
        .put("id", "srv_sandbox000001")
        .put("object", "service")
        .put("name", service)
        .put("duration", length.toString());
    for (int i = 0; i < providers.size(); i++) {
      appointment
          .withArray("providers")
          .addObject()
          .put("id", providers.get(i))
          .put("object", "provider")
          .put("display_name", "Staff " + providers.get(i).substring(5))
          .put("role", i == 0 ? "primary" : "secondary")
          .put("time_zone", zone.getId());
    }
    if (joinUrl == null) {
      appointment.putNull("meeting");
    } else {
      appointment
          .putObject("meeting")
          .put("id", "amtg_sandbox00001")
          .put("object", "appointment_meeting")
          .put("status", "created")
          .put("conferencing_provider", "zoom_admin")
          .put("join_url", joinUrl);
    }
    return appointment;
  }

  private void zoned(ObjectNode time, Instant instant) {
    time.put("object", "zoned_date_time");
    time.put(
        "local", LocalDateTime.ofInstant(instant, zone).truncatedTo(ChronoUnit.SECONDS).toString());
    time.put("utc", instant.toString());
    time.put("unix_ts", instant.getEpochSecond());
    time.put("time_zone", zone.getId());
  }
}
