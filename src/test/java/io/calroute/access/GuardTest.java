package io.calroute.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.access.audit.Audit;
import io.calroute.access.audit.AuditEntry;
import io.calroute.access.audit.RefusedCallers;
import io.calroute.sandbox.ManualClock;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.session.ManagerBase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebApplicationContext;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.servlet.HandlerMapping;

/** Who is let in, and who is not. */
class GuardTest {

  private static final String TOKEN = "a-token-with-ümlaut-and-ß";
  private static final String PLAIN = "a-token";
  private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-11-27T10:00:00Z"));
  private static final Kept AUDIT = new Kept();
  private static final List<AnnotationConfigServletWebApplicationContext> OPEN = new ArrayList<>();
  private static final Filter LOCAL = guard();
  private static final Map<String, Filter> GUARDS =
      Map.of(
          TOKEN, guard("calroute.api.token=" + TOKEN),
          PLAIN, guard("calroute.api.token=" + PLAIN));

  /** Whoever begins a sign-in at the provider has one, without any proof. */
  @Test
  void sessionsAreBounded() {
    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
    new AccessConfiguration().boundedSessions().customize(factory);
    TomcatWebServer server = (TomcatWebServer) factory.getWebServer();
    try {
      server.start();
      Context context = (Context) server.getTomcat().getHost().findChildren()[0];
      assertThat(((ManagerBase) context.getManager()).getMaxActiveSessions())
          .isEqualTo(CallerLimits.SESSIONS);
    } finally {
      server.stop();
    }
  }

  private static Filter guard(String... properties) {
    AnnotationConfigServletWebApplicationContext context =
        new AnnotationConfigServletWebApplicationContext();
    context.setServletContext(new MockServletContext());
    TestPropertyValues.of(properties).applyTo(context);
    context.register(
        AccessConfiguration.class,
        SecurityAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class);
    context.registerBean(ObjectMapper.class);
    context.registerBean(Clock.class, () -> CLOCK);
    context.registerBean(RefusedCallers.class, () -> new RefusedCallers(CLOCK));
    context.registerBean(Audit.class, () -> AUDIT);
    context.registerBean("requestMappingHandlerMapping", HandlerMapping.class, () -> any -> null);
    context.refresh();
    OPEN.add(context);
    return context.getBean("springSecurityFilterChain", Filter.class);
  }

  @AfterAll
  static void close() {
    OPEN.forEach(AnnotationConfigServletWebApplicationContext::close);
  }

  @Test
  void holderOfTheTokenIsLetInFromAnywhere() throws Exception {
    MockHttpServletRequest request = request("GET", "/api/status");
    request.setRemoteAddr("192.0.2.7");
    request.addHeader("Host", "ops.example.com");
    // As a servlet container hands over the UTF-8 bytes of the header.
    request.addHeader(
        "Authorization", "bearer " + new String(TOKEN.getBytes("UTF-8"), "ISO-8859-1"));

    assertThat(status(TOKEN, request)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer a-token", "Basic YTpi", "a-token"})
  void anybodyElseIsNotEvenOnThisMachine(String authorization) throws Exception {
    MockHttpServletRequest request = request("GET", "/api/status");
    if (!authorization.isEmpty()) {
      request.addHeader("Authorization", authorization);
    }

    MockHttpServletResponse response = answer(TOKEN, request);
    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getHeader("WWW-Authenticate")).startsWith("Bearer");
    assertThat(response.getContentType()).startsWith("application/problem+json");
    assertThat(response.getContentAsString()).contains("not-authenticated").doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A-TOKEN",
        "a-tokeN",
        "a-token-and-more",
        "a-token,a-token",
        "a-token;",
        "a-toke",
        "aa-token",
        "a-token a-token",
        "Bearer a-token"
      })
  void tokenInAnotherCaseOrWithSomethingAroundItIsAnother(String given) throws Exception {
    MockHttpServletRequest request = request("GET", "/api/status");
    request.addHeader("Authorization", "Bearer " + given);

    assertThat(status(PLAIN, request)).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1"})
  void withoutATokenCallersOnThisMachineAreLetIn(String address) throws Exception {
    MockHttpServletRequest request = request("GET", "/api/status");
    request.setRemoteAddr(address);

    assertThat(status(null, request)).isEqualTo(200);
  }

  @Test
  void withoutATokenOthersAreRefusedWhateverAHeaderSays() throws Exception {
    MockHttpServletRequest request = request("GET", "/api/status");
    request.setRemoteAddr("192.0.2.7");
    request.addHeader("X-Forwarded-For", "127.0.0.1");
    request.addHeader("Forwarded", "for=127.0.0.1");

    MockHttpServletResponse response = answer(null, request);
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getContentAsString()).contains("loopback-only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8081",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        ""
      })
  void withoutATokenANameOfAnotherSiteIsRefused(String host) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/status");
    request.addHeader("Host", host);

