package io.calroute.destination.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Failure;
import io.calroute.destination.Failure.Kind;
import io.calroute.destination.Target;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleFailuresTest {

  private static final String BODY = "words of the answer";

  private final GoogleFailures failures =
      new GoogleFailures(Clock.fixed(Instant.parse("2026-12-01T10:00:00Z"), ZoneOffset.UTC));

  private static Throwable answer(int status, String domain, String reason, HttpHeaders headers) {
    GoogleJsonError.ErrorInfo info = new GoogleJsonError.ErrorInfo();
    info.setDomain(domain);
    info.setReason(reason);
    info.setMessage(BODY);
    GoogleJsonError error = new GoogleJsonError();
    error.setCode(status);
    error.setErrors(List.of(info));
    return new RuntimeCamelException(
        new GoogleJsonResponseException(
            new HttpResponseException.Builder(status, "", headers).setMessage(BODY), error));
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE, 400, global, invalid, PERMANENT, google-400-invalid",
    "UPDATE, 400, calendar, timeRangeEmpty, PERMANENT, google-400-timeRangeEmpty",
    "UPDATE, 401, global, authError, CREDENTIALS, google-credentials-refused",
    "UPDATE, 403, calendar, forbiddenForNonOrganizer, PERMANENT,"
        + " google-403-forbiddenForNonOrganizer",
    "CREATE, 403, calendar, forbiddenForServiceAccounts, PERMANENT,"
        + " google-403-forbiddenForServiceAccounts",
    "CREATE, 403, usageLimits, rateLimitExceeded, THROTTLED, google-throttled",
    "CREATE, 403, usageLimits, userRateLimitExceeded, THROTTLED, google-throttled",
    "CREATE, 429, usageLimits, rateLimitExceeded, THROTTLED, google-throttled",
    "CREATE, 403, usageLimits, quotaExceeded, EXHAUSTED, google-quota-exhausted",
    "CREATE, 429, usageLimits, quotaExceeded, EXHAUSTED, google-quota-exhausted",
    "CREATE, 403, usageLimits, accessNotConfigured, CREDENTIALS, google-403-accessNotConfigured",
    "UPDATE, 404, global, notFound, MISSING, event-missing",
    "GET, 404, global, notFound, MISSING, event-missing",
    "DELETE, 404, global, notFound, MISSING, event-missing",
    "CREATE, 404, global, notFound, PERMANENT, calendar-not-found",
    "FIND, 404, global, notFound, PERMANENT, calendar-not-found",
    "LIST, 404, global, notFound, PERMANENT, calendar-not-found",
    "UPDATE, 408, global, x, PASSING, google-408-x",
    "CREATE, 409, global, duplicate, TAKEN, event-id-taken",
    "UPDATE, 409, global, conflict, PASSING, google-409-conflict",
    "DELETE, 410, global, deleted, MISSING, event-missing",
    "LIST, 410, calendar, updatedMinTooLongAgo, PERMANENT, google-410-updatedMinTooLongAgo",
    "UPDATE, 412, global, conditionNotMet, CHANGED, event-changed",
    "UPDATE, 500, global, backendError, PASSING, google-500-backendError",
    "UPDATE, 503, global, backendError, PASSING, google-503-backendError",
    "UPDATE, 418, global, 'a b', PERMANENT, google-418-unknown",
  })
  void tellsAnswersOfGoogleApart(
      Operation operation, int status, String domain, String reason, Kind kind, String code) {
    boolean list = operation == Operation.FIND || operation == Operation.LIST;
    Call call = CallsFixture.call(Target.GOOGLE, operation, list ? null : "abcde1");

    Failure failure = failures.of(call, answer(status, domain, reason, new HttpHeaders()));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).doesNotContain(BODY).endsWith(".");
    assertThat(failure.retryAfter()).isNull();
    assertThat(failure.calendarGone()).isEqualTo(code.equals("calendar-not-found"));
  }

  @ParameterizedTest
  @CsvSource({"30", "'Tue, 01 Dec 2026 10:00:30 GMT'"})
  void passesOnHowLongToWait(String header) {
    Failure failure =
        failures.of(
            null,
            answer(
                429, "usageLimits", "rateLimitExceeded", new HttpHeaders().setRetryAfter(header)));
    assertThat(failure.retryAfter()).hasSeconds(30);
  }

  @Test
  void takesAnAnswerThatIsNotGooglesByItsStatus() {
    Throwable page =
        new HttpResponseException.Builder(502, "Bad Gateway", new HttpHeaders())
            .setContent("<html>")
            .build();
    assertThat(failures.of(null, page).code()).isEqualTo("google-502-unknown");
  }

  @Test
  void tellsWhatHappensBeforeAnAnswerApart() {
    assertThat(failures.of(null, new SocketTimeoutException(BODY)).kind()).isEqualTo(Kind.PASSING);
    assertThat(failures.of(null, new IllegalArgumentException(BODY)).kind())
        .isEqualTo(Kind.PERMANENT);
    assertThat(failures.of(null, new IllegalStateException(BODY)).kind()).isEqualTo(Kind.PASSING);
    assertThat(
            failures.of(
                null, new GoogleCredentialsException(GoogleCredentialsException.Fault.UNREADABLE)))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.CREDENTIALS);
              assertThat(failure.code()).isEqualTo("google-credentials-unreadable");
            });
  }
}
