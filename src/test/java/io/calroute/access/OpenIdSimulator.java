package io.calroute.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * An OpenID provider (OpenID Connect Core 1.0, Discovery 1.0; PKCE of RFC 7636) at which somebody
 * is signed in already. It insists on what a strict provider insists on.
 */
final class OpenIdSimulator implements AutoCloseable {

  static final String CLIENT = "calroute";
  static final String SECRET = "client-secret";

  private record Code(String redirectUri, String challenge, String nonce) {}

  private final HttpServer server;
  private final RSAKey key = newKey();
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private volatile List<String> groups = List.of();

  private OpenIdSimulator(HttpServer server) {
    this.server = server;
    server.createContext("/.well-known/openid-configuration", this::discover);
    server.createContext(
        "/jwks", call -> answer(call, 200, new JWKSet(key.toPublicJWK()).toJSONObject()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
  }

  static OpenIdSimulator start(int port) throws IOException {
    return new OpenIdSimulator(HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0));
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048)
          .keyID(UUID.randomUUID().toString())
          .algorithm(JWSAlgorithm.RS256)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Says which groups the one who is signed in is in. */
  void groups(String... all) {
    groups = List.of(all);
  }

  RSAKey key() {
    return key;
  }

  /** Claims of a good token for Calroute. */
  JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .audience(CLIENT)
        .subject("u-17")
        .claim("email", "lena@example.org")
        .claim("groups", groups)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  static String signed(RSAKey key, JWTClaimsSet.Builder claims) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
              claims.build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void discover(HttpExchange call) throws IOException {
    answer(
        call,
        200,
        Map.of(
            "issuer", issuer(),
            "authorization_endpoint", issuer() + "/authorize",
            "token_endpoint", issuer() + "/token",
            "jwks_uri", issuer() + "/jwks",
            "response_types_supported", List.of("code"),
            "subject_types_supported", List.of("public"),
            "id_token_signing_alg_values_supported", List.of("RS256")));
  }

  private void authorize(HttpExchange call) throws IOException {
    Map<String, String> asked = parameters(call.getRequestURI().getRawQuery());
    if (!"code".equals(asked.get("response_type"))
        || !CLIENT.equals(asked.get("client_id"))
        || !"S256".equals(asked.get("code_challenge_method"))
        || !asked.getOrDefault("scope", "").contains("openid")) {
      answer(call, 400, Map.of("error", "invalid_request"));
      return;
    }
    String code = UUID.randomUUID().toString();
    String back = asked.get("redirect_uri");
    codes.put(code, new Code(back, asked.get("code_challenge"), asked.get("nonce")));
    call.getResponseHeaders()
        .set(
            "Location",
            back
                + "?code="
                + code
                + "&state="
                + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8));
    call.sendResponseHeaders(302, -1);
    call.close();
  }

  private void token(HttpExchange call) throws IOException {
    Map<String, String> asked =
        parameters(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic =
        Base64.getEncoder()
            .encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    Code code = codes.remove(asked.getOrDefault("code", ""));
    if (code == null
        || !("Basic " + basic).equals(call.getRequestHeaders().getFirst("Authorization"))
        || !code.redirectUri().equals(asked.get("redirect_uri"))
        || !code.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))) {
      answer(call, 400, Map.of("error", "invalid_grant"));
      return;
    }
    answer(
        call,
        200,
        Map.of(
            "access_token",
            "opaque",
            "token_type",
            "Bearer",
            "expires_in",
            300,
            "id_token",
            signed(key, claims().claim("nonce", code.nonce()))));
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> parameters(String query) {
    return UriComponentsBuilder.newInstance()
        .query(query)
        .build()
        .getQueryParams()
        .toSingleValueMap()
        .entrySet()
        .stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Map.Entry::getKey,
                one -> java.net.URLDecoder.decode(one.getValue(), StandardCharsets.UTF_8)));
  }

  private static void answer(HttpExchange call, int status, Map<String, ?> body)
      throws IOException {
    byte[] bytes = json(body);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  private static byte[] json(Map<String, ?> body) {
    try {
      return new ObjectMapper().writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
