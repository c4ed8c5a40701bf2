package io.calroute.destination.microsoft365;

import io.calroute.component.microsoft365.Microsoft365Constants;
import io.calroute.destination.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Turns calls into what Graph wants to hear about online meetings. Called from routes as {@code
 * teamsMeetings}; thread-safe.
 */
public final class TeamsMeetings {

  /**
   * Turns a call into what the kamelet {@code teams-meeting-sink} takes.
   *
   * @throws IllegalArgumentException for calls that look for meetings
   */
  public void request(Exchange exchange) {
    Message message = exchange.getMessage();
    Call call = message.getBody(Call.class);
    message.removeHeaders(Microsoft365Constants.HEADER_PREFIX + "*");
    message.setHeader(Microsoft365Constants.METHOD_NAME, method(call.operation()));
    message.setHeader(Microsoft365Constants.USER, call.calendar());
    message.setHeader(Microsoft365Constants.MEETING_ID, call.eventId());
    message.setBody(call.content());
  }

  private static String method(Call.Operation operation) {
    return switch (operation) {
      case CREATE -> "createOrGet";
      case UPDATE -> "update";
      case DELETE -> "delete";
      case GET -> "get";
      case FIND, LIST, WINDOW ->
          throw new IllegalArgumentException("Online meetings cannot be searched for");
    };
  }
}
