package io.calroute.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.Directory;
import io.calroute.appointment.DirectoryEntry;
import io.calroute.callback.Connections;
import io.calroute.callback.Journal;
import io.calroute.callback.Signal;
import io.calroute.mapping.Schema;
import io.calroute.reference.ReferenceStore;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the sync. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SyncSettings.class, SyncConfiguration.DirectoryProperties.class})
class SyncConfiguration {

  /**
   * The directory of staff calendars.
   *
   * @param directory entries in order of precedence
   */
  @ConfigurationProperties("calroute")
  record DirectoryProperties(List<DirectoryEntry> directory) {
    DirectoryProperties {
      directory = directory == null ? List.of() : List.copyOf(directory);
    }
  }

  @Bean
  Directory directory(DirectoryProperties properties) {
    return new Directory(properties.directory());
  }

  @Bean
  AppointmentStore appointmentStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    return new AppointmentStore(jdbc, json, clock);
  }

  @Bean
  ReferenceStore referenceStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    return new ReferenceStore(jdbc, json, clock);
  }

  @Bean
  Signal lanesDue(SyncSettings settings) {
    return new Signal(settings.sync().workers());
  }

  @Bean
  Backoff backoff(SyncSettings settings) {
    return new Backoff(
        settings.sync().retryFirst(), settings.sync().retryLimit(), RandomGenerator.getDefault());
  }

  @Bean
  CallbackMapping callbackMapping(Connections connections, Schema schema, ObjectMapper json) {
    return new CallbackMapping(connections, schema, json);
  }

  @Bean
  Applying applying(
      Journal journal,
      AppointmentStore appointments,
      ReferenceStore references,
      Directory directory,
      SyncSettings settings) {
    return new Applying(journal, appointments, references, () -> directory, settings);
  }

  @Bean
  Turns turns(
      AppointmentStore appointments,
      ReferenceStore references,
      PlatformTransactionManager transactions,
      Backoff backoff,
      SyncSettings settings,
      ObjectMapper json,
      Clock clock,
      Signal lanesDue) {
    return new Turns(
        appointments,
        references,
        new TransactionTemplate(transactions),
        new Planner(new EventIds(settings.tenant()), settings.drift()),
        backoff,
        settings,
        json,
        clock,
        lanesDue::raise);
  }

  @Bean
  CallbackWorkers callbackWorkers(
      ObjectProvider<CamelContext> camel,
      Journal journal,
      PlatformTransactionManager transactions,
      Signal lanesDue,
      SyncSettings settings,
      Clock clock) {
    return new CallbackWorkers(
        camel::getObject,
        journal,
        new TransactionTemplate(transactions),
        lanesDue,
        settings.sync(),
        clock);
  }

  @Bean
  LaneWorkers laneWorkers(
      ObjectProvider<CamelContext> camel,
      DataSource dataSource,
      ReferenceStore references,
      Turns turns,
      Backoff backoff,
      Signal lanesDue,
      SyncSettings settings,
      Clock clock) {
    return new LaneWorkers(
        camel::getObject, dataSource, references, turns, backoff, lanesDue, settings.sync(), clock);
  }
}