    assertThat(status(null, request)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8081", "127.0.0.1:8081", "[::1]:8081", "[::1]"})
  void withoutATokenANameOfThisMachineIsGood(String host) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/status");
    request.addHeader("Host", host);

    assertThat(status(null, request)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "null", "http://localhost:9999", "https://localhost:8081"})
  void pageOfAnotherOriginChangesNothing(String origin) throws Exception {
    MockHttpServletRequest request = request("POST", "/api/callbacks/1/replay");
    request.addHeader("Origin", origin);

    MockHttpServletResponse response = answer(null, request);
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getContentAsString()).contains("other-origin");
  }

  @Test
  void consoleItselfMayChangeThings() throws Exception {
    MockHttpServletRequest request = request("POST", "/api/callbacks/1/replay");
    request.addHeader("Origin", "http://localhost:8081");

    assertThat(status(null, request)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login",
        "/console.js",
        "/chart.js",
        "/console.css",
        "/webjars/htmx.org/dist/htmx.min.js",
        "/favicon.svg",
        "/actuator/health",
        "/actuator/health/readiness",
        "/actuator/prometheus"
      })
  void healthMetricsAndTheConsolesFilesAreOpen(String path) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setRemoteAddr("192.0.2.7");

    assertThat(status(TOKEN, request)).isEqualTo(200);
    assertThat(status(null, request)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/search",
        "/live",
        "/webjars/../api/callbacks/1.js",
        "/webjars/%2e%2e/api/callbacks/1.js",
        "/api",
        "/api/audit.css",
        "/index.html",
        "/webjars",
        "/webjars/../api/status",
        "/webjars/..%2fapi/status",
        "/webjars//api/status",
        "/login/../api/status",
        "/login;/api/status",
        "//api/status",
        "/%61pi/status",
        "/api;a=b/status",
        "/actuator",
        "/actuator/env",
        "/actuator/health/../../api/status",
        "/actuator/health/..%2f..%2fapi/status",
        "/actuator/health;/api/status",
        "/console.js/../api/status",
        "/anything"
      })
  void everythingElseIsGuardedHoweverItIsWritten(String path) throws Exception {
    assertThat(status(TOKEN, request("GET", path))).isIn(400, 401);
  }

  private static MockHttpServletRequest request(String method, String path) {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    request.setServerPort(8081);
    request.addHeader("Host", "localhost:8081");
    return request;
  }

  private static int status(String token, MockHttpServletRequest request) throws Exception {
    return answer(token, request).getStatus();
  }

  private static MockHttpServletResponse answer(String token, MockHttpServletRequest request)
      throws ServletException, IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    (token == null ? LOCAL : GUARDS.get(token)).doFilter(request, response, new MockFilterChain());
    return response;
  }

  @Test
  void whatTheAuditCannotKeepIsNotDone() throws Exception {
    MockHttpServletRequest request = request("POST", "/api/callbacks/1/replay");
    assertThat(status(null, request)).isEqualTo(200);
    assertThat(AUDIT.statuses).containsOnly(200);

    AUDIT.away = true;
    MockFilterChain done = new MockFilterChain();
    MockHttpServletResponse response = new MockHttpServletResponse();
    LOCAL.doFilter(request("POST", "/api/callbacks/1/replay"), response, done);
    AUDIT.away = false;
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getContentAsString()).contains("store-unavailable");
    assertThat(done.getRequest()).isNull();
  }

  @Test
  void aSourceThatTriesTokensIsRefusedWhateverItSends() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(answerTo("192.0.2.9", "guess-" + i).getStatus()).isEqualTo(401);
    }
    MockHttpServletResponse refused = answerTo("192.0.2.9", PLAIN);
    assertThat(refused.getStatus()).isEqualTo(429);
    assertThat(refused.getHeader("Retry-After")).isEqualTo("31");
    assertThat(refused.getContentAsString()).contains("too-many-failures");
    MockHttpServletRequest probe = request("GET", "/actuator/health");
    probe.setRemoteAddr("192.0.2.9");
    assertThat(status(PLAIN, probe)).isEqualTo(200);

    assertThat(answerTo("192.0.2.10", PLAIN).getStatus()).isEqualTo(200);
    CLOCK.advance(Duration.ofSeconds(30));
    assertThat(answerTo("192.0.2.9", PLAIN).getStatus()).isEqualTo(200);
  }

  @Test
  void tokensThatAreTriedInTheFormCountLikeOthers() throws Exception {
    for (int i = 0; i < 10; i++) {
      MockHttpServletResponse wrong = answer(PLAIN, form("192.0.2.11", "guess-" + i));
      assertThat(wrong.getHeader("Location")).isEqualTo("/login?wrong");
    }
    assertThat(status(PLAIN, form("192.0.2.11", PLAIN))).isEqualTo(429);
    assertThat(answer(PLAIN, form("192.0.2.12", PLAIN)).getHeader("Location")).isEqualTo("/");
  }

  @Test
  void oneNameSignsInThirtyTimesAndIsThenToldWhenItMayAgain() throws Exception {
    Filter guard =
        guard("calroute.access.tokens.sam.token=sams", "calroute.access.tokens.tom.token=toms");
    for (int i = 0; i < SignedIn.SIGN_INS; i++) {
      assertThat(signIn(guard, "sams", "*/*").getHeader("Location")).isEqualTo("/");
    }
    MockHttpServletResponse page = signIn(guard, "sams", "text/html");
    assertThat(page.getStatus()).isEqualTo(429);
    assertThat(page.getHeader("Retry-After")).isEqualTo("11");
    assertThat(page.getContentType()).startsWith("text/html");
    assertThat(page.getContentAsString())
        .contains("signed in too often", "try again in 11 seconds", "href=\"/login\"");
    MockHttpServletResponse problem = signIn(guard, "sams", "*/*");
    assertThat(problem.getStatus()).isEqualTo(429);
    assertThat(problem.getContentType()).startsWith("application/problem+json");
    assertThat(problem.getContentAsString()).contains("too-many-sign-ins");
    assertThat(signIn(guard, "toms", "*/*").getHeader("Location")).isEqualTo("/");

    CLOCK.advance(Duration.ofSeconds(10));
    assertThat(signIn(guard, "sams", "*/*").getHeader("Location")).isEqualTo("/");
  }

  private static MockHttpServletResponse signIn(Filter guard, String token, String accept)
      throws Exception {
    MockHttpServletRequest request = form("192.0.2.13", token);
    request.addHeader("Accept", accept);
    MockHttpServletResponse response = new MockHttpServletResponse();
    guard.doFilter(request, response, new MockFilterChain());
    return response;
  }

  private static MockHttpServletRequest form(String source, String token) {
    MockHttpServletRequest request = request("POST", "/login");
    request.setRemoteAddr(source);
    request.setServletPath("/login");
    request.setParameter("token", token);
    request.setCookies(new Cookie("XSRF-TOKEN", "of-the-page"));
    request.setParameter("_csrf", "of-the-page");
    return request;
  }

  @Test
  void aSessionEndsAfterAWorkingDayHoweverOftenItIsUsed() throws Exception {
    for (boolean late : List.of(false, true)) {
      MockHttpSession session =
          new MockHttpSession() {
            @Override
            public long getCreationTime() {
              return CLOCK.instant().minus(Duration.ofHours(late ? 13 : 11)).toEpochMilli();
            }
          };
      MockHttpServletRequest request = request("GET", "/api/status");
      request.setSession(session);
      answer(PLAIN, request);
      assertThat(session.isInvalid()).isEqualTo(late);
    }
  }

  @Test
  void behindAProxyThatIsBelievedNobodyIsLocal() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    guard("server.forward-headers-strategy=native")
        .doFilter(request("GET", "/api/status"), response, new MockFilterChain());
    assertThat(response.getStatus()).isEqualTo(403);
  }

  private static MockHttpServletResponse answerTo(String source, String token) throws Exception {
    MockHttpServletRequest request = request("GET", "/api/status");
    request.setRemoteAddr(source);
    request.addHeader("Authorization", "Bearer " + token);
    return answer(PLAIN, request);
  }

  /** An audit in memory that can be away. */
  private static final class Kept implements Audit {
    private final Set<Integer> statuses = new HashSet<>();
    private boolean away;

    @Override
    public long begin(AuditEntry entry) {
      if (away) {
        throw new DataAccessResourceFailureException("away");
      }
      return 1;
    }

    @Override
    public void end(long id, int status) {
      statuses.add(status);
    }
  }
}
