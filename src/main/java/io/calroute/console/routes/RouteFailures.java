package io.calroute.console.routes;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * Remembers the last failure of each route of this process. What an exception says is not kept: it
 * may quote a client. No bean of Camel's, so that contexts in which routes are tried out tell
 * nothing. Safe for concurrent use.
 */
@Component
final class RouteFailures implements CamelContextConfiguration {

  /** A failure counts where it happened, and not again in the routes that have called that one. */
  private static final String TOLD = "calrouteFailureTold";

  private final Map<String, Failure> last = new ConcurrentHashMap<>();
  private final Clock clock;

  RouteFailures(Clock clock) {
    this.clock = clock;
  }

  /**
   * A failure.
   *
   * @param kind class of the exception
   * @param step that the message had got to; null when nobody knows
   * @param handled whether the route, or its configuration, had an answer to it
   */
  record Failure(Instant at, String kind, String step, boolean handled) {}

  /** The last failure of a route; null for none. */
  Failure of(String route) {
    return last.get(route);
  }

  @Override
  public void beforeApplicationStart(CamelContext context) {
    context.addRoutePolicyFactory((camel, id, definition) -> policy());
  }

  @Override
  public void afterApplicationStart(CamelContext context) {}

  private RoutePolicy policy() {
    return new RoutePolicySupport() {
      @Override
      public void onExchangeDone(Route route, Exchange exchange) {
        // What fails in a kamelet fails in the step that calls it.
        if (!route.isCreatedByKamelet()) {
          note(route.getRouteId(), exchange);
        }
      }

      @Override
      public void onRemove(Route route) {
        last.remove(route.getRouteId());
      }
    };
  }

  private void note(String route, Exchange exchange) {
    Exception thrown = exchange.getException();
    Object failure =
        thrown == null ? exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) : thrown;
    if (failure != null && failure != exchange.getProperty(TOLD)) {
      exchange.setProperty(TOLD, failure);
      last.put(
          route,
          new Failure(
              clock.instant(),
              failure.getClass().getSimpleName(),
              exchange.getExchangeExtension().getHistoryNodeId(),
              thrown == null));
    }
  }
}
