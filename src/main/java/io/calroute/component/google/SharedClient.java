package io.calroute.component.google;

import com.google.api.services.calendar.Calendar;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.component.google.calendar.GoogleCalendarClientFactory;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.component.google.calendar.GoogleCalendarConfiguration;

/** Gives all endpoints of Camel's {@code google-calendar} component one client. */
public record SharedClient(Calendar client) implements GoogleCalendarClientFactory {

  /** Has a component call Google by this client. */
  public void into(GoogleCalendarComponent component) {
    if (component.getConfiguration() == null) {
      component.setConfiguration(new GoogleCalendarConfiguration());
    }
    // The component asks for some credentials first; the client has its own.
    component.getConfiguration().setServiceAccountKey("none");
    component.setClientFactory(this);
  }

  @Override
  public Calendar makeClient(
      String clientId,
      String clientSecret,
      Collection<String> scopes,
      String applicationName,
      String refreshToken,
      String accessToken,
      String emailAddress,
      String p12FileName,
      String user) {
    return client;
  }

  @Override
  public Calendar makeClient(
      CamelContext camelContext,
      String serviceAccountKey,
      Collection<String> scopes,
      String applicationName,
      String delegate) {
    return client;
  }
}
