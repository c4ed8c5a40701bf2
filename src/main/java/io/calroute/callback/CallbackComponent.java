package io.calroute.callback;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component {@code callback}: {@code callback:authenticate} checks a callback that has
 * come through the front door, {@code callback:accept} keeps it in the journal.
 */
@Component("callback")
public class CallbackComponent extends DefaultComponent {

  private final Connections connections;
  private final Journal journal;
  private final Clock clock;

  /**
   * A component for one installation.
   *
   * @param connections the connections that callbacks are accepted for
   * @param journal where accepted callbacks are kept
   * @param clock for windows of delivery
   */
  public CallbackComponent(Connections connections, Journal journal, Clock clock) {
    this.connections = connections;
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    CallbackEndpoint endpoint =
        new CallbackEndpoint(uri, this, CallbackEndpoint.Step.of(remaining));
    setProperties(endpoint, parameters);
    return endpoint;
  }

  Connections connections() {
    return connections;
  }

  Journal journal() {
    return journal;
  }

  Clock clock() {
    return clock;
  }
}
