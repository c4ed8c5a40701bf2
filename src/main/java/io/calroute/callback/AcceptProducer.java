package io.calroute.callback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.journal.DeliveryKeys;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Receipt;
import io.calroute.callback.port.BodyReader;
import io.calroute.callback.port.JsonScan;
import io.vertx.core.MultiMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
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

  private static final int CHARACTERS_AT_A_TIME = 8192;

  private static final JsonFactory JSON = new ObjectMapper().getFactory();

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
    ProvenNote.require(exchange, body == null ? new byte[0] : body);
    if (body == null || body.length == 0) {
      throw CallbackRefused.badRequest("empty-body", "The body is empty; a JSON document is due.");
    }
    if (body.length > BodyReader.LIMIT_BYTES) {
      throw CallbackRefused.tooLarge(BodyReader.LIMIT_BYTES);
    }
    Charset charset = charset(exchange);
    JsonNode named = read(body, charset);
    Receipt receipt =
        journal.append(
            exchange.getProperty(FrontDoor.PROVIDER, String.class),
            exchange.getProperty(FrontDoor.CONNECTION, String.class),
            deliveryKeys.named(named, body),
            charset.name(),
            body,
            traceparent(exchange));
    CallbackAnswer.kept(exchange, receipt, "accepted");
  }

  private static String traceparent(Exchange exchange) {
    MultiMap headers = exchange.getProperty(FrontDoor.HEADERS, MultiMap.class);
    return headers == null ? null : headers.get(FrontDoor.TRACEPARENT);
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

  /** Looks at the whole document, and makes nothing of it but the delivery's own name. */
  private JsonNode read(byte[] body, Charset charset) {
    if (!isText(body, charset)) {
      throw CallbackRefused.badRequest("not-json", "The body is not text in " + charset + ".");
    }
    try (JsonParser parser =
        charset.equals(StandardCharsets.UTF_8)
            ? JSON.createParser(body)
            : JSON.createParser(new InputStreamReader(new ByteArrayInputStream(body), charset))) {
      return new JsonScan(parser).valueAt(deliveryKeys.pointer());
    } catch (StreamConstraintsException e) {
      throw CallbackRefused.badRequest("json-limit", limit(e) + place(e) + ".");
    } catch (JsonProcessingException e) {
      throw CallbackRefused.badRequest("not-json", "The body is not JSON" + place(e) + ".");
    } catch (IOException e) {
      throw CallbackRefused.badRequest("not-json", "The body is not JSON in " + charset + ".");
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
  }

  private static String limit(StreamConstraintsException e) {
    StreamReadConstraints limits = JSON.streamReadConstraints();
    String reason = String.valueOf(e.getOriginalMessage());
    if (reason.contains("depth")) {
      return "The body is nested deeper than " + limits.getMaxNestingDepth() + " levels";
    }
    if (reason.contains("Number")) {
      return "A number in the body has more than " + limits.getMaxNumberLength() + " digits";
    }
    return reason.contains("Name")
        ? "A member's name in the body is longer than " + limits.getMaxNameLength() + " characters"
        : "The body goes beyond a limit of the JSON reader";
  }
}
