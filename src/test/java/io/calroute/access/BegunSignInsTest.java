package io.calroute.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.sandbox.ManualClock;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** Whoever begins a sign-in has proven nothing, and may begin many. */
class BegunSignInsTest {

  private static final String OFFICE = "192.0.2.7";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-28T10:00:00Z"));
  private final BegunSignIns begun = new BegunSignIns(clock);

  @Test
  void itIsKnownOnceToTheBrowserThatHasBegunIt() {
    Cookie own = begin("s1", OFFICE);
    assertThat(own.isHttpOnly()).isTrue();
    assertThat(own.getAttribute("SameSite")).isEqualTo("Lax");

    assertThat(end("s1", own)).isNotNull();
    assertThat(end("s1", own)).isNull();
  }

  @Test
  void anotherBrowserDoesNotKnowIt() {
    begin("s1", OFFICE);
    Cookie other = begin("s2", OFFICE);

    assertThat(end("s1", null)).isNull();
    assertThat(end("s1", other)).isNull();
  }

  @Test
  void itIsForgottenAfterTenMinutes() {
    Cookie own = begin("s1", OFFICE);
    clock.advance(Duration.ofMinutes(10).plusSeconds(1));

    assertThat(end("s1", own)).isNull();
  }

  @Test
  void aFloodOfOneSourceKeepsNobodyElseOut() {
    Cookie colleague = begin("colleague", OFFICE);
    for (int i = 0; i < BegunSignIns.OF_ONE_SOURCE; i++) {
      begin("flood" + i, "198.51.100.9");
    }
    assertThatThrownBy(() -> begin("one more", "198.51.100.9"))
        .isInstanceOf(OAuth2AuthenticationException.class);

    assertThat(end("colleague", colleague)).isNotNull();
    assertThat(end("later", begin("later", OFFICE))).isNotNull();
  }

  @Test
  void aFloodOfManySourcesFillsNoMemoryAndHarmsTheOldestAlone() {
    Cookie old = begin("old", OFFICE);
    for (int i = 0; i < 5000; i++) {
      begin("flood" + i, "198.51." + i / 250 + "." + i % 250);
    }

    assertThat(end("old", old)).isNull();
    assertThat(end("new", begin("new", OFFICE))).isNotNull();
  }

  private Cookie begin(String state, String source) {
    MockHttpServletRequest request =
        new MockHttpServletRequest("GET", "/oauth2/authorization/oidc");
    request.setRemoteAddr(source);
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
