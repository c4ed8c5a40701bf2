package io.calroute.sandbox.provider.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * OAuth 2: gives out access tokens and knows when they end. Used under the lock of the bookings.
 */
public final class AccessTokens {

  private final Clock clock;
  private final String clientId;
  private final String clientSecret;
  private final Map<String, Instant> ends = new HashMap<>();
  private Duration lifetime;
  private long issued;

  /**
   * No token yet.
   *
   * @param clock decides when tokens end
   * @param clientId who may ask
   * @param clientSecret of the client
   * @param lifetime of tokens
   */
  public AccessTokens(Clock clock, String clientId, String clientSecret, Duration lifetime) {
    this.clock = clock;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.lifetime = lifetime;
  }

  /**
   * Answers a token request, which is a form. The client proves itself in the form or by HTTP
   * Basic.
   *
   * @param request the request
   * @param grantType the only one that is allowed
   * @return with {@code access_token} alone, or an error
   */
  public Reply grant(Inbound request, String grantType) {
    if (!grantType.equals(request.parameter("grant_type"))) {
      return refusal(400, "unsupported_grant_type");
    }
    if (!basic().equals(request.header("authorization"))
        && !(clientId.equals(request.parameter("client_id"))
            && clientSecret.equals(request.parameter("client_secret")))) {
      return refusal(401, "invalid_client");
    }
    issued++;
    String token = "sandbox.access." + issued;
    ends.put(token, clock.instant().plus(lifetime));
    ObjectNode body = Json.object().put("access_token", token).put("token_type", "Bearer");
    return Reply.of(200, body);
  }

  /**
   * An error of OAuth 2.
   *
   * @param status HTTP status
   * @param error code
   */
  public static Reply refusal(int status, String error) {
    return Reply.of(status, Json.object().put("error", error));
  }

  /** How long tokens live that are given out from now on. */
  public Duration lifetime() {
    return lifetime;
  }

  /**
   * Changes how long tokens live that are given out from now on.
   *
   * @param duration by the provider's clock
   */
  public void lifetime(Duration duration) {
    lifetime = duration;
  }

  /** Ends every token. */
  public void endAll() {
    ends.clear();
  }

  /**
   * Whether a token was given out and has not ended.
   *
   * @param token may be null
   */
  public boolean isGood(String token) {
    Instant end = token == null ? null : ends.get(token);
    return end != null && clock.instant().isBefore(end);
  }

  private String basic() {
    String pair = clientId + ":" + clientSecret;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
