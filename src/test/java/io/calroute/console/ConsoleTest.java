package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static void book(String id, String staff, String service) {
    String body =
        SavvyCalBooking.of(id)
            .with(staff)
            .at(MONDAY, Duration.ofMinutes(30))
            .in(ZoneId.of("Europe/Paris"))
            .about(service)
            .callback("appointment.created");
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(202);
  }
}
