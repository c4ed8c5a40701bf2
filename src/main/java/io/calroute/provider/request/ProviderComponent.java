package io.calroute.provider.request;

import io.calroute.callback.connection.LiveConnections;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code provider}: asks a booking provider. */
@Component("provider")
public class ProviderComponent extends DefaultComponent {

  private LiveConnections connections;
  private ProviderClient client;
  private KnownObjects known;

  /** A component that asks nobody: it can try out routes. */
  public ProviderComponent() {}

  /** Lets it ask. */
  public void connect(
      LiveConnections liveConnections, ProviderClient providerClient, KnownObjects knownObjects) {
    this.connections = liveConnections;
    this.client = providerClient;
    this.known = knownObjects;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    ProviderEndpoint endpoint =
        new ProviderEndpoint(uri, this, ProviderEndpoint.Step.of(remaining));
    setProperties(endpoint, parameters);
    return endpoint;
  }

  LiveConnections connections() {
    return connections;
  }

  ProviderClient client() {
    return client;
  }

  KnownObjects known() {
    return known;
  }
}
