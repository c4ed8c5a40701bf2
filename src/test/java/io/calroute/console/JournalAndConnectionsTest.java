package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came in, and how connections do, as an operator meets it. */
class JournalAndConnectionsTest {

  private static final Path MAPPINGS = Path.of("mappings");
  private static final String SERVICE = "let service = text($object.service.name)";
  private static final Instant TOMORROW =
      Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofDays(1));

  @TempDir static Path home;
  private static SavvyCalSimulator provider;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    try (Stream<Path> files = Files.walk(MAPPINGS)) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(file.toString()));
      }
    }
    provider = SavvyCalSimulator.start(Clock.systemUTC(), 0);
    installation =
        new Installation(home, 0, 0)
            .with("calroute.mappings-dir", home.resolve(MAPPINGS))
            .with("calroute.bundle.poll", "300ms")
            .with("calroute.public-url", "https://calroute.example.org")
            .asking(provider);
    calroute = installation.run();
    browser = Browser.of(calroute, home.resolve("browser"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    calroute.close();
    installation.close();
    provider.close();
  }

  @Test
  void aCallbackIsFoundReadBesideItsMappingAndReplayed() throws IOException {
    send(body("appt_console_kept").callback("appointment.created"), 202);
    for (String id : List.of("appt_console_bad1", "appt_console_bad2")) {
      send(withoutTimes(body(id).callback("appointment.created")), 202);
    }
    calroute.post(
        "/callbacks/savvycal",
        body("appt_console_forged").callback("appointment.created"),
        Map.of("X-SavvyCal-Signature", "sha256=00"));
    browser.soon(
        () ->
            assertThat(browser.open("/callbacks?outcome=failed&provider=savvycal").text())
                .contains("2 match", "bad-time", "savvycal/default", "wrong proof"));
    browser.open("/callbacks").check("callbacks");
    assertThat(browser.open("/callbacks?q=appt_console_kept").text()).contains("1 match");
    assertThat(browser.open("/callbacks?connection=other").text()).contains("0 match", "None.");

    browser.open("/callbacks?q=ext_appt_console_bad1").click("tbody a[href^='/callbacks/']");
    browser.soon(() -> assertThat(browser.text()).contains("not-mapped", "then press Replay"));
    assertThat(browser.text()).contains("The same comes of it.").doesNotContain("jane.doe@");
    browser.check("callback-failed");

    browser.open("/callbacks?outcome=failed&provider=savvycal&reason=bad-time");
    browser.click("a[href^='/callbacks/replay']");
    browser.soon(() -> assertThat(browser.text("main")).contains("2 callbacks"));
    browser.check("callbacks-replay");
    browser.click("main form button");
    browser.soon(() -> assertThat(browser.text()).contains("To be applied again: 2 callbacks."));

    // An edit that golden cases refuse stays on disk, and is not in use.
    Path mapping = home.resolve("mappings/savvycal.jslt");
    Files.writeString(
        mapping, Files.readString(mapping).replace(SERVICE, SERVICE + " + \" (edited)\""));
    browser.open("/callbacks?q=appt_console_kept").click("tbody a[href^='/callbacks/']");
    browser.soon(
        () -> assertThat(browser.text()).contains("What the mapping in use makes of it", "/title"));
    assertThat(browser.text()).contains("What it says of people is left out.", "••••");
    browser.click("a[href$='raw=true']");
    browser.soon(() -> assertThat(browser.text()).contains("Console check (edited)"));
    browser.check("callback");
  }

  @Test
  void aBodyThatWasErasedIsSaidToBe() {
    String body = body("appt_console_gone").callback("appointment.created");
    send(body.replace("jane.doe@example.net", "erased@example.org"), 202);
    String page = "/callbacks?q=appt_console_gone";
    browser.soon(() -> assertThat(browser.open(page).text()).contains("applied"));
    assertThat(
            calroute.call("POST", "/api/erase", "{\"client\":\"erased@example.org\"}").statusCode())
        .isEqualTo(200);
    browser.open(page).click("tbody a[href^='/callbacks/']");
    browser.soon(() -> assertThat(browser.text()).contains("Its body was erased"));
    assertThat(browser.text()).doesNotContain("Replay");
  }

  @Test
  void aConnectionIsTriedAndWhatThereWasBeforeIsPlannedAndAccepted() {
    provider.hire(Staff.of("prov_anna00000001", "anna@example.com"));
    for (int i = 0; i < 3; i++) {
      provider.book(
          "prov_anna00000001", TOMORROW.plus(Duration.ofHours(i)), Duration.ofMinutes(30));
    }
    String page = "/connections/savvycal/default";
    browser.open("/connections").check("connections");
    assertThat(browser.text()).contains("agendize/default", "can’t be asked");
    assertThat(calroute.call("GET", "/search?q=appt_of_nobody").body())
        .contains("aria-label=\"Fetch now from savvycal/default\"");
    browser.click("a[href='" + page + "']");
    browser.soon(() -> assertThat(browser.text()).contains("list, get"));

    browser.click("form[action^='/connect?'] button");
    browser.soon(() -> assertThat(browser.text()).contains("The provider takes them."));

    browser.click("form[action^='/backfill?'] button");
    browser.soon(() -> assertThat(browser.text()).contains("3 events to make", "anna@example.com"));
    browser.check("connection");
    browser.click("a[href$='/accept']");
    browser.soon(() -> assertThat(browser.text("main")).contains("3 events are made"));
    browser.check("backfill-accept");
    browser.click("main form button");
    browser.soon(() -> assertThat(browser.text()).contains("3 made", "Written "));
    assertThat(calroute.get("/api/audit").path("items"))
        .filteredOn(row -> row.path("path").asText().startsWith("/backfill"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.at("/ids/provider").asText()).isEqualTo("savvycal"));
  }

  @Test
  void whoHasPressedWhatIsInTheAudit() {
    calroute.call("POST", "/api/callbacks/4711/replay");
    browser.open("/").click("a[href='/audit']");
    browser.soon(
        () -> assertThat(browser.text()).contains("local", "/api/callbacks/{id}/replay", "4711"));
    browser.check("audit");
    assertThat(browser.open("/audit?who=nobody").text()).contains("None.");
  }

  private static SavvyCalBooking body(String id) {
    return SavvyCalBooking.of(id)
        .with("prov_anna00000001")
        .at(TOMORROW, Duration.ofMinutes(30))
        .about("Console check");
  }

  private static void send(String body, int status) {
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(status);
  }

  private static String withoutTimes(String body) {
    return body.replaceAll("\"(utc|local|unix_ts)\":(\"[^\"]*\"|\\d+)", "\"$1\":\"nonsense\"");
  }
}
