package io.calroute.destination.google;

import static io.calroute.destination.CallsFixture.MARKER;
import static io.calroute.destination.CallsFixture.call;
import static io.calroute.destination.CallsFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.HttpTransport;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Failure;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleRouteTest {

  private static final String EVENTS = "/calendar/v3/calendars/anna@example.com/events";
  private static final String TOKEN = "{\"access_token\":\"tok\",\"expires_in\":3600}";

  @TempDir private Path directory;
  private final HttpStub google = new HttpStub();
  private final List<String> furtherPages = new CopyOnWriteArrayList<>();
  private CamelContext context;
  private HttpTransport transport;

  @BeforeEach
  void start() throws Exception {
    context = start(ServiceAccountKey.write(directory.resolve("k.json"), google.url() + "/token"));
  }

  private CamelContext start(Path credentials) throws Exception {
    GoogleProperties properties =
        new GoogleProperties(
            URI.create(google.url()),
            credentials,
            true,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            4,
            "Calroute");
    GoogleWiring wiring = new GoogleWiring();
    transport = wiring.googleTransport(properties);
    CamelContext started = new DefaultCamelContext();
    GoogleCalendarComponent component = new GoogleCalendarComponent();
    component.setCamelContext(started);
    GoogleWiring.configure(
        component, new OwnerCalendarFactory(properties, transport, furtherPages::add));
    started.addComponent("google-calendar", component);
    started
        .getExecutorServiceManager()
        .registerThreadPoolProfile(wiring.googleCalendarThreads(properties));
    started.getRegistry().bind("googleEvents", wiring.googleEvents());
    started.getRegistry().bind("googleAnswers", new GoogleAnswers(Clock.systemUTC()));
    CallsFixture.load(started, "write-google-event.camel.yaml");
    started.start();
    return started;
  }

  @AfterEach
  void stop() throws Exception {
    context.stop();
    transport.shutdown();
    google.close();
  }

  private void answer(Reply reply) {
    google.answer(request -> request.path().equals("/token") ? Reply.json(200, TOKEN) : reply);
  }

  private Answer write(Call call) {
    return CallsFixture.send(context, "direct:write-google", call);
  }

  private static StandingEvent standing(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Stands.class);
    return ((Answer.Stands) answer).standing();
  }

  private static Failure failure(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).failure();
  }

  @Test
  void asksForNothingBeforeTheFirstCall() {
    assertThat(google.requests()).isEmpty();
  }

  @Test
  void createsAnEventAsItsOwner() {
    answer(
        Reply.json(
            200,
            "{\"id\":\"abcde1\",\"etag\":\"\\\"e1\\\"\",\"iCalUID\":\"u\",\"status\":\"confirmed\","
                + "\"extendedProperties\":{\"private\":{\"app\":\"calroute\","
                + "\"appt\":\"savvycal/default/appt_1\",\"gen\":\"2\",\"ver\":\"3-abcdef\"}}}"));

    StandingEvent standing =
        standing(
            write(
                call(
                    Target.GOOGLE,
                    Operation.CREATE,
                    "abcde1",
                    null,
                    "{'summary':'Visit','start':{'dateTime':'2026-12-01T10:00:00+01:00'},"
                        + "'extendedProperties':{'private':{'own':'x'}}}")));

    assertThat(standing.id()).isEqualTo("abcde1");
    assertThat(standing.etag()).isEqualTo("\"e1\"");
    assertThat(standing.iCalUid()).isEqualTo("u");
    assertThat(standing.cancelled()).isFalse();
    assertThat(standing.marker()).isEqualTo(MARKER);
    HttpStub.Request sent = google.last();
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.path()).isEqualTo(EVENTS);
    assertThat(sent.query()).contains("sendUpdates=none").contains("quotaUser=anna@example.com");
    assertThat(sent.header("Authorization")).isEqualTo("Bearer tok");
    JsonNode body = json(sent.body());
    assertThat(body.path("id").asText()).isEqualTo("abcde1");
    assertThat(GoogleEvents.marker(body)).isEqualTo(MARKER);
    assertThat(body.path("extendedProperties").path("private").path("own").asText()).isEqualTo("x");
    assertThat(body.path("start").path("dateTime").asText()).isEqualTo("2026-12-01T10:00:00+01:00");
    assertThat(subjectOf(google.requests("/token").get(0))).isEqualTo("anna@example.com");
  }

  private static String subjectOf(HttpStub.Request tokenRequest) {
    String assertion = tokenRequest.body().replaceAll(".*assertion=([^&]+).*", "$1");
    String claims = URLDecoder.decode(assertion, StandardCharsets.UTF_8).split("\\.")[1];
    return json(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .path("sub")
        .asText();
  }

  @Test
  void changesAnEventUnderItsConditionAndKeepsNulls() {
    answer(Reply.json(200, "{\"id\":\"abcde1\",\"status\":\"cancelled\"}"));

    StandingEvent standing =
        standing(
            write(
                call(
                    Target.GOOGLE,
                    Operation.UPDATE,
                    "abcde1",
                    "\"e0\"",
                    "{'location':null,'attendees':null,'status':'confirmed'}")));

    assertThat(standing.cancelled()).isTrue();
    HttpStub.Request sent = google.last();
    assertThat(sent.method()).isEqualTo("PATCH");
    assertThat(sent.path()).isEqualTo(EVENTS + "/abcde1");
    assertThat(sent.header("If-Match")).isEqualTo("\"e0\"");
    assertThat(sent.header("User-Agent")).startsWith("Calroute");
    assertThat(json(sent.body()).path("location").isNull()).isTrue();
    assertThat(json(sent.body()).path("attendees").isNull()).isTrue();
    assertThat(json(sent.body()).has("id")).isFalse();
  }

  /** As a sweep does: not what somebody has changed since it was seen. */
  @Test
  void removesAnEventOnlyAsItWasSeen() {
    answer(Reply.of(204));
    write(call(Target.GOOGLE, Operation.DELETE, "abcde1", "\"7\"", "null"));
    assertThat(google.last().method()).isEqualTo("DELETE");
    assertThat(google.last().header("If-Match")).isEqualTo("\"7\"");
  }

  @Test
  void readsAndRemovesAnEvent() {
    answer(Reply.json(200, "{\"id\":\"abcde1\",\"hangoutLink\":\"https://meet.example/1\"}"));
    assertThat(standing(write(call(Target.GOOGLE, Operation.GET, "abcde1"))).joinUrl())
        .isEqualTo("https://meet.example/1");
    answer(Reply.of(204));
    assertThat(write(call(Target.GOOGLE, Operation.DELETE, "abcde1")))
        .isEqualTo(new Answer.Removed());
    assertThat(google.last().method()).isEqualTo("DELETE");
    assertThat(google.last().query()).contains("sendUpdates=none");
    assertThat(google.last().header("If-Match")).isNull();
    assertThat(google.requests("/token")).hasSize(1);
  }

  @Test
  void findsAndListsOverAllPages() {
    google.answer(
        request -> {
          if (request.path().equals("/token")) {
            return Reply.json(200, TOKEN);
          }
          boolean last = request.query().contains("pageToken=p2");
          return Reply.json(
              200,
              "{\"items\":["
                  + marked(last ? "b" : "a", last ? "other" : MARKER.appointment())
                  + "]"
                  + (last ? "}" : ",\"nextPageToken\":\"p2\"}"));
        });

    Answer found = write(call(Target.GOOGLE, Operation.FIND, null));
    Answer listed = write(call(Target.GOOGLE, Operation.LIST, null));

    assertThat(((Answer.Found) found).standings())
        .extracting(StandingEvent::id)
        .containsExactly("a");
    assertThat(((Answer.Found) listed).standings())
        .extracting(StandingEvent::id)
        .containsExactly("a", "b");
    List<String> queries =
        google.requests(EVENTS).stream()
            .map(request -> URLDecoder.decode(request.query(), StandardCharsets.UTF_8))
            .toList();
    assertThat(queries).hasSize(4);
    assertThat(queries.get(0))
        .contains("privateExtendedProperty=appt=" + MARKER.appointment())
        .contains("maxResults=250")
        .contains("showDeleted=false")
        .contains("singleEvents=false")
        .doesNotContain("pageToken");
    assertThat(queries.get(2)).contains("privateExtendedProperty=app=calroute");
    // The first page of each is charged before the call gets here.
    assertThat(furtherPages).containsExactly("anna@example.com", "anna@example.com");
  }

  private static String marked(String id, String appointment) {
    return "{\"id\":\""
        + id
        + "\",\"extendedProperties\":{\"private\":{\"app\":\"calroute\",\"appt\":\""
        + appointment
        + "\",\"gen\":\"1\",\"ver\":\"1\"}}}";
  }

  @Test
  void fetchesOneNewTokenAfterARefusal() {
    google.answer(
        request ->
            request.path().equals("/token")
                ? Reply.json(200, TOKEN)
                : Reply.json(401, "{\"error\":{\"code\":401}}"));

    Failure failure = failure(write(call(Target.GOOGLE, Operation.GET, "abcde1")));

    assertThat(failure.kind()).isEqualTo(Failure.Kind.CREDENTIALS);
    assertThat(failure.code()).isEqualTo("google-credentials-refused");
    assertThat(google.requests(EVENTS + "/abcde1")).hasSize(2);
    assertThat(google.requests("/token")).hasSize(2);
  }

  @Test
  void tellsRefusalsOfTheTokenEndpointApart() {
    google.answer(
        request ->
            Reply.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad key\"}"));
    assertThat(failure(write(call(Target.GOOGLE, Operation.GET, "abcde1"))))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Failure.Kind.CREDENTIALS);
              assertThat(failure.message()).contains("invalid_grant").doesNotContain("Bad key");
            });
    google.answer(
        request ->
            Reply.json(
                400,
                "{\"error\":\"invalid_grant\","
                    + "\"error_description\":\"Invalid email or User ID\"}"));
    Failure unknown = failure(write(call(Target.GOOGLE, Operation.DELETE, "abcde1")));
    assertThat(unknown.code()).isEqualTo("google-owner-unknown");
    assertThat(unknown.calendarGone()).isTrue();
    google.answer(request -> Reply.of(503));
    assertThat(failure(write(call(Target.GOOGLE, Operation.GET, "abcde1"))).code())
        .isEqualTo("google-token-unavailable");
  }

  @Test
  void answersThatNobodyAnswered() {
    answer(Reply.of(0));
    Failure failure = failure(write(call(Target.GOOGLE, Operation.DELETE, "abcde1")));
    assertThat(failure.kind()).isEqualTo(Failure.Kind.PASSING);
    assertThat(google.requests(EVENTS + "/abcde1")).hasSize(1);
  }

  @Test
  void refusesContentThatIsNoEvent() {
    Failure failure =
        failure(
            write(
                call(
                    Target.GOOGLE,
                    Operation.CREATE,
                    "abcde1",
                    null,
                    "{'start':{'dateTime':'soon'}}")));
    assertThat(failure.kind()).isEqualTo(Failure.Kind.PERMANENT);
    assertThat(failure.message()).doesNotContain("soon");
    assertThat(google.requests()).isEmpty();
  }

  @Test
  void failsAtTheFirstCallWithoutCredentials() throws Exception {
    context.stop();
    transport.shutdown();
    context = start(null);
    Failure failure = failure(write(call(Target.GOOGLE, Operation.GET, "abcde1")));
    assertThat(failure.kind()).isEqualTo(Failure.Kind.CREDENTIALS);
    assertThat(failure.code()).isEqualTo("google-credentials-missing");
  }
}
