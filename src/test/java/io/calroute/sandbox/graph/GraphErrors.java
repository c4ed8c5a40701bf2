package io.calroute.sandbox.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** Error bodies in the shape of the page "Microsoft Graph error responses and resource types". */
public final class GraphErrors {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private static final Map<Integer, String> USUAL_CODES =
      Map.of(
          400, "ErrorInvalidRequest",
          401, "InvalidAuthenticationToken",
          403, "ErrorAccessDenied",
          404, "ErrorItemNotFound",
          409, "ConcurrentItemSave",
          412, "ErrorIrresolvableConflict",
          429, "TooManyRequests",
          500, "ErrorInternalServerError",
          503, "ServiceUnavailable",
          504, "GatewayTimeout");

  private static final Map<String, String> MESSAGES =
      Map.ofEntries(
          Map.entry("InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
          Map.entry("ErrorAccessDenied", "Access to OData is disabled."),
          Map.entry("ErrorItemNotFound", "The specified object was not found in the store."),
          Map.entry(
              "MailboxNotEnabledForRESTAPI",
              "The mailbox is either inactive, soft-deleted, or is hosted on-premise."),
          Map.entry(
              "ErrorIrresolvableConflict",
              "The send or update operation could not be performed because the change key passed"
                  + " in the request does not match the current change key for the item."),
          Map.entry(
              "ConcurrentItemSave",
              "The operation conflicted with another save of the same item. Please retry."),
          Map.entry("TooManyRequests", "Please retry again later."),
          Map.entry("UnknownError", ""),
          Map.entry("ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
          Map.entry(
              "ErrorInternalServerError",
              "An internal server error occurred. The operation failed."),
          Map.entry("ServiceUnavailable", "The service is temporarily unavailable."),
          Map.entry("GatewayTimeout", "The gateway timed out."));

  private final Clock clock;
  private long requests;

  GraphErrors(Clock clock) {
    this.clock = clock;
  }

  public Refusal refuse(int status, String code, String message) {
    return new Refusal(reply(status, code, message));
  }

  public Refusal refuse(int status, String code) {
    return new Refusal(of(status, code));
  }

  Refusal notFound() {
    return refuse(404, "ErrorItemNotFound");
  }

  public Refusal badProperty(String message) {
    return refuse(400, "ErrorPropertyValidationFailure", message);
  }

  /**
   * An error with its usual message.
   *
   * @param wanted code; null for the usual one of the status
   */
  Reply of(int status, String wanted) {
    String code = wanted == null ? USUAL_CODES.getOrDefault(status, "generalException") : wanted;
    return reply(status, code, MESSAGES.getOrDefault(code, code));
  }

  public Reply reply(int status, String code, String message) {
    requests++;
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error").put("code", code).put("message", message);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String id = new UUID(0x5eed_0000_0000_4000L, 0x8000_0000_0000_0000L | requests).toString();
    error
        .putObject("innerError")
        .put("date", DATE.format(now))
        .put("request-id", id)
        .put("client-request-id", id);
    return Reply.of(status, body);
  }
}
