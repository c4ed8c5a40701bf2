package io.calroute.destination.microsoft365;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Turns what Graph said into answers. Called from routes as {@code microsoft365Answers};
 * thread-safe.
 */
public final class Microsoft365Answers {

  /**
   * The answer to a call that went well.
   *
   * @param call the call, kept in the exchange property {@code call}
   * @param body what Graph answered; null for removals
   * @return the answer; refused as passing when the body is none that the call could have
   */
  public Answer read(@ExchangeProperty("call") Call call, @Body JsonNode body) {
    return switch (call.operation()) {
      case DELETE -> new Answer.Removed();
      case FIND, LIST, WINDOW -> Answer.Found.of(call, body, Microsoft365Answers::event);
      case CREATE, UPDATE, GET -> stands(call, body);
    };
  }

  private static Answer stands(Call call, JsonNode body) {
    if (body == null || body.path("id").asText("").isEmpty()) {
      return new Answer.Refused(
          Failure.of(
              Failure.Kind.PASSING,
              "microsoft365-answer-unreadable",
              "Microsoft Graph answered without the resource; the call is tried again."));
    }
    return new Answer.Stands(call.target() == Target.TEAMS ? meeting(body) : event(body));
  }

  private static StandingEvent event(JsonNode event) {
    return new StandingEvent(
        event.path("id").asText(),
        event.path("@odata.etag").asText(null),
        event.path("iCalUId").asText(null),
        event.path("isCancelled").asBoolean(false),
        event.path("onlineMeeting").path("joinUrl").asText(null),
        Office365Events.marker(event),
        event);
  }

  private static StandingEvent meeting(JsonNode meeting) {
    return new StandingEvent(
        meeting.path("id").asText(),
        null,
        null,
        false,
        meeting.path("joinWebUrl").asText(null),
        null,
        meeting);
  }

  /**
   * The answer to a call that failed.
   *
   * @param call the call; null when the exchange came without one
   */
  public Answer refused(
      @ExchangeProperty("call") Call call,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
    return new Answer.Refused(Microsoft365Failures.of(call, cause));
  }
}
