package io.calroute.destination.google;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpStatusCodes;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.CalendarRequest;
import com.google.api.services.calendar.CalendarRequestInitializer;
import com.google.auth.oauth2.GoogleCredentials;
import io.calroute.component.google.PagingCalendar;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Makes the client of Camel's {@code google-calendar} component: one for all calendars, which acts
 * as the owner of whichever calendar a request is about. Thread-safe.
 *
 * <p>Camel's own factory knows no other root URL, gives all endpoints the delegate of the first,
 * and fetches a token before the first route runs, so that nothing starts while Google is away. The
 * component's own credentials and scopes are therefore not looked at.
 */
public final class OwnerCalendarFactory {

  private final GoogleProperties properties;
  private final OwnerCredentials credentials;
  private final Calendar client;

  /**
   * A factory; connects to nothing.
   *
   * @param furtherPage told the calendar before each page of a list but the first is asked for
   */
  public OwnerCalendarFactory(
      GoogleProperties properties, HttpTransport transport, Consumer<String> furtherPage) {
    this.properties = properties;
    this.credentials =
        new OwnerCredentials(properties.credentialsFile(), properties.impersonate(), transport);
    this.client =
        new PagingCalendar(
            new Calendar.Builder(transport, GsonFactory.getDefaultInstance(), this::prepare)
                .setApplicationName(properties.userAgent())
                .setRootUrl(properties.rootUrl().toString())
                .setCalendarRequestInitializer(new QuotaByOwner())
                .build(),
            furtherPage);
  }

  /** With delegation Google charges the service account for everybody unless told otherwise. */
  private static final class QuotaByOwner extends CalendarRequestInitializer {
    @Override
    protected void initializeCalendarRequest(CalendarRequest<?> request) {
      // A tenth of what a call costs, for a body that fits into one packet.
      request.setDisableGZipContent(true);
      if (request.get("calendarId") instanceof String owner) {
        request.setQuotaUser(CalendarOwner.quotaUser(owner));
      }
    }
  }

  private void prepare(HttpRequest request) throws IOException {
    request.setConnectTimeout(Math.toIntExact(properties.connectTimeout().toMillis()));
    request.setReadTimeout(Math.toIntExact(properties.readTimeout().toMillis()));
    request.setFollowRedirects(false);
    // Headers of a call with a condition replace the client's own, its name among them.
    request.getHeaders().setUserAgent(properties.userAgent());
    // One, for the new token after a 401; everything else is tried again from the store.
    request.setNumberOfRetries(1);
    GoogleCredentials owner = credentials.of(CalendarOwner.of(request.getUrl().getPathParts()));
    String token = authorize(request, owner);
    request.setUnsuccessfulResponseHandler(
        (refused, answer, again) -> again && renew(refused, answer, owner, token));
  }

  private static String authorize(HttpRequest request, GoogleCredentials owner)
      throws GoogleTokenException {
    try {
      owner.refreshIfExpired();
    } catch (IOException noToken) {
      throw GoogleTokenException.of(noToken);
    }
    String token = owner.getAccessToken().getTokenValue();
    request.getHeaders().setAuthorization("Bearer " + token);
    return token;
  }

  /** A 401 has had no effect, so that repeating it with another token is safe. */
  private static boolean renew(
      HttpRequest request, HttpResponse answer, GoogleCredentials owner, String refused)
      throws GoogleTokenException {
    if (answer.getStatusCode() != HttpStatusCodes.STATUS_CODE_UNAUTHORIZED) {
      return false;
    }
    try {
      if (refused.equals(owner.getAccessToken().getTokenValue())) {
        owner.refresh();
      }
    } catch (IOException noToken) {
      throw GoogleTokenException.of(noToken);
    }
    authorize(request, owner);
    return true;
  }

  Calendar client() {
    return client;
  }
}
