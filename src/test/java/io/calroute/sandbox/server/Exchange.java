package io.calroute.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/**
 * One request to a simulator and what came of it. Trees must not be changed.
 *
 * @param number counts from 1 in the order of arrival
 * @param time when it arrived, by the simulator's clock
 * @param operation what was asked for
 * @param method HTTP method, after {@code X-HTTP-Method-Override}
 * @param path path as sent, still percent-encoded
 * @param query query string as sent, or an empty string
 * @param headers the request headers that matter, in lower case; never the token
 * @param request request body; null without one
 * @param status status answered; 0 when the connection was cut before anything was done
 * @param answerHeaders response headers, in lower case
 * @param response response body; null without one
 * @param calendar calendar or mailbox; empty when the request names none
 * @param appointment appointment key of the marker, of the body or else of the stored event; null
 *     when there is none
 * @param user who the token stands for; null without a good token
 * @param fault kind of the injected fault; null without one
 * @param answered false when the client never saw the answer
 */
public record Exchange(
    long number,
    Instant time,
    Operation operation,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    JsonNode request,
    int status,
    Map<String, String> answerHeaders,
    JsonNode response,
    String calendar,
    String appointment,
    String user,
    Effect.Kind fault,
    boolean answered) {

  /** Whether the simulator carried the request out successfully. */
  public boolean successful() {
    return status >= 200 && status < 300;
  }
}
