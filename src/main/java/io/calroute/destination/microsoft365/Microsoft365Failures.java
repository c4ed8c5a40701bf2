package io.calroute.destination.microsoft365;

import io.calroute.component.microsoft365.http.CredentialsMissingException;
import io.calroute.component.microsoft365.http.Microsoft365Exception;
import io.calroute.destination.Call;
import io.calroute.destination.Failure;
import io.calroute.destination.Failure.Kind;
import io.calroute.destination.Target;
import java.io.IOException;
import java.util.Set;
import org.apache.camel.InvalidPayloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells failures of Microsoft 365 apart.
 *
 * <p>Status and code both count: Graph's throttling answers may carry any code or none, while its
 * 404 means a missing event with one code and a missing mailbox with another (Microsoft Graph error
 * responses and resource types; Graph throttling guidance).
 */
final class Microsoft365Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Microsoft365Failures.class);

  /** Codes of a 404 that speak about the mailbox or its owner and not about the item. */
  private static final Set<String> NO_MAILBOX =
      Set.of(
          "MailboxNotEnabledForRESTAPI",
          "MailboxNotSupportedForRESTAPI",
          "ResourceNotFound",
          "Request_ResourceNotFound",
          "ErrorInvalidUser",
          "ErrorNonExistentMailbox");

  private Microsoft365Failures() {}

  /** Never null, never with words of the answer in its message. */
  static Failure of(Call call, Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Microsoft365Exception answer) {
        return answer.source() == Microsoft365Exception.Source.TOKEN
            ? token(answer)
            : graph(call, answer);
      }
      if (cause instanceof CredentialsMissingException) {
        return Failure.of(
            Kind.CREDENTIALS,
            "microsoft365-credentials-missing",
            "Microsoft 365 is used, but not configured; set calroute.microsoft365.tenant-id,"
                + " client-id and client-secret.");
      }
      if (cause instanceof IOException) {
        return Failure.of(
            Kind.PASSING,
            "microsoft365-unreachable",
            "Microsoft Graph or its token endpoint did not answer; the call is tried again.");
      }
      if (cause instanceof IllegalArgumentException || cause instanceof InvalidPayloadException) {
        return Failure.of(
            Kind.PERMANENT,
            "microsoft365-call-unusable",
            "The call lacks something that Microsoft Graph needs; correct the route or the"
                + " mapping that made it.");
      }
    }
    // The message stays out of the log's everyday level: it may quote an appointment.
    LOG.warn(
        "A call to Microsoft 365 failed unexpectedly with {}; its details are logged at DEBUG",
        thrown.getClass().getName());
    LOG.debug("A call to Microsoft 365 failed unexpectedly", thrown);
    return Failure.of(
        Kind.PASSING,
        "microsoft365-call-failed",
        "The call failed in Calroute itself, the log says where; it is tried again.");
  }

  private static Failure token(Microsoft365Exception answer) {
    if (answer.status() == 429) {
      return new Failure(
          Kind.THROTTLED,
          "microsoft365-token-throttled",
          "Microsoft's token endpoint asks for a pause; the calls wait.",
          answer.retryAfter());
    }
    if (answer.status() >= 500 || answer.status() == 408) {
      return new Failure(
          Kind.PASSING,
          "microsoft365-token-unavailable",
          "Microsoft's token endpoint is out of order; the call is tried again.",
          answer.retryAfter());
    }
    return Failure.of(
        Kind.CREDENTIALS,
        "microsoft365-token-refused",
        "Microsoft refused the client credentials with "
            + answer.code()
            + "; check calroute.microsoft365.tenant-id, client-id and client-secret.");
  }

  private static Failure graph(Call call, Microsoft365Exception answer) {
    boolean teams = call != null && call.target() == Target.TEAMS;
    if (teams && policyMissing(answer)) {
      return Failure.of(
          Kind.PERMANENT,
          "teams-no-access-policy",
          "Teams does not let this application act for the organizer; grant it an application"
              + " access policy and give the organizer's object id.");
    }
    return switch (answer.status()) {
      case 401 ->
          Failure.of(
              Kind.CREDENTIALS,
              "microsoft365-credentials-refused",
              "Microsoft Graph refused a fresh token; check the application in the tenant.");
      case 403 -> forbidden(answer);
      case 404 -> notFound(call, answer);
      case 409 -> conflict(call, answer);
      case 410 -> missing();
      case 412 -> changed();
      case 429 -> throttled(answer);
      case 503 -> answer.retryAfter() == null ? unavailable(answer) : throttled(answer);
      case 408 -> unavailable(answer);
      default -> answer.status() >= 500 ? unavailable(answer) : permanent(answer);
    };
  }

  /** Reported with several codes; the words are the same (Graph cloud communication APIs). */
  private static boolean policyMissing(Microsoft365Exception answer) {
    return (answer.status() == 401 || answer.status() == 403)
        && (answer.detail().contains("application access policy")
            || (answer.detail().contains("is not authorized to")
                && answer.detail().contains("on behalf of user")));
  }

  private static Failure forbidden(Microsoft365Exception answer) {
    if (answer.code().equals("ErrorAccessDenied")) {
      return Failure.of(
          Kind.PERMANENT,
          "mailbox-out-of-scope",
          "This application may not touch the mailbox; widen its scope in Exchange Online or"
              + " correct the directory.");
    }
    return permanent(answer);
  }

  private static Failure notFound(Call call, Microsoft365Exception answer) {
    boolean meeting = call != null && call.target() == Target.TEAMS && call.eventId() != null;
    // For a meeting the general code may as well be about the meeting.
    boolean unclear = meeting && answer.code().equals("ResourceNotFound");
    if (NO_MAILBOX.contains(answer.code()) && !unclear) {
      return Failure.calendarGone(
          "mailbox-not-found",
          "There is no such user, or it has no mailbox in Exchange Online; correct the directory.");
    }
    boolean item = answer.code().equals("ErrorItemNotFound");
    return item || (call != null && call.eventId() != null) ? missing() : permanent(answer);
  }

  private static Failure conflict(Call call, Microsoft365Exception answer) {
    if (answer.code().equals("ErrorIrresolvableConflict")) {
      return changed();
    }
    // Seen although the event had been stored.
    boolean perhapsStored = answer.code().equals("ConcurrentItemSave");
    boolean create =
        call != null
            && call.target() == Target.OFFICE365
            && call.operation() == Call.Operation.CREATE;
    return create && !perhapsStored
        ? Failure.of(
            Kind.TAKEN, "transaction-id-taken", "The mailbox knows the id of this create already.")
        : unavailable(answer);
  }

  private static Failure missing() {
    return Failure.of(
        Kind.MISSING, "event-missing", "The event or online meeting is no longer there.");
  }

  private static Failure changed() {
    return Failure.of(
        Kind.CHANGED, "event-changed", "The event was changed since Calroute saw it last.");
  }

  private static Failure throttled(Microsoft365Exception answer) {
    return new Failure(
        Kind.THROTTLED,
        "microsoft365-throttled",
        "Microsoft Graph asks for a pause; the calendar's calls wait.",
        answer.retryAfter());
  }

  private static Failure unavailable(Microsoft365Exception answer) {
    return new Failure(
        Kind.PASSING,
        code(answer),
        "Microsoft Graph failed" + request(answer) + "; the call is tried again.",
        answer.retryAfter());
  }

  private static Failure permanent(Microsoft365Exception answer) {
    return Failure.of(
        Kind.PERMANENT,
        code(answer),
        "Microsoft Graph refused the call"
            + request(answer)
            + "; correct the mapping, the directory or the application's rights.");
  }

  private static String code(Microsoft365Exception answer) {
    return "microsoft365-" + answer.status() + "-" + answer.code();
  }

  private static String request(Microsoft365Exception answer) {
    return answer.requestId() == null ? "" : " (request-id " + answer.requestId() + ")";
  }
}
