package io.calroute.access.caller;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The one token that most installations have.
 *
 * @param token bearer token of an operator; null for none
 */
@ConfigurationProperties("calroute.api")
public record ApiSettings(String token) {
  public ApiSettings {
    // A line break at the end of a mounted secret is not part of it.
    token = token == null || token.isBlank() ? null : token.strip();
  }

  @Override
  public String toString() {
    return "ApiSettings[token=" + (token == null ? "none" : "***") + "]";
  }
}
