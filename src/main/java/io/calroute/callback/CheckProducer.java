package io.calroute.callback;

import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.DeliveryKey;
import io.calroute.callback.journal.DuplicateRule;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.journal.Receipt;
import io.calroute.callback.kafka.Topic;
import io.calroute.callback.port.JsonBody;
import java.nio.charset.Charset;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * Makes the record of a callback that is to be kept by others, with the id that it will have. One
 * that is in the journal already is answered, and its route ends.
 */
final class CheckProducer extends DefaultProducer {

  private final Topic topic;
  private final DuplicateRule duplicates;
  private final String reason;

  /**
   * A producer.
   *
   * @param reason why callbacks are of no concern to calendars; null for those that are
   */
  CheckProducer(Endpoint endpoint, Topic topic, DuplicateRule duplicates, String reason) {
    super(endpoint);
    this.topic = topic;
    this.duplicates = duplicates;
    this.reason = reason;
  }

  @Override
  public void process(Exchange exchange) {
    byte[] body = AcceptProducer.proven(exchange);
    Charset charset = AcceptProducer.charset(exchange);
    DeliveryKey key =
        reason != null
            ? DuplicateRule.ignored(body)
            : duplicates.keyOf(JsonBody.valueAt(body, charset, duplicates.pointer()), body);
    Delivery delivery =
        topic.promised(
            exchange.getProperty(FrontDoor.PROVIDER, String.class),
            exchange.getProperty(FrontDoor.CONNECTION, String.class),
            key,
            charset.name(),
            body,
            reason == null ? null : Outcome.ignoredByRoute(reason),
            AcceptProducer.traceparent(exchange));
    Optional<Receipt> before = topic.repeated(delivery);
    if (before.isPresent()) {
      CallbackAnswer.kept(exchange, before.get(), "duplicate");
      exchange.setRouteStop(true);
      return;
    }
    PromiseProducer.note(exchange, delivery);
    // What steps before have put there is nobody's business in the topic.
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeaders(topic.headers(delivery));
  }
}
