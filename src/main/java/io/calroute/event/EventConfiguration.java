package io.calroute.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.reference.ReferenceStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the room. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventSettings.class)
class EventConfiguration {

  @Bean
  EventStore eventStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    return new EventStore(jdbc, json, clock);
  }

  @Bean
  Events events(
      EventStore store,
      AppointmentStore appointments,
      ReferenceStore references,
      EventSettings settings) {
    return new Events(store, appointments, references, settings);
  }

  @Bean
  EventWorkers eventWorkers(
      ObjectProvider<CamelContext> camel,
      EventStore store,
      Events events,
      PlatformTransactionManager transactions,
      ObjectMapper json,
      @Value("${calroute.sync.poll:500ms}") Duration poll,
      Clock clock,
      MeterRegistry registry) {
    return new EventWorkers(
        camel::getObject,
        store,
        events,
        new TransactionTemplate(transactions),
        json,
        poll,
        clock,
        registry);
  }
}
