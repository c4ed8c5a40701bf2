package io.calroute.access.caller;

import io.calroute.destination.SafeUrl;
import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An OpenID provider that says who somebody is, and which role they have.
 *
 * @param issuer as the provider's discovery document names it
 * @param clientId of Calroute at the provider
 * @param clientSecret null when nobody signs in with a browser
 * @param audience that access tokens must be made out for; {@code clientId} when left out
 * @param scopes that a sign-in asks for; those that bring a name when left out
 * @param nameClaim whose value the audit shows; {@code sub} where it is missing
 * @param rolesClaim whose values give the role; a dot leads into an object
 * @param operators values that make an operator
 * @param viewers values that make a viewer
 */
public record OidcSettings(
    URI issuer,
    String clientId,
    String clientSecret,
    String audience,
    List<String> scopes,
    @DefaultValue("email") String nameClaim,
    @DefaultValue("roles") String rolesClaim,
    @DefaultValue List<String> operators,
    @DefaultValue List<String> viewers) {

  public OidcSettings {
    require(issuer != null && SafeUrl.is(issuer), "issuer", "is to be an https URL");
    require(clientId != null && !clientId.isBlank(), "client-id", "is missing");
    clientSecret = clientSecret == null || clientSecret.isBlank() ? null : clientSecret.strip();
    scopes = scopes == null || scopes.isEmpty() ? List.of("openid", "profile", "email") : scopes;
    audience = audience == null || audience.isBlank() ? clientId : audience;
  }

  private static void require(boolean fits, String key, String what) {
    if (!fits) {
      throw new IllegalArgumentException("calroute.access.oidc." + key + " " + what);
    }
  }

  /** Whether somebody can sign in with a browser. */
  public boolean takesBrowsers() {
    return clientSecret != null;
  }

  @Override
  public String toString() {
    return "OidcSettings[issuer=" + issuer + ", clientId=" + clientId + "]";
  }
}
