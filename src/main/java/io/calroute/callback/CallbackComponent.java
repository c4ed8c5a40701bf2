package io.calroute.callback;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.kafka.Topic;
import io.calroute.work.SourceLimit;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component {@code callback}: {@code callback:authenticate} checks a callback that has
 * come through the front door, {@code callback:accept} keeps it in the journal, {@code
 * callback:ignore} keeps it as one that is of no concern.
 */
@Component("callback")
public class CallbackComponent extends DefaultComponent {

  private LiveConnections connections = new LiveConnections(new Connections(Map.of()));
  private Journal journal;
  private SourceLimit failures = AuthenticateProducer.failures(Clock.systemUTC());
  private Topic topic;

  /** A component without connections and journal: it can try out routes but keeps nothing. */
  public CallbackComponent() {}

  /**
   * Connects the component with an installation.
   *
   * @param newConnections the connections that callbacks are accepted for
   * @param newJournal where accepted callbacks are kept
   * @param newTopic what is between the door and the journal where brokers are configured
   * @param newFailures how often a source may send what is not authentic
   */
  void connect(
      LiveConnections newConnections, Journal newJournal, Topic newTopic, SourceLimit newFailures) {
    this.connections = newConnections;
    this.journal = newJournal;
    this.topic = newTopic;
    this.failures = newFailures;
  }

  /**
   * Lets a component that keeps nothing see some connections, so that those that could accept no
   * callback are found.
   *
   * @param tried the connections
   */
  public void rehearse(LiveConnections tried) {
    this.connections = tried;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    CallbackEndpoint endpoint =
        new CallbackEndpoint(uri, this, CallbackEndpoint.Step.of(remaining));
    setProperties(endpoint, parameters);
    return endpoint;
  }

  LiveConnections connections() {
    return connections;
  }

  SourceLimit failures() {
    return failures;
  }

  Journal journal() {
    return journal;
  }

  Topic topic() {
    return topic;
  }
}
