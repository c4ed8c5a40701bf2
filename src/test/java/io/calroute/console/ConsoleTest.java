package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the console, as an operator meets them. */
class ConsoleTest {

  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");

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

    browser.click("a[href^='/again']");
    assertThat(browser.find("main").getText()).contains("1 appointments");
    browser.check("again");
    browser.click("main form button");
    browser.soon(() -> assertThat(browser.text()).contains("Made due again: 1 appointments."));
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
  void anAppointmentTellsWhatHappenedAndGoesOnTellingIt() {
    book("appt_console_tale", "prov_ben000000001", "Tale");
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> calroute.call("GET", "/api/appointments/savvycal/appt_console_tale"),
            answer -> answer.statusCode() == 200);
    browser.open("/appointments/savvycal/appt_console_tale");
    browser.soon(
        () ->
            assertThat(browser.text())
                .contains("in-calendar", "create in ben@example.com, google ok", "Jane Doe"));
    browser.check("appointment");
    browser.click("a[hx-get$='/body']");
    browser.soon(
        () ->
            assertThat(browser.find(".timeline").getText())
                .contains("\"id\" : \"appt_console_tale\"", "\"first_name\" : \"••••\"")
                .doesNotContain("jane.doe"));
    browser.click("a[hx-get$='shown=true']");
    browser.soon(() -> assertThat(browser.find(".timeline").getText()).contains("jane.doe"));

    post(
        booking("appt_console_tale", "prov_ben000000001", "Tale")
            .later()
            .at(MONDAY.plus(Duration.ofDays(1)), Duration.ofMinutes(30))
            .callback("appointment.rescheduled"));
    browser.soon(
        () ->
            assertThat(browser.find("main").getText())
                .contains("2027-03-02 16:00", "members differ", "update in ben@example.com"));

    browser.click("a[href*='what-if']");
    browser.soon(() -> assertThat(browser.text()).contains("Nothing would change."));
    browser.check("what-if");
    browser.open("/runbook/not-mapped").check("runbook");
    assertThat(browser.open("/appointments/savvycal/nobody").text())
        .contains("unknown-appointment");
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
