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
 * its route up. Otherwise this is Camel's component, with its options. Safe for concurrent use.
 */
public final class LiveDirectComponent extends DirectComponent {

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
      AsyncProcessor sender;
      try {
        sender = endpoint.forOneMessage();
      } catch (Exception wrong) {
        exchange.setException(wrong);
        callback.done(true);
        return true;
      }
      return sender.process(exchange, callback);
    }
  }
}
