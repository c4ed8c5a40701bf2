package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about calendars and routes, as an operator meets them. */
class CalendarsAndRoutesTest {

  private static final String DAY = "day=2027-03-01&zone=Europe/Paris";
  private static final Duration HALF = Duration.ofMinutes(30);

  @TempDir static Path home;
  private static EditedCalroute edited;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static Browser browser;

  @BeforeAll
  static void start() {
    edited = EditedCalroute.prepare(home, Map.of("calroute.drift", "report"));
    edited.edit(
        "config/directory.yaml",
        "    - match: {emailDomain: example.com}\n",
        """
            - match: {staffId: prov_gone}
              target: google
              calendar: gone@example.com
            - match: {staffId: prov_slow}
              target: google
              calendar: slow@example.com
            - match: {emailDomain: example.com}
        """);
    installation = edited.installation();
    installation.google().unknownCalendar("gone@example.com");
    installation
        .google()
        .faults()
        .add(
            FaultRule.of(Effect.status(429).retryAfter("600"), Operation.INSERT)
                .calendar("slow@example.com"));
    edited.run();
    calroute = edited.calroute();
    browser = Browser.of(calroute, home.resolve("browser"));
    book("appt_team_1", "prov_anna00000001", "2027-03-01T08:00:00Z", "Consult");
    book("appt_team_2", "prov_anna00000001", "2027-03-01T10:00:00Z", "Advice");
    book("appt_team_3", "prov_anna00000001", "2027-03-01T10:15:00Z", "Advice beside it");
    book("appt_team_4", "prov_ben000000001", "2027-03-01T09:30:00Z", "Mortgage");
    book("appt_team_5", "prov_ben000000001", "2027-03-03T13:00:00Z", "Mortgage, again");
    book("appt_team_6", "prov_carla0000001", "2027-03-01T14:00:00Z", "Savings");
    book("appt_team_7", "prov_gone", "2027-03-01T12:00:00Z", "Lost");
    book("appt_team_9", "prov_slow", "2027-03-01T12:00:00Z", "Patience");
    book("appt_team_8", "prov_nobody", "2027-03-01T11:00:00Z", "Whose is it");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    edited.close();
  }

  @Test
  void theTeamsDayShowsWhatIsWantedAgainstWhatStands() {
    browser.open("/team?" + DAY);
    browser.soon(
        () ->
            assertThat(browser.texts(".block"))
                .anyMatch(one -> one.contains("Lost") && one.contains("calendar-gone"))
                .anyMatch(one -> one.contains("Whose is it") && one.contains("staff-unknown"))
                .noneMatch(one -> one.contains("Mortgage, again")));
    browser.soon(
        () ->
            assertThat(browser.texts(".waiting"))
                .as("what waits is missing nowhere")
                .anyMatch(one -> one.contains("Patience") && one.contains("throttled")));
    assertThat(browser.texts(".found .time")).contains("09:00–09:30", "11:15–11:45");

    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> installation.google().calendar("ben@example.com").events().size() == 2);
    for (SimulatedEvent one : installation.google().calendar("ben@example.com").events()) {
      installation
          .google()
          .calendar("ben@example.com")
          .edit(one.id(), Json.object().put("summary", "Mine"));
    }
    browser.click("button[aria-label='Look now at ben@example.com']");
    browser.soon(
        () -> assertThat(browser.text()).contains("Calroute looks at all of ben@example.com."));
    browser.soon(
        () ->
            assertThat(browser.texts(".changed"))
                .anyMatch(one -> one.contains("Mortgage") && one.contains("edited-by-staff")));
    browser.check("team");

    browser.open("/team?q=BEN@&" + DAY);
    assertThat(browser.texts(".line h2"))
        .containsExactly("Without a calendar", "Staff ben000000001");

    browser.click(".line a[href*='ben@example.com']");
    browser.soon(
        () ->
            assertThat(browser.texts("#week .fc-event"))
                .anyMatch(one -> one.contains("Mortgage, again"))
                .hasSize(2));
    assertThat(browser.texts("#list .block")).hasSize(2);
    browser.check("calendar");
  }

  @Test
  void theDirectoryListsItsEntriesAndWhyAnEditIsRefused() {
    browser.open("/directory");
    List<String> entries = browser.texts("main tbody tr");
    assertThat(entries)
        .anyMatch(one -> one.matches("\\d+ staff id prov_slow slow@example.com google"))
        .anyMatch(one -> one.matches("\\d+ addresses of example.com the address of each google"));
    assertThat(entries.get(0)).startsWith("1 ");
    browser.check("directory");

    edited.edit("config/directory.yaml", "emailDomain: example.com", "emailDomian: example.com");
    browser.soon(
        () ->
            assertThat(browser.open("/directory").text("main"))
                .containsPattern(
                    "The last edit is not in use, because of config/directory.yaml:\\d+: \\S"));
    assertThat(browser.text("main")).contains("emailDomian").doesNotContain(home.toString());
    assertThat(browser.texts("main tbody tr")).isEqualTo(entries);
    browser.check("directory-refused");
    assertThat(browser.open("/").text().split("directory\\.yaml:\\d"))
        .as("the place, once")
        .hasSize(2);
    edited.edit("config/directory.yaml", "emailDomian: example.com", "emailDomain: example.com");
    browser.soon(
        () -> assertThat(browser.open("/directory").text("main")).doesNotContain("not in use"));
  }

  @Test
  void routesSayWhatRunsWhatFailedAndWhatAnEditWouldDo() {
    assertThat(
            calroute
                .post("/callbacks/savvycal", "{}", Map.of("X-SavvyCal-Signature", "sha256=00"))
                .statusCode())
        .isEqualTo(401);
    browser.open("/routes");
    browser.soon(
        () ->
            assertThat(browser.texts("#receive-savvycal .counts"))
                .singleElement()
                .asString()
                .matches("[1-9]\\d* messages 1 failed .*last CallbackRefused.*"));
    assertThat(browser.texts("#open-front-door .step")).anyMatch(one -> one.contains("read-path"));
    browser.check("routes");

    edited.edit("mappings/savvycal.jslt", "\"kind\": ", "\"kind\": if (true) \"personal\" else ");
    browser.soon(() -> assertThat(browser.text()).contains("Refused: the last good version stays"));
    browser.check("routes-refused");

    browser.click("form[action='/routes/check'] button");
    browser.soon(() -> assertThat(browser.text()).contains("All that is on disk was looked at: "));
    assertThat(browser.texts("ul.problems code"))
        .anyMatch(one -> one.contains("mappings/savvycal"));

    assertThat(browser.find("form[action='/routes/preview'] #callback").isDisplayed()).isTrue();
    assertThat(calroute.call("GET", "/routes/preview?callback=8").headers().firstValue("Location"))
        .hasValue("/callbacks/8");
  }

  private static void book(String id, String staff, String at, String service) {
    String body =
        SavvyCalBooking.of(id)
            .with(staff)
            .at(Instant.parse(at), HALF)
            .in(ZoneId.of("Europe/Paris"))
            .about(service)
            .callback("appointment.created");
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(202);
  }
}
