package io.calroute.sandbox.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.HttpCalls.Answer;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.Mail;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule that the Graph simulator keeps, by name. */
class GraphSimulatorTest {

  private static final String ANNA = "anna@example.com";
  private static final String BEN = "ben@example.com";
  private static final String EVENTS = "users/" + ANNA + "/events";
  private static final String MEETINGS = "users/" + ANNA + "/onlineMeetings";
  private static final String TEAMS =
      "\"isOnlineMeeting\": true, \"onlineMeetingProvider\": \"teamsForBusiness\"";
  private static final String GUEST =
      "\"attendees\": [{\"emailAddress\": {\"address\": \"c@example.com\"}}]";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T08:00:00Z"));
  private GraphSimulator graph;
  private HttpCalls calls;

  @BeforeEach
  void start() {
    graph = GraphSimulator.start(clock, 0);
    calls = GraphCalls.to(graph);
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private JsonNode create(String more) {
    Answer answer = calls.send("POST", EVENTS, GraphCalls.event(more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static String path(JsonNode event) {
    return EVENTS + "/" + event.path("id").asText();
  }

  private JsonNode read(String path, String... headers) {
    Answer answer = calls.send("GET", path, null, headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static void assertRefused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().at("/error/code").asText()).isEqualTo(code);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private List<SimulatedEvent> events() {
    return graph.mailbox(ANNA).events();
  }

  // Statuses, ids, versions

  @Test
  void createIs201PatchIs200DeleteIs204AndCancelIs202() {
    JsonNode event = create("");
    assertThat(calls.send("PATCH", path(event), "{\"subject\": \"x\"}").status()).isEqualTo(200);
    assertThat(calls.send("DELETE", path(event), null).status()).isEqualTo(204);
    JsonNode other = create(GUEST);
    Answer cancelled = calls.send("POST", path(other) + "/cancel", "{\"Comment\": \"Sorry\"}");
    assertThat(cancelled.status()).isEqualTo(202);
    assertThat(events()).isEmpty();
  }

  @Test
  void aSecondDeleteIsNotFound() {
    JsonNode event = create("");
    calls.send("DELETE", path(event), null);
    assertRefused(calls.send("DELETE", path(event), null), 404, "ErrorItemNotFound");
    assertRefused(calls.send("GET", path(event), null), 404, "ErrorItemNotFound");
  }

  @Test
  void immutableIdsAreOthersThanOrdinaryOnes() {
    JsonNode event = create("");
    JsonNode same = read(path(event), "Prefer", "IdType=\"ImmutableId\"");
    assertThat(same.path("id")).isNotEqualTo(event.path("id"));
    assertThat(events().get(0).id()).isEqualTo(same.path("id").asText());
    assertThat(read(path(same)).path("id")).isEqualTo(event.path("id"));
  }

  @Test
  void idsAreCaseSensitive() {
    create("");
    List<String> ids = List.of(create("").path("id").asText(), create("").path("id").asText());
    assertThat(ids.get(0)).isNotEqualTo(ids.get(1)).isEqualToIgnoringCase(ids.get(1));
    Answer other = calls.send("GET", EVENTS + "/" + ids.get(0).toLowerCase(Locale.ROOT), null);
    assertRefused(other, 404, "ErrorItemNotFound");
  }

  @Test
  void theEtagIsTheWeakFormOfTheChangeKeyAndChangesWithEveryChange() {
    JsonNode event = create("");
    assertThat(event.path("@odata.etag").asText())
        .isEqualTo("W/\"" + event.path("changeKey").asText() + "\"");
    JsonNode changed = calls.send("PATCH", path(event), "{\"subject\": \"x\"}").json();
    assertThat(changed.path("changeKey")).isNotEqualTo(event.path("changeKey"));
    graph.mailbox(ANNA).touch(event.path("id").asText());
    assertThat(read(path(event)).path("changeKey")).isNotEqualTo(changed.path("changeKey"));
  }

  @Test
  void anOldEtagFailsADeleteAndAPatch() {
    JsonNode event = create("");
    String old = event.path("@odata.etag").asText();
    graph.mailbox(ANNA).touch(event.path("id").asText());
    assertRefused(
        calls.send("DELETE", path(event), null, "If-Match", old), 412, "ErrorIrresolvableConflict");
    String patch = "{\"subject\": \"x\"}";
    assertRefused(
        calls.send("PATCH", path(event), patch, "If-Match", old), 412, "ErrorIrresolvableConflict");
    graph.settings().conditionalPatch(false);
    assertThat(calls.send("PATCH", path(event), patch, "If-Match", old).status()).isEqualTo(200);
  }

  @Test
  void onlyTheOrganizerCancels() {
    String id = graph.mailbox(ANNA).invite(BEN, Json.parse(GraphCalls.event("")));
    Answer answer = calls.send("POST", EVENTS + "/" + id + "/cancel", "{}");
    assertRefused(answer, 400, "ErrorInvalidRequest");
    assertThat(answer.json().at("/error/message").asText()).contains("need to be an organizer");
  }

  // Transactions

  @Test
  void aReplayedCreateMakesNothingNew() {
    JsonNode first = create("\"transactionId\": \"t1\"");
    JsonNode replayed = create("\"transactionId\": \"t1\"");
    assertThat(replayed.path("id")).isEqualTo(first.path("id"));
    assertThat(replayed.path("transactionId").asText()).isEqualTo("t1");
    assertThat(events()).hasSize(1);
    assertThat(create("").has("transactionId")).isFalse();
    Answer ben =
        calls.send(
            "POST", "users/" + BEN + "/events", GraphCalls.event("\"transactionId\": \"t1\""));
    assertThat(ben.json().path("id")).isNotEqualTo(first.path("id"));
  }

  @Test
  void aKnownTransactionWithAnotherBodyDoesWhatIsSet() {
    create("\"transactionId\": \"t1\"");
    String other = GraphCalls.event("\"transactionId\": \"t1\", \"showAs\": \"free\"");
    Answer original = calls.send("POST", EVENTS, other);
    assertThat(original.status()).isEqualTo(201);
    assertThat(original.json().path("showAs").asText()).isEqualTo("busy");
    graph.settings().differentBody(Settings.Replay.CONFLICT);
    assertThat(calls.send("POST", EVENTS, other).status()).isEqualTo(409);
    assertThat(events()).hasSize(1);
    graph.settings().differentBody(Settings.Replay.ANOTHER);
    assertThat(calls.send("POST", EVENTS, other).json().path("showAs").asText()).isEqualTo("free");
    assertThat(events()).hasSize(2);
  }

  @Test
  void aKnownTransactionOfADeletedEventDoesWhatIsSet() {
    JsonNode first = create("\"transactionId\": \"t1\"");
    calls.send("DELETE", path(first), null);
    graph.settings().afterDelete(Settings.Replay.ORIGINAL);
    assertThat(create("\"transactionId\": \"t1\"").path("id")).isEqualTo(first.path("id"));
    assertThat(events()).isEmpty();
    graph.settings().afterDelete(Settings.Replay.ANOTHER);
    assertThat(create("\"transactionId\": \"t1\"").path("id")).isNotEqualTo(first.path("id"));
    assertThat(events()).hasSize(1);
  }

  @Test
  void aTransactionIsForgottenAfterATime() {
    graph.settings().transactionMemory(Duration.ofMinutes(10));
    create("\"transactionId\": \"t1\"");
    clock.advance(Duration.ofMinutes(10));
    create("\"transactionId\": \"t1\"");
    assertThat(events()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    create("\"transactionId\": \"t1\"");
    assertThat(events()).hasSize(2);
  }

  @Test
  void theTransactionIdCannotBeChanged() {
    JsonNode event = create("\"transactionId\": \"t1\"");
    assertThat(calls.send("PATCH", path(event), "{\"transactionId\": \"t2\"}").status())
        .isEqualTo(400);
  }

  // Extended properties

  @Test
  void extendedPropertiesAreNotEchoedButExpanded() {
    JsonNode event = create(GraphCalls.marker("a/b/1", 2, "3-x"));
    assertThat(event.has("singleValueExtendedProperties")).isFalse();
    assertThat(read(path(event)).has("singleValueExtendedProperties")).isFalse();
    String expand =
        "?$expand="
            + encode(
                "singleValueExtendedProperties($filter=id eq '%1$sver' or id eq '%1$sgen')"
                    .formatted(GraphCalls.NAMESPACE));
    assertThat(read(path(event) + expand).path("singleValueExtendedProperties"))
        .extracting(property -> property.path("value").asText())
        .containsExactly("2", "3-x");
    assertThat(events().get(0).marker()).isEqualTo(new Marker("a/b/1", 2, "3-x"));
    assertThat(graph.requests().ofAppointment("a/b/1"))
        .extracting(Exchange::operation)
        .containsExactly(Operation.INSERT, Operation.GET, Operation.GET);
  }

  @Test
  void aPatchChangesOnlyThePropertiesItNames() {
    JsonNode event = create(GraphCalls.marker("a/b/1", 1, "1-x"));
    String ver =
        "{\"singleValueExtendedProperties\": [{\"id\": \"%sver\", \"value\": \"2-y\"}]}"
            .formatted(GraphCalls.NAMESPACE);
    assertThat(calls.send("PATCH", path(event), ver).status()).isEqualTo(200);
    assertThat(events().get(0).marker()).isEqualTo(new Marker("a/b/1", 1, "2-y"));
  }

  private List<String> found(String name, String condition) {
    String filter =
        "singleValueExtendedProperties/Any(ep: ep/id eq '%s' and %s)"
            .formatted(GraphCalls.NAMESPACE + name, condition);
    return read(EVENTS + "?$filter=" + encode(filter)).path("value").findValuesAsText("id");
  }

  @Test
  void eventsAreFoundByAnExtendedProperty() {
    JsonNode event = create(GraphCalls.marker("a/b/O'Neil", 1, "1-x"));
    create(GraphCalls.marker("a/b/2", 1, "1-x"));
    String id = event.path("id").asText();
    assertThat(found("appt", "ep/value eq 'a/b/O''Neil'")).containsExactly(id);
    assertThat(found("appt", "ep/value eq 'A/B/o''neil'")).containsExactly(id);
    assertThat(found("appt", "ep/value ne null")).hasSize(2);
    assertThat(found("appt", "startswith(ep/value, 'a/b/')")).hasSize(2);
    assertThat(found("APPT", "ep/value ne null")).isEmpty();
    assertThat(calls.send("GET", EVENTS + "?$filter=nonsense", null).status()).isEqualTo(400);
  }

  @Test
  void aMalformedPropertyIdIsRefused() {
    String body =
        GraphCalls.event("\"singleValueExtendedProperties\": [{\"id\": \"x\", \"value\": \"y\"}]");
    assertThat(calls.send("POST", EVENTS, body).status()).isEqualTo(400);
    assertThat(events()).isEmpty();
  }

  // Lists

  @Test
  void aListComesInPages() {
    IntStream.range(0, 25).forEach(i -> create(""));
    JsonNode first = read(EVENTS);
    assertThat(first.path("value")).hasSize(10);
    String next = first.path("@odata.nextLink").asText();
    assertThat(next).startsWith(graph.graphUrl() + "/v1.0/");
    JsonNode second = read(next.substring((graph.graphUrl() + "/v1.0/").length()));
    assertThat(second.path("value")).hasSize(10);
    assertThat(read(EVENTS + "?$top=25").has("@odata.nextLink")).isFalse();
  }

  @Test
  void aCalendarViewShowsAWindow() {
    create("");
    String view = "users/" + ANNA + "/calendarView";
    String window = "?startDateTime=2026-03-03T%s:00Z&endDateTime=2026-03-03T%s:00Z";
    assertThat(read(view + window.formatted("09:00", "09:01")).path("value")).hasSize(1);
    assertThat(read(view + window.formatted("10:00", "11:00")).path("value")).isEmpty();
    assertThat(calls.send("GET", view, null).status()).isEqualTo(400);
    assertRefused(
        calls.send(
            "GET",
            view + "?startDateTime=2020-01-01T00:00:00Z&endDateTime=2026-01-01T00:00:00Z",
            null),
        400,
        "ErrorInvalidRequest");
  }

  @Test
  void theJoinLinkIsSelectedOnlyTogetherWithIsOnlineMeeting() {
    create(TEAMS);
    String view =
        "users/"
            + ANNA
            + "/calendarView?startDateTime=2026-03-03T00:00:00Z&endDateTime=2026-03-04T00:00:00Z"
            + "&$select=";
    assertThat(read(view + "onlineMeeting").at("/value/0/onlineMeeting").isNull()).isTrue();
    assertThat(
            read(view + "onlineMeeting,isOnlineMeeting")
                .at("/value/0/onlineMeeting/joinUrl")
                .asText())
        .startsWith("https://teams.microsoft.com/");
  }

  @Test
  void deltaTellsChangesAndRemovalsWithoutExtendedProperties() {
    JsonNode event = create(GraphCalls.marker("a/b/1", 1, "1-x"));
    String delta =
        "users/"
            + ANNA
            + "/calendarView/delta"
            + "?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z";
    JsonNode first = read(delta);
    assertThat(first.path("value")).hasSize(1);
    assertThat(first.at("/value/0").has("singleValueExtendedProperties")).isFalse();
    String root = graph.graphUrl() + "/v1.0/";
    String next = first.path("@odata.deltaLink").asText().substring(root.length());
    assertThat(read(next).path("value")).isEmpty();
    calls.send("DELETE", path(event), null);
    assertThat(read(next).at("/value/0/@removed/reason").asText()).isEqualTo("deleted");
    graph.mailbox(ANNA).expireDeltaTokens();
    assertRefused(calls.send("GET", next, null), 410, "syncStateNotFound");
  }

  // Online meetings inside events

  @Test
  void theJoinLinkComesWithTheCreate() {
    JsonNode event = create(TEAMS);
    String link = event.at("/onlineMeeting/joinUrl").asText();
    assertThat(link).startsWith("https://teams.microsoft.com/l/meetup-join/");
    assertThat(event.at("/body/content").asText()).contains(link);
    assertThat(events().get(0).joinUrl()).isEqualTo(link);
  }

  @Test
  void theWishForTeamsIsIgnoredWhereTheProviderIsNotAllowed() {
    graph.mailbox(ANNA).teamsAllowed(false);
    JsonNode event = create(TEAMS);
    assertThat(event.path("isOnlineMeeting").asBoolean()).isFalse();
    assertThat(event.path("onlineMeetingProvider").asText()).isEqualTo("unknown");
    assertThat(event.path("onlineMeeting").isNull()).isTrue();
    assertThat(read("users/" + ANNA + "/calendar").path("allowedOnlineMeetingProviders")).isEmpty();
  }

  @Test
  void anOnlineMeetingCanBeSwitchedOnLaterButNeverOff() {
    JsonNode event = create("");
    JsonNode on = calls.send("PATCH", path(event), "{" + TEAMS + "}").json();
    assertThat(on.at("/onlineMeeting/joinUrl").asText()).isNotEmpty();
    JsonNode off = calls.send("PATCH", path(event), "{\"isOnlineMeeting\": false}").json();
    assertThat(off.path("onlineMeeting")).isEqualTo(on.path("onlineMeeting"));
  }

  @Test
  void aBodyWithoutTheTeamsBlockDisablesTheMeeting() {
    JsonNode event = create(TEAMS);
    String link = event.at("/onlineMeeting/joinUrl").asText();
    String body = "{\"body\": {\"contentType\": \"html\", \"content\": \"<p>%s</p>\"}}";
    assertThat(
            calls
                .send("PATCH", path(event), body.formatted("with " + link))
                .json()
                .path("isOnlineMeeting")
                .asBoolean())
        .isTrue();
    assertThat(
            calls
                .send("PATCH", path(event), body.formatted("without"))
                .json()
                .path("isOnlineMeeting")
                .asBoolean())
        .isFalse();
  }

  // Times and content

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "W. Europe Standard Time", "Europe/Berlin", "Asia/Tokyo"})
  void windowsNamesAndTheListedZonesAreTaken(String zone) {
    String body = GraphCalls.event("").replace("W. Europe Standard Time", zone);
    assertThat(calls.send("POST", EVENTS, body).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Amsterdam", "Europe/Vienna", "CET", "Mars Standard Time"})
  void otherZonesAreNotSupported(String zone) {
    String body = GraphCalls.event("").replace("W. Europe Standard Time", zone);
    assertRefused(calls.send("POST", EVENTS, body), 400, "TimeZoneNotSupportedException");
    assertRefused(
        calls.send("GET", EVENTS, null, "Prefer", "outlook.timezone=\"" + zone + "\""),
        400,
        "TimeZoneNotSupportedException");
  }

  @Test
  void answersAreInUtcWithSevenDigitsUnlessPreferred() {
    JsonNode event = create("");
    assertThat(event.path("start"))
        .isEqualTo(
            Json.parse("{\"dateTime\": \"2026-03-03T09:00:00.0000000\", \"timeZone\": \"UTC\"}"));
    assertThat(event.path("originalStartTimeZone").asText()).isEqualTo("W. Europe Standard Time");
    JsonNode tokyo = read(path(event), "Prefer", "outlook.timezone=\"Tokyo Standard Time\"");
    assertThat(tokyo.at("/start/dateTime").asText()).isEqualTo("2026-03-03T18:00:00.0000000");
    assertThat(tokyo.at("/start/timeZone").asText()).isEqualTo("Tokyo Standard Time");
    assertThat(events().get(0).start()).isEqualTo("2026-03-03T09:00:00Z");
  }

  @Test
  void anAllDayEventGoesFromMidnightToMidnight() {
    assertThat(calls.send("POST", EVENTS, GraphCalls.event("\"isAllDay\": true")).status())
        .isEqualTo(400);
    String body =
        GraphCalls.event("\"isAllDay\": true")
            .replace("03T10:00:00", "03T00:00:00")
            .replace("03T11:00:00", "04T00:00:00");
    assertThat(calls.send("POST", EVENTS, body).json().at("/start/dateTime").asText())
        .isEqualTo("2026-03-03T00:00:00.0000000");
  }

  @Test
  void unknownMembersAndWrongValuesAreRefused() {
    for (String wrong :
        List.of(
            "\"colour\": \"red\"",
            "\"showAs\": \"asleep\"",
            "\"isAllDay\": \"yes\"",
            "\"subject\": 5")) {
      String body = GraphCalls.event("").replace("\"subject\": \"Advice\"", wrong);
      assertRefused(calls.send("POST", EVENTS, body), 400, "RequestBodyRead");
    }
  }

  @Test
  void bodiesAreAnsweredAsHtmlUnlessPreferred() {
    JsonNode event = create("\"body\": {\"contentType\": \"text\", \"content\": \"a < b\"}");
    assertThat(event.at("/body/contentType").asText()).isEqualTo("html");
    assertThat(event.at("/body/content").asText()).contains("a &lt; b");
    JsonNode text = read(path(event), "Prefer", "outlook.body-content-type=\"text\"");
    assertThat(text.at("/body/content").asText()).isEqualTo("a < b");
  }

  // Limits

  @Test
  void theFifthConcurrentRequestToAMailboxIsThrottled() {
    graph.latency(Duration.ofMillis(400));
    List<CompletableFuture<Answer>> five =
        IntStream.range(0, 5).mapToObj(i -> calls.sendAsync("GET", EVENTS, null)).toList();
    CompletableFuture<Answer> other = calls.sendAsync("GET", "users/" + BEN + "/events", null);
    List<Answer> refused =
        five.stream().map(CompletableFuture::join).filter(a -> a.status() == 429).toList();
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).json().at("/error/code").asText()).isEqualTo("ApplicationThrottled");
    assertThat(refused.get(0).header("RateLimit-Exceeded")).isEqualTo("MailboxConcurrency");
    assertThat(refused.get(0).header("Retry-After")).isEqualTo("1");
    assertThat(other.join().status()).isEqualTo(200);
    assertThat(graph.requests().peakConcurrency(ANNA)).isEqualTo(5);
  }

  @Test
  void aMailboxHasALimitForTenMinutesThatRefusedRequestsCountAgainst() {
    graph.settings().limits(4, 2);
    read(EVENTS);
    clock.advance(Duration.ofMinutes(5));
    read(EVENTS);
    List<String> retryAfter =
        IntStream.range(0, 3)
            .mapToObj(i -> calls.send("GET", EVENTS, null))
            .peek(answer -> assertRefused(answer, 429, "TooManyRequests"))
            .map(answer -> answer.header("Retry-After"))
            .toList();
    assertThat(retryAfter).containsExactly("1", "2.128", "Mon, 2 Mar 2026 08:05:02 GMT");
    clock.advance(Duration.ofMinutes(5));
    assertRefused(calls.send("GET", EVENTS, null), 429, "TooManyRequests");
    clock.advance(Duration.ofMinutes(10));
    read(EVENTS);
  }

  @Test
  void mailboxesCanBeMissingOrOutOfScope() {
    graph.mailbox(ANNA).unknown(true);
    graph.mailbox(BEN).outOfScope(true);
    assertRefused(calls.send("GET", EVENTS, null), 404, "MailboxNotEnabledForRESTAPI");
    assertRefused(calls.send("GET", "users/" + BEN + "/events", null), 403, "ErrorAccessDenied");
  }

  // Guests

  @Test
  void guestsGetOneMailForWhatConcernsThem() {
    JsonNode event = create(GUEST);
    calls.send("PATCH", path(event), "{\"categories\": [\"Red category\"]}");
    calls.send("PATCH", path(event), "{\"subject\": \"Other\"}");
    calls.send(
        "PATCH",
        path(event),
        "{\"attendees\": [{\"emailAddress\": {\"address\": \"c@example.com\"}},"
            + " {\"emailAddress\": {\"address\": \"d@example.com\"}}]}");
    calls.send("DELETE", path(event), null);
    assertThat(graph.mails())
        .extracting(Mail::kind, Mail::to)
        .containsExactly(
            tuple(Mail.Kind.INVITATION, "c@example.com"),
            tuple(Mail.Kind.UPDATE, "c@example.com"),
            tuple(Mail.Kind.INVITATION, "d@example.com"),
            tuple(Mail.Kind.CANCELLATION, "c@example.com"),
            tuple(Mail.Kind.CANCELLATION, "d@example.com"));
  }

  // Online meetings on their own

  private static final String MEETING =
      """
      {"externalId": "%s", "subject": "%s", "startDateTime": "2026-03-03T09:00:00Z",
       "endDateTime": "2026-03-03T10:00:00Z"}
      """;

  @Test
  void createOrGetMakesAMeetingOncePerUserAndExternalId() {
    Answer made = calls.send("POST", MEETINGS + "/createOrGet", MEETING.formatted("x", "One"));
    assertThat(made.status()).isEqualTo(201);
    Answer got = calls.send("POST", MEETINGS + "/createOrGet", MEETING.formatted("x", "Two"));
    assertThat(got.status()).isEqualTo(200);
    assertThat(got.json()).isEqualTo(made.json());
    assertThat(got.json().path("subject").asText()).isEqualTo("One");
    Answer other =
        calls.send(
            "POST",
            "users/" + BEN + "/onlineMeetings/createOrGet",
            MEETING.formatted("x", "Ben's"));
    assertThat(other.json().path("joinWebUrl")).isNotEqualTo(made.json().path("joinWebUrl"));
    assertThat(graph.mailbox(ANNA).meetings()).hasSize(1);
    assertThat(events()).isEmpty();
    assertThat(calls.send("POST", MEETINGS + "/createOrGet", "{}").status()).isEqualTo(400);
    assertThat(calls.send("POST", MEETINGS, MEETING.formatted("x", "One")).status()).isEqualTo(400);
  }

  @Test
  void aMeetingCanBeReadChangedAndDeleted() {
    Answer made = calls.send("POST", MEETINGS + "/createOrGet", MEETING.formatted("x", "One"));
    String path = MEETINGS + "/" + made.json().path("id").asText();
    assertThat(calls.send("PATCH", path, "{\"startDateTime\": \"2026-03-04T09:00:00Z\"}").status())
        .isEqualTo(400);
    Answer changed =
        calls.send(
            "PATCH",
            path,
            "{\"startDateTime\": \"2026-03-04T09:00:00Z\","
                + " \"endDateTime\": \"2026-03-04T10:00:00Z\"}");
    assertThat(changed.json().path("joinWebUrl")).isEqualTo(made.json().path("joinWebUrl"));
    assertThat(read(path).path("startDateTime").asText()).startsWith("2026-03-04T09:00:00");
    assertThat(calls.send("DELETE", path, null).status()).isEqualTo(204);
    assertThat(calls.send("DELETE", path, null).status()).isEqualTo(404);
  }

  @Test
  void meetingsNeedAnApplicationAccessPolicy() {
    graph.settings().accessPolicy(false);
    Answer answer = calls.send("POST", MEETINGS + "/createOrGet", MEETING.formatted("x", "One"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().at("/error/message").asText())
        .startsWith("No application access policy found for this app");
  }

  @Test
  void meetingsCanInsistOnTheObjectId() {
    graph.settings().objectIdNeeded(true);
    String body = MEETING.formatted("x", "One");
    assertThat(calls.send("POST", MEETINGS + "/createOrGet", body).status()).isEqualTo(404);
    String id = read("users/" + ANNA).path("id").asText();
    assertThat(calls.send("POST", "users/" + id + "/onlineMeetings/createOrGet", body).status())
        .isEqualTo(201);
    assertThat(graph.mailbox(ANNA).meetings()).hasSize(1);
  }

  // Open extensions, tokens

  @ParameterizedTest
  @ValueSource(ints = {409, 503})
  void aCreateWithOpenExtensionsCanFailAlthoughTheEventIsStored(int status) {
    graph.settings().openExtensionStatus(status);
    String extension = "\"extensions\": [{\"@odata.type\": \"microsoft.graph.openTypeExtension\"}]";
    assertRefused(
        calls.send("POST", EVENTS, GraphCalls.event(extension)), status, "ConcurrentItemSave");
    assertThat(events()).hasSize(1);
  }

  @Test
  void tokensNeedTheSecretAndExpire() {
    Answer wrong =
        new HttpCalls(graph.tokenUrl(), null)
            .send(
                "POST",
                "?grant_type=client_credentials&scope=x/.default&client_secret=no&client_id="
                    + graph.clientId(),
                null);
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.json().path("error").asText()).isEqualTo("invalid_client");
    read(EVENTS);
    clock.advance(Duration.ofHours(1));
    assertRefused(calls.send("GET", EVENTS, null), 401, "InvalidAuthenticationToken");
  }
}
