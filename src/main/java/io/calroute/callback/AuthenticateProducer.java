package io.calroute.callback;

import io.calroute.callback.connection.Authentication;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.port.Visitor;
import io.calroute.work.SourceLimit;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Lets only authentic callbacks through. */
final class AuthenticateProducer extends DefaultProducer {

  private static final int FAILURES_A_MINUTE = 60;

  private record Current(Connections of, Map<String, Authentication> byConnection) {}

  private final String provider;
  private final LiveConnections connections;
  private final Function<Connections, Map<String, Authentication>> authentications;
  private final SourceLimit failures;
  private volatile Current current;

  /**
   * A producer.
   *
   * @param authentications makes the authentications of some connections, by connection name
   * @param failures how often a source may be wrong before it is told to slow down
   */
  AuthenticateProducer(
      Endpoint endpoint,
      String provider,
      LiveConnections connections,
      Function<Connections, Map<String, Authentication>> authentications,
      SourceLimit failures) {
    super(endpoint);
    this.provider = provider;
    this.connections = connections;
    this.authentications = authentications;
    this.failures = failures;
    this.current = made(connections.current());
  }

  /** How often a source may be wrong, whichever provider it calls for. */
  static SourceLimit failures(Clock clock) {
    return new SourceLimit(clock, FAILURES_A_MINUTE, Duration.ofMinutes(1));
  }

  private Current made(Connections now) {
    return new Current(now, authentications.apply(now));
  }

  private Map<String, Authentication> byConnection() {
    Connections now = connections.current();
    Current known = current;
    if (known.of() != now) {
      known = made(now);
      current = known;
    }
    return known.byConnection();
  }

  @Override
  public void process(Exchange exchange) {
    Authentication authentication =
        byConnection().get(exchange.getProperty(FrontDoor.CONNECTION, String.class));
    if (authentication == null) {
      throw CallbackRefused.unknownConnection();
    }
    String token = exchange.getProperty(FrontDoor.TOKEN, String.class);
    boolean wantsToken = authentication.scheme() == Authentication.Scheme.PATH_TOKEN;
    if (token != null && !wantsToken) {
      throw CallbackRefused.unknownConnection();
    }
    byte[] sent = exchange.getMessage().getBody(byte[].class);
    byte[] body = sent == null ? new byte[0] : sent;
    String proof = wantsToken ? token : header(exchange, authentication.header());
    if (!authentication.accepts(body, proof)) {
      throw refusal(exchange);
    }
    ProvenNote.note(exchange, provider, body);
    exchange.getMessage().setBody(body);
  }

  /**
   * Only after the proof was looked at: providers share addresses, and whoever sends rubbish from
   * one of theirs must not keep their callbacks away.
   */
  private CallbackRefused refusal(Exchange exchange) {
    MultiMap headers = exchange.getProperty(FrontDoor.HEADERS, MultiMap.class);
    Duration wait =
        failures.take(
            Visitor.source(
                exchange.getProperty(FrontDoor.NEIGHBOUR, String.class),
                headers == null ? List.of() : headers.getAll("X-Forwarded-For")));
    return wait.isZero() ? CallbackRefused.unauthorized() : CallbackRefused.tooManyFailures(wait);
  }

  /** A header sent twice proves nothing: which of the two would count? */
  private static String header(Exchange exchange, String name) {
    MultiMap headers = exchange.getProperty(FrontDoor.HEADERS, MultiMap.class);
    if (name == null || headers == null) {
      return null;
    }
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? values.get(0) : null;
  }
}
