package io.calroute.destination.google;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import java.time.Clock;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Turns what Google Calendar said into answers. Called from routes as {@code googleAnswers};
 * thread-safe.
 */
public final class GoogleAnswers {

  private final GoogleFailures failures;

  public GoogleAnswers(Clock clock) {
    this.failures = new GoogleFailures(clock);
  }

  /**
   * The answer to a call that went well.
   *
   * @param call the call, kept in the exchange property {@code call}
   * @param result what Google answered; null for removals
   * @return the answer; refused as passing when the result is none that the call could have
   */
  public Answer read(@ExchangeProperty("call") Call call, @Body JsonNode result) {
    return switch (call.operation()) {
      case DELETE -> new Answer.Removed();
      case FIND, LIST, WINDOW ->
          Answer.Found.of(call, result.path("items"), GoogleAnswers::standing);
      case CREATE, UPDATE, GET -> stands(result);
    };
  }

  private static Answer stands(JsonNode event) {
    if (event != null && event.hasNonNull("id")) {
      return new Answer.Stands(standing(event));
    }
    return new Answer.Refused(
        Failure.of(
            Failure.Kind.PASSING,
            "google-answer-unreadable",
            "Google Calendar answered without the event; the call is tried again."));
  }

  private static StandingEvent standing(JsonNode event) {
    return new StandingEvent(
        event.path("id").asText(),
        event.path("etag").asText(null),
        event.path("iCalUID").asText(null),
        event.path("status").asText().equals("cancelled"),
        event.path("hangoutLink").asText(null),
        GoogleEvents.marker(event),
        event);
  }

  /**
   * The answer to a call that failed.
   *
   * @param call the call; null when the exchange came without one
   */
  public Answer refused(
      @ExchangeProperty("call") Call call,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
    return new Answer.Refused(failures.of(call, cause));
  }
}
