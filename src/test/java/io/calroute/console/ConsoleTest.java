package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the console, as an operator meets them. */
class ConsoleTest {

  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static Browser browser;

  @BeforeAll
  static void start() {
    installation = new Installation(home, 0, 0).staff("prov_gone", "google", "gone@example.com");
    installation.google().unknownCalendar("gone@example.com");
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

  @Test
  void todaySaysHowThingsStandAndGoesOnSayingIt() {
    browser.open("/").check("today-empty");
    assertThat(browser.text()).contains("What needs somebody").contains("Nothing.");
    book("appt_console_gone", "prov_gone", "Gone calendar");
    browser.soon(
        () -> assertThat(browser.text()).contains("calendar-gone").contains("Resync all 1"));
    browser.check("today");
    // What was done is written down every fifteen seconds; the page asks for it once a minute. The
    // callback and its call may be on two sides of a minute.
    browser.soon(
        () ->
            assertThat(browser.open("/").texts("#steps-table tbody tr"))
                .anySatisfy(row -> assertThat(row).matches("2\\d{3}-.*:\\d\\d [1-9]\\d0"))
                .anySatisfy(row -> assertThat(row).matches("2\\d{3}-.*:\\d\\d \\d[1-9]0")));
    browser.click(".steps summary");
    assertThat(browser.find("#steps-table").isDisplayed()).isTrue();
    browser.check("today-table");

    browser.click("a[href^='/again']");
    assertThat(browser.text("main")).contains("1 appointment:");
    browser.check("again");
    browser.click("main form button");
    browser.soon(() -> assertThat(browser.text()).contains("Made due again: 1 appointment."));
  }

  @Test
  void whatIsFoundCanBeSharedByItsAddress() {
    book("appt_console_look", "prov_anna00000001", "Shareable");
    browser.open("/");
    browser.enter("header input[name=q]", "shareable");
    browser.soon(() -> assertThat(browser.at()).isEqualTo("/search?q=shareable"));
    browser.soon(
        () ->
            assertThat(browser.open("/search?q=shareable").text())
                .contains("Shareable: Jane Doe", "2027-03-01 16:00", "in-calendar"));
    browser.check("search");
    assertThat(browser.open("/search?q=jane+2027-03-01").text()).contains("Shareable");
    assertThat(browser.open("/search?q=jane+2027-03-02").text()).contains("None.");
  }

  @Test
  void whatTheMappingHadToGuessIsToldOnTheAppointment() {
    post(
        booking("appt_console_zone", "prov_anna00000001", "Zoned")
            .callback("appointment.created")
            .replace("Europe/Paris", "Europe/Pariss"));
    browser.soon(
        () ->
            assertThat(browser.open("/appointment?provider=savvycal&id=appt_console_zone").text())
                .contains("unknown-time-zone"));
  }

  @Test
  void whatWasCalledOffIsFoundByWhoseItWasAndItsDay() {
    book("appt_console_off", "prov_anna00000001", "Forgone");
    post(
        booking("appt_console_off", "prov_anna00000001", "Forgone")
            .later()
            .callback("appointment.canceled"));
    browser.soon(
        () ->
            assertThat(browser.open("/search?q=forgone+2027-03-01").text())
                .contains("Forgone: Jane Doe", "cancelled"));
    assertThat(browser.open("/search?q=forgone+2027-03-02").text()).contains("None.");
  }

  @Test
  void anAppointmentTellsWhatHappenedAndGoesOnTellingIt() {
    book("appt_console_tale", "prov_ben000000001", "Tale");
    applied("appt_console_tale");
    browser.open("/appointments/savvycal/appt_console_tale");
    browser.soon(
        () ->
            assertThat(browser.text())
                .contains("in-calendar", "create in ben@example.com, google ok", "Jane Doe"));
    browser.check("appointment");
    browser.click("a[aria-label^='Body of']");
    browser.soon(
        () ->
            assertThat(browser.text(".timeline"))
                .contains("\"id\" : \"appt_console_tale\"", "\"first_name\" : \"••••\"")
                .doesNotContain("jane.doe"));
    browser.click("a[hx-get$='raw=true']");
    browser.soon(() -> assertThat(browser.text(".timeline")).contains("jane.doe"));

    post(
        booking("appt_console_tale", "prov_ben000000001", "Tale")
            .later()
            .at(MONDAY.plus(Duration.ofDays(1)), Duration.ofMinutes(30))
            .callback("appointment.rescheduled"));
    browser.soon(
        () ->
            assertThat(browser.text("main"))
                .contains("2027-03-02 16:00", "members differ", "update in ben@example.com"));

    browser.click("a[href*='what-if']");
    browser.soon(() -> assertThat(browser.text()).contains("Nothing would change."));
    browser.check("what-if");
    browser.open("/runbook/not-mapped").check("runbook");
  }

  @Test
  void aCallLeadsToTheEventThatItHasMadeAndSaysHowLongItTook() {
    Map.of(
            "prov_carla0000001", "https://outlook.office365.com/calendar/item/",
            "prov_anna00000001", "https://www.google.com/calendar/event?eid=")
        .forEach(
            (staff, link) -> {
              String id = "appt_console_" + staff;
              book(id, staff, "Proof");
              String proof = "ol.timeline li.call a[target='_blank'][href^='" + link + "']";
              applied(id);
              browser.open("/appointments/savvycal/" + id);
              browser.soon(
                  () -> {
                    assertThat(browser.texts(proof)).containsExactly("see it there");
                    assertThat(browser.texts("ol.timeline li.call").get(0))
                        .matches(".* ok in \\d+(\\.\\d s| ms) see it there");
                    if (link.contains("outlook")) {
                      String href = browser.find(proof).getDomAttribute("href");
                      assertThat(URLDecoder.decode(href, StandardCharsets.UTF_8))
                          .isEqualTo(
                              link
                                  + calroute
                                      .get("/api/appointments/savvycal/" + id)
                                      .at("/references/0/id")
                                      .asText());
                    }
                  });
            });
  }

  @Test
  void whoFollowsAWrongAddressSeesAPageAndProgramsAreToldAProblem() {
    browser.open("/nowhere");
    assertThat(browser.text("main")).contains("Nothing is at this address");
    assertThat(calroute.call("GET", "/nowhere").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");

    assertThat(calroute.call("GET", "/search?q=x%00y").statusCode()).isEqualTo(400);
    browser.open("/runbook");
    browser.find("main a[href='/runbook/never-received']").click();
    browser.soon(() -> assertThat(browser.text("h1")).isEqualTo("never-received"));
    assertThat(browser.complaints()).isNotEmpty().allMatch(one -> one.contains("404"));
  }

  @Test
  void whateverIsInAnIdItsLinkLeadsToItsOwnPage() {
    String id = "../agendize/appt_console_other";
    book(id, "prov_anna00000001", "Elsewhere");
    browser.soon(
        () ->
            assertThat(
                    browser.open("/callbacks").all("//a[contains(@href, '..%2Fagendize%2Fappt')]"))
                .isNotEmpty());
    browser.click("a.id[href*='..%2Fagendize%2Fappt']");
    browser.soon(() -> assertThat(browser.text()).contains(id));
    browser.complaints();
  }

  @Test
  void anAppointmentThatIsNotKnownIsLookedForByTheSearch() {
    browser.open("/appointments/savvycal/appt_console_nobody");
    assertThat(browser.at()).isEqualTo("/search?q=appt_console_nobody");
    assertThat(browser.text()).contains("never-received");
  }

  @Test
  void whatHappensBetweenAPagesMakingAndItsListeningIsOnItAllTheSame() throws Exception {
    book("appt_console_gap", "prov_anna00000001", "Gap");
    applied("appt_console_gap");
    browser.blocked("*/live").open("/appointments/savvycal/appt_console_gap");
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpResponse<Stream<String>> another =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + calroute.operationsPort() + "/live"))
                    .build(),
                HttpResponse.BodyHandlers.ofLines());
    Thread listening = new Thread(() -> another.body().forEach(heard::add));
    listening.setDaemon(true);
    listening.start();
    AtomicLong told = new AtomicLong();
    String touched =
        "event:" + browser.find("#live").getDomAttribute("hx-trigger").split("[:,]")[1];
    // The first look of all tells of nothing: there is no other to compare it with.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              calroute.call("POST", "/api/appointments/savvycal/appt_console_gap/resync");
              return heard.contains(touched);
            });
    post(
        booking("appt_console_gap", "prov_anna00000001", "Gap")
            .later()
            .at(MONDAY.plus(Duration.ofDays(2)), Duration.ofMinutes(30))
            .callback("appointment.rescheduled"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                calroute
                    .get("/api/appointments/savvycal/appt_console_gap")
                    .toString()
                    .contains("2027-03-03"));
    // Until nothing more is told of it that a page could hear late.
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              long now = heard.stream().filter(touched::equals).count();
              return told.getAndSet(now) == now;
            });
    assertThat(browser.text("main")).doesNotContain("2027-03-03 16:00");

    browser.blocked();
    browser.soon(() -> assertThat(browser.text("main")).contains("2027-03-03 16:00"));
    browser.complaints();
  }

  private static void applied(String id) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> calroute.call("GET", "/api/appointments/savvycal/" + id),
            answer -> answer.statusCode() == 200);
  }

  private static void book(String id, String staff, String service) {
    post(booking(id, staff, service).callback("appointment.created"));
  }

  private static SavvyCalBooking booking(String id, String staff, String service) {
    return SavvyCalBooking.of(id)
        .with(staff)
        .at(MONDAY, Duration.ofMinutes(30))
        .in(ZoneId.of("Europe/Paris"))
        .about(service);
  }

  private static void post(String body) {
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(202);
  }
}
