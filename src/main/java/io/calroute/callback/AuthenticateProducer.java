package io.calroute.callback;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Lets only authentic callbacks through. */
final class AuthenticateProducer extends DefaultProducer {

  private final Map<String, Authentication> byConnection;

  AuthenticateProducer(Endpoint endpoint, Map<String, Authentication> byConnection) {
    super(endpoint);
    this.byConnection = byConnection;
  }

  @Override
  public void process(Exchange exchange) {
    Authentication authentication =
        byConnection.get(exchange.getProperty(FrontDoor.CONNECTION, String.class));
    if (authentication == null) {
      throw CallbackRefused.unknownConnection();
    }
    String token = exchange.getProperty(FrontDoor.TOKEN, String.class);
    boolean wantsToken = authentication.scheme() == Authentication.Scheme.PATH_TOKEN;
    if (token != null && !wantsToken) {
      throw CallbackRefused.unknownConnection();
    }
    byte[] body = exchange.getMessage().getBody(byte[].class);
    String proof = wantsToken ? token : header(exchange, authentication.header());
    if (!authentication.accepts(body == null ? new byte[0] : body, proof)) {
      throw CallbackRefused.unauthorized();
    }
    exchange.getMessage().setBody(body);
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
