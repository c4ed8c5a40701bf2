package io.calroute.callback;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.kafka.Topic;
import java.time.Clock;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.spi.StateRepository;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires Kafka as the way in, which is in use once brokers are configured. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

  @Bean(destroyMethod = "close")
  Topic topic(
      @Value("${calroute.kafka.brokers:}") String brokers,
      @Value("${calroute.kafka.topic:calroute-callbacks}") String name,
      ObjectProvider<CamelContext> camel,
      DataSource store,
      LiveConnections connections,
      Journal journal,
      Clock clock) {
    return new Topic(
        !brokers.isBlank(),
        name,
        () -> settings(camel.getObject(), brokers),
        store,
        connections,
        () -> journal.pending().raise(),
        clock);
  }

  /** The route that reads the topic names it. */
  @Bean
  StateRepository<String, String> topicOffsets(Topic topic) {
    return topic.offsets();
  }

  private static Properties settings(CamelContext camel, String brokers) {
    Properties settings =
        camel
            .getComponent("kafka", KafkaComponent.class)
            .getConfiguration()
            .createConsumerProperties();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    return settings;
  }
}
