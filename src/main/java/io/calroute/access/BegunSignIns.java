package io.calroute.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.web.util.WebUtils;

/**
 * Sign-ins at the OpenID provider that have begun. Whoever begins one has proven nothing yet, so
 * that it takes no session: those are for people who are known. Of too many the oldest are
 * forgotten. A cookie binds each to its browser. Safe for concurrent use.
 */
final class BegunSignIns implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  /** Some megabytes, and more than begin while one person types a password. */
  static final int LIMIT = 5000;

  /** As long as somebody looks for a second factor. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String COOKIE = "calroute-sign-in";

  private record Begun(OAuth2AuthorizationRequest request, Instant until) {}

  private final Clock clock;
  private final Map<String, Begun> all =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Begun> eldest) {
          return size() > LIMIT;
        }
      };

  BegunSignIns(Clock clock) {
    this.clock = clock;
  }

  @Override
  public OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    String state = state(request);
    return state == null ? null : known(state, false);
  }

  @Override
  public void saveAuthorizationRequest(
      OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
    if (begun == null) {
      removeAuthorizationRequest(request, response);
      return;
    }
    synchronized (this) {
      all.put(begun.getState(), new Begun(begun, clock.instant().plus(PATIENCE)));
    }
    tell(request, response, begun.getState(), PATIENCE);
  }

  @Override
  public OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    String state = state(request);
    if (state == null) {
      return null;
    }
    tell(request, response, "", Duration.ZERO);
    return known(state, true);
  }

  /** What the provider's answer names, when this browser is the one that has begun it. */
  private static String state(HttpServletRequest request) {
    String named = request.getParameter(OAuth2ParameterNames.STATE);
    Cookie own = WebUtils.getCookie(request, COOKIE);
    return named != null
            && own != null
            && MessageDigest.isEqual(
                named.getBytes(StandardCharsets.UTF_8),
                own.getValue().getBytes(StandardCharsets.UTF_8))
        ? named
        : null;
  }

  private synchronized OAuth2AuthorizationRequest known(String state, boolean over) {
    Begun begun = over ? all.remove(state) : all.get(state);
    return begun == null || begun.until().isBefore(clock.instant()) ? null : begun.request();
  }

  /** Lax: the provider sends the browser back from another site. */
  private static void tell(
      HttpServletRequest request, HttpServletResponse response, String state, Duration age) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(COOKIE, state)
            .path("/login")
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Lax")
            .maxAge(age)
            .build()
            .toString());
  }
}
