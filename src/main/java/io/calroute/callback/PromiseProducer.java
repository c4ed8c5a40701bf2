package io.calroute.callback;

import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.Receipt;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with the promise once a broker has acknowledged the record of a callback. */
final class PromiseProducer extends DefaultProducer {

  private static final Logger LOG = LoggerFactory.getLogger(PromiseProducer.class);

  /** Exchange property: the delivery that is promised. */
  private static final String PROMISED = "callback.promised";

  PromiseProducer(Endpoint endpoint) {
    super(endpoint);
  }

  static void note(Exchange exchange, Delivery delivery) {
    exchange.setProperty(PROMISED, delivery);
  }

  @Override
  public void process(Exchange exchange) {
    AcceptProducer.proven(exchange);
    if (!(exchange.getProperty(PROMISED) instanceof Delivery delivery)
        || !isAcknowledged(exchange)) {
      LOG.warn(
          "A callback for {} was not accepted: no broker has acknowledged it before"
              + " callback:promise",
          exchange.getProperty(FrontDoor.PROVIDER));
      throw CallbackRefused.notAccepted();
    }
    CallbackAnswer.kept(
        exchange,
        new Receipt(delivery.id(), false),
        delivery.outcome() == null ? "accepted" : delivery.outcome().kind().word());
  }

  /** Without {@code acks} there is no offset. */
  private static boolean isAcknowledged(Exchange exchange) {
    return exchange.getMessage().getHeader(KafkaConstants.KAFKA_RECORD_META)
            instanceof List<?> records
        && records.size() == 1
        && records.get(0) instanceof RecordMetadata record
        && record.hasOffset();
  }
}
