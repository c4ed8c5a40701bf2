package io.calroute.access.caller;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Who may use the operations port, besides the holder of {@code calroute.api.token}.
 *
 * @param tokens by the name that the audit shows
 * @param oidc null when there is no OpenID provider
 */
@ConfigurationProperties("calroute.access")
public record AccessSettings(
    Map<String, NamedToken> tokens, @NestedConfigurationProperty OidcSettings oidc) {
  public AccessSettings {
    tokens = tokens == null ? Map.of() : Map.copyOf(tokens);
    tokens.forEach(
        (name, one) -> {
          if (one.token() == null) {
            throw new IllegalArgumentException(
                "calroute.access.tokens.%s.token is empty; set it, or take the entry out"
                    .formatted(name));
          }
        });
  }

  /**
   * A token with a name.
   *
   * @param token never null where it is configured as it should be
   * @param role viewer unless it says otherwise
   */
  public record NamedToken(String token, Role role) {
    public NamedToken {
      token = token == null || token.isBlank() ? null : token.strip();
      role = role == null ? Role.VIEWER : role;
    }

    @Override
    public String toString() {
      return "NamedToken[token=***, role=" + role + "]";
    }
  }
}
