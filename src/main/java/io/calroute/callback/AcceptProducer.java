package io.calroute.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.DefaultProducer;

/** Keeps a callback and answers with the promise. */
final class AcceptProducer extends DefaultProducer {

  static final int BODY_LIMIT_BYTES = 1024 * 1024;

  private static final int CHARACTERS_AT_A_TIME = 8192;

  private static final ObjectReader JSON =
      new ObjectMapper()
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .forType(JsonNode.class);

  private final Journal journal;
  private final DeliveryKeys deliveryKeys;

  AcceptProducer(Endpoint endpoint, Journal journal, DeliveryKeys deliveryKeys) {
    super(endpoint);
    this.journal = journal;
    this.deliveryKeys = deliveryKeys;
  }

  @Override
  public void process(Exchange exchange) {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    if (body == null || body.length == 0) {
      throw CallbackRefused.badRequest("empty-body", "The body is empty; a JSON document is due.");
    }
    if (body.length > BODY_LIMIT_BYTES) {
      throw CallbackRefused.tooLarge(BODY_LIMIT_BYTES);
    }
    Charset charset = charset(exchange);
    JsonNode document = parse(body, charset);
    Receipt receipt =
        journal.append(
            exchange.getProperty(FrontDoor.PROVIDER, String.class),
            exchange.getProperty(FrontDoor.CONNECTION, String.class),
            deliveryKeys.of(document, body),
            charset.name(),
            body);
    String answer =
        "{\"id\":\""
            + receipt.id()
            + "\",\"status\":\""
            + (receipt.duplicate() ? "duplicate" : "accepted")
            + "\"}";
    // Bytes in an array would be sent as a stream, which another thread reads.
    exchange.getMessage().setBody(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, receipt.duplicate() ? 200 : 202);
  }

  private static Charset charset(Exchange exchange) {
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

  /** The JSON reader takes bytes that are no text, overlong ones for example, for characters. */
  private static boolean isText(byte[] body, Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer characters = CharBuffer.allocate(CHARACTERS_AT_A_TIME);
    CoderResult result;
    do {
      characters.clear();
      result = decoder.decode(bytes, characters, true);
    } while (result.isOverflow());
    return !result.isError();
  }

  private static JsonNode parse(byte[] body, Charset charset) {
    if (!isText(body, charset)) {
      throw CallbackRefused.badRequest("not-json", "The body is not text in " + charset + ".");
    }
    try {
      return charset.equals(StandardCharsets.UTF_8)
          ? JSON.readValue(body)
          : JSON.readValue(new String(body, charset));
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw CallbackRefused.badRequest("not-json", "The body is not JSON" + place + ".");
    } catch (IOException e) {
      throw CallbackRefused.badRequest("not-json", "The body is not JSON in " + charset + ".");
    }
  }
}
