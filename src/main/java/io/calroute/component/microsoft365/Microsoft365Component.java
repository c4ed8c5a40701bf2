package io.calroute.component.microsoft365;

import io.calroute.component.microsoft365.http.ClientCredentials;
import io.calroute.component.microsoft365.http.CredentialsMissingException;
import io.calroute.component.microsoft365.http.GraphClient;
import io.calroute.component.microsoft365.http.HttpExchange;
import io.calroute.component.microsoft365.http.Percent;
import io.calroute.component.microsoft365.http.Tokens;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.IOHelper;

/**
 * Events and online meetings of Microsoft 365, by Microsoft Graph v1.0.
 *
 * <p>Nothing is connected, fetched or demanded before the first call, so that an installation
 * without Microsoft 365 starts without credentials for it.
 */
@Component("microsoft365")
public class Microsoft365Component extends DefaultComponent {

  /** Names the whole API rather than one right; what is allowed is decided in the tenant. */
  public static final String DEFAULT_SCOPE = "https://graph.microsoft.com/.default";

  @Metadata(
      description = "Where Microsoft Graph is, without the version",
      defaultValue = "https://graph.microsoft.com")
  private String graphUrl = "https://graph.microsoft.com";

  @Metadata(
      description = "Where tokens are fetched; {tenant} stands for the tenant id",
      defaultValue = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token")
  private String tokenUrl = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token";

  @Metadata(
      label = "advanced",
      description = "What tokens are asked for; national clouds have their own",
      defaultValue = DEFAULT_SCOPE)
  private String scope = DEFAULT_SCOPE;

  @Metadata(description = "Directory (tenant) id", label = "security")
  private String tenantId;

  @Metadata(description = "Application (client) id", label = "security")
  private String clientId;

  @Metadata(description = "Client secret of the application", label = "security", secret = true)
  private String clientSecret;

  @Metadata(
      description = "How long to wait for a connection",
      label = "advanced",
      javaType = "java.time.Duration",
      defaultValue = "3s")
  private long connectTimeout = 3_000;

  @Metadata(
      description = "How long to wait for an answer",
      label = "advanced",
      javaType = "java.time.Duration",
      defaultValue = "20s")
  private long responseTimeout = 20_000;

  @Metadata(description = "User-Agent header", label = "advanced", defaultValue = "Calroute")
  private String userAgent = "Calroute";

  @Metadata(
      description = "What token lifetimes and Retry-After dates are measured with",
      label = "advanced")
  private Clock clock = Clock.systemUTC();

  private final Object lock = new Object();
  private HttpExchange http;
  private GraphClient client;

  /** A component that gets its context later. */
  public Microsoft365Component() {}

  /** A component of a context. */
  public Microsoft365Component(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    String[] path = remaining.split("/", -1);
    if (path.length != 2) {
      throw new IllegalArgumentException(
          "Write microsoft365:apiName/methodName, with one of " + Microsoft365Method.known());
    }
    Microsoft365Configuration configuration = new Microsoft365Configuration();
    configuration.setApiName(apiName(path[0]));
    configuration.setMethodName(path[1]);
    Microsoft365Method.of(configuration.getApiName(), configuration.getMethodName());
    Microsoft365Endpoint endpoint = new Microsoft365Endpoint(uri, this, configuration);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  private static Microsoft365ApiName apiName(String name) {
    for (Microsoft365ApiName known : Microsoft365ApiName.values()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "No API '" + name + "'; use one of " + Microsoft365Method.known());
  }

  /**
   * The client that all endpoints share; made when first asked for.
   *
   * @throws CredentialsMissingException when a credential is not set
   */
  GraphClient client() {
    synchronized (lock) {
      if (client == null) {
        if (blank(tenantId) || blank(clientId) || blank(clientSecret)) {
          throw new CredentialsMissingException();
        }
        if (http == null) {
          http =
              new HttpExchange(
                  Duration.ofMillis(connectTimeout), Duration.ofMillis(responseTimeout), userAgent);
        }
        Tokens tokens =
            new ClientCredentials(
                http,
                new ClientCredentials.Settings(
                    tokenUrl.replace("{tenant}", Percent.segment("tenantId", tenantId)),
                    clientId,
                    clientSecret,
                    scope),
                clock);
        client = new GraphClient(http, tokens, URI.create(graphUrl), clock);
      }
      return client;
    }
  }

  /** Sends requests by something else than the network, as while routes are tried out. */
  public void sendBy(HttpExchange other) {
    synchronized (lock) {
      http = other;
    }
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  @Override
  protected void doStop() throws Exception {
    synchronized (lock) {
      IOHelper.close(http);
      http = null;
      client = null;
    }
    super.doStop();
  }

  /** Where Microsoft Graph is, without the version. */
  public String getGraphUrl() {
    return graphUrl;
  }

  /** Where Microsoft Graph is, without the version. */
  public void setGraphUrl(String graphUrl) {
    this.graphUrl = graphUrl;
  }

  /** Where tokens are fetched. */
  public String getTokenUrl() {
    return tokenUrl;
  }

  /** Where tokens are fetched. */
  public void setTokenUrl(String tokenUrl) {
    this.tokenUrl = tokenUrl;
  }

  /** What tokens are asked for. */
  public String getScope() {
    return scope;
  }

  /** What tokens are asked for. */
  public void setScope(String scope) {
    this.scope = scope;
  }

  /** Directory (tenant) id. */
  public String getTenantId() {
    return tenantId;
  }

  /** Directory (tenant) id. */
  public void setTenantId(String tenantId) {
    this.tenantId = tenantId;
  }

  /** Application (client) id. */
  public String getClientId() {
    return clientId;
  }

  /** Application (client) id. */
  public void setClientId(String clientId) {
    this.clientId = clientId;
  }

  /** Client secret. */
  public String getClientSecret() {
    return clientSecret;
  }

  /** Client secret. */
  public void setClientSecret(String clientSecret) {
    this.clientSecret = clientSecret;
  }

  /** How long to wait for a connection, in milliseconds. */
  public long getConnectTimeout() {
    return connectTimeout;
  }

  /** How long to wait for a connection, in milliseconds. */
  public void setConnectTimeout(long connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  /** How long to wait for an answer, in milliseconds. */
  public long getResponseTimeout() {
    return responseTimeout;
  }

  /** How long to wait for an answer, in milliseconds. */
  public void setResponseTimeout(long responseTimeout) {
    this.responseTimeout = responseTimeout;
  }

  /** User-Agent header. */
  public String getUserAgent() {
    return userAgent;
  }

  /** User-Agent header. */
  public void setUserAgent(String userAgent) {
    this.userAgent = userAgent;
  }

  /** What time is measured with. */
  public Clock getClock() {
    return clock;
  }

  /** What time is measured with. */
  public void setClock(Clock clock) {
    this.clock = clock;
  }
}
