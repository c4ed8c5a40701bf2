package io.calroute.sandbox.graph;

import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.server.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Access tokens by the client credentials grant of the Microsoft identity platform v2.0. */
public final class ClientCredentials {

  public static final String TENANT = "5a1db0c0-0000-4000-8000-000000000001";
  public static final String CLIENT = "5a1db0c0-0000-4000-8000-000000000002";
  static final String SECRET = "sandbox~secret";

  private final Clock clock;
  private final Map<String, Instant> expiries = new HashMap<>();
  private Duration lifetime = Duration.ofSeconds(3599);
  private long issued;

  ClientCredentials(Clock clock) {
    this.clock = clock;
  }

  void lifetime(Duration duration) {
    lifetime = duration;
  }

  void expireAll() {
    Instant now = clock.instant();
    expiries.replaceAll((token, expiry) -> now);
  }

  Reply grant(Inbound request) {
    if (!TENANT.equals(request.segments().get(0))) {
      return refusal(400, "invalid_request", "AADSTS90002: Tenant not found.");
    }
    if (!"client_credentials".equals(request.parameter("grant_type"))) {
      return refusal(400, "unsupported_grant_type", "AADSTS70003: Unsupported grant type.");
    }
    if (!CLIENT.equals(request.parameter("client_id"))) {
      return refusal(400, "unauthorized_client", "AADSTS700016: Application not found.");
    }
    if (!SECRET.equals(request.parameter("client_secret"))) {
      return refusal(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
    }
    String scope = request.parameter("scope");
    if (scope == null || !scope.endsWith("/.default")) {
      return refusal(400, "invalid_scope", "AADSTS1002012: The scope must end with /.default.");
    }
    issued++;
    String token = "sandbox." + issued + ".token";
    expiries.put(token, clock.instant().plus(lifetime));
    return Reply.of(
        200,
        Json.object()
            .put("token_type", "Bearer")
            .put("expires_in", lifetime.toSeconds())
            .put("ext_expires_in", lifetime.toSeconds())
            .put("access_token", token));
  }

  boolean valid(String token) {
    Instant expiry = token == null ? null : expiries.get(token);
    return expiry != null && clock.instant().isBefore(expiry);
  }

  private static Reply refusal(int status, String error, String description) {
    return Reply.of(
        status, Json.object().put("error", error).put("error_description", description));
  }
}
