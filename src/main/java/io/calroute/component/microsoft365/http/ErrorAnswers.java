package io.calroute.component.microsoft365.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;

/** Turns error answers of Graph into exceptions that hold nothing but safe words. */
final class ErrorAnswers {

  private static final int LONGEST_CODE = 80;

  private ErrorAnswers() {}

  /**
   * The exception for an error answer.
   *
   * <p>Graph's form is {@code {"error": {"code", "message", "innerError": {"request-id"}}}}.
   */
  static Microsoft365Exception of(String call, HttpExchange.Result result, Clock clock) {
    JsonNode error = result.json().path("error");
    String requestId = result.requestId();
    if (requestId == null) {
      requestId = error.path("innerError").path("request-id").asText(null);
    }
    return new Microsoft365Exception(
        Microsoft365Exception.Source.GRAPH,
        call,
        result.status(),
        code(error.path("code").asText("")),
        error.path("message").asText(null),
        requestId(requestId),
        result.retryAfter(clock));
  }

  /** A code is a word; whatever else is in its place could be anything and is dropped. */
  static String code(String code) {
    boolean word = code.length() <= LONGEST_CODE && code.matches("[A-Za-z0-9_.-]+");
    return word ? code : "unknown";
  }

  static String requestId(String id) {
    boolean word = id != null && id.length() <= LONGEST_CODE && id.matches("[A-Za-z0-9-]+");
    return word ? id : null;
  }
}
