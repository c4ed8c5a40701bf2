package io.calroute.destination.microsoft365;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.component.microsoft365.http.CredentialsMissingException;
import io.calroute.component.microsoft365.http.Microsoft365Exception;
import io.calroute.component.microsoft365.http.Microsoft365Exception.Source;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Failure;
import io.calroute.destination.Failure.Kind;
import io.calroute.destination.Target;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Microsoft365FailuresTest {

  private static final String BODY = "words of the answer";

  private static Failure of(Target target, Operation operation, int status, String code) {
    Call call =
        CallsFixture.call(target, operation, operation == Operation.CREATE ? null : "AAMk=1");
    return Microsoft365Failures.of(call, graph(status, code, BODY, null));
  }

  private static Microsoft365Exception graph(
      int status, String code, String detail, Duration retryAfter) {
    return new Microsoft365Exception(
        Source.GRAPH, "events/update", status, code, detail, "r-1", retryAfter);
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE, 400, ErrorInvalidRequest, PERMANENT, microsoft365-400-ErrorInvalidRequest",
    "UPDATE, 401, InvalidAuthenticationToken, CREDENTIALS, microsoft365-credentials-refused",
    "UPDATE, 403, ErrorAccessDenied, PERMANENT, mailbox-out-of-scope",
    "UPDATE, 403, Authorization_RequestDenied, PERMANENT,"
        + " microsoft365-403-Authorization_RequestDenied",
    "UPDATE, 404, ErrorItemNotFound, MISSING, event-missing",
    "DELETE, 404, ErrorItemNotFound, MISSING, event-missing",
    "DELETE, 404, unknown, MISSING, event-missing",
    "UPDATE, 404, MailboxNotEnabledForRESTAPI, PERMANENT, mailbox-not-found",
    "UPDATE, 404, Request_ResourceNotFound, PERMANENT, mailbox-not-found",
    "CREATE, 404, ResourceNotFound, PERMANENT, mailbox-not-found",
    "CREATE, 404, ErrorInvalidUser, PERMANENT, mailbox-not-found",
    "CREATE, 404, unknown, PERMANENT, microsoft365-404-unknown",
    "UPDATE, 408, unknown, PASSING, microsoft365-408-unknown",
    "CREATE, 409, ConcurrentItemSave, PASSING, microsoft365-409-ConcurrentItemSave",
    "UPDATE, 409, ErrorIrresolvableConflict, CHANGED, event-changed",
    "UPDATE, 410, unknown, MISSING, event-missing",
    "UPDATE, 412, ErrorIrresolvableConflict, CHANGED, event-changed",
    "UPDATE, 429, ApplicationThrottled, THROTTLED, microsoft365-throttled",
    "UPDATE, 429, UnknownError, THROTTLED, microsoft365-throttled",
    "UPDATE, 500, ErrorInternalServerError, PASSING, microsoft365-500-ErrorInternalServerError",
    "UPDATE, 503, unknown, PASSING, microsoft365-503-unknown",
    "UPDATE, 504, unknown, PASSING, microsoft365-504-unknown",
    "UPDATE, 509, unknown, PASSING, microsoft365-509-unknown",
    "UPDATE, 302, unknown, PERMANENT, microsoft365-302-unknown",
  })
  void tellsAnswersOfGraphApart(
      Operation operation, int status, String code, Kind kind, String failureCode) {
    Failure failure = of(Target.OFFICE365, operation, status, code);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(failureCode);
    assertThat(failure.message()).doesNotContain(BODY).endsWith(".");
    assertThat(failure.calendarGone()).isEqualTo(failureCode.equals("mailbox-not-found"));
  }

  @Test
  void takesAMissingMeetingForMissing() {
    assertThat(of(Target.TEAMS, Operation.DELETE, 404, "ResourceNotFound").kind())
        .isEqualTo(Kind.MISSING);
    assertThat(of(Target.TEAMS, Operation.CREATE, 404, "ResourceNotFound").code())
        .isEqualTo("mailbox-not-found");
  }

  @ParameterizedTest
  @CsvSource({"429, THROTTLED", "503, THROTTLED", "504, PASSING"})
  void passesOnHowLongToWait(int status, Kind kind) {
    Failure failure =
        Microsoft365Failures.of(null, graph(status, "x", null, Duration.ofMillis(2128)));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.retryAfter()).hasMillis(2128);
  }

  @ParameterizedTest
  @CsvSource({
    "403, Forbidden, No application access policy found for this app",
    "403, Unauthorized, App a is not authorized to Create meeting on behalf of user u",
    "401, Unauthorized, App a is not authorized to Create meeting on behalf of user u",
  })
  void knowsTheMissingAccessPolicyOfTeams(int status, String code, String words) {
    Call call = CallsFixture.call(Target.TEAMS, Operation.CREATE, null);
    Failure failure = Microsoft365Failures.of(call, graph(status, code, words, null));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure.code()).isEqualTo("teams-no-access-policy");
  }

  @ParameterizedTest
  @CsvSource({
    "400, AADSTS90002, CREDENTIALS, microsoft365-token-refused",
    "401, AADSTS7000215, CREDENTIALS, microsoft365-token-refused",
    "429, unknown, THROTTLED, microsoft365-token-throttled",
    "503, unknown, PASSING, microsoft365-token-unavailable",
  })
  void tellsAnswersOfTheTokenEndpointApart(int status, String code, Kind kind, String failureCode) {
    Failure failure =
        Microsoft365Failures.of(
            null,
            new RuntimeCamelException(
                new Microsoft365Exception(
                    Source.TOKEN, "the request for a token", status, code, BODY, null, null)));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(failureCode);
    assertThat(failure.message()).doesNotContain(BODY);
  }

  @Test
  void tellsWhatHappensBeforeAnAnswerApart() {
    assertThat(Microsoft365Failures.of(null, new SocketTimeoutException("http://x")))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.PASSING);
              assertThat(failure.message()).doesNotContain("http://x");
            });
    assertThat(Microsoft365Failures.of(null, new CredentialsMissingException()).code())
        .isEqualTo("microsoft365-credentials-missing");
    assertThat(Microsoft365Failures.of(null, new IllegalArgumentException(BODY)).kind())
        .isEqualTo(Kind.PERMANENT);
    assertThat(Microsoft365Failures.of(null, new IllegalStateException(BODY)))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.PASSING);
              assertThat(failure.message()).doesNotContain(BODY);
            });
  }
}
