package io.calroute.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.session.ManagerBase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.ReflectionTestUtils;

/** Tokens, sessions and an OpenID provider, in a Calroute that has all of them. */
class AccessTest {

  private static final String OPERATOR = "operators-token";
  private static final String VIEWER = "viewers-token";
  private static final String FLOODING = "token-of-a-viewer-who-presses-all-the-time";
  private static final String REPLAY = "/api/callbacks/999999/replay";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static OpenIdSimulator provider;
  private static HttpResponse<String> signInWhileAway;
  private static HttpResponse<String> tokenWhileAway;

  @BeforeAll
  static void start() throws Exception {
    int port = RunningCalroute.freePort();
    installation =
        new Installation(home, 0, 0)
            .with("calroute.access.tokens.olga.token", OPERATOR)
            .with("calroute.access.tokens.olga.role", "operator")
            .with("calroute.access.tokens.victor.token", VIEWER)
            .with("calroute.access.tokens.flo.token", FLOODING)
            .with("calroute.access.oidc.issuer", "http://127.0.0.1:" + port)
            .with("calroute.access.oidc.client-id", OpenIdSimulator.CLIENT)
            .with("calroute.access.oidc.client-secret", OpenIdSimulator.SECRET)
            .with("calroute.access.oidc.roles-claim", "groups")
            .with("calroute.access.oidc.operators", "calendar-team")
            .with("calroute.access.oidc.viewers", "everybody");
    calroute = installation.run();
    signInWhileAway = new Browser(HttpClient.Redirect.NEVER).get("/oauth2/authorization/oidc");
    tokenWhileAway = bearer("GET", "/api/status", "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmVk");
    provider = OpenIdSimulator.start(port);
    // It is not asked again at once.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                header(
                        new Browser(HttpClient.Redirect.NEVER).get("/oauth2/authorization/oidc"),
                        "Location")
                    .contains("state="));
    String good = OpenIdSimulator.signed(provider.key(), provider.claims());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> bearer("GET", "/api/status", good).statusCode() != 503);
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
    provider.close();
  }

  @Test
  void aViewerLooksAndChangesNothing() throws Exception {
    assertThat(bearer("GET", "/api/status", VIEWER).statusCode()).isEqualTo(200);
    assertProblem(bearer("POST", REPLAY, VIEWER), 403, "not-allowed");
    assertProblem(bearer("DELETE", "/api/status", VIEWER), 403, "not-allowed");
    assertProblem(bearer("POST", REPLAY, OPERATOR), 404, "unknown-callback");
  }

  @Test
  void idsMayHaveSlashesAndWhateverElseIsWrittenWithPercent() throws Exception {
    for (String id : List.of("a%2Fb", "%2F%2Fa", "a%3Bb", "a%25b", "a%2Cb%20c")) {
      assertProblem(
          bearer("GET", "/api/appointments/savvycal/" + id, VIEWER), 404, "unknown-appointment");
    }
    assertThat(bearer("GET", "//api/status", VIEWER).statusCode()).isEqualTo(404);
    for (String path :
        List.of(
            "/api/../api/status",
            "/api/%2e%2e/api/status",
            "/api/a%5Cb",
            "/api/appointments/savvycal/a;b",
            "/api;a=b/audit",
            "/api/audit;a")) {
      assertProblem(bearer("GET", path, VIEWER), 400, "bad-request");
      assertProblem(bearer("GET", path, OPERATOR), 400, "bad-request");
    }
    for (String audit : List.of("/api/audit", "/api/%61udit")) {
      assertProblem(bearer("GET", audit, VIEWER), 403, "not-allowed");
    }
  }

  @Test
  void aBrowserSignsInWithATokenAndItsPagesMayChangeThings() throws Exception {
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    HttpResponse<String> page = browser.get("/?from=a-link");
    assertThat(page.uri().getPath()).isEqualTo("/login");
    assertThat(page.body())
        .contains("name=\"token\"", "/oauth2/authorization/oidc")
        .doesNotContain("style=", "<script")
        .doesNotContainPattern("\\son[a-z]+=");
    assertThat(browser.signIn("wrong").uri().getQuery()).isEqualTo("wrong");

    HttpResponse<String> in = browser.signIn(OPERATOR);
    assertThat(in.statusCode()).isEqualTo(200);
    assertThat(in.uri().getPath() + "?" + in.uri().getQuery()).isEqualTo("/?from=a-link");
    HttpCookie session = browser.cookie("calroute");
    assertThat(session.isHttpOnly()).isTrue();
    String inTheAddress = "/api/status;calroute=" + session.getValue();
    assertProblem(new Browser(HttpClient.Redirect.NEVER).api(inTheAddress), 400, "bad-request");
    assertThat(browser.get("/api/status").statusCode()).isEqualTo(200);

    assertProblem(browser.post(REPLAY, Map.of()), 403, "no-csrf-token");
    Map<String, String> proof = Map.of("X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN").getValue());
    assertProblem(browser.post(REPLAY, proof), 404, "unknown-callback");
    Map<String, String> elsewhere = new LinkedHashMap<>(proof);
    elsewhere.put("Origin", "https://evil.example");
    assertProblem(browser.post(REPLAY, elsewhere), 403, "other-origin");
    elsewhere.put("Origin", "null");
    assertProblem(browser.post(REPLAY, elsewhere), 403, "other-origin");

    assertThat(browser.post("/logout", proof).uri().getPath()).isEqualTo("/login");
    assertProblem(browser.api("/api/status"), 401, "not-authenticated");
  }

  /** Of another replica, of one that was stopped, or of yesterday. */
  @Test
  void aSessionThatIsNotKnownHereLeadsToTheSignInAndBackToThePage() throws Exception {
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    browser.get("/login");
    browser.signIn(OPERATOR);
    HttpCookie session = browser.cookie("calroute");
    session.setValue("0123456789ABCDEF0123456789ABCDEF");

    HttpResponse<String> pressed =
        browser.post("/callbacks/999999/replay", Map.of("Accept", "text/html,*/*;q=0.8"));
    assertThat(pressed.uri().toString()).endsWith("/login?ended");
    assertThat(pressed.body()).contains("nothing was done", "name=\"token\"");
    assertProblem(browser.post(REPLAY, Map.of()), 401, "not-authenticated");

    assertThat(browser.get("/callbacks?q=a-link").uri().getPath()).isEqualTo("/login");
    assertThat(browser.signIn(OPERATOR).uri().toString()).endsWith("/callbacks?q=a-link");
  }

  @Test
  void aPressThatComesTooLateLeadsBackToItsPageAfterTheSignIn() throws Exception {
    for (String back : List.of("/callbacks?outcome=failed", "//evil.example/callbacks", "")) {
      Browser browser = new Browser(HttpClient.Redirect.NORMAL);
      browser.get("/login");
      browser.signIn(OPERATOR);
      browser.cookie("calroute").setValue("0123456789ABCDEF0123456789ABCDEF");
      HttpResponse<String> pressed =
          browser.send(
              HttpRequest.newBuilder(uri("/callbacks/999999/replay"))
                  .header("Accept", "text/html,*/*;q=0.8")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      BodyPublishers.ofString(
                          "back=" + URLEncoder.encode(back, StandardCharsets.UTF_8))));
      assertThat(pressed.uri().toString()).endsWith("/login?ended");

      URI in = browser.signIn(OPERATOR).uri();
      assertThat(in.getPath() + (in.getQuery() == null ? "" : "?" + in.getQuery()))
          .isEqualTo(back.startsWith("/c") ? back : "/");
    }
  }

  @Test
  void aViewerWhoPressesAgainAndAgainFillsNoAudit() throws Exception {
    for (int i = 0; i < AuditFilter.REFUSALS; i++) {
      assertProblem(bearer("POST", REPLAY, FLOODING), 403, "not-allowed");
    }
    HttpResponse<String> refused = bearer("POST", REPLAY, FLOODING);
    assertProblem(refused, 429, "too-many-refusals");
    assertThat(header(refused, "Retry-After")).isNotEmpty();
    assertThat(audit("&who=flo")).hasSize(AuditFilter.REFUSALS);
    assertThat(bearer("GET", "/api/status", FLOODING).statusCode()).isEqualTo(200);
    assertProblem(bearer("POST", REPLAY, VIEWER), 403, "not-allowed");
  }

  @Test
  void aTokenInAHeaderTakesNoSessionWhateverIsPressed() throws Exception {
    long before = sessions().getSessionCounter();
    for (String accept : List.of("*/*", "text/html,*/*;q=0.8")) {
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> pressed =
            new Browser(HttpClient.Redirect.NORMAL)
                .send(
                    HttpRequest.newBuilder(uri("/callbacks/replay?outcome=failed"))
                        .header("Authorization", "Bearer " + OPERATOR)
                        .header("Accept", accept)
                        .POST(BodyPublishers.noBody()));
        assertThat(pressed.statusCode()).as(pressed.body()).isEqualTo(200);
      }
    }
    assertThat(sessions().getSessionCounter()).isEqualTo(before);
  }

  @Test
  void whoSignsInWhenAllSessionsAreTakenIsToldSo() throws Exception {
    sessions().setMaxActiveSessions(sessions().getActiveSessions());
    try {
      HttpResponse<String> page = new Browser(HttpClient.Redirect.NORMAL).signIn(OPERATOR);
      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(header(page, "Retry-After")).isEqualTo("60");
      assertThat(page.body()).contains("No more people can be signed in", "href=\"/login\"");
      provider.groups("everybody");
      Browser browser = new Browser(HttpClient.Redirect.NORMAL);
      assertThat(browser.get("/oauth2/authorization/oidc").statusCode()).isEqualTo(503);
      provider.groups("everybody");
      assertProblem(
          new Browser(HttpClient.Redirect.NORMAL).api("/oauth2/authorization/oidc"),
          503,
          "too-many-sessions");
      assertThat(bearer("GET", "/api/status", VIEWER).statusCode()).isEqualTo(200);
    } finally {
      sessions().setMaxActiveSessions(CallerLimits.SESSIONS);
    }
    assertThat(new Browser(HttpClient.Redirect.NORMAL).signIn(OPERATOR).statusCode())
        .isEqualTo(200);
  }

  private static ManagerBase sessions() {
    Object context = calroute.bean(ServletContext.class);
    while (!(context instanceof Context)) {
      context = ReflectionTestUtils.getField(context, "context");
    }
    return (ManagerBase) ((Context) context).getManager();
  }

  @Test
  void aViewerWhoAsksForTheAuditSeesAPageWithTheWayToOthers() throws Exception {
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    browser.signIn(VIEWER);
    HttpResponse<String> page = browser.get("/audit");
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body())
        .contains("This takes an operator", "aria-label=\"Pages\"", "href=\"/callbacks\"");
    assertProblem(browser.api("/api/audit"), 403, "not-allowed");
  }

  @Test
  void theAuditSaysOfAnErasureHowItWasMeantAndNotWhomItWasAbout() throws Exception {
    String person = erase("{\"client\": \"nora@example.net\", \"dryRun\": true}");
    JsonNode tried = audit("").get(0).path("ids");
    assertThat(tried.path("dryRun").asText()).isEqualTo("true");
    assertThat(tried.path("calendars").asText()).isEqualTo("leave");
    assertThat(tried.path("removed").asText()).contains("0 callbacks");
    assertThat(tried.has("person")).isFalse();

    assertThat(
            erase(
                "{\"client\": \"NORA@example.net\", \"calendars\": \"empty\", \"provider\": \"savvycal\"}"))
        .isEqualTo(person);
    JsonNode done = audit("").get(0).path("ids");
    assertThat(done.path("dryRun").asText()).isEqualTo("false");
    assertThat(done.path("calendars").asText()).isEqualTo("empty");
    assertThat(done.path("provider").asText()).isEqualTo("savvycal");
    assertThat(done.path("person").asText()).isEqualTo(person).hasSize(12);
    assertThat(done.toString()).doesNotContainIgnoringCase("nora");
  }

  private static String erase(String wanted) throws Exception {
    HttpResponse<String> erased =
        new Browser(HttpClient.Redirect.NEVER)
            .send(
                HttpRequest.newBuilder(uri("/api/erase"))
                    .header("Authorization", "Bearer " + OPERATOR)
                    .POST(BodyPublishers.ofString(wanted)));
    return RunningCalroute.json(erased.body()).path("person").asText();
  }

  @Test
  void whoeverBeginsASignInHasNoSession() throws Exception {
    Browser browser = new Browser(HttpClient.Redirect.NEVER);
    HttpResponse<String> begun = browser.get("/oauth2/authorization/oidc");
    assertThat(header(begun, "Location")).startsWith("http://127.0.0.1:").contains("state=");
    assertThat(begun.headers().allValues("Set-Cookie"))
        .isNotEmpty()
        .noneMatch(one -> one.startsWith("calroute="));
  }

  @Test
  void aSessionIsAnotherOneAfterTheSignIn() throws Exception {
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    browser.get("/login");
    browser.signIn(VIEWER);
    String first = browser.cookie("calroute").getValue();
    browser.signIn(VIEWER);
    assertThat(browser.cookie("calroute").getValue()).isNotEqualTo(first);
  }

  @Test
  void somebodySignsInAtTheProviderAndHasTheRoleThatTheClaimGives() throws Exception {
    provider.groups("everybody", "calendar-team");
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    assertThat(browser.get("/oauth2/authorization/oidc").uri().getPath()).isEqualTo("/");
    Map<String, String> proof = Map.of("X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN").getValue());
    assertProblem(browser.post(REPLAY, proof), 404, "unknown-callback");

    provider.groups("everybody");
    Browser viewer = new Browser(HttpClient.Redirect.NORMAL);
    assertThat(viewer.get("/oauth2/authorization/oidc").statusCode()).isEqualTo(200);
    assertThat(viewer.get("/api/status").statusCode()).isEqualTo(200);
    proof = Map.of("X-XSRF-TOKEN", viewer.cookie("XSRF-TOKEN").getValue());
    assertProblem(viewer.post(REPLAY, proof), 403, "not-allowed");
  }

  @Test
  void whoHasNoRoleSeesNothingAndIsToldWhichClaimWasLookedAt() throws Exception {
    provider.groups("kitchen");
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    browser.get("/?from=a-link");
    HttpResponse<String> page = browser.get("/oauth2/authorization/oidc");
    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.uri().getQuery()).isEqualTo("from=a-link");
    assertThat(page.body()).contains("the claim groups has no value", "action=\"/logout\"");
    assertProblem(browser.api("/api/status"), 403, "not-allowed");
    assertProblem(
        bearer("GET", "/api/status", OpenIdSimulator.signed(provider.key(), provider.claims())),
        403,
        "not-allowed");
  }

  @Test
  void anAnswerOfTheProviderThatNobodyAskedForIsNotTaken() throws Exception {
    Browser browser = new Browser(HttpClient.Redirect.NORMAL);
    HttpResponse<String> page = browser.get("/login/oauth2/code/oidc?code=stolen&state=guessed");
    assertThat(page.uri().toString()).endsWith("/login?failed");
    assertProblem(browser.api("/api/status"), 401, "not-authenticated");
  }

  @Test
  void accessTokensCountWhenEverythingAboutThemIsRight() throws Exception {
    provider.groups("calendar-team");
    String good = OpenIdSimulator.signed(provider.key(), provider.claims());
    assertProblem(bearer("POST", REPLAY, good), 404, "unknown-callback");

    for (String bad :
        List.of(
            OpenIdSimulator.signed(provider.key(), provider.claims().issuer("https://other")),
            OpenIdSimulator.signed(provider.key(), provider.claims().audience("another")),
            OpenIdSimulator.signed(
                provider.key(),
                provider.claims().expirationTime(Date.from(Instant.now().minusSeconds(120)))),
            OpenIdSimulator.signed(OpenIdSimulator.newKey(), provider.claims()),
            new PlainJWT(provider.claims().build()).serialize(),
            signedWithThePublicKey())) {
      HttpResponse<String> refused = bearer("GET", "/api/status", bad);
      assertProblem(refused, 401, "not-authenticated");
      assertThat(refused.body()).doesNotContain(bad);
    }
  }

  @Test
  void theAuditHasWhoPressedWhatAndWhatCameOfIt() throws Exception {
    provider.groups("everybody");
    String lena = OpenIdSimulator.signed(provider.key(), provider.claims());
    bearer("POST", "/api/appointments/savvycal/a%2Fb/resync?connection=c1", OPERATOR);
    bearer("POST", "/api/callbacks/replay?outcome=%00failed&_csrf=x", lena);
    bearer("POST", "/nowhere/secret", VIEWER);

    JsonNode rows = audit("");
    assertThat(told(rows.get(0))).isEqualTo("victor token POST unknown {} 403");
    assertThat(told(rows.get(1)))
        .isEqualTo("lena@example.org jwt POST /api/callbacks/replay {\"outcome\":\"?failed\"} 403");
    assertThat(told(rows.get(2)))
        .isEqualTo(
            "olga token POST /api/appointments/{provider}/{id}/resync"
                + " {\"id\":\"a/b\",\"provider\":\"savvycal\",\"connection\":\"c1\"} 404");
    assertThat(rows.get(0).path("source").asText()).isEqualTo("127.0.0.1");
    JsonNode page = RunningCalroute.json(bearer("GET", "/api/audit?limit=1", OPERATOR).body());
    assertThat(audit("&after=" + page.path("next").asText()).get(0)).isEqualTo(rows.get(1));

    new Browser(HttpClient.Redirect.NORMAL).signIn(OPERATOR);
    assertThat(told(audit("&who=olga").get(0))).isEqualTo("olga session POST /login {} 302");

    bearer("POST", "/api/sweep?%63alendar=mia@example.com", OPERATOR);
    assertThat(told(audit("").get(0)))
        .startsWith("olga token POST /api/sweep {\"calendar\":\"mia@example.com\"}");
    new Browser(HttpClient.Redirect.NEVER)
        .send(
            HttpRequest.newBuilder(uri("/sweep"))
                .header("Authorization", "Bearer " + OPERATOR)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("calendar=leo%40example.com&back=%2Fteam")));
    assertThat(told(audit("").get(0)))
        .startsWith("olga token POST /sweep {\"calendar\":\"leo@example.com\"}");

    bearer("GET", "/api/status", "wrong");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(bearer("GET", "/api/audit", OPERATOR).body())
                    .containsPattern("\"path\":\"not-authenticated\",\"ids\":\\{},\"status\":401"));
  }

  private static JsonNode audit(String parameters) throws Exception {
    return RunningCalroute.json(bearer("GET", "/api/audit?limit=50" + parameters, OPERATOR).body())
        .path("items");
  }

  private static String told(JsonNode row) {
    return Stream.of("who", "how", "method", "path", "ids", "status")
        .map(row::path)
        .map(one -> one.isTextual() ? one.textValue() : one.toString())
        .collect(Collectors.joining(" "));
  }

  /** For who takes the key as it is published for the secret of another algorithm. */
  private static String signedWithThePublicKey() throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(provider.key().getKeyID()).build(),
            provider.claims().build());
    token.sign(new MACSigner(provider.key().toRSAPublicKey().getEncoded()));
    return token.serialize();
  }

  @Test
  void aProviderThatIsAwayKeepsNobodyFromStarting() {
    assertThat(signInWhileAway.headers().firstValue("Location")).contains("/login?failed");
    assertProblem(tokenWhileAway, 503, "provider-unavailable");
  }

  @Test
  void pagesAndDataHaveTheHeadersThatBrowsersGoBy() throws Exception {
    HttpResponse<String> data = bearer("GET", "/api/status", VIEWER);
    assertThat(header(data, "Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .contains("form-action 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(header(data, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(data, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(data, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(data, "Referrer-Policy")).isEqualTo("same-origin");
    assertThat(header(data, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(data, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(header(data, "Permissions-Policy")).contains("camera=()");
    assertThat(data.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(header(calroute.call("GET", "/login.css"), "Cache-Control")).isEqualTo("no-cache");
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static HttpResponse<String> bearer(String method, String path, String token)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + calroute.operationsPort() + path);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    assertThat(RunningCalroute.json(answer.body()).path("title").asText()).isEqualTo(code);
  }

  /** Keeps cookies, follows redirects, and says what browsers say. */
  private static final class Browser {
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http;

    Browser(HttpClient.Redirect redirects) {
      http = HttpClient.newBuilder().cookieHandler(cookies).followRedirects(redirects).build();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/html,*/*"));
    }

    HttpResponse<String> api(String path) throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> signIn(String token) throws IOException, InterruptedException {
      String page = get("/login").body();
      String csrf = page.replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
      return send(
          HttpRequest.newBuilder(uri("/login"))
              .header("Accept", "text/html,*/*")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Origin", "http://127.0.0.1:" + calroute.operationsPort())
              .POST(BodyPublishers.ofString("_csrf=" + csrf + "&token=" + token)));
    }

    HttpResponse<String> post(String path, Map<String, String> headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody());
      headers.forEach(request::header);
      return send(request);
    }

    HttpCookie cookie(String name) {
      return cookies.getCookieStore().getCookies().stream()
          .filter(one -> one.getName().equals(name))
          .findFirst()
          .orElseThrow();
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
