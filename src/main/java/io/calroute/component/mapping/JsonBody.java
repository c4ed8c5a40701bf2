package io.calroute.component.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/** The JSON document that a message carries. */
final class JsonBody {

  private JsonBody() {}

  /**
   * Reads the body as it is, or whatever Camel can make JSON of: text, bytes, a stream, a map.
   *
   * @throws InvalidPayloadException when there is none
   */
  static JsonNode of(Exchange exchange) throws InvalidPayloadException {
    Object body = exchange.getMessage().getBody();
    return body instanceof JsonNode json
        ? json
        : exchange.getMessage().getMandatoryBody(JsonNode.class);
  }
}
