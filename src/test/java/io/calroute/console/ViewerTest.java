package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The pages as somebody meets them who may look at everything and change nothing. */
class ViewerTest {

  private static final String PRESSES =
      "//form[@method='post' and not(contains(@action, '/logout'))]"
          + " | //a[starts-with(@href, '/again') or starts-with(@href, '/callbacks/replay')"
          + " or starts-with(@href, '/audit') or contains(@href, '/accept')"
          + " or contains(@href, '/stop')]";
  private static final Instant MONDAY = Instant.parse("2027-03-01T15:00:00Z");

  @TempDir static Path home;
  private RunningCalroute calroute;
  private Browser browser;

  @Test
  void aViewerIsShownNoButtonThatWouldBeRefusedAndIsRefusedAllTheSame() {
    try (SavvyCalSimulator provider = SavvyCalSimulator.start(Clock.systemUTC(), 0);
        Installation installation =
            new Installation(home, 0, 0)
                .staff("prov_gone", "google", "gone@example.com")
                .with("calroute.access.tokens.olga.token", "operators-token")
                .with("calroute.access.tokens.olga.role", "operator")
                .with("calroute.access.tokens.victor.token", "viewers-token")
                .asking(provider)) {
      installation.google().unknownCalendar("gone@example.com");
      calroute = installation.run();
      browser = Browser.of(calroute, home.resolve("browser"));
      try {
        send(booking("appt_view_gone", "prov_gone").callback("appointment.created"));
        send(booking("appt_view_stands", "prov_anna00000001").callback("appointment.created"));
        send(
            booking("appt_view_bad", "prov_anna00000001")
                .callback("appointment.created")
                .replaceAll("\"(utc|local|unix_ts)\":(\"[^\"]*\"|\\d+)", "\"$1\":\"nonsense\""));
        look();
      } finally {
        browser.close();
        calroute.close();
      }
    }
  }

  private void look() {
    signIn("operators-token");
    browser.soon(
        () ->
            assertThat(browser.open("/").text())
                .contains("calendar-gone", "not-mapped", "Sign out"));
    List<String> pages =
        Stream.of(
                "/",
                "/search?q=appt_view_gone",
                "/appointment?provider=savvycal&id=appt_view_gone",
                "/appointments/savvycal/appt_view_stands",
                "/appointment/what-if?provider=savvycal&id=appt_view_stands",
                "/team?day=2027-03-01",
                "/calendar?target=google&calendar=anna@example.com&week=2027-03-01",
                "/callbacks?outcome=failed",
                browser.find("a[href^='/again']").getDomAttribute("href"),
                "/callbacks/1",
                "/callbacks/replay?outcome=failed",
                "/connections",
                "/connections/savvycal/default",
                "/routes",
                "/plan",
                "/directory",
                "/runbook/calendar-gone")
            .toList();
    Set<String> pressable = new TreeSet<>();
    for (String page : pages) {
      pressable.addAll(presses(page));
    }
    assertThat(pressable)
        .contains(
            "/again",
            "/appointment/resync",
            "/audit",
            "/backfill",
            "/callbacks/1/replay",
            "/callbacks/replay",
            "/connect",
            "/fetch",
            "/routes/check",
            "/sweep");
    browser.click("footer form button");
    browser.soon(() -> assertThat(browser.at()).isEqualTo("/login?out"));

    signIn("viewers-token");
    for (String page : pages) {
      assertThat(presses(page)).as(page).isEmpty();
      assertThat(browser.text()).as(page).contains("victor");
    }
    assertThat(browser.open("/audit").text()).contains("A viewer may look at everything");
    browser.open("/");
    List<String> addresses = changing();
    assertThat(addresses).hasSizeGreaterThan(20);
    for (String address : addresses) {
      assertThat(pressedByHand(address)).as(address).isEqualTo("403");
    }
  }

  private void signIn(String token) {
    browser.open("/login").enter("#token", token);
    browser.soon(() -> assertThat(browser.at()).isEqualTo("/"));
  }

  /** Where its buttons lead, those included that lead to a question first. */
  private Set<String> presses(String page) {
    browser.open(page);
    Set<String> found = new TreeSet<>();
    browser.soon(
        () -> {
          for (WebElement one : browser.all(PRESSES)) {
            String to = one.getDomAttribute(one.getTagName().equals("a") ? "href" : "action");
            found.add(to.replaceAll("\\?.*", ""));
          }
        });
    return found;
  }

  /** All addresses of this port that change something. */
  private List<String> changing() {
    return calroute.bean(DispatcherServlet.class).getHandlerMappings().stream()
        .filter(RequestMappingHandlerMapping.class::isInstance)
        .flatMap(all -> ((RequestMappingHandlerMapping) all).getHandlerMethods().keySet().stream())
        .filter(ViewerTest::changes)
        .flatMap(one -> one.getPatternValues().stream())
        .map(pattern -> pattern.replaceAll("\\{[^}]*}", "1"))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean changes(RequestMappingInfo one) {
    return one.getMethodsCondition().getMethods().contains(RequestMethod.POST);
  }

  /** As a script of the page could, with the token of the page. */
  private String pressedByHand(String address) {
    return browser
        .run(
            """
            const csrf = document.querySelector('meta[name="csrf"]');
            const request = new XMLHttpRequest();
            request.open('POST', arguments[0], false);
            request.setRequestHeader(csrf.dataset.header, csrf.content);
            request.send();
            return request.status;
            """,
            address)
        .toString();
  }

  private static SavvyCalBooking booking(String id, String staff) {
    return SavvyCalBooking.of(id).with(staff).at(MONDAY, Duration.ofMinutes(30)).about("View");
  }

  private void send(String body) {
    assertThat(
            calroute.postSigned("/callbacks/savvycal", "X-SavvyCal-Signature", body).statusCode())
        .isEqualTo(202);
  }
}
