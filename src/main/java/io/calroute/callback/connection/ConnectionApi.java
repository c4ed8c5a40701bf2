package io.calroute.callback.connection;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * How a provider is asked for one account, as configured under {@code
 * calroute.connections.<provider>.<connection>.api}. Every member may be null; what a provider
 * needs is for its routes to say.
 *
 * @param baseUrl in place of the provider's usual address
 * @param token a token that is sent as it is, or with OAuth 2 the refresh token
 * @param key an API key that is sent beside the token
 * @param clientId of OAuth 2
 * @param clientSecret of OAuth 2
 * @param tokenUrl where OAuth 2 gives tokens
 * @param account the account at the provider, where its addresses name it
 * @param companies the companies of the account, where appointments belong to one
 * @param organization the organisation, where it has an address of its own
 */
public record ConnectionApi(
    String baseUrl,
    String token,
    String key,
    String clientId,
    String clientSecret,
    String tokenUrl,
    String account,
    List<String> companies,
    String organization) {

  /** Takes line breaks off secrets; refuses addresses that can't be called. */
  public ConnectionApi {
    token = Connection.withoutLineBreak(token);
    key = Connection.withoutLineBreak(key);
    clientSecret = Connection.withoutLineBreak(clientSecret);
    companies = companies == null ? List.of() : List.copyOf(companies);
    requireUrl("base-url", baseUrl);
    requireUrl("token-url", tokenUrl);
    if (tokenUrl != null && (isBlank(clientId) || isBlank(clientSecret))) {
      throw new IncompleteConnection(
          "api", "token-url is set, so client-id and client-secret must be, too.");
    }
  }

  /** Whether tokens are fetched, instead of one that is configured being sent. */
  public boolean isOauth() {
    return tokenUrl != null;
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  private static void requireUrl(String member, String url) {
    if (url == null) {
      return;
    }
    try {
      URI address = URI.create(url);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if (address.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
        return;
      }
    } catch (IllegalArgumentException wrong) {
      // Told like any other.
    }
    throw new IncompleteConnection(
        "api." + member, "It must be an address such as https://api.example.com.");
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return "ConnectionApi[" + baseUrl + ", account=" + account + ", companies=" + companies + "]";
  }
}
