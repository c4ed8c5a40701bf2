package io.calroute.sync.planner;

import io.calroute.appointment.AppointmentKey;
import io.calroute.destination.StandingEvent;
import io.calroute.reference.Lane;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/**
 * Ids that follow from what they stand for, so that a request sent twice cannot make two events.
 *
 * <p>The same appointment, calendar and generation always give the same id; a new generation gives
 * a new one. All methods are pure.
 */
public final class EventIds {

  private static final char[] BASE32HEX = "0123456789abcdefghijklmnopqrstuv".toCharArray();
  private static final int EVENT_ID_BYTES = 20;
  private static final String USUAL_TENANT = "calroute";

  private final String tenant;

  public EventIds(String tenant) {
    this.tenant = tenant;
  }

  /** Id of a Google event: 32 characters of base32hex, as Google's events.insert demands. */
  public String google(String appointment, String calendar, int generation) {
    byte[] digest = digest("SHA-256", "g", appointment, calendar, generation);
    StringBuilder id = new StringBuilder(EVENT_ID_BYTES * 8 / 5);
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < EVENT_ID_BYTES; i++) {
      buffer = buffer << 8 | digest[i] & 0xff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        id.append(BASE32HEX[buffer >> bits & 0x1f]);
      }
    }
    return id.toString();
  }

  /** The {@code transactionId} of a Graph event. */
  public String transaction(String appointment, String mailbox, int generation) {
    return uuid("m", appointment, mailbox, generation);
  }

  /** The {@code externalId} of a Teams meeting. */
  public String meeting(String appointment, String organizer, int generation) {
    return uuid("t", appointment, organizer, generation);
  }

  /**
   * The appointment's name on its events. Installations that share a calendar find events by it,
   * and must not take each other's for their own.
   */
  String mark(String appointment) {
    return tenant.equals(USUAL_TENANT) ? appointment : tenant + '/' + appointment;
  }

  /**
   * The appointment of an event that this installation has made. Its id is the proof: it holds the
   * installation's name, so that two that share a calendar never touch each other's events.
   *
   * @param lane the calendar
   * @param standing an event with a marker
   * @return empty when it is somebody else's, or nobody can tell
   */
  public Optional<AppointmentKey> ours(Lane lane, StandingEvent standing) {
    if (standing.marker() == null) {
      return Optional.empty();
    }
    String mark = standing.marker().appointment();
    String own = tenant + '/';
    return (tenant.equals(USUAL_TENANT) || !mark.startsWith(own)
            ? key(mark)
            : key(mark.substring(own.length())))
        .filter(key -> made(lane, key.text(), standing));
  }

  /**
   * The appointment that an event names, whatever its id was made from: it may have moved here from
   * another booking, or be one that the provider had made. No proof: where installations share a
   * calendar, the usual one cannot tell its own from those of others by this alone.
   *
   * @param standing an event with a marker
   * @return empty when it names none of this installation
   */
  public Optional<AppointmentKey> named(StandingEvent standing) {
    if (standing.marker() == null) {
      return Optional.empty();
    }
    String mark = standing.marker().appointment();
    if (tenant.equals(USUAL_TENANT)) {
      return key(mark);
    }
    String own = tenant + '/';
    return mark.startsWith(own) ? key(mark.substring(own.length())) : Optional.empty();
  }

  private boolean made(Lane lane, String appointment, StandingEvent standing) {
    int generation = standing.marker().generation();
    return switch (lane.target()) {
      case GOOGLE -> google(appointment, lane.calendar(), generation).equals(standing.id());
      case OFFICE365 ->
          transaction(appointment, lane.calendar(), generation)
              .equals(standing.resource().path("transactionId").asText());
      case TEAMS -> false;
    };
  }

  /** An id may have slashes in it; the other two have none. */
  private static Optional<AppointmentKey> key(String text) {
    String[] parts = text.split("/", 3);
    return parts.length == 3
        ? Optional.of(new AppointmentKey(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }

  /** Version 8 of RFC 9562: the layout of a UUID around a digest of our own. */
  private String uuid(String kind, String appointment, String calendar, int generation) {
    ByteBuffer digest = ByteBuffer.wrap(digest("SHA-256", kind, appointment, calendar, generation));
    long high = digest.getLong() & 0xffffffffffff0fffL | 0x0000000000008000L;
    long low = digest.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  private byte[] digest(
      String algorithm, String kind, String appointment, String calendar, int generation) {
    String name =
        String.join("|", kind, tenant, appointment, calendar, Integer.toString(generation));
    try {
      return MessageDigest.getInstance(algorithm).digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has " + algorithm, e);
    }
  }
}
