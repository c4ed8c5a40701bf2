package io.calroute.provider.asking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.ConnectionApi;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.provider.request.ProviderFault;
import io.calroute.provider.request.ProviderRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.util.ObjectHelper;

/**
 * The routes by which a provider is asked and told. A provider can do what it has a route for, and
 * is asked only for connections that say how. Safe for concurrent use.
 */
public final class ProviderRoutes {

  private final Supplier<CamelContext> camel;
  private final LiveConnections connections;
  private volatile ProducerTemplate routes;

  /**
   * The routes.
   *
   * @param camel looked up late: it must not start before its routes are there
   */
  public ProviderRoutes(Supplier<CamelContext> camel, LiveConnections connections) {
    this.camel = camel;
    this.connections = connections;
  }

  /** What a provider may be able to do. */
  public enum Verb {
    LIST,
    GET,
    WRITE,
    STAFF,
    WATCH;

    /** As routes and mappings name it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Whether any connection says how its provider is asked. */
  public boolean canAnybody() {
    return connections.current().connections().values().stream()
        .flatMap(named -> named.values().stream())
        .anyMatch(connection -> connection.api() != null);
  }

  /** Whether a provider can be asked about one appointment. */
  public boolean canGet(String provider, String connection) {
    return can(provider, connection, Verb.GET);
  }

  /** Whether a connection says how its provider is asked, and the provider has a route for it. */
  public boolean can(String provider, String connection, Verb verb) {
    return connections.find(provider, connection).map(Connection::api).isPresent()
        && hasRoute(provider, verb);
  }

  /** Whether a provider has a route for something. */
  public boolean hasRoute(String provider, Verb verb) {
    String uri = "direct://" + verb.word() + "-" + provider;
    return camel.get().getRoutes().stream()
        .anyMatch(route -> uri.equals(route.getEndpoint().getEndpointUri()));
  }

  /**
   * What a provider has answered.
   *
   * @param body what the route gives
   * @param from when the first call began; null when none was needed
   * @param until when the last call had ended; null when none was needed
   */
  public record Answer(JsonNode body, Instant from, Instant until) {}

  /**
   * Asks.
   *
   * @param question members beside {@code do} and {@code connection}
   * @param patient whether it can wait for others
   * @throws ProviderFault when there is no answer that anything can be made of
   */
  public Answer ask(
      String provider, String connection, Verb verb, ObjectNode question, boolean patient) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("do", verb.word());
    body.set("connection", told(provider, connection));
    body.setAll(question);
    Exchange answer =
        routes()
            .request(
                "direct:" + verb.word() + "-" + provider + "?block=false",
                exchange -> {
                  exchange.setProperty(
                      ProviderRequest.PROPERTY,
                      new ProviderRequest(provider, connection, body, patient));
                  exchange.getMessage().setBody(body);
                });
    if (answer.getException() != null) {
      throw fault(verb.word() + "-" + provider, answer.getException());
    }
    JsonNode given = answer.getMessage().getBody(JsonNode.class);
    if (given == null || !given.isObject()) {
      throw new ProviderFault(
          "no-answer", "The route " + verb.word() + "-" + provider + " gives no JSON.", false);
    }
    return new Answer(
        given.has("done") ? given.path("done") : given,
        answer.getProperty(ProviderRequest.FROM, Instant.class),
        answer.getProperty(ProviderRequest.UNTIL, Instant.class));
  }

  /** What routes and mappings may know of a connection: no secret. */
  private ObjectNode told(String provider, String name) {
    ObjectNode told = JsonNodeFactory.instance.objectNode().put("name", name);
    Optional<Connection> connection = connections.find(provider, name);
    told.put("timeZone", connection.map(Connection::timeZone).orElse("UTC"));
    ObjectNode api = told.putObject("api");
    ConnectionApi how = connection.map(Connection::api).orElse(null);
    if (how != null) {
      api.put("account", how.account()).put("organization", how.organization());
      how.companies().forEach(api.putArray("companies")::add);
    }
    return told;
  }

  private static ProviderFault fault(String route, Throwable thrown) {
    ProviderFault known = ObjectHelper.getException(ProviderFault.class, thrown);
    if (known != null) {
      return known;
    }
    MappingRefused refused = ObjectHelper.getException(MappingRefused.class, thrown);
    if (refused != null) {
      return new ProviderFault(refused.code(), refused.getMessage(), false);
    }
    boolean away =
        ObjectHelper.getException(DirectConsumerNotAvailableException.class, thrown) != null;
    Throwable innermost = thrown;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    return away
        ? new ProviderFault("route-away", "The route " + route + " is being replaced.", true)
        : new ProviderFault(
            "route-fault",
            "The route "
                + route
                + " broke off with "
                + innermost.getClass().getSimpleName()
                + "; mend the step or the mapping.",
            false);
  }

  private ProducerTemplate routes() {
    ProducerTemplate made = routes;
    if (made == null) {
      made = camel.get().createProducerTemplate();
      routes = made;
    }
    return made;
  }
}
