package io.calroute.bundle.swap;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * {@code direct:} for routes that are replaced while messages go through them. Camel's own sender
 * remembers which route it sends to, and when routes have come or gone, the first message after
 * that notes it before it looks the route up again: a second message at that very moment still goes
 * to the route that is gone (Camel 4.17, {@code DirectProducer.process}). Here every message looks
 * its route up. A message that goes from route to route without end is stopped. Otherwise this is
 * Camel's component, with its options. Safe for concurrent use.
 */
public final class LiveDirectComponent extends DirectComponent {

  /** Far more than routes that make sense are inside each other. */
  private static final int DEPTH_LIMIT = 100;

  /** Exchange property: how many routes a message is in. Those that a wireTap makes have it too. */
  private static final String DEPTH = "direct.depth";

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    DirectEndpoint endpoint = new LiveEndpoint(uri, this);
    endpoint.setBlock(isBlock());
    endpoint.setTimeout(getTimeout());
    setProperties(endpoint, parameters);
    return endpoint;
  }

  private static final class LiveEndpoint extends DirectEndpoint {

    LiveEndpoint(String uri, DirectComponent component) {
      super(uri, component);
    }

    @Override
    public Producer createProducer() {
      return new LiveProducer(this);
    }

    /** Camel's own, with nothing to remember. */
    AsyncProcessor forOneMessage() throws Exception {
      return (AsyncProcessor) super.createProducer();
    }
  }

  private static final class LiveProducer extends DefaultAsyncProducer {

    private final LiveEndpoint endpoint;

    LiveProducer(LiveEndpoint endpoint) {
      super(endpoint);
      this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      int depth = exchange.getProperty(DEPTH, 0, Integer.class);
      AsyncProcessor sender;
      try {
        if (depth >= DEPTH_LIMIT) {
          throw new IllegalStateException(
              "A message is in %d routes at once, the last one sends it to %s; it goes round"
                  .formatted(depth, endpoint.getEndpointUri()));
        }
        sender = endpoint.forOneMessage();
      } catch (Exception wrong) {
        exchange.setException(wrong);
        callback.done(true);
        return true;
      }
      exchange.setProperty(DEPTH, depth + 1);
      return sender.process(
          exchange,
          synchronously -> {
            exchange.setProperty(DEPTH, depth);
            callback.done(synchronously);
          });
    }
  }
}
