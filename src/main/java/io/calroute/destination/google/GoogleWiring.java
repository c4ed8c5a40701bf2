package io.calroute.destination.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import io.calroute.component.google.SharedClient;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.Spending;
import io.calroute.destination.Target;
import java.time.Clock;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.component.google.calendar.internal.GoogleCalendarConstants;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.ThreadPoolProfile;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts Google Calendar into the application: the configured component and the beans of its route.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GoogleProperties.class, GoogleQuota.class})
public class GoogleWiring {

  /** Apache's transport; several times as fast as Java's, and it sends PATCH as PATCH. */
  @Bean(destroyMethod = "shutdown")
  HttpTransport googleTransport(GoogleProperties properties) {
    return new ApacheHttpTransport(
        ApacheHttpTransport.newDefaultHttpClientBuilder()
            .setMaxConnTotal(2 * properties.concurrency())
            .setMaxConnPerRoute(properties.concurrency())
            .disableCookieManagement()
            .build());
  }

  @Bean
  OwnerCalendarFactory googleCalendarFactory(
      GoogleProperties properties, HttpTransport transport, ObjectProvider<Spending> spending) {
    return new OwnerCalendarFactory(
        properties,
        transport,
        calendar ->
            spending.ifAvailable(
                quota ->
                    quota.spend(
                        new Call(
                            Target.GOOGLE, Operation.LIST, calendar, null, null, null, null))));
  }

  @Bean
  ComponentCustomizer googleCalendarCustomizer(OwnerCalendarFactory factory) {
    return ComponentCustomizer.forType(
        GoogleCalendarComponent.class, component -> configure(component, factory));
  }

  static void configure(GoogleCalendarComponent component, OwnerCalendarFactory factory) {
    new SharedClient(factory.client()).into(component);
  }

  /**
   * The threads that google-calendar endpoints call Google on. Without a profile of this name they
   * have the default pool's ten, which is all that can be under way at once.
   */
  @Bean
  ThreadPoolProfile googleCalendarThreads(GoogleProperties properties) {
    ThreadPoolProfile threads = new ThreadPoolProfile(GoogleCalendarConstants.THREAD_PROFILE_NAME);
    threads.setDefaultProfile(false);
    threads.setPoolSize(properties.concurrency());
    threads.setMaxPoolSize(properties.concurrency());
    // Callers wait for their answers, so that no more can queue than there are lanes.
    threads.setMaxQueueSize(-1);
    return threads;
  }

  @Bean
  GoogleEvents googleEvents() {
    return new GoogleEvents();
  }

  @Bean
  GoogleAnswers googleAnswers(ObjectProvider<Clock> clock) {
    return new GoogleAnswers(clock.getIfUnique(Clock::systemUTC));
  }
}
