package io.calroute.callback.door;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whom a callback is for from its path, and lets nothing else in that could steer a route:
 * the HTTP headers go to a property that only {@code callback:} endpoints read, and the message is
 * left with none.
 */
public final class FrontDoor implements Processor {

  /** Exchange property: provider of the callback. */
  public static final String PROVIDER = "callback.provider";

  /** Exchange property: connection of the callback. */
  public static final String CONNECTION = "callback.connection";

  /** Exchange property: last path segment after the connection; null when there is none. */
  public static final String TOKEN = "callback.token";

  /**
   * Exchange property: the HTTP headers as they came, names without regard to case. Taken from the
   * request itself, since Camel's message has query parameters among its headers.
   */
  public static final String HEADERS = "callback.headers";

  /** Exchange property: address that the connection comes from; null when there is none. */
  public static final String NEIGHBOUR = "callback.neighbour";

  public static final String PREFIX = "/callbacks/";

  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private final LiveConnections connections;
  private final IntakeGate gate;

  /**
   * A front door.
   *
   * @param connections whom callbacks are accepted for
   * @param gate behind the door
   */
  public FrontDoor(LiveConnections connections, IntakeGate gate) {
    this.connections = connections;
    this.gate = gate;
  }

  @Override
  public void process(Exchange exchange) {
    Visit visit = new Visit(gate);
    exchange.getExchangeExtension().addOnCompletion(visit);
    Message message = exchange.getMessage();
    String[] segments = segments(message.getHeader(Exchange.HTTP_PATH, String.class));
    String provider = segments.length > 0 ? segments[0] : "";
    String connection = segments.length > 1 ? segments[1] : Connections.DEFAULT;
    if (segments.length > 3 || connections.find(provider, connection).isEmpty()) {
      throw CallbackRefused.unknownConnection();
    }
    exchange.setProperty(PROVIDER, provider);
    exchange.setProperty(CONNECTION, connection);
    exchange.setProperty(TOKEN, segments.length > 2 ? segments[2] : null);
    if (message instanceof HttpMessage http) {
      MultiMap headers = http.getRequest().headers();
      if (isEncoded(headers.get(HttpHeaders.CONTENT_ENCODING))) {
        throw CallbackRefused.encodingNotTaken();
      }
      exchange.setProperty(HEADERS, headers);
      SocketAddress neighbour = http.getRequest().remoteAddress();
      exchange.setProperty(NEIGHBOUR, neighbour == null ? null : neighbour.hostAddress());
    }
    message.setHeaders(new org.apache.camel.util.CaseInsensitiveMap());
    if (!visit.enter()) {
      throw CallbackRefused.beingReplaced();
    }
  }

  private static boolean isEncoded(String encoding) {
    return encoding != null && !encoding.isBlank() && !encoding.strip().equals("identity");
  }

  /** A slash at the end means nothing. */
  private static String[] segments(String path) {
    if (path == null || !path.startsWith(PREFIX)) {
      return new String[0];
    }
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    String[] segments =
        path.substring(PREFIX.length(), Math.max(PREFIX.length(), end)).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].indexOf('%') >= 0 || segments[i].indexOf('+') >= 0) {
        segments[i] = decode(segments[i]);
      }
    }
    return segments;
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** However the callback is answered, it has left; a fault that nobody has answered is told. */
  private static final class Visit extends SynchronizationAdapter {
    private final IntakeGate gate;
    private boolean entered;

    Visit(IntakeGate gate) {
      this.gate = gate;
    }

    boolean enter() {
      entered = gate.enter();
      return entered;
    }

    @Override
    public void onFailure(Exchange exchange) {
      LOG.error(
          "A callback for {} met a fault that no route has answered; it is told to come again",
          exchange.getProperty(PROVIDER, "nobody known", String.class),
          exchange.getException());
      onDone(exchange);
    }

    @Override
    public void onDone(Exchange exchange) {
      if (entered) {
        gate.leave();
      }
    }
  }
}
