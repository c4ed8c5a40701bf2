package io.calroute.callback;

import io.calroute.callback.kafka.Carried;
import io.calroute.callback.kafka.Topic;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultProducer;
import org.apache.kafka.common.header.Headers;

/** Keeps a batch of records that Camel's Kafka consumer has read, with the place it has come to. */
final class KeepProducer extends DefaultProducer {

  private final Topic topic;

  KeepProducer(Endpoint endpoint, Topic topic) {
    super(endpoint);
    this.topic = topic;
  }

  @Override
  public void process(Exchange exchange) {
    List<?> batch = exchange.getMessage().getBody(List.class);
    topic.keep(batch.stream().map(one -> carried(((Exchange) one).getMessage())).toList());
  }

  private static Carried carried(Message record) {
    return new Carried(
        record.getHeader(KafkaConstants.TOPIC, String.class),
        record.getHeader(KafkaConstants.PARTITION, Integer.class),
        record.getHeader(KafkaConstants.OFFSET, Long.class),
        record.getHeader(KafkaConstants.HEADERS, Headers.class),
        record.getBody(byte[].class));
  }
}
