package io.calroute.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.journal.DuplicateRule;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Receipt;
import io.calroute.callback.port.JsonBody;
import io.vertx.core.MultiMap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.DefaultProducer;

/** Keeps a callback and answers with the promise. */
final class AcceptProducer extends DefaultProducer {

  private final Journal journal;
  private final DuplicateRule duplicates;

  AcceptProducer(Endpoint endpoint, Journal journal, DuplicateRule duplicates) {
    super(endpoint);
    this.journal = journal;
    this.duplicates = duplicates;
  }

  @Override
  public void process(Exchange exchange) {
    byte[] body = proven(exchange);
    Charset charset = charset(exchange);
    JsonNode named = JsonBody.valueAt(body, charset, duplicates.pointer());
    Receipt receipt =
        journal.append(
            exchange.getProperty(FrontDoor.PROVIDER, String.class),
            exchange.getProperty(FrontDoor.CONNECTION, String.class),
            duplicates.keyOf(named, body),
            charset.name(),
            body,
            traceparent(exchange));
    CallbackAnswer.kept(exchange, receipt, "accepted");
  }

  /** Under which trace it is followed; null for none. */
  static String traceparent(Exchange exchange) {
    MultiMap headers = exchange.getProperty(FrontDoor.HEADERS, MultiMap.class);
    return headers == null ? null : headers.get(FrontDoor.TRACEPARENT);
  }

  /**
   * The body of a callback that has proven where it comes from.
   *
   * @throws CallbackRefused when it has not
   */
  static byte[] proven(Exchange exchange) {
    byte[] sent = exchange.getMessage().getBody(byte[].class);
    byte[] body = sent == null ? new byte[0] : sent;
    ProvenNote.require(exchange, body);
    return body;
  }

  /** The charset that the Content-Type names. */
  static Charset charset(Exchange exchange) {
    String name = exchange.getProperty(ExchangePropertyKey.CHARSET_NAME, String.class);
    if (name == null) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (UnsupportedCharsetException | java.nio.charset.IllegalCharsetNameException e) {
      throw CallbackRefused.badRequest(
          "unknown-charset", "The Content-Type names a charset that nobody knows; use utf-8.");
    }
  }
}
