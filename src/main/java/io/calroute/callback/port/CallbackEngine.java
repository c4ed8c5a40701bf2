package io.calroute.callback.port;

import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.FrontDoor;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.spi.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every route of the callbacks' port its requests: with a body that is counted until the
 * route is through, and with an answer that says what has come of it, whatever the route says.
 */
public final class CallbackEngine extends VertxPlatformHttpEngine {

  /** Exchange property: what the body is counted by. */
  private static final String BODY = "callback.body";

  /** What a request is on a route as. */
  static final String EXCHANGE = "callback.exchange";

  private static final Logger LOG = LoggerFactory.getLogger(CallbackEngine.class);

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

  /** What a request is told that is still on its route when its time is over. */
  static CallbackRefused late(RoutingContext call) {
    Exchange exchange = call.get(EXCHANGE);
    UnitOfWork work = exchange == null ? null : exchange.getUnitOfWork();
    if (work == null) {
      LOG.warn("A callback was not taken in time: every thread for callbacks was busy with others");
      return CallbackRefused.busy();
    }
    long millis = ((PlatformHttpEndpoint) exchange.getFromEndpoint()).getRequestTimeout();
    String step = exchange.getExchangeExtension().getHistoryNodeId();
    Route route = work.getRoute();
    LOG.warn(
        "A callback for {} was not answered in time: its route took longer than"
            + " calroute.callbacks.timeout-millis ({} ms), and was at the step {} of the route {}",
        exchange.getProperty(FrontDoor.PROVIDER, "nobody known", String.class),
        millis,
        step == null ? "(unknown)" : step,
        route == null ? "(unknown)" : route.getRouteId());
    return CallbackRefused.routeTooSlow(millis);
  }

  private static final class Consumer extends VertxPlatformHttpConsumer {

    Consumer(PlatformHttpEndpoint endpoint, Processor route, String routerName) {
      super(endpoint, exchange -> work(route, exchange), List.of(), routerName);
    }

    @Override
    protected Future<Void> processHttpRequest(Exchange exchange, RoutingContext call) {
      call.put(EXCHANGE, exchange);
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
