package io.calroute.destination.google;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import io.calroute.component.RetryAfter;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Failure.Kind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells failures of Google Calendar apart, by status and reason (Calendar API guide, "Handle API
 * errors"). Thread-safe.
 */
final class GoogleFailures {

  private static final Logger LOG = LoggerFactory.getLogger(GoogleFailures.class);

  /** "Functionally similar" to Google, whether they come with 403 or 429. */
  private static final Set<String> TOO_FAST = Set.of("rateLimitExceeded", "userRateLimitExceeded");

  /** A user's or project's allowance, back after hours. */
  private static final Set<String> USED_UP = Set.of("quotaExceeded", "dailyLimitExceeded");

  /** A 403 that every calendar of the tenant would get. */
  private static final Set<String> NOT_SET_UP =
      Set.of("accessNotConfigured", "insufficientPermissions");

  private final Clock clock;

  GoogleFailures(Clock clock) {
    this.clock = clock;
  }

  /** Never null, never with words of the answer in its message. */
  Failure of(Call call, Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof GoogleCredentialsException credentials) {
        return credentials(credentials);
      }
      if (cause instanceof GoogleTokenException token) {
        return token(token);
      }
      if (cause instanceof HttpResponseException answer) {
        return answer(call, answer);
      }
      if (cause instanceof IOException) {
        return Failure.of(
            Kind.PASSING,
            "google-unreachable",
            "Google Calendar did not answer; the call is tried again.");
      }
      if (cause instanceof IllegalArgumentException) {
        return Failure.of(
            Kind.PERMANENT,
            "google-call-unusable",
            "The call is none that Google Calendar could take; correct the route or the mapping"
                + " that made it.");
      }
    }
    // The message stays out of the log's everyday level: it may quote an appointment.
    LOG.warn(
        "A call to Google Calendar failed unexpectedly with {}; its details are logged at DEBUG",
        thrown.getClass().getName());
    LOG.debug("A call to Google Calendar failed unexpectedly", thrown);
    return Failure.of(
        Kind.PASSING,
        "google-call-failed",
        "The call failed in Calroute itself, the log says where; it is tried again.");
  }

  private static Failure credentials(GoogleCredentialsException credentials) {
    return switch (credentials.fault()) {
      case MISSING ->
          Failure.of(
              Kind.CREDENTIALS,
              "google-credentials-missing",
              "Google Calendar is used, but not configured; set calroute.google.credentials-file.");
      case UNREADABLE ->
          Failure.of(
              Kind.CREDENTIALS,
              "google-credentials-unreadable",
              "The file of calroute.google.credentials-file is no readable service account key;"
                  + " replace it.");
    };
  }

  private static Failure token(GoogleTokenException token) {
    if (token.status() == 0 || token.status() == 408 || token.status() >= 500) {
      return Failure.of(
          Kind.PASSING,
          "google-token-unavailable",
          "Google's token endpoint did not answer; the call is tried again.");
    }
    if (token.status() == 429) {
      return Failure.of(
          Kind.THROTTLED,
          "google-token-throttled",
          "Google's token endpoint asks for a pause; the calls wait.");
    }
    if (token.ownerUnknown()) {
      return Failure.calendarGone(
          "google-owner-unknown",
          "Google knows no user of the calendar's address; correct the directory, or set"
              + " calroute.google.impersonate to false for shared calendars.");
    }
    return Failure.of(
        Kind.CREDENTIALS,
        "google-token-refused",
        "Google refused the service account with "
            + token.error()
            + "; check its key and its domain-wide delegation.");
  }

  private Failure answer(Call call, HttpResponseException answer) {
    String reason = reason(answer);
    Duration retryAfter = RetryAfter.parse(answer.getHeaders().getRetryAfter(), clock);
    int status = answer.getStatusCode();
    if (status == 403 || status == 429) {
      return limited(status, reason, retryAfter);
    }
    boolean onEvent = call != null && call.eventId() != null && !creates(call);
    return switch (status) {
      case 401 -> credentialsRefused();
      case 404 -> onEvent ? missing() : calendarNotFound();
      case 408 -> unavailable(status, reason, retryAfter);
      case 409 -> call != null && creates(call) ? taken() : unavailable(status, reason, retryAfter);
      case 410 -> onEvent ? missing() : permanent(status, reason);
      case 412 ->
          Failure.of(
              Kind.CHANGED, "event-changed", "The event was changed since Calroute saw it last.");
      default ->
          status >= 500 ? unavailable(status, reason, retryAfter) : permanent(status, reason);
    };
  }

  private static boolean creates(Call call) {
    return call.operation() == Call.Operation.CREATE;
  }

  private static Failure limited(int status, String reason, Duration retryAfter) {
    if (USED_UP.contains(reason)) {
      return new Failure(
          Kind.EXHAUSTED,
          "google-quota-exhausted",
          "Google's allowance for this calendar is used up for hours; look for what uses it.",
          retryAfter);
    }
    if (status == 429 || TOO_FAST.contains(reason)) {
      return new Failure(
          Kind.THROTTLED,
          "google-throttled",
          "Google Calendar asks for a pause; the calendar's calls wait.",
          retryAfter);
    }
    if (NOT_SET_UP.contains(reason)) {
      return Failure.of(
          Kind.CREDENTIALS,
          "google-403-" + reason,
          "The service account may not use Google Calendar; enable the API in its project and"
              + " grant the scope calendar.events.");
    }
    return permanent(status, reason);
  }

  private static Failure credentialsRefused() {
    return Failure.of(
        Kind.CREDENTIALS,
        "google-credentials-refused",
        "Google Calendar refused a fresh token; check the service account.");
  }

  private static Failure missing() {
    return Failure.of(Kind.MISSING, "event-missing", "The event is no longer there.");
  }

  private static Failure calendarNotFound() {
    return Failure.calendarGone(
        "calendar-not-found",
        "There is no such calendar, or it is not shared with Calroute; correct the directory.");
  }

  private static Failure taken() {
    return Failure.of(
        Kind.TAKEN, "event-id-taken", "The calendar already has an event of this id.");
  }

  private static Failure unavailable(int status, String reason, Duration retryAfter) {
    return new Failure(
        Kind.PASSING,
        "google-" + status + "-" + reason,
        "Google Calendar failed; the call is tried again.",
        retryAfter);
  }

  private static Failure permanent(int status, String reason) {
    return Failure.of(
        Kind.PERMANENT,
        "google-" + status + "-" + reason,
        "Google Calendar refused the call; correct the mapping, the directory or the rights on"
            + " the calendar.");
  }

  /** A reason is a word; whatever else is in its place could be anything and is dropped. */
  private static String reason(HttpResponseException answer) {
    if (answer instanceof GoogleJsonResponseException json && json.getDetails() != null) {
      GoogleJsonError error = json.getDetails();
      if (error.getErrors() != null && !error.getErrors().isEmpty()) {
        String reason = error.getErrors().get(0).getReason();
        if (reason != null && reason.matches("[A-Za-z0-9_.-]{1,80}")) {
          return reason;
        }
      }
    }
    return "unknown";
  }
}
