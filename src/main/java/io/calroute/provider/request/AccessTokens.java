package io.calroute.provider.request;

import com.google.api.client.auth.oauth2.ClientCredentialsTokenRequest;
import com.google.api.client.auth.oauth2.ClientParametersAuthentication;
import com.google.api.client.auth.oauth2.RefreshTokenRequest;
import com.google.api.client.auth.oauth2.TokenRequest;
import com.google.api.client.auth.oauth2.TokenResponse;
import com.google.api.client.auth.oauth2.TokenResponseException;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import io.calroute.callback.connection.ConnectionApi;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens by OAuth 2: by client credentials (RFC 6749, section 4.4), or by a refresh token (section
 * 6). They are fetched when first needed and kept until four fifths of their time are over. Safe
 * for concurrent use: however many ask at once, one of them fetches.
 */
public final class AccessTokens {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Duration USUAL_LIFE = Duration.ofMinutes(5);

  private final HttpTransport transport = new NetHttpTransport();
  private final Map<Grant, Held> held = new ConcurrentHashMap<>();
  private final Clock clock;

  public AccessTokens(Clock clock) {
    this.clock = clock;
  }

  private record Grant(
      String url, String clientId, String clientSecret, String refreshToken, String scope) {
    @Override
    public String toString() {
      return "Grant[" + url + ", " + clientId + "]";
    }
  }

  /** One grant's token; its lock is held while it is fetched. */
  private static final class Held {
    private String token;
    private String refreshToken;
    private Instant renewAt = Instant.MIN;
  }

  /**
   * A token that is good now.
   *
   * @param scope null for whatever the client is allowed
   * @param refused a token that the provider no longer takes; null when none was refused
   * @throws ProviderFault when no token can be had
   */
  public String current(ConnectionApi api, String scope, String refused) {
    Grant grant = new Grant(api.tokenUrl(), api.clientId(), api.clientSecret(), api.token(), scope);
    Held one = held.computeIfAbsent(grant, any -> new Held());
    synchronized (one) {
      boolean good = one.token != null && clock.instant().isBefore(one.renewAt);
      if (!good || one.token.equals(refused)) {
        fetch(grant, one);
      }
      return one.token;
    }
  }

  private void fetch(Grant grant, Held one) {
    String host = URI.create(grant.url()).getHost();
    try {
      TokenRequest request =
          grant.refreshToken() == null
              ? new ClientCredentialsTokenRequest(
                  transport, GsonFactory.getDefaultInstance(), new GenericUrl(grant.url()))
              : new RefreshTokenRequest(
                  transport,
                  GsonFactory.getDefaultInstance(),
                  new GenericUrl(grant.url()),
                  one.refreshToken == null ? grant.refreshToken() : one.refreshToken);
      request.setClientAuthentication(
          new ClientParametersAuthentication(grant.clientId(), grant.clientSecret()));
      request.setRequestInitializer(
          http ->
              http.setConnectTimeout(TIMEOUT_MILLIS)
                  .setReadTimeout(TIMEOUT_MILLIS)
                  // It would carry the secret to wherever the answer points.
                  .setFollowRedirects(false));
      if (grant.scope() != null) {
        request.setScopes(List.of(grant.scope().split(" ")));
      }
      TokenResponse answer = request.execute();
      Duration life =
          answer.getExpiresInSeconds() == null
              ? USUAL_LIFE
              : Duration.ofSeconds(answer.getExpiresInSeconds());
      one.token = answer.getAccessToken();
      one.renewAt = clock.instant().plus(life.multipliedBy(4).dividedBy(5));
      if (answer.getRefreshToken() != null) {
        one.refreshToken = answer.getRefreshToken();
      }
    } catch (TokenResponseException refused) {
      one.token = null;
      throw refused.getStatusCode() < 500
          ? new ProviderFault(
              "provider-credentials-refused",
              host
                  + " gives no token ("
                  + refused.getStatusCode()
                  + "). Check client-id, client-secret, token and token-url.",
              false,
              null)
          : ProviderFault.of("The request for a token to " + host, refused.getStatusCode(), null);
    } catch (IOException unreachable) {
      throw ProviderFault.unreachable(host, "gives no token at present");
    }
  }
}
