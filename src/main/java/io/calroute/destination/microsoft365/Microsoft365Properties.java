package io.calroute.destination.microsoft365;

import io.calroute.component.microsoft365.Microsoft365Component;
import io.calroute.destination.SafeUrl;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach Microsoft 365.
 *
 * @param graphUrl where Microsoft Graph is, without the version
 * @param tokenUrl where tokens are fetched; {tenant} stands for the tenant id
 * @param scope what tokens are asked for; national clouds have their own
 * @param tenantId directory (tenant) id; null when Microsoft 365 is not used
 * @param clientId application (client) id; null when Microsoft 365 is not used
 * @param clientSecret client secret of the application; null when Microsoft 365 is not used
 * @param connectTimeout how long to wait for a connection
 * @param responseTimeout how long to wait for an answer
 * @param userAgent what calls introduce themselves with
 */
@ConfigurationProperties("calroute.microsoft365")
public record Microsoft365Properties(
    @DefaultValue("https://graph.microsoft.com") URI graphUrl,
    @DefaultValue("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token") String tokenUrl,
    @DefaultValue(Microsoft365Component.DEFAULT_SCOPE) String scope,
    String tenantId,
    String clientId,
    String clientSecret,
    @DefaultValue("3s") Duration connectTimeout,
    @DefaultValue("20s") Duration responseTimeout,
    @DefaultValue("Calroute") String userAgent) {

  public Microsoft365Properties {
    check(
        SafeUrl.is(graphUrl) && !graphUrl.getPath().contains("v1.0"),
        "graph-url: an absolute https URL without the version (http only to this machine, because"
            + " tokens go there)");
    check(
        SafeUrl.is(URI.create(tokenUrl.replace("{tenant}", "tenant"))),
        "token-url: an absolute https URL (http only to this machine, because the secret goes"
            + " there)");
    // A line break at the end of a variable is not part of the secret.
    clientSecret = clientSecret == null ? null : clientSecret.replaceFirst("[\\r\\n]+\\z", "");
    List<String> empty = new ArrayList<>();
    collectEmpty(empty, "tenant-id", tenantId);
    collectEmpty(empty, "client-id", clientId);
    collectEmpty(empty, "client-secret", clientSecret);
    check(
        empty.isEmpty() || empty.size() == 3,
        String.join(" and ", empty)
            + (empty.size() == 1 ? " is" : " are")
            + " empty; of tenant-id, client-id and client-secret set all or none");
    check(
        clientSecret == null || !clientSecret.startsWith("${"),
        "client-secret: the variable that it names is not set");
    check(connectTimeout.toMillis() > 0, "connect-timeout: more than 0");
    check(responseTimeout.toMillis() > 0, "response-timeout: more than 0");
  }

  private static void collectEmpty(List<String> empty, String key, String value) {
    if (value == null || value.isBlank()) {
      empty.add(key);
    }
  }

  private static void check(boolean right, String rule) {
    if (!right) {
      throw new IllegalArgumentException("calroute.microsoft365." + rule);
    }
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "Microsoft365Properties[graphUrl=" + graphUrl + ", tenantId=" + tenantId + "]";
  }
}
