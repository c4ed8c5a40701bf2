package io.calroute.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a simulator answers.
 *
 * @param status HTTP status
 * @param headers response headers besides the content type
 * @param body JSON body; null for none
 * @param layout how the body is laid out
 */
public record Reply(int status, Map<String, String> headers, JsonNode body, Json.Layout layout) {

  /**
   * An answer in compact JSON.
   *
   * @param status HTTP status
   * @param body JSON body; null for none
   */
  public static Reply of(int status, JsonNode body) {
    return new Reply(status, Map.of(), body, Json.Layout.COMPACT);
  }

  /**
   * The same answer laid out otherwise.
   *
   * @param other the layout
   */
  public Reply layout(Json.Layout other) {
    return new Reply(status, headers, body, other);
  }

  /**
   * The same answer with one more header.
   *
   * @param name header name
   * @param value header value
   */
  public Reply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body, layout);
  }
}
