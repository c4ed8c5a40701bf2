package io.calroute.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.DirectoryEntry;
import io.calroute.appointment.LiveDirectory;
import io.calroute.callback.Journal;
import io.calroute.callback.LiveConnections;
import io.calroute.callback.Signal;
import io.calroute.mapping.Schema;
import io.calroute.reference.ReferenceStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
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
   * @param directoryFile where more entries are, which come after these
   */
  @ConfigurationProperties("calroute")
  record DirectoryProperties(
      List<DirectoryEntry> directory, @DefaultValue("./config/directory.yaml") Path directoryFile) {
    DirectoryProperties {
      directory = directory == null ? List.of() : List.copyOf(directory);
    }
  }

  @Bean
  LiveDirectory directory(DirectoryProperties properties) {
    return new LiveDirectory(properties.directory(), properties.directoryFile());
  }

  @Bean
  Rerouting rerouting(
      ObjectProvider<CamelContext> camel,
      LiveDirectory directory,
      AppointmentStore appointments,
      ReferenceStore references,
      Applying applying,
      SyncSettings settings,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      Signal lanesDue,
      Clock clock) {
    return new Rerouting(
        camel::getObject,
        directory,
        appointments,
        references,
        applying,
        settings,
        jdbc,
        new TransactionTemplate(transactions),
        lanesDue,
        clock);
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

  /** Used where nobody counts. */
  @Bean
  @Fallback
  SyncObserver unheardSync() {
    return SyncObserver.NONE;
  }

  @Bean
  Backoff backoff(SyncSettings settings) {
    return new Backoff(
        settings.sync().retryFirst(), settings.sync().retryLimit(), RandomGenerator.getDefault());
  }

  @Bean
  CallbackMapping callbackMapping(LiveConnections connections, Schema schema, ObjectMapper json) {
    return new CallbackMapping(connections, schema, json);
  }

  @Bean
  Applying applying(
      Journal journal,
      AppointmentStore appointments,
      ReferenceStore references,
      LiveDirectory directory,
      SyncSettings settings,
      SyncObserver observer) {
    return new Applying(journal, appointments, references, directory, settings, observer);
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
      Signal lanesDue,
      SyncObserver observer) {
    return new Turns(
        appointments,
        references,
        new TransactionTemplate(transactions),
        new Planner(new EventIds(settings.tenant()), settings.drift()),
        backoff,
        settings,
        json,
        clock,
        lanesDue::raise,
        observer);
  }

  @Bean
  Resync resync(
      AppointmentStore appointments,
      ReferenceStore references,
      Applying applying,
      PlatformTransactionManager transactions,
      Signal lanesDue) {
    return new Resync(
        appointments, references, applying, new TransactionTemplate(transactions), lanesDue);
  }

  @Bean
  CallbackWorkers callbackWorkers(
      ObjectProvider<CamelContext> camel,
      Journal journal,
      PlatformTransactionManager transactions,
      Signal lanesDue,
      SyncSettings settings,
      SyncObserver observer,
      Clock clock) {
    return new CallbackWorkers(
        camel::getObject,
        journal,
        new TransactionTemplate(transactions),
        lanesDue,
        settings.sync(),
        observer,
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
      Clock clock,
      SyncObserver observer) {
    return new LaneWorkers(
        camel::getObject,
        dataSource,
        references,
        turns,
        backoff,
        lanesDue,
        settings.sync(),
        clock,
        observer);
  }
}
