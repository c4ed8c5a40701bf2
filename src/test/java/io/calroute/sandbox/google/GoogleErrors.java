package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import java.util.Map;

/** Error bodies in the shape of the guide "Handle API errors", down to indent and member order. */
final class GoogleErrors {

  private static final String CALENDAR = "calendar";
  private static final String GLOBAL = "global";
  private static final String USAGE_LIMITS = "usageLimits";

  private static final Map<Integer, String> USUAL_REASONS =
      Map.of(
          400, "invalid",
          401, "authError",
          403, "rateLimitExceeded",
          404, "notFound",
          409, "conflict",
          410, "deleted",
          412, "conditionNotMet",
          429, "rateLimitExceeded");

  private GoogleErrors() {}

  static Reply invalidId() {
    return reply(400, GLOBAL, "invalid", "Invalid resource id value.");
  }

  static Reply invalid(String message) {
    return reply(400, GLOBAL, "invalid", message);
  }

  static Reply required(String message) {
    return reply(400, GLOBAL, "required", message);
  }

  static Reply unreadable() {
    return reply(400, GLOBAL, "parseError", "Parse Error");
  }

  static Reply emptyTimeRange() {
    return reply(
        400,
        CALENDAR,
        "timeRangeEmpty",
        "The specified time range is empty.",
        "parameter",
        "timeMax");
  }

  static Reply notFound() {
    return reply(404, GLOBAL, "notFound", "Not Found");
  }

  static Reply duplicate() {
    return reply(409, GLOBAL, "duplicate", "The requested identifier already exists.");
  }

  static Reply deleted() {
    return reply(410, GLOBAL, "deleted", "Resource has been deleted");
  }

  static Reply fullSyncRequired() {
    return reply(
        410,
        CALENDAR,
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
        "parameter",
        "syncToken");
  }

  static Reply conditionNotMet() {
    return reply(412, GLOBAL, "conditionNotMet", "Precondition Failed", "header", "If-Match");
  }

  static Reply writerAccessNeeded() {
    return reply(
        403, CALENDAR, "requiredAccessLevel", "You need to have writer access to this calendar.");
  }

  static Reply writerAccessToBothNeeded() {
    return reply(
        403, CALENDAR, "requiredAccessLevel", "You need to have writer access to both calendars");
  }

  static Reply notOrganizer() {
    return reply(
        403,
        CALENDAR,
        "forbiddenForNonOrganizer",
        "Shared properties can only be changed by the organizer of the event.");
  }

  static Reply guestsNeedDelegation() {
    return reply(
        403,
        CALENDAR,
        "forbiddenForServiceAccounts",
        "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.");
  }

  static Reply projectRateLimit(int status) {
    return reply(status, USAGE_LIMITS, "rateLimitExceeded", "Rate Limit Exceeded");
  }

  static Reply userRateLimit(int status) {
    return reply(status, USAGE_LIMITS, "userRateLimitExceeded", "User Rate Limit Exceeded");
  }

  static Reply expiredToken() {
    return reply(401, GLOBAL, "authError", "Invalid Credentials", "header", "Authorization");
  }

  /** The answer of Google's front end, which looks different: two spaces, a {@code status}. */
  static Reply unknownToken() {
    String message =
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
            + " cookie or other valid authentication credential. See"
            + " https://developers.google.com/identity/sign-in/web/devconsole-project.";
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error").put("code", 401).put("message", message);
    error
        .putArray("errors")
        .addObject()
        .put("message", "Invalid Credentials")
        .put("domain", GLOBAL)
        .put("reason", "authError")
        .put("location", "Authorization")
        .put("locationType", "header");
    error.put("status", "UNAUTHENTICATED");
    return Reply.of(401, body).layout(Json.Layout.TWO_SPACES);
  }

  /** An error for an injected fault. */
  static Reply of(int status, String wanted) {
    String reason = wanted == null ? USUAL_REASONS.getOrDefault(status, "backendError") : wanted;
    return switch (reason) {
      case "UNAUTHENTICATED" -> unknownToken();
      case "authError" -> expiredToken();
      case "rateLimitExceeded" -> projectRateLimit(status);
      case "userRateLimitExceeded" -> userRateLimit(status);
      case "quotaExceeded" -> quotaExceeded();
      case "requiredAccessLevel" -> writerAccessNeeded();
      case "forbiddenForNonOrganizer" -> notOrganizer();
      case "forbiddenForServiceAccounts" -> guestsNeedDelegation();
      case "notFound" -> notFound();
      case "conflict" -> reply(409, GLOBAL, "conflict", "Conflict");
      case "duplicate" -> duplicate();
      case "deleted" -> deleted();
      case "fullSyncRequired" -> fullSyncRequired();
      case "updatedMinTooLongAgo" -> updatedMinTooLongAgo();
      case "conditionNotMet" -> conditionNotMet();
      case "backendError" -> reply(status, GLOBAL, reason, "Backend Error");
      default -> reply(status, GLOBAL, reason, reason);
    };
  }

  /** The calendar's own allowance is used up; the guide shows this one with its members swapped. */
  private static Reply quotaExceeded() {
    String message = "Calendar usage limits exceeded.";
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error
        .putArray("errors")
        .addObject()
        .put("domain", USAGE_LIMITS)
        .put("message", message)
        .put("reason", "quotaExceeded");
    error.put("code", 403).put("message", message);
    return Reply.of(403, body).layout(Json.Layout.ONE_SPACE);
  }

  private static Reply updatedMinTooLongAgo() {
    return reply(
        410,
        CALENDAR,
        "updatedMinTooLongAgo",
        "The requested minimum modification time lies too far in the past.",
        "parameter",
        "updatedMin");
  }

  static Refusal refuse(Reply reply) {
    return new Refusal(reply);
  }

  private static Reply reply(int status, String domain, String reason, String message) {
    return reply(status, domain, reason, message, null, null);
  }

  private static Reply reply(
      int status,
      String domain,
      String reason,
      String message,
      String locationType,
      String location) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    ObjectNode detail = error.putArray("errors").addObject();
    detail.put("domain", domain).put("reason", reason).put("message", message);
    if (location != null) {
      detail.put("locationType", locationType).put("location", location);
    }
    error.put("code", status).put("message", message);
    return Reply.of(status, body).layout(Json.Layout.ONE_SPACE);
  }
}
