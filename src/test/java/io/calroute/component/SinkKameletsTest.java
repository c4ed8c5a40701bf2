package io.calroute.component;

import static io.calroute.destination.CallsFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.Calendar;
import io.calroute.component.google.PagingCalendar;
import io.calroute.component.google.SharedClient;
import io.calroute.component.microsoft365.Microsoft365Component;
import io.calroute.component.microsoft365.http.Microsoft365Exception;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sink kamelets in an application that is not Calroute: nothing but Camel and components. */
class SinkKameletsTest {

  private static final String EVENTS = "/calendar/v3/calendars/anna@example.com/events";

  private final HttpStub target = new HttpStub();
  private final CamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() {
    Microsoft365Component microsoft365 = new Microsoft365Component();
    microsoft365.setGraphUrl(target.url());
    microsoft365.setTokenUrl(target.url() + "/{tenant}/token");
    microsoft365.setTenantId("t1");
    microsoft365.setClientId("c1");
    microsoft365.setClientSecret("s1");
    context.addComponent("microsoft365", microsoft365);
    GoogleCalendarComponent google = new GoogleCalendarComponent(context);
    new SharedClient(
            new PagingCalendar(
                new Calendar.Builder(
                        new ApacheHttpTransport(), GsonFactory.getDefaultInstance(), request -> {})
                    .setRootUrl(target.url())
                    .setApplicationName("Somebody")
                    .build(),
                calendar -> {}))
        .into(google);
    context.addComponent("google-calendar", google);
    context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
    context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
    target.close();
  }

