package io.calroute.destination.google;

import static io.calroute.destination.CallsFixture.MARKER;
import static io.calroute.destination.CallsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.HttpTransport;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Failure;
import io.calroute.destination.Failure.Kind;
import io.calroute.destination.StandingEvent;
import io.calroute.destination.Target;
import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleRouteAgainstSimulatorTest {

  private static final String VISIT =
      "{'summary':'Visit','location':'Room 1','status':'confirmed',"
          + "'start':{'dateTime':'2026-12-01T10:00:00+01:00'},"
          + "'end':{'dateTime':'2026-12-01T10:30:00+01:00'}}";

  @TempDir private Path directory;
  private final GoogleCalendarSimulator google =
      GoogleCalendarSimulator.start(Clock.systemUTC(), 0);
  private final CamelContext context = new DefaultCamelContext();
  private HttpTransport transport;

  @BeforeEach
  void start() throws Exception {
    GoogleProperties properties =
        new GoogleProperties(
            URI.create(google.rootUrl()),
            google.serviceAccountKeyFile(directory),
            true,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            4,
            "Calroute");
    GoogleWiring wiring = new GoogleWiring();
    transport = wiring.googleTransport(properties);
    GoogleCalendarComponent component = new GoogleCalendarComponent(context);
    GoogleWiring.configure(component, new OwnerCalendarFactory(properties, transport, page -> {}));
    context.addComponent("google-calendar", component);
    context.getRegistry().bind("googleEvents", wiring.googleEvents());
    context.getRegistry().bind("googleAnswers", new GoogleAnswers(Clock.systemUTC()));
    CallsFixture.load(context, "write-google-event.camel.yaml");
    context.start();
  }

  @AfterEach
  void stop() throws Exception {
    context.stop();
    transport.shutdown();
    google.close();
  }

  private Answer write(Call call) {
    return CallsFixture.send(context, "direct:write-google", call);
  }

  private StandingEvent stands(Call call) {
    Answer answer = write(call);
    assertThat(answer).isInstanceOf(Answer.Stands.class);
    return ((Answer.Stands) answer).standing();
  }

  private Failure fails(Call call) {
    Answer answer = write(call);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).failure();
  }

  private StandingEvent create() {
    return stands(call(Target.GOOGLE, Call.Operation.CREATE, "abcde1", null, VISIT));
  }

  private static Call update(String etag, String content) {
    return call(Target.GOOGLE, Call.Operation.UPDATE, "abcde1", etag, content);
  }

  @Test
  void leadsAnEventThroughItsLife() {
    StandingEvent created = create();
    assertThat(created.marker()).isEqualTo(MARKER);
    assertThat(fails(call(Target.GOOGLE, Call.Operation.CREATE, "abcde1", null, VISIT)).kind())
        .isEqualTo(Kind.TAKEN);
    StandingEvent changed = stands(update(created.etag(), "{'location':null,'summary':'Call'}"));
    assertThat(changed.resource().has("location")).isFalse();
    assertThat(changed.resource().path("summary").asText()).isEqualTo("Call");
    assertThat(fails(update(created.etag(), "{'summary':'Late'}")).kind()).isEqualTo(Kind.CHANGED);
    assertThat(stands(call(Target.GOOGLE, Call.Operation.GET, "abcde1")).etag())
        .isEqualTo(changed.etag());
    assertThat(write(call(Target.GOOGLE, Call.Operation.DELETE, "abcde1")))
        .isEqualTo(new Answer.Removed());
    assertThat(fails(call(Target.GOOGLE, Call.Operation.DELETE, "abcde1")).kind())
        .isEqualTo(Kind.MISSING);
    assertThat(stands(call(Target.GOOGLE, Call.Operation.GET, "abcde1")).cancelled()).isTrue();
  }

  @Test
  void findsItsEventsAndNoOthers() {
    create();
    for (Call.Operation search : new Call.Operation[] {Call.Operation.FIND, Call.Operation.LIST}) {
      Answer answer = write(call(Target.GOOGLE, search, null));
      assertThat(((Answer.Found) answer).standings())
          .extracting(StandingEvent::id)
          .containsExactly("abcde1");
    }
  }

  @Test
  void knowsACalendarThatIsNotThere() {
    google.unknownCalendar("anna@example.com");
    Failure failure = fails(call(Target.GOOGLE, Call.Operation.CREATE, "abcde1", null, VISIT));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
  }

  @Test
  void outlivesExpiredTokensAndNamesFaults() {
    StandingEvent created = create();
    google.expireTokens();
    assertThat(stands(update(created.etag(), "{'summary':'Call'}")).id()).isEqualTo("abcde1");
    google.faults().add(FaultRule.of(Effect.status(403, "quotaExceeded")).next(1));
    assertThat(fails(update(null, "{'summary':'x'}")).kind()).isEqualTo(Kind.EXHAUSTED);
    google.faults().add(FaultRule.of(Effect.status(429, "rateLimitExceeded")).next(1));
    assertThat(fails(update(null, "{'summary':'x'}")).kind()).isEqualTo(Kind.THROTTLED);
    google.faults().add(FaultRule.of(Effect.commitThenDropConnection()).next(1));
    assertThat(fails(update(null, "{'summary':'x'}")).kind()).isEqualTo(Kind.PASSING);
    google.faults().add(FaultRule.of(Effect.status(503), Operation.TOKEN).next(2));
    google.expireTokens();
    assertThat(fails(update(null, "{'summary':'x'}")).kind()).isEqualTo(Kind.PASSING);
  }
}
