package io.calroute.destination.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.destination.Call;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import io.calroute.destination.Spending;
import io.calroute.destination.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.component.google.calendar.springboot.GoogleCalendarComponentAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class GoogleWiringTest {

  private static final int CALLS = 24;

  @TempDir private Path directory;
  private final HttpStub google = new HttpStub();
  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  CamelAutoConfiguration.class, GoogleCalendarComponentAutoConfiguration.class))
          .withUserConfiguration(GoogleWiring.class);

  @AfterEach
  void close() {
    google.close();
  }

  @Test
  void startsWithoutCredentials() {
    application.run(
        context -> {
          assertThat(context).hasNotFailed().hasBean("googleEvents").hasBean("googleAnswers");
          CamelContext camel = context.getBean(CamelContext.class);
          camel.getEndpoint("google-calendar:events/insert?inBody=content").createProducer();
        });
  }

  @Test
  void callsGoogleAsOftenAtOnceAsConfigured() throws Exception {
    Path key = ServiceAccountKey.write(directory.resolve("k.json"), google.url() + "/token");
    CyclicBarrier together = new CyclicBarrier(CALLS);
    google.answer(
        request -> {
          if (request.path().equals("/token")) {
            return Reply.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}");
          }
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception alone) {
            return Reply.of(500);
          }
          return Reply.json(200, "{\"id\":\"abcde\"}");
        });
    application
        .withPropertyValues(
            "calroute.google.root-url=" + google.url(),
            "calroute.google.credentials-file=" + key,
            "calroute.google.concurrency=" + CALLS)
        .run(context -> callTogether(context.getBean(CamelContext.class)));
  }

  private static void callTogether(CamelContext camel) throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(CALLS);
    try {
      List<Future<Object>> answers = new ArrayList<>();
      for (int lane = 0; lane < CALLS; lane++) {
        String uri = "google-calendar:events/get?calendarId=c" + lane + "@x&eventId=abcde";
        answers.add(
            lanes.submit(
                () -> {
                  try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
                    return template.to(uri).request(Object.class);
                  }
                }));
      }
      for (Future<Object> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isNotNull();
      }
    } finally {
      lanes.shutdownNow();
    }
  }

  @Test
  void chargesEveryPageButTheFirstToTheCalendar() throws Exception {
    Path key = ServiceAccountKey.write(directory.resolve("k.json"), google.url() + "/token");
    google.answer(
        request -> {
          if (request.path().equals("/token")) {
            return Reply.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}");
          }
          return Reply.json(
              200, request.query().contains("pageToken=") ? "{}" : "{\"nextPageToken\":\"p2\"}");
        });
    List<Call> spent = new CopyOnWriteArrayList<>();
    application
        .withPropertyValues(
            "calroute.google.root-url=" + google.url(), "calroute.google.credentials-file=" + key)
        .withBean(
            Spending.class,
            () ->
                call -> {
                  spent.add(call);
                  return call;
                })
        .run(
            context ->
                context
                    .getBean(CamelContext.class)
                    .createProducerTemplate()
                    .requestBody("google-calendar:events/list?calendarId=anna@x", (Object) null));
    assertThat(google.requests("/calendar/v3/calendars/anna@x/events")).hasSize(2);
    assertThat(spent)
        .containsExactly(
            new Call(Target.GOOGLE, Call.Operation.LIST, "anna@x", null, null, null, null));
  }

  @Test
  void hasDefaults() {
    application.run(
        context -> {
          GoogleProperties properties = context.getBean(GoogleProperties.class);
          assertThat(properties.rootUrl()).hasToString("https://www.googleapis.com/");
          assertThat(properties.impersonate()).isTrue();
          assertThat(properties.concurrency()).isEqualTo(32);
          assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
          assertThat(properties.credentialsFile()).isNull();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"root-url=googleapis", "concurrency=0", "read-timeout=0s", "user-agent= "})
  void refusesWhatCannotWork(String setting) {
    application
        .withPropertyValues("calroute.google." + setting)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageStartingWith("calroute.google."));
  }
}
