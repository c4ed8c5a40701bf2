package io.calroute.callback.journal;

import java.time.Instant;

/**
 * A callback as the journal keeps it.
 *
 * @param id id in the journal; a later arrival has a greater one
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param receivedAt when it came in
 * @param charset charset of the body
 * @param body raw bytes, not to be changed; null once nobody needs them any more
 * @param attempts how often it was tried to apply before
 * @param reading how Calroute came by it; null when its provider sent it
 * @param traceparent under which trace it is followed; null for none
 */
public record Callback(
    long id,
    String provider,
    String connection,
    Instant receivedAt,
    String charset,
    byte[] body,
    int attempts,
    Reading reading,
    String traceparent) {

  /** Exchange property by which a {@code map-} route knows its callback. */
  public static final String PROPERTY = "callback";

  /** One that is followed by no trace. */
  public Callback(
      long id,
      String provider,
      String connection,
      Instant receivedAt,
      String charset,
      byte[] body,
      int attempts,
      Reading reading) {
    this(id, provider, connection, receivedAt, charset, body, attempts, reading, null);
  }

  /** The same callback without its body, which is large and was read already. */
  public Callback read() {
    return new Callback(
        id, provider, connection, receivedAt, charset, null, attempts, reading, traceparent);
  }
}
