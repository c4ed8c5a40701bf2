package io.calroute.destination.microsoft365;

import static io.calroute.destination.CallsFixture.MARKER;
import static io.calroute.destination.CallsFixture.call;
import static io.calroute.destination.CallsFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.component.microsoft365.Microsoft365Component;
import io.calroute.component.microsoft365.Microsoft365Constants;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Failure;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import io.calroute.destination.Marker;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Office365RouteTest {

  private static final String EVENTS = "/v1.0/users/anna%40example.com/events";
  private static final String EVENT =
      "{'id':'AAMk=1','@odata.etag':'W/\\'ck1\\'','iCalUId':'040000','isCancelled':false}"
          .replace("\\'", "\\\"");

  private final HttpStub graph = new HttpStub();
  private final CamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    Microsoft365Component component = new Microsoft365Component();
    component.setGraphUrl(graph.url());
    component.setTokenUrl(graph.url() + "/{tenant}/token");
    component.setTenantId("t1");
    component.setClientId("c1");
    component.setClientSecret("s1");
    context.addComponent("microsoft365", component);
    context.getRegistry().bind("office365Events", new Office365Events());
    context.getRegistry().bind("teamsMeetings", new TeamsMeetings());
    context.getRegistry().bind("microsoft365Answers", new Microsoft365Answers());
    CallsFixture.load(
        context, "write-office365-event.camel.yaml", "write-teams-meeting.camel.yaml");
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
    graph.close();
  }

  private void answer(Reply reply) {
    graph.answer(
        request ->
            request.path().equals("/t1/token")
                ? Reply.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}")
                : reply);
  }

  private Answer write(Call call) {
    return CallsFixture.send(context, "direct:write-office365", call);
  }

  private Answer meet(Call call) {
    return CallsFixture.send(context, "direct:write-teams", call);
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
  void createsAnEventWithItsMarker() {
    answer(
        Reply.json(
            201,
            EVENT
                .replace("}", ",'onlineMeeting':{'joinUrl':'https://teams.example/1'}}")
                .replace('\'', '"')));

    Answer answer =
        write(
            call(
                Target.OFFICE365,
                Operation.CREATE,
                null,
                null,
                "{'subject':'Visit','transactionId':'u-1'}"));

    StandingEvent standing = standing(answer);
    assertThat(standing.id()).isEqualTo("AAMk=1");
    assertThat(standing.etag()).isEqualTo("W/\"ck1\"");
    assertThat(standing.iCalUid()).isEqualTo("040000");
    assertThat(standing.joinUrl()).isEqualTo("https://teams.example/1");
    assertThat(standing.marker()).isNull();
    HttpStub.Request sent = graph.last();
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.path()).isEqualTo(EVENTS);
    assertThat(sent.header("Authorization")).isEqualTo("Bearer tok");
    assertThat(sent.header("Prefer")).isEqualTo("IdType=\"ImmutableId\", outlook.timezone=\"UTC\"");
    JsonNode body = json(sent.body());
    assertThat(body.path("transactionId").asText()).isEqualTo("u-1");
    assertThat(body.path("singleValueExtendedProperties")).hasSize(4);
    assertThat(Office365Events.marker(body)).isEqualTo(MARKER);
  }

  @Test
  void updatesUnderItsConditionAndKeepsNulls() {
    answer(Reply.json(200, EVENT.replace('\'', '"')));

    standing(
        write(
            call(
                Target.OFFICE365, Operation.UPDATE, "AAMk/+=1", "W/\"ck0\"", "{'location':null}")));

    HttpStub.Request sent = graph.last();
    assertThat(sent.method()).isEqualTo("PATCH");
    assertThat(sent.path()).isEqualTo(EVENTS + "/AAMk%2F%2B%3D1");
    assertThat(sent.header("If-Match")).isEqualTo("W/\"ck0\"");
    assertThat(sent.body()).contains("\"location\":null");
  }

  @Test
  void readsAnEventWithItsMarker() {
    answer(Reply.json(200, marked("AAMk=1", MARKER)));

    StandingEvent standing = standing(write(call(Target.OFFICE365, Operation.GET, "AAMk=1")));

    assertThat(standing.marker()).isEqualTo(MARKER);
    assertThat(graph.last().query())
        .startsWith("$expand=singleValueExtendedProperties%28%24filter%3Did%20eq%20");
  }

  /** As a sweep does: not what somebody has changed since it was seen. */
  @Test
  void removesAnEventOnlyAsItWasSeen() {
    answer(Reply.of(204));
    write(call(Target.OFFICE365, Operation.DELETE, "AAMk=1", "\"7\"", "null"));
    assertThat(graph.last().method()).isEqualTo("DELETE");
    assertThat(graph.last().header("If-Match")).isEqualTo("\"7\"");
  }

  @Test
  void removesAnEvent() {
    answer(Reply.of(204));
    assertThat(write(call(Target.OFFICE365, Operation.DELETE, "AAMk=1")))
        .isEqualTo(new Answer.Removed());
    assertThat(graph.last().method()).isEqualTo("DELETE");
    assertThat(graph.last().header("If-Match")).isNull();
  }

  @Test
  void findsOnAllPagesWhatCarriesExactlyTheMarker() {
    Marker shouted = new Marker(MARKER.appointment().toUpperCase(Locale.ROOT), 1, "1-a");
    graph.answer(
        request -> {
          if (request.path().equals("/t1/token")) {
            return Reply.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}");
          }
          boolean first = !request.query().contains("skip");
          String next = first ? ",\"@odata.nextLink\":\"" + graph.url() + EVENTS + "?skip=1\"" : "";
          String event = first ? marked("a", MARKER) : marked("b", shouted);
          return Reply.json(200, "{\"value\":[" + event + "]" + next + "}");
        });

    Answer found = write(call(Target.OFFICE365, Operation.FIND, null));
    Answer listed = write(call(Target.OFFICE365, Operation.LIST, null));

    assertThat(((Answer.Found) found).standings())
        .extracting(StandingEvent::id)
        .containsExactly("a");
    assertThat(((Answer.Found) listed).standings())
        .extracting(StandingEvent::id)
        .containsExactly("a", "b");
    String query = URLDecoder.decode(graph.requests(EVENTS).get(0).query(), StandardCharsets.UTF_8);
    assertThat(query)
        .contains("$filter=singleValueExtendedProperties/Any(ep: ep/id eq 'String {")
        .contains("Name appt' and ep/value eq '" + MARKER.appointment() + "')")
        .contains("$top=100");
  }

  @Test
  void answersWhatWentWrong() {
    answer(
        Reply.json(429, "{\"error\":{\"code\":\"x\",\"message\":\"m\"}}")
            .with("Retry-After", "2.128"));

    Failure failure = failure(write(call(Target.OFFICE365, Operation.GET, "AAMk=1")));

    assertThat(failure.kind()).isEqualTo(Failure.Kind.THROTTLED);
    assertThat(failure.retryAfter()).hasMillis(2128);
    assertThat(graph.requests()).hasSize(2);
  }

  @Test
  void letsTheRouteThatAskedGoOn() throws Exception {
    answer(Reply.of(503));
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:asks").to("direct:write-office365").setHeader("went").constant("on");
          }
        });
    Exchange exchange =
        context
            .createFluentProducerTemplate()
            .to("direct:asks")
            .withBody(call(Target.OFFICE365, Operation.GET, "AAMk=1"))
            .send();
    assertThat(exchange.getMessage().getBody()).isInstanceOf(Answer.Refused.class);
    assertThat(exchange.getMessage().getHeader("went")).isEqualTo("on");
    assertThat(exchange.getMessage().getHeader(Microsoft365Constants.USER)).isNull();
  }

  @Test
  void answersThatNobodyAnswered() {
    answer(Reply.of(0));
    assertThat(failure(write(call(Target.OFFICE365, Operation.DELETE, "AAMk=1"))).kind())
        .isEqualTo(Failure.Kind.PASSING);
  }

  @Test
  void makesOrGetsATeamsMeeting() {
    answer(Reply.json(201, "{\"id\":\"M1\",\"joinWebUrl\":\"https://teams.example/m\"}"));

    StandingEvent standing =
        standing(meet(call(Target.TEAMS, Operation.CREATE, null, null, "{'externalId':'e1'}")));

    assertThat(standing.joinUrl()).isEqualTo("https://teams.example/m");
    assertThat(standing.etag()).isNull();
    assertThat(graph.last().path())
        .isEqualTo("/v1.0/users/anna%40example.com/onlineMeetings/createOrGet");
    assertThat(json(graph.last().body())).isEqualTo(json("{'externalId':'e1'}"));
  }

  @Test
  void updatesReadsAndRemovesATeamsMeeting() {
    answer(Reply.json(200, "{\"id\":\"M*1\",\"joinWebUrl\":\"https://teams.example/m\"}"));
    standing(meet(call(Target.TEAMS, Operation.UPDATE, "M*1", null, "{'subject':'s'}")));
    assertThat(graph.last().method()).isEqualTo("PATCH");
    assertThat(graph.last().path())
        .isEqualTo("/v1.0/users/anna%40example.com/onlineMeetings/M%2A1");
    standing(meet(call(Target.TEAMS, Operation.GET, "M*1")));
    assertThat(graph.last().method()).isEqualTo("GET");
    answer(Reply.of(204));
    assertThat(meet(call(Target.TEAMS, Operation.DELETE, "M*1"))).isEqualTo(new Answer.Removed());
    assertThat(graph.last().method()).isEqualTo("DELETE");
  }

  @Test
  void refusesToSearchForTeamsMeetings() {
    assertThat(failure(meet(call(Target.TEAMS, Operation.FIND, null))).kind())
        .isEqualTo(Failure.Kind.PERMANENT);
    assertThat(graph.requests()).isEmpty();
  }

  private static String marked(String id, Marker marker) {
    Call call = new Call(Target.OFFICE365, Operation.CREATE, "a@b", null, null, json("{}"), marker);
    ObjectNode event = (ObjectNode) new Office365Events().content(call);
    return event.put("id", id).toString();
  }
}
