package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.destination.Allowance;
import io.calroute.destination.google.GoogleQuota;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.server.Exchange;
import io.calroute.sandbox.server.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Three replicas on one store do the work of one, and are to everybody outside one caller. */
class ReplicasTest {

  private static final Duration SOON = Duration.ofSeconds(120);
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String CARLA = "carla@example.org";
  private static final String DAVE = "dave@example.org";
  private static final String GINA = "gina@example.com";
  private static final int BOOKINGS = 72;
  private static final int CALENDARS = 12;

  /** Of Google's units in a minute: low enough that a busy machine is still faster. */
  private static final int QUOTA = 120;

  private static final Duration RECONCILED = Duration.ofSeconds(3);
  private static final String SERVICE = "let service = text($object.service.name)";
  private static final String NEWS = "New service";

  @TempDir private static Path home;
  private static Installation installation;
  private static AgendizeSimulator agendize;
  private static final List<RunningCalroute> REPLICAS = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    agendize = AgendizeSimulator.start(Clock.systemUTC(), 0);
    agendize.deliveries().fate(Fate.LOSE);
    installation =
        new Installation(home, 0, 0)
            .asking(agendize)
            .without("calroute.directory[")
            .with("calroute.teams.organizer", CARLA)
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.reconcile.fast", RECONCILED.toMillis() + "ms")
            .with("calroute.google.quota.project", QUOTA)
            .with("spring.jmx.enabled", false)
            .with("spring.datasource.hikari.maximum-pool-size", 32);
    installation.google().quota(QUOTA, QUOTA);
    installation.google().requests().keep(Integer.MAX_VALUE);
    installation.graph().requests().keep(Integer.MAX_VALUE);
    // Its events' meetings are Carla's, beside the events in her own calendar.
    installation.graph().mailbox(DAVE).teamsAllowed(false);
    use(
        "old",
        "mover@example.org",
        Map.of(
            "savvycal.jslt",
            text ->
                text.replace(
                    SERVICE,
                    "let service = if ($object.service.name == \""
                        + NEWS
                        + "\") error(\"unknown\") else text($object.service.name)")));
    for (int i = 0; i < 3; i++) {
      REPLICAS.add(installation.run());
    }
  }

  @AfterAll
  static void stop() {
    REPLICAS.forEach(RunningCalroute::close);
    agendize.close();
    installation.close();
  }

  @AfterEach
  void calm() {
    agendize.latency(Duration.ZERO);
    installation.graph().latency(Duration.ZERO);
    installation.google().latency(Duration.ZERO);
    installation.graph().requests().clear();
    installation.google().requests().clear();
  }

  @Test
  void aCalendarHasOneCallAtATimeAndEachReplicaDoesItsPart() {
    installation.graph().latency(Duration.ofMillis(30));
    // As long as the quota takes to let several through.
    installation.google().latency(Duration.ofSeconds(1));
    List<Double> before = REPLICAS.stream().map(ReplicasTest::calls).toList();
    for (int i = 0; i < BOOKINGS; i++) {
      String staff =
          switch (i % 6) {
            case 0, 1 -> "carla";
            case 2, 3 -> "dave";
            default -> "m" + i % CALENDARS;
          };
      book(any(i), SavvyCalBooking.of("appt_lane" + i).with("prov_" + staff).online(null));
      if (i % 6 == 5) {
        book(any(i / 6), SavvyCalBooking.of("appt_gina" + i).with("prov_gina"));
      }
      if (i % 12 == 11) {
        for (RunningCalroute one : REPLICAS) {
          one.call("POST", "/api/sweep?calendar=" + CARLA);
          one.call("POST", "/api/sweep?calendar=" + DAVE);
        }
      }
    }
    atRest(ReplicasTest::twoAtOnce);
    for (int i = 0; i < BOOKINGS; i++) {
      any(i + 1).call("POST", "/api/appointments/savvycal/appt_lane" + i + "/resync");
    }
    atRest(ReplicasTest::twoAtOnce);

    assertThat(installation.graph().mailbox(CARLA).events()).hasSize(BOOKINGS / 3);
    assertThat(installation.graph().mailbox(DAVE).events()).hasSize(BOOKINGS / 3);
    // The load was one: writes, searches and sweeps, and meetings beside them.
    assertThat(installation.graph().requests().count(Operation.LIST)).isGreaterThan(BOOKINGS / 3);
    Map<String, Integer> peaks = installation.graph().requests().peakConcurrency();
    assertThat(peaks).containsKeys(CARLA, DAVE, "teams:" + CARLA);
    assertThat(peaks.values()).containsOnly(1);
    assertThat(installation.google().calendar(GINA).events()).hasSize(BOOKINGS / 6);
    assertThat(installation.google().requests().peakConcurrency(GINA)).isEqualTo(1);
    List<Double> done =
        IntStream.range(0, 3).mapToObj(i -> calls(REPLICAS.get(i)) - before.get(i)).toList();
    double all = done.stream().mapToDouble(one -> one).sum();
    assertThat(done).as("calls of each").allSatisfy(one -> assertThat(one).isGreaterThan(all / 8));
  }

  @Test
  void googlesQuotaIsOneForAllOfThem() {
    Instant begun = Instant.now();
    for (int i = 0; i < BOOKINGS / 2; i++) {
      book(any(i), SavvyCalBooking.of("appt_quota" + i).with("prov_g" + i % CALENDARS));
    }
    atRest();

    List<Exchange> calls =
        installation.google().requests().exchanges().stream()
            .filter(call -> call.operation() != Operation.TOKEN)
            .sorted(Comparator.comparing(Exchange::time))
            .toList();
    assertThat(calls).hasSizeGreaterThanOrEqualTo(BOOKINGS / 2);
    assertThat(calls).extracting(Exchange::status).containsOnly(200);
    // So that each call is one unit.
    assertThat(calls).extracting(Exchange::operation).doesNotContain(Operation.UPDATE);
    // Counted from before the first, a call that comes late is no reproach to those before it.
    GoogleQuota quota = new GoogleQuota(QUOTA, QUOTA);
    Allowance shared = quota.of(GINA).get(0);
    for (int units = 1; units <= calls.size(); units++) {
      double seconds = Duration.between(begun, calls.get(units - 1).time()).toNanos() / 1e9;
      assertThat((double) units)
          .as("units in %.3f s", seconds)
          .isLessThanOrEqualTo(
              shared.burst(quota.highestCost()) + shared.perSecond(quota.highestCost()) * seconds);
    }
  }

  @Test
  void whatIsDoneNowAndThenIsDoneByOneOfThem() {
    // Long enough that another replica would come upon it meanwhile.
    agendize.latency(Duration.ofMillis(500));
    installation.graph().latency(Duration.ofMillis(500));
    Instant soon = Instant.now().plus(Duration.ofDays(10));
    for (int i = 0; i < 8; i++) {
      agendize.book(AgendizeBooking.of(50_000 + i).with("88" + i).at(soon, HALF));
    }
    String backfill =
        RunningCalroute.json(
                any(0).call("POST", "/api/backfill", "{\"provider\":\"agendize\"}").body())
            .path("id")
            .asText();
    await()
        .atMost(SOON)
        .until(
            () -> any(1).get("/api/backfill/" + backfill).path("state").asText().equals("planned"));
    assertThat(any(2).call("POST", "/api/backfill/" + backfill + "/accept").statusCode())
        .isEqualTo(202);
    await()
        .atMost(SOON)
        .until(() -> any(1).get("/api/backfill/" + backfill).path("state").asText().equals("done"));
    atRest();
    assertThat(events("agendize/default/5000")).hasSize(8);
    assertThat(
            count(
                "select count(*) from appointment where provider = 'agendize'"
                    + " and external_id like '5000%' and placed_anew_at is null"))
        .as("what was held has waited since it was accepted")
        .isZero();

    // Each list has one page: as many lists as readings, and one reading in each interval.
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              List<Instant> begun = begun();
              assertThat(begun).hasSizeGreaterThan(5);
              assertThat(agendize.requests().count(Operation.LIST)).isEqualTo(readings());
            });
    List<Instant> begun = begun();
    for (int i = 1; i < begun.size(); i++) {
      assertThat(Duration.between(begun.get(i - 1), begun.get(i)))
          .isGreaterThanOrEqualTo(RECONCILED);
    }

    installation.graph().requests().clear();
    any(0).call("POST", "/api/sweep");
    await()
        .atMost(SOON)
        .until(() -> count("select count(*) from sweep where next_at <= now()") == 0);
    atRest();
    Map<String, Long> lists =
        installation.graph().requests().exchanges(Operation.LIST).stream()
            .collect(Collectors.groupingBy(Exchange::calendar, Collectors.counting()));
    assertThat(lists).isNotEmpty();
    assertThat(lists.values()).containsOnly(1L);

    long appointments = count("select count(*) from appointment where provider = 'agendize'");
    double mapped = mapped();
    any(2).call("POST", "/api/remap?provider=agendize");
    await()
        .atMost(SOON)
        .until(() -> any(1).get("/api/remap").at("/items/0/finishedAt").isTextual());
    JsonNode remap = any(1).get("/api/remap").at("/items/0");
    assertThat(remap.path("unchanged").asLong()).isEqualTo(appointments);
    assertThat(mapped() - mapped).isEqualTo(appointments);
  }

  /**
   * Without Google: Camel's component for it has one pool of threads for a whole Java process, and
   * the first replica that stops would take it away from the others.
   */
  @Test
  void aRollingUpdateEndsWithEveryAppointmentByTheNewDirectoryAndTheNewMappings() throws Exception {
    for (int i = 0; i < 24; i++) {
      book(any(i), mover(i));
    }
    atRest();
    use(
        "new",
        "moved@example.org",
        Map.of(
            "savvycal.jslt",
            text ->
                text.replace(
                    SERVICE,
                    "let service = if (starts-with($id, \"appt_mover\")) \"Renamed \" +"
                        + " $object.service.name else text($object.service.name)"),
            "office365-event.jslt",
            text -> text.replace("\"busy\"", "\"oof\"")));
    int next = 24;
    for (int i = 0; i < 3; i++) {
      // The new one starts while the old ones, and those that are new already, have work.
      RunningCalroute young = installation.run();
      for (int n = 0; n < 8; n++, next++) {
        for (RunningCalroute one : List.of(any(0), any(1), any(2), young)) {
          book(one, mover(next));
        }
        change(any(n), mover(n).at(mover(n).start().plus(HALF), HALF).later());
        book(any(n), mover(1_000 + next).about(NEWS));
      }
      RunningCalroute old = REPLICAS.set(i, young);
      old.close();
    }
    await()
        .atMost(SOON)
        .until(
            () ->
                count("select count(*) from mixed_mappings") == 0
                    && count("select count(*) from remap where finished_at is null") == 0);
    atRest();

    Map<String, SimulatedEvent> standing = new HashMap<>();
    for (SimulatedEvent one : events("savvycal/default/appt_mover")) {
      assertThat(standing.put(one.marker().appointment(), one)).isNull();
    }
    assertThat(standing).hasSize(24 + 24 + 24);
    standing.forEach(
        (id, event) -> {
          int number = Integer.parseInt(id.replaceAll("\\D", ""));
          assertThat(event.title()).as(id).startsWith("Renamed ");
          assertThat(event.calendar())
              .as(id)
              .isEqualTo(number % 2 == 0 ? "moved@example.org" : "m0@example.org");
          assertThat(event.resource().path("showAs").asText()).as(id).isEqualTo("oof");
          assertThat(event.start())
              .as(id)
              .isEqualTo(mover(number).start().plus(number < 8 ? HALF : Duration.ZERO));
        });
  }

  /** One that moves with the directory if its number is even. */
  private static SavvyCalBooking mover(int number) {
    return SavvyCalBooking.of("appt_mover" + number)
        .with(number % 2 == 0 ? "prov_mover" : "prov_m0");
  }

  /** What is edited of a file. */
  private interface Edit {
    String of(String text);
  }

  /** Has replicas that start from now on use other files. */
  private static void use(String name, String mover, Map<String, Edit> edits) throws IOException {
    Path mappings = home.resolve(name);
    for (String folder : List.of("", "lib")) {
      Files.createDirectories(mappings.resolve(folder));
      try (Stream<Path> files = Files.list(Path.of("mappings", folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file);
          Edit edit = edits.getOrDefault(file.getFileName().toString(), all -> all);
          String edited = edit.of(text);
          assertThat(edited.equals(text)).isNotEqualTo(edits.containsKey("" + file.getFileName()));
          Files.writeString(mappings.resolve(folder).resolve(file.getFileName()), edited);
        }
      }
    }
    Map<String, String> staff = new HashMap<>();
    staff.put("prov_carla", CARLA);
    staff.put("prov_dave", DAVE);
    staff.put("prov_gina", GINA);
    staff.put("prov_mover", mover);
    for (int i = 0; i < CALENDARS; i++) {
      staff.put("prov_m" + i, "m" + i + "@example.org");
      staff.put("prov_g" + i, "g" + i + "@example.com");
      staff.put("88" + i, "m" + i + "@example.org");
    }
    StringBuilder directory = new StringBuilder("calroute:\n  directory:\n");
    staff.forEach(
        (id, calendar) ->
            directory.append(
                "    - {match: {staff-id: \"%s\"}, target: %s, calendar: %s}\n"
                    .formatted(id, calendar.endsWith("com") ? "google" : "office365", calendar)));
    Path file = Files.writeString(home.resolve(name + ".yaml"), directory);
    installation.with("calroute.directory-file", file).with("calroute.mappings-dir", mappings);
  }

  private static RunningCalroute any(int number) {
    return REPLICAS.get(number % REPLICAS.size());
  }

  private static void book(RunningCalroute replica, SavvyCalBooking booking) {
    post(replica, booking.callback("appointment.created"));
  }

  private static void change(RunningCalroute replica, SavvyCalBooking booking) {
    post(replica, booking.callback("appointment.rescheduled"));
  }

  private static void post(RunningCalroute replica, String callback) {
    assertThat(
            replica
                .postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", callback)
                .statusCode())
        .isIn(200, 202);
  }

  private static List<SimulatedEvent> events(String appointments) {
    return Stream.of(installation.google().calendars(), installation.graph().mailboxes())
        .flatMap(Collection::stream)
        .map(SimulatedCalendar::events)
        .flatMap(List::stream)
        .filter(one -> one.marker() != null)
        .filter(one -> one.marker().appointment().startsWith(appointments))
        .toList();
  }

  private static List<Instant> begun() {
    return jdbc()
        .queryForList(
            "select begun_at from provider_run where kind = 'fast' order by begun_at",
            java.sql.Timestamp.class)
        .stream()
        .map(java.sql.Timestamp::toInstant)
        .toList();
  }

  private static long readings() {
    return count("select count(*) from provider_run where read_at is not null");
  }

  private static double mapped() {
    return REPLICAS.stream()
        .mapToDouble(one -> metric(one, "camel_exchanges_total{", "routeId=\"map-agendize\""))
        .sum();
  }

  private static double calls(RunningCalroute replica) {
    return metric(replica, "calroute_calls_total{", "");
  }

  private static double metric(RunningCalroute replica, String name, String label) {
    return replica
        .call("GET", "/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static long count(String query) {
    return jdbc().queryForObject(query, Long.class);
  }

  private static JdbcTemplate jdbc() {
    return any(0).bean(JdbcTemplate.class);
  }

  /** Whether anything but one call at a time was under way in any calendar. */
  private static boolean twoAtOnce() {
    return Stream.of(installation.google().requests(), installation.graph().requests())
        .flatMap(requests -> requests.peakConcurrency().values().stream())
        .anyMatch(calls -> calls > 1);
  }

  private static void atRest() {
    atRest(() -> false);
  }

  /** Waits until nothing is to be done, as long as nothing is wrong. */
  private static void atRest(Callable<Boolean> wrong) {
    await()
        .atMost(SOON)
        .failFast("Two calls at a time to one calendar", wrong)
        .until(
            () -> {
              JsonNode status = any(0).get("/api/status");
              return status.path("callbacks").path("pending").asInt() == 0
                  && status.path("appointments").path("due").asInt() == 0;
            });
  }
}