  private void answer(int status, String json) {
    target.answer(
        request ->
            request.path().equals("/t1/token")
                ? Reply.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}")
                : Reply.json(status, json));
  }

  private Exchange send(String kamelet, Object body, Map<String, Object> headers) {
    return context
        .createFluentProducerTemplate()
        .to("kamelet:" + kamelet)
        .withProcessor(
            exchange -> {
              exchange.getMessage().setBody(body);
              exchange.getMessage().setHeaders(headers);
            })
        .send();
  }

  private static JsonNode given(Exchange exchange) {
    assertThat(exchange.getException()).isNull();
    return exchange.getMessage().getBody(JsonNode.class);
  }

  @Test
  void parametersAreEnoughForACreate() {
    answer(200, "{\"id\":\"e1\"}");
    assertThat(
            given(
                send(
                    "google-event-sink?calendar=anna@example.com&sendUpdates=all",
                    "{\"summary\":\"Visit\"}",
                    Map.of())))
        .isEqualTo(json("{'id':'e1'}"));
    assertThat(target.last().method()).isEqualTo("POST");
    assertThat(target.last().path()).isEqualTo(EVENTS);
    assertThat(target.last().query()).contains("sendUpdates=all");
    assertThat(json(target.last().body())).isEqualTo(json("{'summary':'Visit'}"));

    given(
        send("office365-event-sink?mailbox=anna@example.com", "{\"subject\":\"Visit\"}", Map.of()));
    assertThat(target.last().path()).isEqualTo("/v1.0/users/anna%40example.com/events");
    assertThat(target.last().body()).isEqualTo("{\"subject\":\"Visit\"}");

    given(send("teams-meeting-sink?organizer=o1", "{\"externalId\":\"x\"}", Map.of()));
    assertThat(target.last().path()).isEqualTo("/v1.0/users/o1/onlineMeetings/createOrGet");
  }

  @Test
  void headersOverruleParameters() {
    answer(200, "{\"id\":\"e1\"}");
    given(
        send(
            "google-event-sink?calendar=ben@example.com&operation=get",
            "{\"location\":null}",
            Map.of(
                "CamelGoogleCalendar.methodName", "patch",
                "CamelGoogleCalendar.calendarId", "anna@example.com",
                "CamelGoogleCalendar.eventId", "e1",
                "CamelGoogleCalendar.ifMatch", "\"7\"")));
    assertThat(target.last().method()).isEqualTo("PATCH");
    assertThat(target.last().path()).isEqualTo(EVENTS + "/e1");
    assertThat(target.last().header("If-Match")).isEqualTo("\"7\"");
    assertThat(target.last().body()).isEqualTo("{\"location\":null}");

    given(
        send(
            "office365-event-sink?mailbox=ben@example.com&operation=get",
            "{\"location\":null}",
            Map.of(
                "CamelMicrosoft365.methodName", "update",
                "CamelMicrosoft365.user", "anna@example.com",
                "CamelMicrosoft365.eventId", "e1",
                "CamelMicrosoft365.ifMatch", "\"7\"")));
    assertThat(target.last().method()).isEqualTo("PATCH");
    assertThat(target.last().path()).isEqualTo("/v1.0/users/anna%40example.com/events/e1");
    assertThat(target.last().header("If-Match")).isEqualTo("\"7\"");

    given(
        send(
            "teams-meeting-sink?organizer=o1",
            null,
            Map.of(
                "CamelMicrosoft365.methodName", "get",
                "CamelMicrosoft365.meetingId", "m1")));
    assertThat(target.last().method()).isEqualTo("GET");
    assertThat(target.last().path()).isEqualTo("/v1.0/users/o1/onlineMeetings/m1");
  }

  @Test
  void listsAreReadToTheirLastPage() {
    target.answer(
        request ->
            Reply.json(
                200,
                request.query().contains("pageToken=p2")
                    ? "{\"items\":[{\"id\":\"b\"}]}"
                    : "{\"items\":[{\"id\":\"a\"}],\"nextPageToken\":\"p2\"}"));
    assertThat(
            given(
                send(
                    "google-event-sink?calendar=anna@example.com&operation=list&pageSize=1",
                    null,
                    Map.of())))
        .isEqualTo(json("{'items':[{'id':'a'},{'id':'b'}]}"));
    assertThat(target.last().query()).contains("maxResults=1");
  }

  @Test
  void pagesThatRunInACircleEnd() {
    answer(200, "{\"items\":[],\"nextPageToken\":\"p2\"}");
    assertThat(
            send("google-event-sink?calendar=anna@example.com&operation=list", null, Map.of())
                .getException())
        .hasStackTraceContaining("circle");
    assertThat(target.requests()).hasSize(2);
  }

  @Test
  void refusalsAreThrown() {
    answer(412, "{\"error\":{\"code\":412,\"message\":\"m\"}}");
    assertThat(
            send(
                    "office365-event-sink?mailbox=a&operation=get",
                    null,
                    Map.of("CamelMicrosoft365.eventId", "e"))
                .getException(Microsoft365Exception.class)
                .status())
        .isEqualTo(412);
    assertThat(send("google-event-sink?calendar=a", "{}", Map.of()).getException())
        .isInstanceOf(GoogleJsonResponseException.class);
  }

  @Test
  void nullsOfAnEventSurviveAtEveryDepth() {
    answer(200, "{\"id\":\"e1\"}");
    JsonNode nulls =
        json(
            "{'attendees':null,'extendedProperties':{'private':{'old':null}},"
                + "'guestsCanModify':null,'location':null,'reminders':{'useDefault':null}}");
    for (Object body : List.of(nulls, nulls.toString(), nulls.toString().getBytes(UTF_8))) {
      given(
          send(
              "google-event-sink?calendar=a&operation=patch",
              body,
              Map.of("CamelGoogleCalendar.eventId", "e1")));
      assertThat(json(target.last().body())).isEqualTo(nulls);
    }
    given(send("google-event-sink?calendar=a", Map.of("summary", "Visit"), Map.of()));
    assertThat(json(target.last().body())).isEqualTo(json("{'summary':'Visit'}"));
    assertThat(target.last().header("If-Match")).isNull();
  }

  @Test
  void whatIsNoEventIsRefusedWithoutBeingQuoted() {
    for (String body :
        new String[] {
          "{\"start\":{\"dateTime\":\"soon\"}}",
          "{\"end\":{\"date\":\"soon\"}}",
          "{\"start\":{\"dateTime\":5}}",
          "[\"soon\"]",
          "soon",
          null
        }) {
      assertThat(send("google-event-sink?calendar=a", body, Map.of()).getException())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("soon")
          .hasNoCause();
    }
    assertThat(target.requests()).isEmpty();
  }
}
