package io.calroute.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.ManualClock;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** Whoever begins a sign-in has proven nothing, and may begin many. */
class BegunSignInsTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-28T10:00:00Z"));
  private final BegunSignIns begun = new BegunSignIns(clock);

  @Test
  void itIsKnownOnceToTheBrowserThatHasBegunIt() {
    Cookie own = begin("s1");
    assertThat(own.isHttpOnly()).isTrue();
    assertThat(own.getAttribute("SameSite")).isEqualTo("Lax");

    assertThat(end("s1", own)).isNotNull();
    assertThat(end("s1", own)).isNull();
  }

  @Test
  void anotherBrowserDoesNotKnowIt() {
    begin("s1");
    Cookie other = begin("s2");

    assertThat(end("s1", null)).isNull();
    assertThat(end("s1", other)).isNull();
  }

  @Test
  void itIsForgottenAfterTenMinutes() {
    Cookie own = begin("s1");
    clock.advance(Duration.ofMinutes(10).plusSeconds(1));

    assertThat(end("s1", own)).isNull();
  }

  @Test
  void aFloodFillsNoMemoryAndHarmsTheOldestAlone() {
    Cookie old = begin("old");
    Cookie late = begin("late");
    for (int i = 1; i < BegunSignIns.LIMIT; i++) {
      begin("flood" + i);
    }

    assertThat(end("old", old)).isNull();
    assertThat(end("late", late)).isNotNull();
    assertThat(end("new", begin("new"))).isNotNull();
  }

  private Cookie begin(String state) {
    MockHttpServletRequest request =
        new MockHttpServletRequest("GET", "/oauth2/authorization/oidc");
    MockHttpServletResponse response = new MockHttpServletResponse();
    begun.saveAuthorizationRequest(
        OAuth2AuthorizationRequest.authorizationCode()
            .authorizationUri("https://login.example.org/authorize")
            .clientId("calroute")
            .state(state)
            .build(),
        request,
        response);
    return response.getCookies()[0];
  }

  private OAuth2AuthorizationRequest end(String state, Cookie cookie) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/login/oauth2/code/oidc");
    request.setParameter("state", state);
    if (cookie != null) {
      request.setCookies(cookie);
    }
    return begun.removeAuthorizationRequest(request, new MockHttpServletResponse());
  }
}
