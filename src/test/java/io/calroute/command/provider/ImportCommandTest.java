package io.calroute.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.cabinetfm.CabinetFmSimulator;
import io.calroute.sandbox.provider.delivery.Fate;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

  private static final String HEADER = "booking_id;start;end;worker_id;worker_name;service\n";
  private static final String ANNA = "anna@example.com";
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir static Path home;
  private static CabinetFmSimulator cabinet;
  private static OmboriSimulator ombori;
  private static Installation installation;
  private static RunningCalroute calroute;

  @BeforeAll
  static void start() {
    cabinet = new CabinetFmSimulator(Clock.systemUTC());
    ombori = OmboriSimulator.start(Clock.systemUTC(), 0);
    installation = new Installation(home, 0, 0).asking(ombori);
    calroute = installation.run();
    cabinet.deliveries().to(calroute);
  }

  @AfterAll
  static void stop() {
    cabinet.close();
    ombori.close();
    calroute.close();
    installation.close();
  }

  private static String row(String id, Instant start, String worker) {
    return "%s;%s;%s;%s;Expert;Consultation%n".formatted(id, start, start.plus(HALF), worker);
  }

  private static Path file(String name, String... rows) {
    try {
      return Files.writeString(home.resolve(name), HEADER + String.join("", rows));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<SimulatedEvent> events(String provider, String id) {
    return installation.google().calendar(ANNA).events().stream()
        .filter(one -> one.marker() != null)
        .filter(one -> one.marker().appointment().equals(provider + "/default/" + id))
        .toList();
  }

  private static void awaitOneAt(String provider, String id, Instant start) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(events(provider, id))
                    .singleElement()
                    .satisfies(event -> assertThat(event.start()).isEqualTo(start)));
  }

  private static Printed bring(Path file, String... words) {
    String[] all = new String[words.length + 3];
    System.arraycopy(new String[] {"import", "cabinetfm", file.toString()}, 0, all, 0, 3);
    System.arraycopy(words, 0, all, 3, words.length);
    return Printed.by(calroute, all);
  }

  @Test
  void rowsArePlannedFirstAndWrittenOnceAccepted() {
    Path wrong =
        file(
            "wrong.csv",
            row("70001", TOMORROW, "881"),
            ";2026-12-03T10:00\n",
            "70002;\n",
            row("70001", TOMORROW, "881"),
            row("70003", TOMORROW.minus(Duration.ofDays(9)), "881"));
    Printed refused = bring(wrong, "--accept");
    assertThat(refused.exitCode()).as(refused.err()).isOne();
    assertThat(refused.err())
        .contains("wrong.csv:3: It has no booking_id.")
        .contains("wrong.csv:4: It has no start.")
        .contains("wrong.csv:5: Its id is that of line 2, too.")
        .contains("5 rows, 1 of them over and left out, 3 refused");
    assertThat(refused.out())
        .contains("googleCalendar anna@example.com: 1 to create")
        .contains("backfill cabinetfm --accept=");
    assertThat(events("cabinetfm", "70001")).isEmpty();

    Path right = file("right.csv", row("70001", TOMORROW, "881"), row("70002", TOMORROW, "881"));
    Printed done = bring(right, "--accept");
    assertThat(done.exitCode()).as(done.err()).isZero();
    awaitOneAt("cabinetfm", "70001", TOMORROW);
    awaitOneAt("cabinetfm", "70002", TOMORROW);

    long callbacks = newestCallback();
    JsonNode again = bring(right, "--json").json();
    assertThat(again.at("/run/create").asInt()).isZero();
    assertThat(newestCallback()).as("the same file again is no news").isEqualTo(callbacks);
  }

  @Test
  void whatTheProviderItselfHasSaidCountsMore() {
    Instant said = TOMORROW.plus(Duration.ofHours(3));
    String before = cabinet.book("881", said, HALF);
    awaitOneAt("cabinetfm", before, said);
    cabinet.deliveries().fate(Fate.HOLD);
    String late = cabinet.book("881", said, HALF);
    Path file = file("both.csv", row(before, TOMORROW, "881"), row(late, TOMORROW, "881"));
    JsonNode planned = bring(file, "--json", "--accept").json();
    assertThat(planned.at("/run/state").asText()).isEqualTo("done");
    awaitOneAt("cabinetfm", late, TOMORROW);
    assertThat(calroute.get("/api/callbacks?outcome=stale&provider=cabinetfm").path("items"))
        .extracting(one -> one.at("/appointment/id").asText(one.path("appointmentId").asText()))
        .hasSize(1);
    cabinet.deliveries().fate(Fate.DELIVER);
    cabinet.deliveries().release();
    awaitOneAt("cabinetfm", late, said);
    awaitOneAt("cabinetfm", before, said);
  }

  @Test
  void aProviderThatKnowsMoreIsAskedBeforeThePlan() throws IOException {
    String id = ombori.book(ANNA, TOMORROW, HALF);
    Path file =
        Files.writeString(
            home.resolve("ombori.json"),
            "[{\"positionId\": \"%s\", \"queueId\": \"%s\", \"start\": \"%s\", \"end\": \"%s\"}]"
                .formatted(
                    id,
                    OmboriBooking.QUEUE,
                    TOMORROW.plus(HALF),
                    TOMORROW.plus(Duration.ofHours(1))));
    Printed planned = Printed.by(calroute, "import", "ombori", file.toString());
    assertThat(planned.out()).contains("googleCalendar anna@example.com: 1 to create");
    assertThat(events("ombori", id)).isEmpty();
    Printed done = Printed.by(calroute, "import", "ombori", file.toString(), "--accept");
    assertThat(done.exitCode()).as(done.err()).isZero();
    awaitOneAt("ombori", id, TOMORROW);
  }

  @Test
  void saysWhatIsMissing() {
    Path none = file("none.csv");
    assertThat(bring(none).err()).contains("0 rows", "nothing to write");
    assertThat(bring(home.resolve("nowhere.csv")).err()).contains("there is no file");
    Printed savvycal = Printed.by(calroute, "import", "savvycal", none.toString());
    assertThat(savvycal.exitCode()).isEqualTo(2);
    assertThat(savvycal.err()).contains("There is no mapping savvycal-import.jslt");
    assertThat(Printed.by(calroute, "import", "--help").out()).contains("FILE", "--accept");
  }

  private static long newestCallback() {
    return calroute.get("/api/callbacks?limit=1").at("/items/0/id").asLong();
  }
}
