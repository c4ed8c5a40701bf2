package io.calroute.operations.web;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may use the operations API.
 *
 * @param token bearer token; null when loopback callers only are answered
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
