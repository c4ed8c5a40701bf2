package io.calroute.callback.journal;

import java.time.Instant;

/**
 * One callback about to be kept.
 *
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param key what makes two deliveries the same one
 * @param receivedAt when it came in
 * @param charset name of the charset that the body is written in
 * @param body raw bytes; not to be changed
 * @param outcome what became of it already; null when it is to be applied
 * @param id under which it was promised; null when the journal chooses one
 * @param traceparent under which trace it is followed; null for none
 */
public record Delivery(
    String provider,
    String connection,
    DeliveryKey key,
    Instant receivedAt,
    String charset,
    byte[] body,
    Outcome outcome,
    Long id,
    String traceparent) {

  /** One that is to be applied. */
  public Delivery(
      String provider,
      String connection,
      DeliveryKey key,
      Instant receivedAt,
      String charset,
      byte[] body) {
    this(provider, connection, key, receivedAt, charset, body, null, null, null);
  }

  /** The same one under another key. */
  Delivery keyed(DeliveryKey newKey) {
    return new Delivery(
        provider, connection, newKey, receivedAt, charset, body, outcome, id, traceparent);
  }
}
