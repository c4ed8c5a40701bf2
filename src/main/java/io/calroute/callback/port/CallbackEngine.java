package io.calroute.callback.port;

import io.calroute.callback.door.CallbackAnswer;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;

/**
 * Gives every route of the callbacks' port its requests: with a body that is counted until the
 * route is through, and with an answer that says what has come of it, whatever the route says.
 */
public final class CallbackEngine extends VertxPlatformHttpEngine {

  /** Exchange property: what the body is counted by. */
  private static final String BODY = "callback.body";

  private final CallbackServer server;

  public CallbackEngine(CallbackServer server) {
    this.server = server;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new Consumer(endpoint, processor, server.routerName());
  }

  @Override
  public int getServerPort() {
    return server.getPort();
  }

  private static final class Consumer extends VertxPlatformHttpConsumer {

    Consumer(PlatformHttpEndpoint endpoint, Processor route, String routerName) {
      super(endpoint, exchange -> work(route, exchange), List.of(), routerName);
    }

    @Override
    protected Future<Void> processHttpRequest(Exchange exchange, RoutingContext call) {
      final Future<Void> read = super.processHttpRequest(exchange, call);
      CallbackBody body = BodyReader.of(call);
      if (body != null) {
        exchange.setProperty(BODY, body);
        exchange.getIn().setBody(body.work());
      }
      return read;
    }

    private static void work(Processor route, Exchange exchange) throws Exception {
      try {
        route.process(exchange);
        CallbackAnswer.complete(exchange);
      } finally {
        CallbackBody body = exchange.getProperty(BODY, CallbackBody.class);
        if (body != null) {
          body.release();
        }
      }
    }
  }
}
