package io.calroute.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.googleapis.auth.oauth2.GoogleCredential;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import io.calroute.sandbox.contract.RequestContract;
import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.graph.GraphCalls;
import io.calroute.sandbox.graph.GraphSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulators refuse what the targets refuse, without being told to. */
class StrictSimulatorsTest {

  private static final String ANNA = "anna@example.com";
  private static final String MEETINGS = "users/" + ANNA + "/onlineMeetings";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T08:00:00Z"));

  @Test
  void anOnlineMeetingHasNoMembersThatTeamsDoesNotKnow() {
    try (GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      HttpCalls calls = GraphCalls.to(graph);
      for (String path : List.of(MEETINGS, MEETINGS + "/createOrGet")) {
        HttpCalls.Answer answer =
            calls.send("POST", path, "{\"externalId\": \"x\", \"body\": {\"content\": \"y\"}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("body").contains("onlineMeeting");
      }
      assertThat(graph.mailbox(ANNA).meetings()).isEmpty();
    }
  }

  @Test
  void teamsThrottles() {
    try (GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      graph.settings().meetingLimit(2, Duration.ofSeconds(30));
      HttpCalls calls = GraphCalls.to(graph);
      String body = "{\"externalId\": \"x\"}";
      assertThat(calls.send("POST", MEETINGS + "/createOrGet", body).status()).isEqualTo(201);
      assertThat(calls.send("POST", MEETINGS + "/createOrGet", body).status()).isEqualTo(200);
      HttpCalls.Answer third = calls.send("POST", MEETINGS + "/createOrGet", body);
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.header("Retry-After")).isEqualTo("1");
      clock.advance(Duration.ofSeconds(31));
      assertThat(calls.send("POST", MEETINGS + "/createOrGet", body).status()).isEqualTo(200);
    }
  }

  @Test
  void aSeriesBeginsOnTheDayOfItsEventAndAnAllDayEventAtMidnight() {
    try (GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      HttpCalls calls = GraphCalls.to(graph);
      String events = "users/" + ANNA + "/events";
      String id = calls.send("POST", events, GraphCalls.event("")).json().path("id").asText();
      JsonNode event = calls.send("GET", events + "/" + id, null).json();
      String day = event.at("/start/dateTime").asText().substring(0, 10);
      String series =
          "{\"recurrence\": {\"pattern\": {\"type\": \"daily\", \"interval\": 1},"
              + " \"range\": {\"type\": \"noEnd\", \"startDate\": \"%s\"}}}";
      String moved =
          "{\"start\": {\"dateTime\": \"2026-05-05T10:00:00\", \"timeZone\": \"UTC\"},"
              + " \"end\": {\"dateTime\": \"2026-05-05T11:00:00\", \"timeZone\": \"UTC\"}%s}";
      String path = events + "/" + id;
      assertThat(calls.send("PATCH", path, "{\"isAllDay\": true}").status()).isEqualTo(400);
      assertThat(calls.send("PATCH", path, series.formatted(day)).status()).isEqualTo(200);
      assertThat(calls.send("PATCH", path, moved.formatted("")).status()).isEqualTo(400);
      assertThat(calls.send("PATCH", path, moved.formatted(", \"recurrence\": null")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void googleLimitsQuickWritesToOneCalendar(@TempDir Path directory) throws IOException {
    try (GoogleCalendarSimulator google = GoogleCalendarSimulator.start(clock, 0)) {
      HttpCalls calls = google(google, directory);
      String body =
          "{\"start\": {\"dateTime\": \"2026-03-03T10:00:00Z\"},"
              + " \"end\": {\"dateTime\": \"2026-03-03T11:00:00Z\"}}";
      for (int i = 0; i < 25; i++) {
        assertThat(calls.send("POST", ANNA + "/events", body).status()).isEqualTo(200);
      }
      HttpCalls.Answer one = calls.send("POST", ANNA + "/events", body);
      assertThat(one.status()).isEqualTo(403);
      assertThat(one.text()).contains("rateLimitExceeded");
      clock.advance(Duration.ofSeconds(2));
      assertThat(calls.send("POST", ANNA + "/events", body).status()).isEqualTo(200);
    }
  }

  @Test
  void requestsAreCheckedWhateverTheSimulatorsTake(@TempDir Path directory) throws IOException {
    try (GoogleCalendarSimulator google = GoogleCalendarSimulator.start(clock, 0);
        GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      google.requests().check(RequestContract.google());
      graph.requests().check(RequestContract.graph());
      google(google, directory).send("POST", ANNA + "/events?sendUpdate=all", "{\"colour\": 1}");
      google(google, directory).send("GET", ANNA, null);
      GraphCalls.to(graph).send("POST", "users/" + ANNA + "/events", GraphCalls.event(""));
      graph.requests().clear();

      assertThat(google.requests().problems())
          .anyMatch(problem -> problem.contains("sendUpdate"))
          .anyMatch(problem -> problem.contains("colour"))
          .anyMatch(problem -> problem.contains("'id'"))
          .anyMatch(problem -> problem.startsWith("nothing like it may be sent: GET"));
      assertThat(graph.requests().problems())
          .anyMatch(problem -> problem.contains("transactionId"))
          .anyMatch(problem -> problem.contains("Prefer"));
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
}
