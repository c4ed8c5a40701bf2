package io.calroute.component.microsoft365;

import io.calroute.component.microsoft365.http.ClientCredentials;
import io.calroute.component.microsoft365.http.CredentialsMissingException;
import io.calroute.component.microsoft365.http.GraphClient;
import io.calroute.component.microsoft365.http.HttpExchange;
import io.calroute.component.microsoft365.http.Percent;
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

  public Microsoft365Component() {}

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
        ClientCredentials tokens =
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

  public String getGraphUrl() {
    return graphUrl;
  }

  public void setGraphUrl(String graphUrl) {
    this.graphUrl = graphUrl;
  }

  public String getTokenUrl() {
    return tokenUrl;
  }

  public void setTokenUrl(String tokenUrl) {
    this.tokenUrl = tokenUrl;
  }

  public String getScope() {
    return scope;
  }

  public void setScope(String scope) {
    this.scope = scope;
  }

  public String getTenantId() {
    return tenantId;
  }

  public void setTenantId(String tenantId) {
    this.tenantId = tenantId;
  }

  public String getClientId() {
    return clientId;
  }

  public void setClientId(String clientId) {
    this.clientId = clientId;
  }

  public String getClientSecret() {
    return clientSecret;
  }

  public void setClientSecret(String clientSecret) {
    this.clientSecret = clientSecret;
  }

  public long getConnectTimeout() {
    return connectTimeout;
  }

  public void setConnectTimeout(long connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  public long getResponseTimeout() {
    return responseTimeout;
  }

  public void setResponseTimeout(long responseTimeout) {
    this.responseTimeout = responseTimeout;
  }

  public String getUserAgent() {
    return userAgent;
  }

  public void setUserAgent(String userAgent) {
    this.userAgent = userAgent;
  }

  public Clock getClock() {
    return clock;
  }

  public void setClock(Clock clock) {
    this.clock = clock;
  }
}
