package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sixteen reasons why an appointment is not where somebody looks for it. Whoever has nothing but
 * the console and the client's name finds each of them, and what to do, in at most three clicks.
 */
class SixteenCausesTest {

  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CLICKS = 3;

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static Browser browser;

  /**
   * A reason.
   *
   * @param code of the cause
   * @param client first name of the client, who is called Doe
   * @param button that helps; null where none does
   * @param happens brings it about
   */
  record Case(String code, String client, String button, ThrowingRunnable happens) {
    @Override
    public String toString() {
      return code;
    }
  }

  static Stream<Case> causes() {
    return Stream.of(
        new Case("never-received", "Nora", null, () -> {}),
        new Case("not-mapped", "Nadja", "Replay", () -> post(withoutTimes(created("Nadja", "a")))),
        new Case(
            "ignored", "Ida", "Replay", () -> post(callback("Ida", "a", "appointment.viewed"))),
        new Case("staff-unknown", "Stella", null, () -> post(created("Stella", "nobody"))),
        new Case("tentative", "Tina", null, SixteenCausesTest::request),
        new Case("cancelled", "Carla", null, SixteenCausesTest::cancel),
        new Case(
            "throttled",
            "Thea",
            null,
            () -> fault(Effect.status(429).retryAfter("600"), "Thea", "slow")),
        new Case("retrying", "Rita", "Resync", () -> fault(Effect.status(500), "Rita", "broken")),
        new Case(
            "failed",
            "Fanny",
            "Resync",
            () -> fault(Effect.status(400, "invalid"), "Fanny", "refused")),
        new Case("calendar-gone", "Gerda", "Resync", () -> post(created("Gerda", "gone"))),
        new Case("calendar-forbidden", "Frida", "Resync", () -> post(created("Frida", "readonly"))),
        new Case("credentials-refused", "Dora", "Resync", SixteenCausesTest::refuseCredentials),
        new Case("link-pending", "Lina", "Resync", SixteenCausesTest::refuseMeetings),
        new Case("deleted-by-staff", "Della", "Resync", SixteenCausesTest::delete),
        new Case("directory-held", "Hella", "Confirm", SixteenCausesTest::hold),
        new Case("refused-at-the-door", "Roswitha", null, SixteenCausesTest::knockInVain));
  }

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.tentative", "skip")
            .with("calroute.drift", "report")
            .with("calroute.sync.settle", "1ms")
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.teams.organizer", "rooms@example.org");
    List.of("a", "slow", "broken", "refused", "gone", "readonly", "linked", "deleted", "held")
        .forEach(name -> installation.staff("prov_" + name, "google", calendar(name)));
    installation.staff("prov_tenant", "office365", "tenant@example.org");
    installation.google().unknownCalendar(calendar("gone"));
    installation.google().readOnly(calendar("readonly"));
    installation.graph().settings().accessPolicy(false);
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
  }

  @ParameterizedTest
  @MethodSource("causes")
  void causeAndRemedyAreFoundByTheClientsName(Case one) throws Throwable {
    one.happens().run();
    awaitCode(one.client() + " Doe", one.code());

    int clicks = 0;
    browser.open("/");
    browser.enter("header input[name=q]", one.client() + " Doe");
    clicks++;
    String row = "//tr[.//a[text()='" + one.code() + "']]";
    assertThat(browser.all("//main//tbody/tr")).as("nobody else is called so").hasSize(1);
    assertThat(browser.all(row).get(0).getText())
        .contains(one.code())
        .containsPattern("act|goes on");
    if (one.button() != null) {
      assertThat(
              browser.all(
                  row
                      + "//*[self::button or @role='button'][starts-with(text(), '"
                      + one.button()
                      + "')]"))
          .hasSize(1);
    }
    browser.all(row + "//a[text()='" + one.code() + "']").get(0).click();
    clicks++;
    browser.soon(() -> assertThat(browser.at()).isEqualTo("/runbook/" + one.code()));
    assertThat(browser.text("main"))
        .startsWith(one.code())
        .contains("It means", "Calroute by itself", "You ", "Call ");
    assertThat(clicks).isLessThanOrEqualTo(CLICKS);
  }

  private static void request() {
    Provider.PEXIP_ENGAGE.tell(
        calroute,
        PexipEngageBooking.of("apt-sixteen-request")
            .with("anna@example.com")
            .now("INCOMING_REQUEST")
            .callback("CREATE")
            .replace("Sofie", "Tina")
            .replace("Claes", "Doe"));
  }

  private static void cancel() {
    post(created("Carla", "a"));
    awaitCode("Carla Doe", "in-calendar");
    post(named(booking("Carla", "a").later().callback("appointment.canceled"), "Carla"));
  }

  private static void refuseCredentials() {
    installation
        .graph()
        .faults()
        .add(FaultRule.of(Effect.status(401, "invalid_client"), Operation.TOKEN));
    installation.graph().expireTokens();
    post(created("Dora", "tenant"));
  }

  private static void refuseMeetings() {
    post(named(booking("Lina", "linked").online(null).callback("appointment.created"), "Lina"));
  }

  private static void delete() {
    post(created("Della", "deleted"));
    awaitCode("Della Doe", "in-calendar");
    String event = calroute.get("/api/why?q=Della+Doe").at("/items/0/places/0/eventId").asText();
    installation.google().calendar(calendar("deleted")).delete(event);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              calroute.call("POST", "/api/sweep?calendar=" + calendar("deleted"));
              assertThat(code("Della Doe")).isEqualTo("deleted-by-staff");
            });
  }

  private static void hold() {
    post(created("Hella", "held"));
    awaitCode("Hella Doe", "in-calendar");
    DirectoryEntry.Match match =
        new DirectoryEntry.Match("savvycal", null, "prov_held", null, null, null);
    calroute
        .bean(DirectoryStore.class)
        .offer(
            "another replica",
            new Directory(List.of(new DirectoryEntry(match, "google", "slip@example.com"))),
            "policy",
            null,
            DirectoryStore.HeldBy.BRAKE,
            DirectoryStore.Effect.NONE);
  }

  /** Whose it was nobody knows; the sentence has it as a possibility. */
  private static void knockInVain() {
    calroute.post(
        "/callbacks/savvycal",
        created("Roswitha", "a"),
        Map.of("X-SavvyCal-Signature", "sha256=00"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(calroute.get("/api/why?q=Roswitha+Doe").at("/items/0/sentence").asText())
                    .contains("refused with 401", "it may have been among them"));
  }

  private static void fault(Effect effect, String client, String staff) {
    installation
        .google()
        .faults()
        .add(FaultRule.of(effect, Operation.INSERT).calendar(calendar(staff)));
    post(created(client, staff));
  }

  private static String calendar(String name) {
    return name + "@example.com";
  }

  private static SavvyCalBooking booking(String client, String staff) {
    return SavvyCalBooking.of("appt_sixteen_" + client.toLowerCase(Locale.ROOT))
        .with("prov_" + staff)
        .at(MONDAY, Duration.ofMinutes(30))
        .in(ZoneId.of("Europe/Paris"));
  }

  private static String created(String client, String staff) {
    return callback(client, staff, "appointment.created");
  }

  private static String callback(String client, String staff, String type) {
    return named(booking(client, staff).callback(type), client);
  }

  private static String named(String body, String client) {
    return body.replace("\"Jane\"", "\"" + client + "\"");
  }

  private static String withoutTimes(String body) {
    return body.replaceAll("\"(utc|local|unix_ts)\":(\"[^\"]*\"|\\d+)", "\"$1\":\"nonsense\"");
  }

  private static void post(String body) {
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(202);
  }

  private static void awaitCode(String client, String code) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(code(client)).isEqualTo(code));
  }

  private static String code(String client) {
    return calroute
        .get("/api/why?q=" + URLEncoder.encode(client, StandardCharsets.UTF_8))
        .at("/items/0/code")
        .asText();
  }
}
