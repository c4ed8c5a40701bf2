package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send callbacks, over HTTP as it comes. */
class CallbackAuthenticationTest {

  private static final String SIGNATURE = "X-SavvyCal-Signature";
  private static final String PATH = "/callbacks/savvycal";
  private static final String ODD_TOKEN = "t/o k+e&n?ü%7";

  @TempDir static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;

  private String body;
  private String signature;

  @BeforeAll
  static void start() {
    String connection = "calroute.connections.savvycal.";
    installation =
        new Installation(home, 0, 0)
            .with(connection + "rotating.secret", "a new secret")
            .with(connection + "rotating.previous-secret", RunningCalroute.SECRET)
            .with(connection + "basic.auth", "basic")
            .with(connection + "basic.secret", "user:pass:word")
            .with(connection + "header.auth", "header")
            .with(connection + "header.header", "X-Own")
            .with(connection + "header.secret", "the value")
            .with(connection + "header.previous-secret", "the old value")
            .with(connection + "token.auth", "path-token")
            .with(connection + "token.secret", ODD_TOKEN)
            .with(connection + "open.auth", "none");
    calroute = installation.run();
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @BeforeEach
  void newCallback() {
    body = SavvyCalBooking.of("appt_auth00000001").callback("appointment.created");
    signature = RunningCalroute.signature(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whoeverIsWrongTooOftenIsToldSoAndKeepsNoAuthenticCallbackAway() {
    Map<String, String> flood = Map.of(SIGNATURE, "sha256=00", "X-Forwarded-For", "198.51.100.66");
    HttpResponse<String> told = calroute.post(PATH, body, flood);
    int before = 0;
    for (; told.statusCode() == 401 && before < 1000; before++) {
      told = calroute.post(PATH, body, flood);
    }
    assertThat(before).isGreaterThanOrEqualTo(60);
    assertThat(told.statusCode()).isEqualTo(429);
    assertThat(told.headers().firstValue("Retry-After")).isPresent();
    assertThat(told.body()).contains("too-many-failures");

    Map<String, String> authentic =
        Map.of(SIGNATURE, "sha256=" + signature, "X-Forwarded-For", "198.51.100.66");
    assertThat(calroute.post(PATH, body, authentic).statusCode()).isEqualTo(202);
    Map<String, String> another = Map.of(SIGNATURE, "sha256=00", "X-Forwarded-For", "198.51.100.7");
    assertThat(calroute.post(PATH, body, another).statusCode()).isEqualTo(401);
  }

  @Test
  void hmacInUpperAndInLowerCase() {
    assertThat(post(PATH, SIGNATURE, "sha256=" + signature)).isEqualTo(202);
    assertThat(post(PATH, SIGNATURE, "sha256=" + signature.toLowerCase(Locale.ROOT)))
        .isEqualTo(200);
    assertThat(post(PATH, SIGNATURE.toUpperCase(Locale.ROOT), "sha256=" + signature))
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha256",
        "SHA256={s}",
        "{s}",
        "sha1={s}",
        "sha256= {s}",
        "sha256={s}00",
        "sha256=zz",
        "sha256={s}, sha256={s}",
        "sha256=00"
      })
  void hmacOtherwiseThanItShouldBe(String pattern) {
    assertThat(post(PATH, SIGNATURE, pattern.replace("{s}", signature))).isEqualTo(401);
  }

  @Test
  void hmacOfOtherBytes() {
    assertThat(
            calroute.post(PATH, body + " ", Map.of(SIGNATURE, "sha256=" + signature)).statusCode())
        .isEqualTo(401);
    assertThat(calroute.post(PATH, body, Map.of()).statusCode()).isEqualTo(401);
  }

  @Test
  void headerSentTwiceProvesNothing() {
    int status =
        calroute
            .callback(
                PATH,
                request ->
                    request
                        .POST(BodyPublishers.ofString(body))
                        .header(SIGNATURE, "sha256=" + signature)
                        .header(SIGNATURE, "sha256=" + signature))
            .statusCode();
    assertThat(status).isEqualTo(401);
  }

  @Test
  void twoSecretsWhileRotating() {
    assertThat(post(PATH + "/rotating", SIGNATURE, "sha256=" + signature)).isEqualTo(202);
    assertThat(post(PATH + "/rotating", SIGNATURE, "sha256=" + otherInOneDigit(signature)))
        .isEqualTo(401);
    assertThat(post(PATH + "/header", "X-Own", "the value")).isEqualTo(202);
    assertThat(post(PATH + "/header", "x-own", "the old value")).isEqualTo(200);
  }

  @Test
  void basic() {
    assertThat(post(PATH + "/basic", "Authorization", basic("user:pass:word"))).isEqualTo(202);
    assertThat(
            post(
                PATH + "/basic",
                "authorization",
                basic("user:pass:word").replace("Basic", "bAsIc")))
        .isEqualTo(200);
    assertThat(post(PATH + "/basic", "Authorization", basic("user:pass"))).isEqualTo(401);
    assertThat(post(PATH + "/basic", "Authorization", "Basic !!")).isEqualTo(401);
    assertThat(post(PATH + "/basic", "Authorization", "Bearer user:pass:word")).isEqualTo(401);
    assertThat(post(PATH + "/basic", SIGNATURE, "sha256=" + signature))
        .as("another scheme's proof")
        .isEqualTo(401);
  }

  @Test
  void header() {
    assertThat(post(PATH + "/header", "X-Own", "the value")).isEqualTo(202);
    assertThat(post(PATH + "/header", "X-Own", "The value")).isEqualTo(401);
    assertThat(post(PATH + "/header", SIGNATURE, "the value")).isEqualTo(401);
  }

  @Test
  void pathToken() {
    String encoded = URLEncoder.encode(ODD_TOKEN, StandardCharsets.UTF_8).replace("+", "%20");
    assertThat(post(PATH + "/token/" + encoded, "X-Any", "")).isEqualTo(202);
    assertThat(post(PATH + "/token/" + encoded.toLowerCase(Locale.ROOT), "X-Any", ""))
        .as("percent-encoding in lower case")
        .isEqualTo(200);
    assertThat(post(PATH + "/token/" + encoded + "x", "X-Any", "")).isEqualTo(401);
    assertThat(post(PATH + "/token", "X-Any", "")).isEqualTo(401);
    assertThat(post(PATH + "/token/", "X-Any", "")).isEqualTo(401);
    assertThat(post(PATH + "/default/" + encoded, SIGNATURE, "sha256=" + signature))
        .as("a connection without a token has no such address")
        .isEqualTo(404);
  }

  @Test
  void none() {
    assertThat(post(PATH + "/open", "X-Any", "")).isEqualTo(202);
  }

  @Test
  void queryParametersAreNoHeaders() {
    assertThat(post(PATH + "/header?X-Own=the%20value", "X-Any", "")).isEqualTo(401);
    assertThat(
            post(
                PATH
                    + "/basic?Authorization="
                    + URLEncoder.encode(basic("user:pass:word"), StandardCharsets.UTF_8),
                "X-Any",
                ""))
        .isEqualTo(401);
    assertThat(post(PATH + "?" + SIGNATURE + "=sha256%3D" + signature, "X-Any", "")).isEqualTo(401);
    assertThat(post(PATH + "?" + SIGNATURE + "=other", SIGNATURE, "sha256=" + signature))
        .as("nor do they spoil one")
        .isEqualTo(202);
  }

  @Test
  void refusalTellsNothingAndKeepsNothing() {
    var answer = calroute.post(PATH, body, Map.of(SIGNATURE, "sha256=00"));
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("not-authenticated").doesNotContain("sha256", "HMAC");
    assertThat(post(PATH, SIGNATURE, "sha256=" + signature)).as("not a duplicate").isEqualTo(202);
  }

  private int post(String path, String header, String value) {
    return calroute.post(path, body, Map.of(header, value)).statusCode();
  }

  private static String otherInOneDigit(String digits) {
    return (digits.startsWith("0") ? "1" : "0") + digits.substring(1);
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }
}
