package io.calroute.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.googleapis.auth.oauth2.GoogleCredential;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import io.calroute.destination.Marker;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.HttpCalls.Answer;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Mail;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule that the Google simulator keeps, by name. */
class GoogleCalendarSimulatorTest {

  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final String ID = "appt00001";
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock(NOW);
  private GoogleCalendarSimulator google;
  private HttpCalls anna;

  @BeforeEach
  void start() throws IOException {
    google = GoogleCalendarSimulator.start(clock, 0);
    anna = callsOf(ANNA);
  }

  @AfterEach
  void stop() {
    google.close();
  }

  @SuppressWarnings("deprecation") // Asks for a token as many applications still do.
  private GoogleCredential credential() throws IOException {
    try (InputStream key = Files.newInputStream(google.serviceAccountKeyFile(directory))) {
      return GoogleCredential.fromStream(
              key, new NetHttpTransport(), GsonFactory.getDefaultInstance())
          .createScoped(List.of("https://www.googleapis.com/auth/calendar"));
    }
  }

  @SuppressWarnings("deprecation") // Asks for a token as many applications still do.
  private HttpCalls callsOf(String user) throws IOException {
    GoogleCredential credential = credential();
    GoogleCredential delegated = user == null ? credential : credential.createDelegated(user);
    delegated.refreshToken();
    return new HttpCalls(google.rootUrl() + "calendar/v3/calendars/", delegated.getAccessToken());
  }

  private static String event(String more) {
    return """
        {"summary": "Advice",
         "start": {"dateTime": "2026-03-03T10:00:00+01:00", "timeZone": "Europe/Berlin"},
         "end": {"dateTime": "2026-03-03T11:00:00+01:00", "timeZone": "Europe/Berlin"}%s}
        """
        .formatted(more.isEmpty() ? "" : ", " + more);
  }

