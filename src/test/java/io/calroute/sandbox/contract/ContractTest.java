package io.calroute.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.googleapis.auth.oauth2.GoogleCredential;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.google.GoogleContract;
import io.calroute.sandbox.graph.GraphCalls;
import io.calroute.sandbox.graph.GraphContract;
import io.calroute.sandbox.graph.GraphSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the simulators take and answer keeps to the targets' own descriptions. Needs {@code
 * -Dcontracts=<folder>}; see {@link ContractCheck}.
 */
class ContractTest {

  private static final String ANNA = "anna@example.com";
  private static final String ID = "appt00001";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T08:00:00Z"));
  private Path contracts;

  @BeforeEach
  void findContracts() {
    assumeTrue(
        ContractCheck.folder().isPresent(),
        "The contracts are not part of the project; name their folder with -Dcontracts=<folder>");
    contracts = ContractCheck.folder().orElseThrow();
  }

  @Test
  void googleKeepsToTheDiscoveryDocument(@TempDir Path directory) throws IOException {
    try (GoogleCalendarSimulator google = GoogleCalendarSimulator.start(clock, 0)) {
      HttpCalls calls = google(google, directory);
      exerciseGoogle(google, calls);
      List<Exchange> recorded = google.requests().exchanges();
      assertThat(GoogleContract.read(contracts).check(recorded)).isEmpty();
      assertThat(recorded)
          .extracting(Exchange::operation)
          .contains(
              Operation.INSERT,
              Operation.GET,
              Operation.LIST,
              Operation.PATCH,
              Operation.UPDATE,
              Operation.MOVE,
              Operation.DELETE,
              Operation.CALENDAR);
    }
  }

  @SuppressWarnings("deprecation") // Asks for a token as many applications still do.
  private static HttpCalls google(GoogleCalendarSimulator google, Path directory)
      throws IOException {
    try (InputStream key = Files.newInputStream(google.serviceAccountKeyFile(directory))) {
      GoogleCredential credential =
          GoogleCredential.fromStream(key, new NetHttpTransport(), GsonFactory.getDefaultInstance())
              .createScoped(List.of("https://www.googleapis.com/auth/calendar"))
              .createDelegated(ANNA);
      credential.refreshToken();
      return new HttpCalls(
          google.rootUrl() + "calendar/v3/calendars/", credential.getAccessToken());
    }
  }

  private static void exerciseGoogle(GoogleCalendarSimulator google, HttpCalls calls) {
    String events = ANNA + "/events";
    String one = events + "/" + ID;
    String full =
        """
        {"id": "appt00001", "summary": "Advice", "description": "About <b>loans</b>",
         "location": "Room 1", "colorId": "5", "transparency": "transparent",
         "visibility": "private", "guestsCanModify": true,
         "start": {"dateTime": "2026-03-03T10:00:00+01:00", "timeZone": "Europe/Berlin"},
         "end": {"dateTime": "2026-03-03T11:00:00+01:00", "timeZone": "Europe/Berlin"},
         "attendees": [{"email": "c@example.com", "optional": true}],
         "reminders": {"useDefault": false, "overrides": [{"method": "popup", "minutes": 10}]},
         "source": {"title": "Booking", "url": "https://example.com/1"},
         "conferenceData": {"createRequest": {"requestId": "r",
           "conferenceSolutionKey": {"type": "hangoutsMeet"}}},
         "extendedProperties": {"private": {"appt": "a/b/1"}, "shared": {"x": "y"}}}
        """;
    calls.send("POST", events + "?conferenceDataVersion=1&sendUpdates=none", full);
    calls.send("POST", events, full);
    calls.send("GET", one + "?quotaUser=anna", null);
    calls.send("GET", events + "?privateExtendedProperty=appt%3Da/b/1&maxResults=10", null);
    calls.send("PATCH", one, "{\"location\": null, \"reminders\": {\"useDefault\": true}}");
    calls.send("PATCH", one, "{\"summary\": \"x\"}", "If-Match", "\"1\"");
    calls.send(
        "PUT", one, "{\"start\": {\"date\": \"2026-03-03\"}, \"end\": {\"date\": \"2026-03-04\"}}");
    calls.send("GET", ANNA, null);
    calls.send("POST", one + "/move?destination=ben@example.com", null);
    calls.send("DELETE", one, null);
    calls.send("DELETE", "ben@example.com/events/" + ID + "?sendUpdates=all", null);
    calls.send("GET", events + "?showDeleted=true", null);
    calls.send("GET", events + "?syncToken=x", null);
    for (String reason : List.of("quotaExceeded", "UNAUTHENTICATED", "backendError")) {
      google.faults().add(FaultRule.of(Effect.status(403, reason)).next(1));
      calls.send("GET", one, null);
    }
  }

  @Test
  void graphKeepsToItsOpenApiDescription() {
    try (GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      exerciseGraph(graph, GraphCalls.to(graph));
      List<Exchange> recorded = graph.requests().exchanges();
      assertThat(GraphContract.read(contracts).check(recorded)).isEmpty();
      assertThat(recorded)
          .extracting(Exchange::operation)
          .contains(
              Operation.INSERT,
              Operation.GET,
              Operation.LIST,
              Operation.VIEW,
              Operation.DELTA,
              Operation.PATCH,
              Operation.DELETE,
              Operation.CANCEL,
              Operation.CALENDAR,
              Operation.ZONES,
              Operation.CREATE_OR_GET,
              Operation.MEETING_GET,
              Operation.MEETING_PATCH,
              Operation.MEETING_DELETE);
    }
  }

