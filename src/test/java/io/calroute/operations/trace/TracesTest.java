package io.calroute.operations.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.operations.trace.Collector.Recorded;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A callback is followed from its arrival to a calendar, by what a collector is told over HTTP. */
class TracesTest {

  private static final String SENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path home;
  private static Collector collector;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() throws Exception {
    collector = new Collector();
    installation =
        new Installation(home, 0, 0)
            .with("management.otlp.tracing.endpoint", collector.endpoint())
            .with("management.tracing.sampling.probability", "1.0")
            .with("management.tracing.opentelemetry.export.schedule-delay", "100ms")
            .with("calroute.sync.appliers", 0);
    try (RunningCalroute before = installation.run()) {
      post(before, SavvyCalBooking.of("appt_trace_again1").with("prov_anna00000001"), Map.of());
    }
    calroute = installation.with("calroute.sync.appliers", 2).run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    collector.close();
  }

  @Test
  void oneCallbackIsOneTraceFromItsArrivalToTheCall() {
    String callback = book("appt_trace_one001", Map.of());
    List<Recorded> spans = trace("appt_trace_one001");
    assertThat(spans)
        .extracting(Recorded::name)
        .containsExactlyInAnyOrder("accept", "map", "apply", "turn", "call");
    Map<String, Recorded> byName = new HashMap<>();
    spans.forEach(span -> byName.put(span.name(), span));
    String root = byName.get("accept").id();
    assertThat(byName.get("accept").parent()).isEmpty();
    assertThat(Stream.of("map", "apply", "turn").map(name -> byName.get(name).parent()))
        .containsOnly(root);
    assertThat(byName.get("call").parent()).isEqualTo(byName.get("turn").id());
    assertThat(byName.get("accept").tags())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("provider", "savvycal", "status", "202", "callback", callback));
    assertThat(byName.get("apply").tags())
        .containsEntry("outcome", "applied")
        .containsEntry("callback", callback);
    assertThat(byName.get("call").tags())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("target", "google", "operation", "create", "outcome", "ok"));
    assertThat(spans.toString()).doesNotContain("@", "http", "Jane", "Doe");
  }

  @Test
  void aTraceThatTheSenderRecordsGoesOn() {
    book("appt_trace_sent01", Map.of("traceparent", SENT));
    Recorded accept =
        trace("appt_trace_sent01").stream()
            .filter(span -> span.name().equals("accept"))
            .findFirst()
            .orElseThrow();
    assertThat(SENT).contains(accept.trace(), accept.parent()).isNotEqualTo(accept.trace());
    assertThat(accept.parent()).isNotEmpty();
  }

  @Test
  void whatIsNoTraceContextBeginsATraceOfItsOwn() {
    String notRecorded = SENT.substring(0, SENT.length() - 1) + "0";
    for (String odd : List.of(notRecorded, SENT.replace("00-4", "ff-4"), "x", SENT + "'--")) {
      String id = "appt_trace_odd" + Math.abs(odd.hashCode());
      book(id, Map.of("traceparent", odd));
      assertThat(trace(id)).extracting(Recorded::trace).doesNotContain(SENT.split("-")[1]);
    }
  }

  @Test
  void aRefusedCallIsInTheTraceWithItsKind() {
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(500), Operation.INSERT).calendar("ben@example.com").next(1));
    post(SavvyCalBooking.of("appt_trace_ben001").with("prov_ben000000001"), Map.of());
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(spansOf("appt_trace_ben001"))
                    .filteredOn(span -> span.name().equals("call"))
                    .extracting(span -> span.tags().get("outcome"))
                    .contains("passing", "ok"));
    assertThat(spansOf("appt_trace_ben001"))
        .extracting(Recorded::trace)
        .containsOnly(spansOf("appt_trace_ben001").get(0).trace());
  }

  @Test
  void nobodyOutsideIsToldOfTheTrace() {
    book("appt_trace_out001", Map.of("traceparent", SENT));
    trace("appt_trace_out001");
    assertThat(installation.google().requests().exchanges())
        .isNotEmpty()
        .allSatisfy(sent -> assertThat(sent.headers()).doesNotContainKey("traceparent"));
  }

  @Test
  void aTraceGoesOnAfterARestart() {
    assertThat(trace("appt_trace_again1"))
        .extracting(Recorded::name)
        .containsExactlyInAnyOrder("accept", "map", "apply", "turn", "call");
  }

  private static String book(String id, Map<String, String> headers) {
    return post(SavvyCalBooking.of(id).with("prov_anna00000001"), headers);
  }

  private static String post(SavvyCalBooking booking, Map<String, String> headers) {
    return post(calroute, booking, headers);
  }

  private static String post(
      RunningCalroute to, SavvyCalBooking booking, Map<String, String> headers) {
    String body = booking.callback("appointment.created");
    Map<String, String> all = new HashMap<>(headers);
    all.put(
        "X-SavvyCal-Signature",
        "sha256=" + RunningCalroute.signature(body.getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> answer = to.post("/callbacks/savvycal", body, all);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return RunningCalroute.json(answer.body()).path("id").asText();
  }

  /** All spans of an appointment's one trace, once its event stands. */
  private static List<Recorded> trace(String appointment) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(spansOf(appointment))
                    .extracting(Recorded::name)
                    .contains("accept", "turn", "call"));
    return spansOf(appointment);
  }

  private static List<Recorded> spansOf(String appointment) {
    List<Recorded> all = collector.spans();
    return all.stream()
        .filter(span -> appointment.equals(span.tags().get("appointment")))
        .findFirst()
        .map(one -> all.stream().filter(span -> span.trace().equals(one.trace())).toList())
        .orElse(List.of());
  }
}
