package io.calroute.component.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/** The JSON document that a message carries. */
public final class JsonBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonBody() {}

  /**
   * Reads the body as it is, or whatever Camel can make JSON of: text, bytes, a stream, a map.
   *
   * @throws JsonProcessingException when it is text that is no JSON
   */
  public static JsonNode of(Exchange exchange)
      throws InvalidPayloadException, JsonProcessingException {
    Object body = exchange.getMessage().getBody();
    if (body instanceof JsonNode document) {
      return document;
    }
    return body instanceof String text
        ? JSON.readTree(text)
        : exchange.getMessage().getMandatoryBody(JsonNode.class);
  }
}