  private static void exerciseGraph(GraphSimulator graph, HttpCalls calls) {
    String user = "users/" + ANNA;
    String events = user + "/events";
    String full =
        GraphCalls.event(
            """
            "body": {"contentType": "html", "content": "<p>Hello</p>"},
            "location": {"displayName": "Room 1"}, "categories": ["Red category"],
            "attendees": [{"type": "required", "emailAddress": {"address": "c@example.com"}}],
            "showAs": "tentative", "sensitivity": "private", "isReminderOn": false,
            "isOnlineMeeting": true, "onlineMeetingProvider": "teamsForBusiness",
            "transactionId": "t1", %s
            """
                .formatted(GraphCalls.marker("a/b/1", 1, "1-x")));
    String id = calls.send("POST", events, full).json().path("id").asText();
    calls.send("POST", events, full);
    String expand =
        "?$expand="
            + URLEncoder.encode(
                "singleValueExtendedProperties($filter=id eq '%sver')"
                    .formatted(GraphCalls.NAMESPACE),
                StandardCharsets.UTF_8);
    calls.send("GET", events + "/" + id + expand, null, "Prefer", "IdType=\"ImmutableId\"");
    calls.send("GET", events + "?$top=5&$select=id,subject,start,isOnlineMeeting", null);
    String window = "?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z";
    calls.send("GET", user + "/calendarView" + window, null);
    JsonNode delta = calls.send("GET", user + "/calendarView/delta" + window, null).json();
    calls.send("PATCH", events + "/" + id, "{\"subject\": \"x\", \"location\": null}");
    calls.send("PATCH", events + "/" + id, "{\"subject\": \"y\"}", "If-Match", "W/\"1\"");
    calls.send("DELETE", events + "/" + id, null);
    calls.send("DELETE", events + "/" + id, null);
    String next = delta.path("@odata.deltaLink").asText();
    calls.send("GET", next.substring((graph.graphUrl() + "/v1.0/").length()), null);
    String other =
        calls
            .send("POST", user + "/calendar/events", GraphCalls.event(""))
            .json()
            .path("id")
            .asText();
    calls.send("POST", events + "/" + other + "/cancel", "{\"Comment\": \"Sorry\"}");
    calls.send("GET", user + "/calendar", null);
    calls.send("GET", user + "/outlook/supportedTimeZones()", null);
    exerciseMeetings(calls, user + "/onlineMeetings");
  }

  private static void exerciseMeetings(HttpCalls calls, String meetings) {
    String body =
        """
        {"externalId": "x", "subject": "Advice", "startDateTime": "2026-03-03T09:00:00Z",
         "endDateTime": "2026-03-03T10:00:00Z"}
        """;
    String id = calls.send("POST", meetings + "/createOrGet", body).json().path("id").asText();
    calls.send("POST", meetings + "/createOrGet", body);
    calls.send("GET", meetings + "/" + id, null);
    calls.send("PATCH", meetings + "/" + id, "{\"subject\": \"Other\"}");
    calls.send("DELETE", meetings + "/" + id, null);
    calls.send("GET", meetings + "/" + id, null);
  }

  @Test
  void theChecksFindWhatIsWrong(@TempDir Path directory) throws IOException {
    try (GoogleCalendarSimulator google = GoogleCalendarSimulator.start(clock, 0);
        GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      google(google, directory)
          .send("POST", ANNA + "/events?sendUpdate=all", "{\"colour\": \"red\"}");
      Exchange odd = google.requests().last();
      assertThat(GoogleContract.read(contracts).check(odd))
          .anyMatch(problem -> problem.contains("sendUpdate"))
          .anyMatch(problem -> problem.contains("colour"));

      GraphCalls.to(graph).send("POST", "users/" + ANNA + "/events", GraphCalls.event(""));
      Exchange good = graph.requests().last();
      GraphContract contract = GraphContract.read(contracts);
      assertThat(contract.check(good)).isEmpty();
      ObjectNode response = good.response().deepCopy();
      response.put("colour", "red").put("showAs", "asleep").put("isAllDay", "no");
      response.putObject("location").put("colour", "red");
      assertThat(contract.check(answering(good, response)))
          .anyMatch(problem -> problem.contains("'colour'"))
          .anyMatch(problem -> problem.contains("showAs"))
          .anyMatch(problem -> problem.contains("isAllDay"))
          .anyMatch(problem -> problem.contains("location"));
    }
  }

  private static Exchange answering(Exchange exchange, JsonNode response) {
    return new Exchange(
        exchange.number(),
        exchange.time(),
        exchange.operation(),
        exchange.method(),
        exchange.path(),
        exchange.query(),
        exchange.headers(),
        exchange.request(),
        exchange.status(),
        exchange.answerHeaders(),
        response,
        exchange.calendar(),
        exchange.appointment(),
        exchange.user(),
        exchange.fault(),
        exchange.answered());
  }
}
