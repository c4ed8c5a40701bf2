package io.calroute.sync.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.command.Commands;
import io.calroute.command.line.Command;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In plan mode nothing is called; afterwards exactly what was planned is. */
class PlanTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String ANNA = "prov_anna00000001";
  private static final String BEN = "prov_ben000000001";
  private static final String CARLA = "prov_carla0000001";
  private static final String DAVE = "prov_dave00000001";

  @TempDir private Path home;
  private Installation installation;
  private RunningCalroute calroute;

  @BeforeEach
  void install() {
    installation =
        new Installation(home, 0, 0).with("calroute.teams.organizer", "meetings@example.org");
  }

  @AfterEach
  void stop() {
    if (calroute != null) {
      calroute.close();
    }
    installation.close();
  }

  @Test
  void callsNobodyAndThenExactlyWhatWasPlannedIsDone() {
    start("apply");
    SavvyCalBooking stays = booking("stays").with(ANNA);
    SavvyCalBooking moves = booking("moves").with(ANNA);
    SavvyCalBooking ends = booking("ends").with(CARLA);
    SavvyCalBooking changesHands = booking("changeshands").with(ANNA);
    SavvyCalBooking online = booking("online").with(CARLA).online(null);
    SavvyCalBooking goesOnline = booking("goesonline").with(CARLA);
    SavvyCalBooking leavesOnline = booking("leavesonline").with(DAVE).online(null);
    SavvyCalBooking endsOnline = booking("endsonline").with(BEN).online(null);
    Stream.of(stays, moves, ends, changesHands, online, goesOnline, leavesOnline, endsOnline)
        .forEach(one -> tell(one, "appointment.created"));
    rest();
    assertThat(calroute.get("/api/plan").path("items")).isEmpty();

    restart("plan");
    tell(stays.later(), "appointment.confirmed");
    tell(moves.at(START.plus(HALF), HALF).later(), "appointment.rescheduled");
    tell(ends.later(), "appointment.canceled");
    tell(changesHands.with(CARLA).later(), "appointment.rescheduled");
    tell(online.about("Second opinion").later(), "appointment.rescheduled");
    tell(goesOnline.online(null).later(), "appointment.rescheduled");
    tell(leavesOnline.online("https://meet.example.net/1").later(), "appointment.meeting.created");
    tell(endsOnline.later(), "appointment.canceled");
    tell(booking("comes").with(ANNA), "appointment.created");
    tell(booking("comesonline").with(ANNA, BEN).online(null), "appointment.created");
    tell(booking("comestwice").with(ANNA, CARLA), "appointment.created");
    SavvyCalBooking restless = booking("restless").with(BEN);
    tell(restless, "appointment.created");
    for (int i = 1; i <= 5; i++) {
      restless = restless.at(START.plus(HALF.multipliedBy(i)), HALF).later();
      tell(restless, "appointment.rescheduled");
    }
    SavvyCalBooking inVain = booking("invain").with(DAVE);
    tell(inVain, "appointment.created");
    tell(inVain.later(), "appointment.canceled");
    applied();

    assertThat(calroute.get("/api/status").path("mode").asText()).isEqualTo("plan");
    assertThat(calroute.get("/api/status").path("oldestPendingSeconds").asInt()).isZero();
    assertThat(calroute.call("POST", "/api/sweep").statusCode()).isEqualTo(409);
    JsonNode plan = calroute.get("/api/plan?limit=500");
    List<String> planned = planned(plan);
    assertThat(actions(plan, "savvycal/default/appt_plan_moves")).containsExactly("update");
    assertThat(actions(plan, "savvycal/default/appt_plan_ends")).containsExactly("cancel");
    assertThat(actions(plan, "savvycal/default/appt_plan_changeshands"))
        .containsExactlyInAnyOrder("create", "cancel");
    assertThat(actions(plan, "savvycal/default/appt_plan_leavesonline"))
        .containsExactly("recreate");
    assertThat(actions(plan, "savvycal/default/appt_plan_comesonline"))
        .containsExactly("create", "create", "create");
    assertThat(actions(plan, "savvycal/default/appt_plan_restless")).containsExactly("create");
    assertThat(plan.findValuesAsText("appointmentId"))
        .doesNotContain("appt_plan_invain", "appt_plan_stays");
    assertThat(plan.path("calls").asInt()).isEqualTo(planned.size());
    assertThat(paged()).isEqualTo(plan.path("items"));
    // Neither a token nor a look, all the time.
    assertThat(installation.google().requests().count()).isZero();
    assertThat(installation.graph().requests().count()).isZero();

    restart("apply");
    rest();
    assertThat(called()).containsExactlyInAnyOrderElementsOf(planned);
    assertThat(calroute.get("/api/plan").path("items")).isEmpty();
    assertThat(calroute.get("/api/plan").path("calls").asInt()).isZero();
  }

  @Test
  void listsByCalendarAndProviderWithSums() {
    installation.withEmbeddedStore();
    start("plan");
    tell(booking("one").with(ANNA), "appointment.created");
    tell(booking("two").with(ANNA, CARLA), "appointment.created");
    applied();

    JsonNode plan = calroute.get("/api/plan");
    assertThat(plan.path("mode").asText()).isEqualTo("plan");
    assertThat(plan.path("calendars"))
        .hasToString(
            "[{\"target\":\"googleCalendar\",\"calendar\":\"anna@example.com\",\"actions\":{\"create\":2},\"calls\":2},"
                + "{\"target\":\"office365Calendar\",\"calendar\":\"carla@example.org\",\"actions\":{\"create\":1},\"calls\":1}]");
    String asked = command(Command.OK);
    assertThat(asked)
        .containsIgnoringNewLines(
            "googleCalendar anna@example.com: 2 create; 2 calls\n",
            "  create    savvycal/default/appt_plan_two  revision 1  2027-03-01T10:00:00"
                + " America/New_York  Initial consult: Jane Doe\n",
            "office365Calendar carla@example.org: 1 create; 1 call\n",
            "2 calendars, 3 calls\nMode plan: nothing of it is done");
    assertThat(RunningCalroute.json(result("--json")).path("items")).hasSize(3);
    assertThat(command(Command.OK, "--calendar=carla@example.org"))
        .startsWith("office365Calendar carla@example.org: 1 create; 1 call\n")
        .doesNotContain("anna");
    JsonNode step = calroute.get("/api/plan?calendar=carla@example.org").path("items");
    assertThat(step).hasSize(1);
    assertThat(step.get(0))
        .hasToString(
            "{\"target\":\"office365Calendar\",\"calendar\":\"carla@example.org\",\"action\":\"create\",\"teamsMeeting\":false,"
                + "\"calls\":[\"create\"],\"provider\":\"savvycal\",\"connection\":\"default\",\"appointmentId\":\"appt_plan_two\","
                + "\"revision\":1,\"start\":{\"dateTime\":\"2027-03-01T10:00:00\",\"timeZone\":\"America/New_York\"},"
                + "\"end\":{\"dateTime\":\"2027-03-01T10:30:00\",\"timeZone\":\"America/New_York\"},\"title\":\"Initial"
                + " consult: Jane Doe\",\"problem\":null}");
    assertThat(calroute.get("/api/plan?provider=savvycal").path("items")).hasSize(3);
    assertThat(calroute.get("/api/plan?provider=agendize").path("items")).isEmpty();
    assertThat(calroute.call("GET", "/api/plan?limit=0").statusCode()).isEqualTo(400);

    calroute.close();
    assertThat(command(Command.OK)).isEqualTo(asked);
    assertThat(RunningCalroute.json(result("--json")).path("items")).hasSize(3);
    assertThat(command(Command.UNUSABLE, "--calroute.data-dir=" + home.resolve("elsewhere")))
        .contains("there is no store in");
    assertThat(home.resolve("elsewhere")).doesNotExist();
    assertThat(command(Command.UNUSABLE, "--calroute.sync.settle=soon"))
        .startsWith(
            "calroute plan: command line: calroute.sync.settle can't be used: 'soon' is no");
    assertThat(command(Command.UNUSABLE, "now")).contains("'now' makes no sense here");
    calroute = null;
    assertThat(installation.google().requests().count()).isZero();
    assertThat(installation.graph().requests().count()).isZero();
  }

  /** What goes into a pipe. */
  private String result(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    command(
        Command.OK,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(OutputStream.nullOutputStream()),
        words);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String command(int exitCode, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream all = new PrintStream(out, true, StandardCharsets.UTF_8);
    command(exitCode, all, all, words);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void command(int exitCode, PrintStream out, PrintStream err, String... words) {
    List<String> line = new ArrayList<>(List.of("plan"));
    installation.properties().forEach((key, value) -> line.add("--" + key + "=" + value));
    if (Stream.of(words).noneMatch(word -> word.startsWith("--calroute.data-dir"))) {
      line.add("--calroute.data-dir=" + home.resolve("data"));
    }
    if (calroute != null) {
      line.add("--server.port=" + calroute.operationsPort());
    }
    line.addAll(List.of(words));
    assertThat(Commands.run(line, out, err)).contains(exitCode);
  }

  @Test
  void anUnknownModeRefusesTheStart() {
    installation.with("calroute.sync.mode", "dry");
    assertThatThrownBy(() -> installation.run()).hasMessageContaining("dry");
    installation.with("calroute.sync.mode", "");
    assertThatThrownBy(() -> installation.run())
        .hasMessageContaining("calroute.sync.mode is ''; it must be plan");
  }

  private void start(String mode) {
    // Sweeps would come all the time, were they not to keep quiet.
    String often = mode.equals("plan") ? "200ms" : "0s";
    calroute =
        installation
            .with("calroute.sync.mode", mode)
            .with("calroute.sync.sweep-interval", often)
            .run();
  }

  private void restart(String mode) {
    calroute.close();
    installation.google().requests().clear();
    installation.graph().requests().clear();
    start(mode);
  }

  private static SavvyCalBooking booking(String name) {
    return SavvyCalBooking.of("appt_plan_" + name).at(START, HALF);
  }

  private void tell(SavvyCalBooking booking, String type) {
    assertThat(Provider.SAVVYCAL.tell(calroute, booking.callback(type)).statusCode())
        .isEqualTo(202);
  }

  private void applied() {
    await()
        .atMost(SOON)
        .until(() -> calroute.get("/api/status").at("/callbacks/pending").asInt() == 0);
  }

  private void rest() {
    applied();
    await()
        .atMost(SOON)
        .until(() -> calroute.get("/api/status").at("/appointments/due").asInt() == 0);
  }

  /** All items, two by two. */
  private JsonNode paged() {
    var all = io.calroute.sandbox.Json.object().putArray("items");
    JsonNode page = calroute.get("/api/plan?limit=2");
    all.addAll((com.fasterxml.jackson.databind.node.ArrayNode) page.path("items"));
    while (!page.path("next").isNull()) {
      page = calroute.get("/api/plan?limit=2&after=" + page.path("next").asText());
      assertThat(page.path("calendars").isNull()).isTrue();
      all.addAll((com.fasterxml.jackson.databind.node.ArrayNode) page.path("items"));
    }
    return all;
  }

  private static List<String> actions(JsonNode plan, String appointment) {
    List<String> actions = new ArrayList<>();
    for (JsonNode step : plan.path("items")) {
      if (key(step).equals(appointment)) {
        actions.add(step.path("action").asText());
      }
    }
    return actions;
  }

  private static String key(JsonNode step) {
    return step.path("provider").asText()
        + '/'
        + step.path("connection").asText()
        + '/'
        + step.path("appointmentId").asText();
  }

  private static List<String> planned(JsonNode plan) {
    List<String> calls = new ArrayList<>();
    for (JsonNode step : plan.path("items")) {
      boolean meeting = step.path("target").asText().equals("teamsMeeting");
      for (JsonNode call : step.path("calls")) {
        calls.add(
            call.asText()
                + ' '
                + step.path("calendar").asText()
                + (meeting ? " meeting" : ' ' + key(step)));
      }
    }
    return calls;
  }

  private List<String> called() {
    return Stream.of(installation.google().requests(), installation.graph().requests())
        .flatMap(log -> log.exchanges().stream())
        .filter(one -> one.operation() != Operation.TOKEN)
        .map(PlanTest::call)
        .toList();
  }

  private static String call(Exchange exchange) {
    String operation =
        switch (exchange.operation()) {
          case INSERT, CREATE_OR_GET -> "create";
          case PATCH, MEETING_PATCH -> "update";
          case DELETE, MEETING_DELETE -> "delete";
          case GET, MEETING_GET -> "get";
          default -> exchange.operation().key();
        };
    return operation
        + ' '
        + exchange.calendar()
        + (exchange.operation().onlineMeeting() ? " meeting" : ' ' + exchange.appointment());
  }
}
