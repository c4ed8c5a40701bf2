package io.calroute.destination.microsoft365;

import static io.calroute.destination.CallsFixture.MARKER;
import static io.calroute.destination.CallsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.component.microsoft365.Microsoft365Component;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Failure;
import io.calroute.destination.Failure.Kind;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.sandbox.graph.GraphSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Office365RouteAgainstSimulatorTest {

  private static final String VISIT =
      "{'subject':'Visit','transactionId':'6f1c0f6e-8a51-5d43-9d6b-0c1f7c9f2b11',"
          + "'location':{'displayName':'Room 1'},"
          + "'start':{'dateTime':'2026-12-01T09:00:00','timeZone':'UTC'},"
          + "'end':{'dateTime':'2026-12-01T09:30:00','timeZone':'UTC'}}";
  private static final String MEETING =
      "{'externalId':'6f1c0f6e-8a51-5d43-9d6b-0c1f7c9f2b12','subject':'Visit',"
          + "'startDateTime':'2026-12-01T09:00:00Z','endDateTime':'2026-12-01T09:30:00Z'}";

  private final GraphSimulator graph = GraphSimulator.start(Clock.systemUTC(), 0);
  private final CamelContext context = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    Microsoft365Component component = new Microsoft365Component();
    component.setGraphUrl(graph.graphUrl());
    component.setTokenUrl(graph.tokenUrl());
    component.setTenantId(graph.tenant());
    component.setClientId(graph.clientId());
    component.setClientSecret(graph.clientSecret());
    component.setResponseTimeout(2_000);
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

  private Answer send(Call call) {
    return CallsFixture.send(context, "direct:write-" + call.target().key(), call);
  }

  private StandingEvent stands(Call call) {
    Answer answer = send(call);
    assertThat(answer).isInstanceOf(Answer.Stands.class);
    return ((Answer.Stands) answer).standing();
  }

  private Failure fails(Call call) {
    Answer answer = send(call);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).failure();
  }

  private StandingEvent create() {
    return stands(call(Target.OFFICE365, Operation.CREATE, null, null, VISIT));
  }

  @Test
  void leadsAnEventThroughItsLife() {
    StandingEvent created = create();
    assertThat(create().id()).isEqualTo(created.id());
    StandingEvent read = stands(call(Target.OFFICE365, Operation.GET, created.id()));
    assertThat(read.marker()).isEqualTo(MARKER);
    assertThat(read.etag()).isEqualTo(created.etag());
    Call update =
        call(
            Target.OFFICE365, Operation.UPDATE, created.id(), created.etag(), "{'subject':'Call'}");
    assertThat(stands(update).resource().path("subject").asText()).isEqualTo("Call");
    assertThat(fails(update).kind()).isEqualTo(Kind.CHANGED);
    Call delete = call(Target.OFFICE365, Operation.DELETE, created.id());
    assertThat(send(delete)).isEqualTo(new Answer.Removed());
    assertThat(fails(delete).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void findsItsEventsAndNoOthers() {
    StandingEvent created = create();
    for (Operation search : new Operation[] {Operation.FIND, Operation.LIST}) {
      Answer answer = send(call(Target.OFFICE365, search, null));
      assertThat(((Answer.Found) answer).standings())
          .singleElement()
          .satisfies(
              standing -> {
                assertThat(standing.id()).isEqualTo(created.id());
                assertThat(standing.marker()).isEqualTo(MARKER);
              });
    }
  }

  @Test
  void outlivesExpiredTokensAndNamesFaults() {
    String id = create().id();
    Call get = call(Target.OFFICE365, Operation.GET, id);
    graph.expireTokens();
    assertThat(stands(get).id()).isEqualTo(id);
    graph.faults().add(FaultRule.of(Effect.status(429).retryAfter("2.128")).next(1));
    assertThat(fails(get))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
              assertThat(failure.retryAfter()).hasMillis(2128);
            });
    graph.faults().add(FaultRule.of(Effect.status(503).retryAfter("date+2")).next(1));
    assertThat(fails(get).retryAfter()).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    graph.faults().add(FaultRule.of(Effect.dropBefore()).next(1));
    assertThat(fails(get).kind()).isEqualTo(Kind.PASSING);
  }

  @Test
  void leadsATeamsMeetingThroughItsLife() {
    StandingEvent created = stands(call(Target.TEAMS, Operation.CREATE, null, null, MEETING));
    assertThat(created.joinUrl()).startsWith("http");
    assertThat(stands(call(Target.TEAMS, Operation.CREATE, null, null, MEETING)).id())
        .isEqualTo(created.id());
    Call update = call(Target.TEAMS, Operation.UPDATE, created.id(), null, "{'subject':'Call'}");
    assertThat(stands(update).joinUrl()).isEqualTo(created.joinUrl());
    assertThat(stands(call(Target.TEAMS, Operation.GET, created.id())).id())
        .isEqualTo(created.id());
    Call delete = call(Target.TEAMS, Operation.DELETE, created.id());
    assertThat(send(delete)).isEqualTo(new Answer.Removed());
    assertThat(fails(delete).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void knowsTheMissingAccessPolicyOfTeams() {
    graph.settings().accessPolicy(false);
    assertThat(fails(call(Target.TEAMS, Operation.CREATE, null, null, MEETING)).code())
        .isEqualTo("teams-no-access-policy");
  }
}
