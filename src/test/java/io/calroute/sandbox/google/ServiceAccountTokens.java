package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Access tokens for a service account with domain-wide delegation (guide "Using OAuth 2.0 for
 * server to server applications"): a signed assertion names the user to act for.
 */
final class ServiceAccountTokens {

  static final String ACCOUNT = "calroute@sandbox.iam.gserviceaccount.com";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String SCOPE = "https://www.googleapis.com/auth/calendar";
  private static final Duration LONGEST_ASSERTION = Duration.ofHours(1);
  private static final int KEY_BITS = 1024;

  private final Clock clock;
  private final Map<String, Token> tokens = new HashMap<>();
  private Duration lifetime = Duration.ofHours(1);
  private long issued;

  ServiceAccountTokens(Clock clock) {
    this.clock = clock;
  }

  /** One key for all simulators of a process, because making one takes a while. */
  private static final class Key {
    private static final KeyPair PAIR = make();

    private static KeyPair make() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        return generator.generateKeyPair();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has RSA", e);
      }
    }
  }

  private record Token(String user, Instant expires) {}

  void lifetime(Duration duration) {
    lifetime = duration;
  }

  void expireAll() {
    Instant past = clock.instant();
    tokens.replaceAll((value, token) -> new Token(token.user, past));
  }

  Path writeKeyFile(Path directory, String tokenUri) {
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(Key.PAIR.getPrivate().getEncoded());
    ObjectNode json = Json.object();
    json.put("type", "service_account");
    json.put("project_id", "sandbox");
    json.put("private_key_id", "sandbox-key");
    json.put(
        "private_key", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    json.put("client_email", ACCOUNT);
    json.put("client_id", "100000000000000000000");
    json.put("auth_uri", "https://accounts.google.com/o/oauth2/auth");
    json.put("token_uri", tokenUri);
    json.put("universe_domain", "googleapis.com");
    try {
      Files.createDirectories(directory);
      return Files.writeString(
          directory.resolve("service-account.json"), json.toPrettyString(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The service account key could not be written", e);
    }
  }

  /** Answers a token request. */
  Reply grant(Inbound request) {
    if (!GRANT.equals(request.parameter("grant_type"))) {
      return refusal("unsupported_grant_type", "Invalid grant_type");
    }
    String assertion = request.parameter("assertion");
    String[] parts = assertion == null ? new String[0] : assertion.split("\\.");
    if (parts.length != 3 || !signed(parts)) {
      return refusal("invalid_grant", "Invalid JWT Signature.");
    }
    JsonNode claims = decode(parts[1]);
    if (!ACCOUNT.equals(claims.path("iss").asText())) {
      return refusal("invalid_grant", "Invalid JWT: issuer is not this service account.");
    }
    // The client signs by its own clock, which need not be the simulator's, so that only the span
    // can be judged.
    long span = claims.path("exp").asLong() - claims.path("iat").asLong();
    if (span <= 0 || span > LONGEST_ASSERTION.toSeconds()) {
      return refusal(
          "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes)");
    }
    if (!claims.path("scope").asText().startsWith(SCOPE)) {
      return refusal("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    }
    issued++;
    String value = "ya29.sandbox-" + issued;
    String user = claims.path("sub").asText(ACCOUNT);
    tokens.put(value, new Token(user, clock.instant().plus(lifetime)));
    return Reply.of(
        200,
        Json.object()
            .put("access_token", value)
            .put("expires_in", lifetime.toSeconds())
            .put("token_type", "Bearer"));
  }

  /** The user that a token stands for; null when the token is unknown or has expired. */
  String user(String value) {
    Token token = value == null ? null : tokens.get(value);
    return token == null || expired(token) ? null : token.user;
  }

  boolean expired(String value) {
    Token token = value == null ? null : tokens.get(value);
    return token != null && expired(token);
  }

  private boolean expired(Token token) {
    return !clock.instant().isBefore(token.expires);
  }

  private static boolean signed(String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(Key.PAIR.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return "RS256".equals(decode(parts[0]).path("alg").asText())
          && signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static JsonNode decode(String part) {
    return Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  private static Reply refusal(String error, String description) {
    return Reply.of(400, Json.object().put("error", error).put("error_description", description));
  }
}
