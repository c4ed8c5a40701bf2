package io.calroute.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A request as the simulated target sees it.
 *
 * @param method HTTP method, after {@code X-HTTP-Method-Override}
 * @param path path as sent, still percent-encoded
 * @param segments decoded path segments
 * @param rawQuery query string as sent, or an empty string
 * @param query decoded query parameters, or form fields of a form body
 * @param headers request headers, names in lower case
 * @param body JSON body; null without one
 * @param unreadable true when there was a body that is not JSON
 */
public record Inbound(
    String method,
    String path,
    List<String> segments,
    String rawQuery,
    Map<String, List<String>> query,
    Map<String, String> headers,
    JsonNode body,
    boolean unreadable) {

  /**
   * The first value of a query parameter.
   *
   * @param name parameter name
   * @return null when it is not there
   */
  public String parameter(String name) {
    List<String> values = query.get(name);
    return values == null ? null : values.get(0);
  }

  /**
   * Whether a query parameter says true.
   *
   * @param name parameter name
   */
  public boolean flag(String name) {
    return "true".equals(parameter(name));
  }

  /**
   * A request header.
   *
   * @param name in lower case
   * @return null when it is not there
   */
  public String header(String name) {
    return headers.get(name);
  }

  /** The bearer token; null without one. */
  public String bearerToken() {
    String authorization = headers.get("authorization");
    return authorization != null && authorization.startsWith("Bearer ")
        ? authorization.substring("Bearer ".length())
        : null;
  }
}
