package io.calroute.callback.door;

import io.calroute.callback.journal.Receipt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a callback is answered. A step notes it, and it is written when the route is through: only
 * what is in the journal is answered 2xx, and nothing of what a sender has sent comes back.
 */
public final class CallbackAnswer {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackAnswer.class);

  /** Exchange property: the promise for what is in the journal. */
  private static final String KEPT = "callback.kept";

  /** Exchange property: why nothing is. */
  private static final String REFUSED = "callback.refused";

  private record Kept(Receipt receipt, String status) {}

  private CallbackAnswer() {}

  /**
   * Notes that a callback is in the journal.
   *
   * @param receipt the promise
   * @param status in one word, for one that was not there before
   */
  public static void kept(Exchange exchange, Receipt receipt, String status) {
    exchange.setProperty(KEPT, new Kept(receipt, receipt.duplicate() ? "duplicate" : status));
    write(exchange);
  }

  /** Notes why a callback is not taken. */
  static void refused(Exchange exchange, CallbackRefused refused) {
    exchange.setProperty(REFUSED, refused);
    write(exchange);
  }

  /** Code of the reason why a callback is not taken; null when it is. */
  public static String refusal(Exchange exchange) {
    CallbackRefused refused = exchange.getProperty(REFUSED, CallbackRefused.class);
    return refused == null ? null : refused.code();
  }

  /** Id of a callback in the journal; null when it is not there. */
  public static Long callback(Exchange exchange) {
    Kept kept = exchange.getProperty(KEPT, Kept.class);
    return kept == null || exchange.getProperty(REFUSED) != null ? null : kept.receipt().id();
  }

  /** Writes the answer, whatever the route has made of the message. */
  public static void complete(Exchange exchange) {
    if (exchange.getException() != null) {
      exchange.getMessage().setBody(null);
      return;
    }
    if (exchange.getProperty(REFUSED) == null && exchange.getProperty(KEPT) == null) {
      refused(exchange, unkept(exchange));
    }
    write(exchange);
  }

  private static CallbackRefused unkept(Exchange exchange) {
    Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    if (status != null && status >= 400 && status < 600) {
      return CallbackRefused.byRoute(status);
    }
    LOG.warn(
        "A callback for {} was not accepted: its route ended before callback:accept or"
            + " callback:ignore",
        exchange.getProperty(FrontDoor.PROVIDER, "nobody known", String.class));
    return CallbackRefused.notAccepted();
  }

  private static void write(Exchange exchange) {
    CallbackRefused refused = exchange.getProperty(REFUSED, CallbackRefused.class);
    if (refused != null) {
      Message message =
          emptied(
              exchange,
              refused.status(),
              Problem.MEDIA_TYPE,
              Problem.body(refused.status(), refused.code(), refused.getMessage()));
      if (refused.retryAfterSeconds() != null) {
        message.setHeader("Retry-After", refused.retryAfterSeconds().toString());
      }
      refused.headers().forEach(message::setHeader);
      return;
    }
    Kept kept = exchange.getProperty(KEPT, Kept.class);
    emptied(
        exchange,
        kept.receipt().duplicate() ? 200 : 202,
        "application/json",
        "{\"id\":\"" + kept.receipt().id() + "\",\"status\":\"" + kept.status() + "\"}");
  }

  private static Message emptied(Exchange exchange, int status, String type, String text) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, type);
    // Bytes in an array would be sent as a stream, which another thread reads.
    message.setBody(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    return message;
  }
}
