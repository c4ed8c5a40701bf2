package io.calroute.callback.connection;

import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * One account at a provider, as configured under {@code
 * calroute.connections.<provider>.<connection>}.
 *
 * @param auth how its callbacks prove themselves; null for the provider's own way
 * @param secret HMAC key, {@code user:password}, header value or path token; null when {@code auth}
 *     is {@code none}
 * @param previousSecret a second secret that is accepted too while rotating; null when there is
 *     none
 * @param header name of the header that carries the proof; null for the provider's own
 * @param timeZone IANA zone of local times that carry none; UTC when not given
 * @param api how the provider is asked; null when nothing is asked of it
 */
public record Connection(
    Authentication.Scheme auth,
    String secret,
    String previousSecret,
    String header,
    String timeZone,
    ConnectionApi api) {

  /** Fills in the zone and refuses one that does not exist; takes line breaks off secrets. */
  public Connection {
    secret = withoutLineBreak(secret);
    previousSecret = withoutLineBreak(previousSecret);
    timeZone = timeZone == null || timeZone.isBlank() ? "UTC" : timeZone.trim();
    try {
      ZoneId.of(timeZone, ZoneId.SHORT_IDS);
    } catch (DateTimeException e) {
      throw new IncompleteConnection(
          "time-zone", "'" + timeZone + "' is no time zone; use an IANA name such as Europe/Rome.");
    }
  }

  /** Variables keep the line break that a file ends with; it is no part of a secret. */
  static String withoutLineBreak(String secret) {
    return secret == null ? null : secret.replaceFirst("[\\r\\n]+\\z", "");
  }

  /** The same connection, as far as another secret goes. */
  public Connection withSecret(String other) {
    return new Connection(auth, other, null, header, timeZone, api);
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return "Connection[auth=" + auth + ", header=" + header + ", timeZone=" + timeZone + "]";
  }
}