  private JsonNode insert(String more) {
    Answer answer = anna.send("POST", ANNA + "/events", event("\"id\": \"" + ID + "\"" + more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private Answer patch(String body, String... headers) {
    return anna.send("PATCH", ANNA + "/events/" + ID, body, headers);
  }

  private Answer get() {
    return anna.send("GET", ANNA + "/events/" + ID, null);
  }

  private Answer delete(String... headers) {
    return anna.send("DELETE", ANNA + "/events/" + ID, null, headers);
  }

  private static void assertRefused(Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().at("/error/errors/0/reason").asText()).isEqualTo(reason);
    assertThat(answer.json().at("/error/code").asInt()).isEqualTo(status);
  }

  // Ids

  @ParameterizedTest
  @ValueSource(strings = {"abcd", "Appt0001", "appt-0001", "apptw0001", "appt_0001"})
  void anIdOutsideOfBase32HexIsInvalid(String id) {
    Answer answer = anna.send("POST", ANNA + "/events", event("\"id\": \"" + id + "\""));
    assertRefused(answer, 400, "invalid");
    assertThat(answer.json().at("/error/message").asText()).isEqualTo("Invalid resource id value.");
  }

  @Test
  void aTakenIdIsADuplicate() {
    insert("");
    assertRefused(
        anna.send("POST", ANNA + "/events", event("\"id\": \"" + ID + "\"")), 409, "duplicate");
  }

  @Test
  void theIdOfATombstoneIsADuplicate() {
    insert("");
    delete();
    assertRefused(
        anna.send("POST", ANNA + "/events", event("\"id\": \"" + ID + "\"")), 409, "duplicate");
    google.calendar(ANNA).forget(ID);
    insert("");
  }

  @Test
  void idsAreUniquePerCalendarOnly() {
    insert("");
    assertThat(anna.send("POST", BEN + "/events", event("\"id\": \"" + ID + "\"")).status())
        .isEqualTo(200);
  }

  @Test
  void anEventWithoutAnIdGetsOne() {
    JsonNode event = anna.send("POST", ANNA + "/events", event("")).json();
    assertThat(event.path("id").asText()).matches("[a-v0-9]{26}");
    assertThat(event.path("iCalUID").asText()).isEqualTo(event.path("id").asText() + "@google.com");
  }

  // Versions

  @Test
  void everyChangeMakesANewQuotedEtag() {
    String first = insert("").path("etag").asText();
    String second = patch("{\"summary\": \"Other\"}").json().path("etag").asText();
    assertThat(first).matches("\"\\d+\"");
    assertThat(second).matches("\"\\d+\"").isNotEqualTo(first);
  }

  @Test
  void anOldEtagFailsPatchUpdateAndDelete() {
    String old = insert("").path("etag").asText();
    String current = patch("{\"summary\": \"Other\"}").json().path("etag").asText();
    assertRefused(patch("{\"summary\": \"x\"}", "If-Match", old), 412, "conditionNotMet");
    assertRefused(
        anna.send("PUT", ANNA + "/events/" + ID, event(""), "If-Match", old),
        412,
        "conditionNotMet");
    assertRefused(delete("If-Match", old), 412, "conditionNotMet");
    assertThat(delete("If-Match", current).status()).isEqualTo(204);
  }

  @Test
  void aKnownEtagAnswersAGetWithNotModified() {
    String etag = insert("").path("etag").asText();
    assertThat(anna.send("GET", ANNA + "/events/" + ID, null, "If-None-Match", etag).status())
        .isEqualTo(304);
  }

  @Test
  void errorBodiesAreShapedLikeGoogles() {
    assertThat(anna.send("GET", ANNA + "/events/none0", null).text().strip())
        .isEqualTo(
            """
            {
             "error": {
              "errors": [
               {
                "domain": "global",
                "reason": "notFound",
                "message": "Not Found"
               }
              ],
              "code": 404,
              "message": "Not Found"
             }
            }""");
    assertThat(
            new HttpCalls(google.rootUrl(), "made-up")
                .send("GET", "calendar/v3/calendars/a/events", null)
                .text())
        .startsWith("{\n  \"error\": {\n    \"code\": 401,\n    \"message\": ")
        .contains("\"status\": \"UNAUTHENTICATED\"");
  }

  // Tombstones

  @Test
  void aDeletedEventStaysAsATombstone() {
    insert("");
    assertThat(delete().status()).isEqualTo(204);
    assertThat(get().json().path("status").asText()).isEqualTo("cancelled");
    assertThat(get().json().path("summary").asText()).isEqualTo("Advice");
    assertThat(list("").path("items")).isEmpty();
    assertThat(list("?showDeleted=true").path("items")).hasSize(1);
  }

  private JsonNode list(String query) {
    Answer answer = anna.send("GET", ANNA + "/events" + query, null);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void aSecondDeleteIsGone() {
    insert("");
    delete();
    assertRefused(delete(), 410, "deleted");
  }

  @Test
  void aPatchWithoutStatusKeepsATombstoneCancelled() {
    insert("");
    delete();
    Answer answer = patch("{\"summary\": \"Lost\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").asText()).isEqualTo("cancelled");
    assertThat(google.calendar(ANNA).events()).isEmpty();
  }

  @Test
  void statusConfirmedRevivesATombstone() {
    insert("");
    delete();
    assertThat(patch("{\"status\": \"confirmed\"}").json().path("status").asText())
        .isEqualTo("confirmed");
    assertThat(google.calendar(ANNA).events()).hasSize(1);
  }

  // Update and patch

  @Test
  void anUpdateDropsWhatItLeavesOut() {
    insert(
        """
        , "location": "Room 1", "extendedProperties": {"private": {"appt": "a/b/1"}}
        """);
    JsonNode event = anna.send("PUT", ANNA + "/events/" + ID, event("")).json();
    assertThat(event.has("location")).isFalse();
    assertThat(event.has("extendedProperties")).isFalse();
  }

  @Test
  void anUpdateBelowTheCurrentSequenceIsInvalid() {
    insert("");
    JsonNode moved =
        patch(
                """
                {"start": {"dateTime": "2026-03-03T12:00:00+01:00"},
                 "end": {"dateTime": "2026-03-03T13:00:00+01:00"}}
                """)
            .json();
    assertThat(moved.path("sequence").asInt()).isEqualTo(1);
    Answer blind = anna.send("PUT", ANNA + "/events/" + ID, event(""));
    assertRefused(blind, 400, "invalid");
    assertThat(blind.json().at("/error/message").asText()).isEqualTo("Invalid sequence value.");
    assertThat(
            anna.send("PUT", ANNA + "/events/" + ID, event("\"sequence\": 1"))
                .json()
                .path("sequence")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void aPatchMergesObjectsReplacesArraysAndDeletesNulls() {
    insert(
        """
        , "location": "Room 1", "colorId": "5",
        "extendedProperties": {"private": {"appt": "a/b/1", "ver": "1"}},
        "reminders": {"useDefault": false, "overrides": [{"method": "popup", "minutes": 5},
                                                         {"method": "popup", "minutes": 9}]}
        """);
    JsonNode event =
        patch(
                """
                {"location": null, "extendedProperties": {"private": {"ver": "2"}},
                 "reminders": {"overrides": [{"method": "email", "minutes": 60}]}}
                """)
            .json();
    assertThat(event.has("location")).isFalse();
    assertThat(event.path("colorId").asText()).isEqualTo("5");
    assertThat(event.at("/extendedProperties/private"))
        .isEqualTo(Json.parse("{\"appt\": \"a/b/1\", \"ver\": \"2\"}"));
    assertThat(event.at("/reminders/overrides"))
        .isEqualTo(Json.parse("[{\"method\": \"email\", \"minutes\": 60}]"));
  }

  @Test
  void changedRemindersDoNotChangeUpdated() {
    JsonNode before = insert("");
    clock.advance(Duration.ofMinutes(1));
    JsonNode after = patch("{\"reminders\": {\"useDefault\": false}}").json();
    assertThat(after.path("updated")).isEqualTo(before.path("updated"));
    assertThat(after.path("etag")).isNotEqualTo(before.path("etag"));
    assertThat(patch("{\"summary\": \"x\"}").json().path("updated"))
        .isNotEqualTo(before.path("updated"));
  }

  @Test
  void opaqueTransparencyIsLeftOutOfAnswers() {
    assertThat(insert(", \"transparency\": \"opaque\"").has("transparency")).isFalse();
    assertThat(patch("{\"transparency\": \"transparent\"}").json().path("transparency").asText())
        .isEqualTo("transparent");
  }

  // Extended properties

  @Test
  void longPropertyKeysAreDroppedAndLongValuesCut() {
    String key = "k".repeat(45);
    JsonNode own =
        insert(
                ", \"extendedProperties\": {\"private\": {\"%s\": \"x\", \"appt\": \"%s\"}}"
                    .formatted(key, "v".repeat(1100)))
            .at("/extendedProperties/private");
    assertThat(own.has(key)).isFalse();
    assertThat(own.path("appt").asText()).hasSize(1024);
  }

  @Test
  void aListCanBeFilteredByAPrivateProperty() {
    insert(", \"extendedProperties\": {\"private\": {\"appt\": \"a/b/1\", \"gen\": \"1\"}}");
    anna.send("POST", ANNA + "/events", event(""));
    assertThat(list("?privateExtendedProperty=appt%3Da/b/1").path("items")).hasSize(1);
    assertThat(list("?privateExtendedProperty=appt%3Da/b/2").path("items")).isEmpty();
    String both = "?privateExtendedProperty=appt%3Da/b/1&privateExtendedProperty=gen%3D2";
    assertThat(list(both).path("items")).isEmpty();
    google.anyPropertyMatches(true);
    assertThat(list(both).path("items")).hasSize(1);
  }

  // Lists and sync tokens

  @Test
  void aListComesInPages() {
    for (int i = 0; i < 5; i++) {
      anna.send("POST", ANNA + "/events", event(""));
    }
    JsonNode first = list("?maxResults=3");
    assertThat(first.path("items")).hasSize(3);
    assertThat(first.has("nextSyncToken")).isFalse();
    JsonNode second = list("?maxResults=3&pageToken=" + first.path("nextPageToken").asText());
    assertThat(second.path("items")).hasSize(2);
    assertThat(second.has("nextSyncToken")).isTrue();
  }

  @Test
  void aListCanBeLimitedToAWindow() {
    insert("");
    assertThat(list("?timeMin=2026-03-03T09:59:00Z").path("items")).hasSize(1);
    assertThat(list("?timeMin=2026-03-03T10:00:00Z").path("items")).isEmpty();
    assertThat(list("?timeMax=2026-03-03T09:00:00Z").path("items")).isEmpty();
    assertRefused(
        anna.send("GET", ANNA + "/events?timeMin=2026-03-03T09:59:00", null), 400, "invalid");
  }

  @Test
  void aSyncTokenListsChangesAndDeletions() {
    insert("");
    String token = list("").path("nextSyncToken").asText();
    assertThat(list("?syncToken=" + token).path("items")).isEmpty();
    delete();
    JsonNode changes = list("?syncToken=" + token);
    assertThat(changes.at("/items/0/status").asText()).isEqualTo("cancelled");
    assertThat(list("?syncToken=" + changes.path("nextSyncToken").asText()).path("items"))
        .isEmpty();
  }

  @Test
  void aSyncTokenCannotBeCombinedWithFilters() {
    String token = list("").path("nextSyncToken").asText();
    for (String filter :
        List.of("timeMin=2026-03-03T09:59:00Z", "privateExtendedProperty=a%3Db", "q=x")) {
      assertRefused(
          anna.send("GET", ANNA + "/events?syncToken=" + token + "&" + filter, null),
          400,
          "invalid");
    }
  }

  @Test
  void anExpiredSyncTokenRequiresAFullSync() {
    String token = list("").path("nextSyncToken").asText();
    google.calendar(ANNA).expireSyncTokens();
    assertRefused(
        anna.send("GET", ANNA + "/events?syncToken=" + token, null), 410, "fullSyncRequired");
  }

  // Times

  @Test
  void timesAreAnsweredInTheCalendarsZoneAndTheZoneIsEchoed() {
    google.calendar(ANNA).zone(ZoneId.of("America/New_York"));
    JsonNode start = insert("").path("start");
    assertThat(start.path("dateTime").asText()).isEqualTo("2026-03-03T04:00:00-05:00");
    assertThat(start.path("timeZone").asText()).isEqualTo("Europe/Berlin");
    SimulatedEvent event = google.calendar(ANNA).event(ID).orElseThrow();
    assertThat(event.start()).isEqualTo("2026-03-03T09:00:00Z");
    assertThat(event.end()).isEqualTo("2026-03-03T10:00:00Z");
    assertThat(event.zone()).isEqualTo("Europe/Berlin");
  }

  @Test
  void aTimeNeedsAnOffsetOrAZone() {
    String body =
        """
        {"start": {"dateTime": "2026-03-03T10:00:00"%1$s},
         "end": {"dateTime": "2026-03-03T11:00:00"%1$s}}
        """;
    assertRefused(anna.send("POST", ANNA + "/events", body.formatted("")), 400, "required");
    Answer zoned =
        anna.send("POST", ANNA + "/events", body.formatted(", \"timeZone\": \"America/New_York\""));
    assertThat(zoned.json().at("/start/dateTime").asText()).isEqualTo("2026-03-03T16:00:00+01:00");
  }

  @Test
  void fractionsOfSecondsAreDropped() {
    Answer answer =
        anna.send(
            "POST",
            ANNA + "/events",
            """
            {"start": {"dateTime": "2026-03-03T10:00:00.789Z"},
             "end": {"dateTime": "2026-03-03T11:00:00.123Z"}}
            """);
    assertThat(answer.json().at("/end/dateTime").asText()).isEqualTo("2026-03-03T12:00:00+01:00");
  }

  @Test
  void anEndBeforeTheStartIsAnEmptyRange() {
    Answer answer =
        anna.send(
            "POST",
            ANNA + "/events",
            """
            {"start": {"dateTime": "2026-03-03T10:00:00Z"},
             "end": {"dateTime": "2026-03-03T09:00:00Z"}}
            """);
    assertRefused(answer, 400, "timeRangeEmpty");
  }

  @Test
  void wholeDaysHaveDates() {
    Answer answer =
        anna.send(
            "POST",
            ANNA + "/events",
            "{\"start\": {\"date\": \"2026-03-03\"}, \"end\": {\"date\": \"2026-03-04\"}}");
    assertThat(answer.json().path("start")).isEqualTo(Json.parse("{\"date\": \"2026-03-03\"}"));
    assertThat(google.calendar(ANNA).events().get(0).allDay()).isTrue();
  }

  // Guests, rights, conferences

  @Test
  void aServiceAccountWithoutDelegationCannotInvite() throws IOException {
    HttpCalls bare = callsOf(null);
    assertRefused(
        bare.send(
            "POST",
            ANNA + "/events?sendUpdates=none",
            event("\"attendees\": [{\"email\": \"c@example.com\"}]")),
        403,
        "forbiddenForServiceAccounts");
    assertThat(bare.send("POST", ANNA + "/events", event("")).status()).isEqualTo(200);
  }

  @Test
  void onlyTheOrganizerChangesGuestsRights() {
    String id = google.calendar(ANNA).invite(BEN, Json.parse(event("")));
    assertRefused(
        anna.send("PATCH", ANNA + "/events/" + id, "{\"guestsCanModify\": true}"),
        403,
        "forbiddenForNonOrganizer");
    assertThat(anna.send("PATCH", ANNA + "/events/" + id, "{\"colorId\": \"3\"}").status())
        .isEqualTo(200);
  }

  @Test
  void guestsHearOfAnEventOnlyWithSendUpdates() {
    String guest = "\"attendees\": [{\"email\": \"c@example.com\"}]";
    anna.send("POST", ANNA + "/events?sendUpdates=none", event(guest));
    assertThat(google.mails()).isEmpty();
    anna.send("POST", ANNA + "/events?sendUpdates=all", event(guest));
    assertThat(google.mails())
        .extracting(Mail::kind, Mail::to)
        .containsExactly(tuple(Mail.Kind.INVITATION, "c@example.com"));
  }

  private static final String MEET =
      """
      , "conferenceData": {"createRequest": {
          "requestId": "%s", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
      """;

  @Test
  void conferenceDataIsIgnoredWithoutVersionOne() {
    assertThat(insert(MEET.formatted("r1")).has("conferenceData")).isFalse();
  }

  @Test
  void aMeetLinkIsPendingFirstAndThereOnTheNextLook() {
    String body = event("\"id\": \"" + ID + "\"" + MEET.formatted("r1"));
    JsonNode made = anna.send("POST", ANNA + "/events?conferenceDataVersion=1", body).json();
    assertThat(made.at("/conferenceData/createRequest/status/statusCode").asText())
        .isEqualTo("pending");
    JsonNode seen = get().json();
    assertThat(seen.at("/conferenceData/createRequest/status/statusCode").asText())
        .isEqualTo("success");
    assertThat(seen.path("hangoutLink").asText()).startsWith("https://meet.google.com/");
    JsonNode again =
        anna.send(
                "PATCH",
                ANNA + "/events/" + ID + "?conferenceDataVersion=1",
                "{" + MEET.formatted("r1").strip().substring(1) + "}")
            .json();
    assertThat(again.path("hangoutLink")).isEqualTo(seen.path("hangoutLink"));
  }

  @Test
  void foreignConferencesAreRefusedOrDropped() {
    String data =
        """
        "conferenceData": {"conferenceSolution": {"key": {%s}, "name": "Teams"},
          "entryPoints": [{"entryPointType": "video", "uri": "https://teams.example.com/x"}]}
        """;
    String path = ANNA + "/events?conferenceDataVersion=1";
    Answer addOn = anna.send("POST", path, event(data.formatted("\"type\": \"addOn\"")));
    assertRefused(addOn, 400, "invalid");
    assertThat(addOn.json().at("/error/message").asText()).isEqualTo("Invalid conference data");
    Answer untyped = anna.send("POST", path, event(data.formatted("")));
    assertThat(untyped.status()).isEqualTo(200);
    assertThat(untyped.json().has("conferenceData")).isFalse();
  }

  // Quotas

  @Test
  void aPatchCostsThreeUnitsOfTheUsersMinute() {
    insert("");
    google.quota(1000, 10);
    // 1 for the insert, 3 for each patch
    assertThat(patch("{\"summary\": \"1\"}").status()).isEqualTo(200);
    assertThat(patch("{\"summary\": \"2\"}").status()).isEqualTo(200);
    assertThat(patch("{\"summary\": \"3\"}").status()).isEqualTo(200);
    assertRefused(patch("{\"summary\": \"4\"}"), 403, "userRateLimitExceeded");
    google.quotaStatus(429);
    assertRefused(patch("{\"summary\": \"4\"}"), 429, "userRateLimitExceeded");
    clock.advance(Duration.ofSeconds(61));
    assertThat(patch("{\"summary\": \"5\"}").status()).isEqualTo(200);
  }

  @Test
  void withoutQuotaUserEverybodySharesTheServiceAccountsQuota() throws IOException {
    google.quota(1000, 1);
    HttpCalls ben = callsOf(BEN);
    assertThat(anna.send("GET", ANNA + "/events", null).status()).isEqualTo(200);
    assertRefused(ben.send("GET", BEN + "/events", null), 403, "userRateLimitExceeded");
    assertThat(ben.send("GET", BEN + "/events?quotaUser=ben", null).status()).isEqualTo(200);
    assertThat(ben.send("GET", BEN + "/events", null, "x-goog-quota-user", "header").status())
        .isEqualTo(200);
  }

  @Test
  void theProjectHasAQuotaOfItsOwn() {
    google.quota(1, 1000);
    list("");
    assertRefused(anna.send("GET", ANNA + "/events", null), 403, "rateLimitExceeded");
  }

  @Test
  void requestsToOneCalendarAtATimeCanBeLimited() {
    google.concurrency(1);
    google.latency(Duration.ofMillis(400));
    List<CompletableFuture<Answer>> two =
        List.of(
            anna.sendAsync("GET", ANNA + "/events", null),
            anna.sendAsync("GET", ANNA + "/events", null));
    assertThat(two.stream().map(CompletableFuture::join).map(Answer::status).toList())
        .containsExactlyInAnyOrder(200, 429);
    assertThat(google.requests().peakConcurrency(ANNA)).isEqualTo(2);
  }

  @Test
  void quickWritesToOneCalendarCanBeLimited() {
    google.burst(1, Duration.ofSeconds(1));
    insert("");
    assertRefused(patch("{\"summary\": \"x\"}"), 403, "rateLimitExceeded");
    assertThat(anna.send("POST", BEN + "/events", event("")).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(patch("{\"summary\": \"x\"}").status()).isEqualTo(200);
  }

  // Move, access

  @Test
  void aMoveLeavesAStubAndChangesTheOrganizer() {
    insert("");
    String path = ANNA + "/events/" + ID + "/move?destination=" + BEN;
    JsonNode moved = anna.send("POST", path, null).json();
    assertThat(moved.path("id").asText()).isEqualTo(ID);
    assertThat(moved.at("/organizer/email").asText()).isEqualTo(BEN);
    assertThat(get().json().path("status").asText()).isEqualTo("cancelled");
    assertThat(google.calendar(BEN).events()).hasSize(1);
  }

  @Test
  void aMoveNeedsWriterAccessToBothCalendars() {
    insert("");
    google.readOnly(BEN);
    assertRefused(
        anna.send("POST", ANNA + "/events/" + ID + "/move?destination=" + BEN, null),
        403,
        "requiredAccessLevel");
  }

  @Test
  void calendarsCanBeUnknownOrReadOnly() {
    google.unknownCalendar(ANNA);
    google.readOnly(BEN);
    assertRefused(anna.send("GET", ANNA + "/events", null), 404, "notFound");
    assertRefused(anna.send("POST", BEN + "/events", event("")), 403, "requiredAccessLevel");
    google.writable(ANNA);
    google.writable(BEN);
    list("");
    assertThat(anna.send("POST", BEN + "/events", event("")).status()).isEqualTo(200);
  }

  // Tokens

  @Test
  void tokensExpire() {
    list("");
    clock.advance(Duration.ofHours(1));
    assertRefused(anna.send("GET", ANNA + "/events", null), 401, "authError");
  }

  @Test
  void anAssertionNeedsTheRightSignature() {
    Answer answer =
        new HttpCalls(google.rootUrl(), null)
            .send(
                "POST",
                "token?grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
                    + "&assertion=e30.e30.AAAA",
                null);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").asText()).isEqualTo("invalid_grant");
  }

  // The official client, and looking in from outside

  @Test
  void theOfficialClientWorksWithGzipAndMethodOverride() throws IOException {
    Calendar client =
        new Calendar.Builder(
                new NetHttpTransport(),
                GsonFactory.getDefaultInstance(),
                credential().createDelegated(ANNA))
            .setRootUrl(google.rootUrl())
            .setApplicationName("sandbox")
            .build();
    Event event =
        GsonFactory.getDefaultInstance().fromString(event("\"id\": \"" + ID + "\""), Event.class);
    Event made = client.events().insert(ANNA, event).execute();
    assertThat(made.getId()).isEqualTo(ID);
    client.events().patch(ANNA, ID, new Event().setSummary("Other")).execute();
    assertThat(client.events().get(ANNA, ID).execute().getSummary()).isEqualTo("Other");
    client.events().delete(ANNA, ID).execute();
    Exchange patch = google.requests().exchanges(Operation.PATCH).get(0);
    assertThat(patch.headers()).containsEntry("x-http-method-override", "PATCH");
    assertThat(patch.user()).isEqualTo(ANNA);
    // The client asks for a new token by its own clock; this one was for the delegate.
    assertThat(google.requests().count(Operation.TOKEN)).isEqualTo(2);
  }

  @Test
  void anEventShowsItsMarker() {
    insert(
        ", \"extendedProperties\": {\"private\": "
            + "{\"appt\": \"a/b/1\", \"gen\": \"2\", \"ver\": \"3-x\"}}");
    delete();
    assertThat(google.calendar(ANNA).event(ID).orElseThrow().marker())
        .isEqualTo(new Marker("a/b/1", 2, "3-x"));
    assertThat(google.requests().ofAppointment("a/b/1"))
        .extracting(Exchange::operation)
        .containsExactly(Operation.INSERT, Operation.DELETE);
  }

  @Test
  void peopleCanEditDeleteAndWipe() {
    String etag = insert("").path("etag").asText();
    google.calendar(ANNA).edit(ID, Json.parse("{\"summary\": \"By hand\"}"));
    assertRefused(patch("{\"summary\": \"x\"}", "If-Match", etag), 412, "conditionNotMet");
    google.calendar(ANNA).delete(ID);
    assertThat(get().json().path("status").asText()).isEqualTo("cancelled");
    google.calendar(ANNA).wipe();
    assertRefused(get(), 404, "notFound");
  }
}
