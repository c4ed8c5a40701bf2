package io.calroute.provider.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.component.mapping.JsonBody;
import java.net.URI;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.SynchronizationAdapter;

/** Sends the call that a mapping has made, and puts its answer beside the request. */
final class RequestProducer extends DefaultProducer {

  /** What a mapping gives when nothing has to be asked. */
  private static final String DONE = "done";

  private final ProviderEndpoint endpoint;
  private final LiveConnections connections;
  private final ProviderClient client;

  RequestProducer(ProviderEndpoint endpoint, LiveConnections connections, ProviderClient client) {
    super(endpoint);
    this.endpoint = endpoint;
    this.connections = connections;
    this.client = client;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    JsonNode call = JsonBody.of(exchange);
    if (call.has(DONE)) {
      return;
    }
    ProviderRequest request = exchange.getProperty(ProviderRequest.PROPERTY, ProviderRequest.class);
    if (request == null) {
      throw new IllegalStateException(
          "provider:request is for routes that Calroute asks, such as direct:list-<provider>");
    }
    Connection connection =
        connections
            .find(endpoint.getProvider(), request.connection())
            .filter(one -> one.api() != null)
            .orElseThrow(
                () ->
                    new ProviderFault(
                        "provider-not-configured",
                        "calroute.connections."
                            + endpoint.getProvider()
                            + "."
                            + request.connection()
                            + ".api is not set, so the provider can't be asked.",
                        false,
                        null));
    ObjectNode answer =
        client.send(
            connection,
            manner(connection, request, call),
            call,
            request.patient(),
            "watch".equals(request.body().path("do").asText()),
            run -> exchange.getExchangeExtension().addOnCompletion(new WhenDone(run)));
    if (exchange.getProperty(ProviderRequest.FROM) == null) {
      exchange.setProperty(ProviderRequest.FROM, Instant.parse(answer.path("from").textValue()));
    }
    exchange.setProperty(ProviderRequest.UNTIL, Instant.parse(answer.path("until").textValue()));
    ObjectNode both = JsonNodeFactory.instance.objectNode();
    both.set("request", request.body());
    both.set("answer", answer);
    exchange.getMessage().setBody(both);
  }

  /** However the message ends. */
  private static final class WhenDone extends SynchronizationAdapter {
    private final Runnable run;

    WhenDone(Runnable run) {
      this.run = run;
    }

    @Override
    public void onDone(Exchange exchange) {
      run.run();
    }
  }

  private ProviderClient.Manner manner(
      Connection connection, ProviderRequest request, JsonNode call) {
    String base = connection.api().baseUrl();
    String address = base == null ? endpoint.usualAddress() : base;
    String shared =
        "address".equals(endpoint.getLimitPer())
            ? URI.create(String.valueOf(address)).getHost()
            : request.connection();
    return new ProviderClient.Manner(
        endpoint.usualAddress(),
        endpoint.getKeyHeader(),
        endpoint.getTokenHeader(),
        call.path("scope").asText(endpoint.getScope()),
        new CallLimits.Limit(
            endpoint.getProvider() + "/" + shared, endpoint.getPerMinute(), endpoint.getAtOnce()));
  }
}
