package io.calroute.access.caller;

import io.calroute.destination.SafeUrl;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** The role that claims give; empty when they give none. */
  Optional<Role> role(Map<String, Object> claims) {
    Object found = claims.containsKey(rolesClaim) ? claims.get(rolesClaim) : nested(claims);
    Collection<?> values =
        found instanceof Collection<?> many ? many : List.of(String.valueOf(found));
    if (values.stream().anyMatch(operators::contains)) {
      return Optional.of(Role.OPERATOR);
    }
    return values.stream().anyMatch(viewers::contains)
        ? Optional.of(Role.VIEWER)
        : Optional.empty();
  }

  private Object nested(Map<String, Object> claims) {
    Object at = claims;
    for (String step : rolesClaim.split("[.]")) {
      at = at instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return at;
  }

  /** The claim that names whoever has these. */
  String nameKey(Map<String, Object> claims) {
    return claims.get(nameClaim) instanceof String name && !name.isBlank() ? nameClaim : "sub";
  }

  @Override
  public String toString() {
    return "OidcSettings[issuer=" + issuer + ", clientId=" + clientId + "]";
  }
}
