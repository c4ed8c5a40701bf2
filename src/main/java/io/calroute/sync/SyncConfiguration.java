package io.calroute.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.applying.ApplySettings;
import io.calroute.applying.Applying;
import io.calroute.applying.CallbackMapper;
import io.calroute.applying.CallbackMapping;
import io.calroute.applying.CallbackWorkers;
import io.calroute.applying.RouteMappings;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.directory.DirectoryProperties;
import io.calroute.appointment.directory.DirectoryStore;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.destination.Quota;
import io.calroute.event.Events;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.policy.LiveSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.routing.Brake;
import io.calroute.routing.DirectoryInForce;
import io.calroute.routing.DirectoryOffers;
import io.calroute.routing.Placement;
import io.calroute.routing.Rerouting;
import io.calroute.sync.drift.DriftStore;
import io.calroute.sync.drift.Drifts;
import io.calroute.sync.dryrun.EditDryRun;
import io.calroute.sync.dryrun.Plans;
import io.calroute.sync.lane.AllowanceStore;
import io.calroute.sync.lane.CredentialsStore;
import io.calroute.sync.lane.Pacing;
import io.calroute.sync.lane.Setbacks;
import io.calroute.sync.planner.EventIds;
import io.calroute.sync.planner.Planner;
import io.calroute.sync.rebuild.Rebuild;
import io.calroute.sync.rebuild.RebuildStore;
import io.calroute.sync.remap.RemapStore;
import io.calroute.sync.remap.RemapWorkers;
import io.calroute.sync.remap.Remapping;
import io.calroute.sync.sweep.Sweep;
import io.calroute.sync.sweep.SweepSettings;
import io.calroute.sync.sweep.SweepStore;
import io.calroute.sync.sweep.SweepWorkers;
import io.calroute.sync.sweep.Sweeping;
import io.calroute.sync.sweep.Sweeps;
import io.calroute.sync.turn.LaneWorkers;
import io.calroute.sync.turn.Resync;
import io.calroute.sync.turn.Turns;
import io.calroute.work.Backoff;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the sync. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  SyncSettings.class,
  ApplySettings.class,
  SweepSettings.class,
  DirectoryProperties.class
})
class SyncConfiguration {

  private static final int BACKGROUND_SHARE = 4;

  @Bean
  LiveSettings liveSettings(SyncSettings settings) {
    return new LiveSettings(settings);
  }

  @Bean
  LiveDirectory directory(DirectoryProperties properties) {
    return new LiveDirectory(properties.directory(), properties.directoryFile());
  }

  @Bean
  DirectoryStore directoryStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    return new DirectoryStore(jdbc, json, clock);
  }

  @Bean
  DirectoryInForce directoryInForce(DirectoryStore store, LiveDirectory directory) {
    return new DirectoryInForce(store, directory);
  }

  @Bean
  Rerouting rerouting(
      ObjectProvider<CamelContext> camel,
      LiveDirectory files,
      DirectoryInForce directory,
      DirectoryStore directories,
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      LiveSettings settings,
      PlatformTransactionManager transactions,
      Signal lanesDue,
      Clock clock) {
    return new Rerouting(
        camel::getObject,
        files,
        new DirectoryOffers(
            directories,
            files,
            settings,
            new Brake(appointments, references, settings, clock),
            clock),
        directory,
        appointments,
        references,
        placement,
        settings,
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
  Pacing pacing(ObjectProvider<Quota> quotas, JdbcTemplate jdbc, Clock clock) {
    return new Pacing(quotas.stream().toList(), new AllowanceStore(jdbc), clock);
  }

  @Bean
  CredentialsStore credentialsStore(JdbcTemplate jdbc, Clock clock) {
    return new CredentialsStore(jdbc, clock);
  }

  @Bean
  Setbacks setbacks(
      CredentialsStore credentials,
      Pacing pacing,
      Backoff backoff,
      SyncObserver observer,
      Clock clock,
      PlatformTransactionManager transactions,
      Events events) {
    return new Setbacks(
        credentials,
        pacing,
        backoff,
        observer,
        clock,
        new TransactionTemplate(transactions),
        events);
  }

  @Bean
  SweepStore sweepStore(JdbcTemplate jdbc, ReferenceStore references, Clock clock) {
    return new SweepStore(jdbc, references, clock);
  }

  @Bean
  Drifts drifts(
      JdbcTemplate jdbc, LiveSettings settings, SyncObserver observer, Events events, Clock clock) {
    return new Drifts(new DriftStore(jdbc, clock), settings, observer, events);
  }

  @Bean
  Sweeps sweeps(
      SweepStore store,
      Drifts drifts,
      SyncSettings settings,
      SweepSettings sweepSettings,
      SyncObserver observer,
      Signal lanesDue,
      Clock clock) {
    return new Sweeps(
        store,
        drifts,
        new Sweep(
            new EventIds(settings.tenant()),
            sweepSettings.sweepAge(),
            sweepSettings.sweepOrphans()),
        observer,
        lanesDue::raise,
        clock);
  }

  @Bean
  Rebuild rebuild(
      ObjectProvider<CamelContext> camel,
      JdbcTemplate jdbc,
      AppointmentStore appointments,
      SyncSettings settings,
      LiveConnections connections,
      Pacing pacing,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Rebuild(
        camel::getObject,
        new RebuildStore(jdbc, appointments, clock),
        new EventIds(settings.tenant()),
        connections,
        pacing,
        new TransactionTemplate(transactions));
  }

  @Bean
  Signal sweepsDue() {
    return new Signal(1);
  }

  @Bean
  Sweeping sweeping(SweepStore store, SweepSettings sweepSettings, Setbacks setbacks, Clock clock) {
    return new Sweeping(store, sweepSettings, setbacks, clock, RandomGenerator.getDefault());
  }

  @Bean
  SweepWorkers sweepWorkers(
      ObjectProvider<CamelContext> camel,
      DataSource dataSource,
      SweepStore store,
      SweepSettings sweepSettings,
      Sweeping sweeping,
      Setbacks setbacks,
      Pacing pacing,
      Signal sweepsDue,
      SyncSettings settings,
      Clock clock) {
    return new SweepWorkers(
        camel::getObject,
        dataSource,
        store,
        sweepSettings,
        sweeping,
        setbacks,
        pacing,
        sweepsDue,
        settings.sync(),
        clock);
  }

  @Bean
  CallbackMapping callbackMapping(LiveConnections connections, Schema schema, ObjectMapper json) {
    return new CallbackMapping(connections, schema, json);
  }

  /** What {@code mapping:} applies in routes. */
  @Bean
  ComponentCustomizer mappingCustomizer(Mappings mappings, CallbackMapping callbackMapping) {
    RouteMappings routeMappings = new RouteMappings(mappings, callbackMapping);
    return ComponentCustomizer.forType(
        MappingComponent.class, component -> component.transformBy(routeMappings));
  }

  /** A step that asks over HTTP and is interrupted in vain gives up by itself. */
  @Bean
  ComponentCustomizer httpCustomizer(ApplySettings settings) {
    return ComponentCustomizer.forType(
        HttpComponent.class,
        component -> {
          if (component.getResponseTimeout() == 0) {
            component.setConnectTimeout(settings.mapTimeout().toMillis());
            component.setResponseTimeout(settings.mapTimeout().toMillis());
          }
        });
  }

  @Bean
  CallbackMapper callbackMapper(
      ObjectProvider<CamelContext> camel, CallbackMapping callbackMapping, ApplySettings settings) {
    return new CallbackMapper(
        camel::getObject, callbackMapping, settings.mapTimeout(), settings.mappers());
  }

  /** For remaps and dry runs, so that new callbacks never wait for them. */
  @Bean
  CallbackMapper backgroundMapper(
      ObjectProvider<CamelContext> camel, CallbackMapping callbackMapping, ApplySettings settings) {
    return new CallbackMapper(
        camel::getObject,
        callbackMapping,
        settings.mapTimeout(),
        Math.max(1, settings.mappers() / BACKGROUND_SHARE));
  }

  @Bean
  Placement placement(
      AppointmentStore appointments,
      ReferenceStore references,
      DirectoryInForce directory,
      LiveSettings settings,
      Events events) {
    return new Placement(appointments, references, directory, settings, events);
  }

  @Bean
  Applying applying(
      Journal journal,
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      SyncObserver observer,
      Events events) {
    return new Applying(journal, appointments, references, placement, observer, events);
  }

  @Bean
  Turns turns(
      AppointmentStore appointments,
      ReferenceStore references,
      Placement placement,
      PlatformTransactionManager transactions,
      Backoff backoff,
      LiveSettings settings,
      Clock clock,
      Signal lanesDue,
      Drifts drifts,
      SyncObserver observer,
      Events events) {
    return new Turns(
        appointments,
        references,
        placement,
        new TransactionTemplate(transactions),
        Planner::of,
        backoff,
        settings,
        clock,
        lanesDue::raise,
        drifts,
        observer,
        events);
  }

  @Bean
  Plans plans(
      JdbcTemplate jdbc,
      AppointmentStore appointments,
      ReferenceStore references,
      DirectoryInForce directory,
      Mappings mappings,
      LiveSettings settings,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Plans(
        jdbc,
        appointments,
        references,
        directory,
        mappings,
        settings,
        snapshots(transactions),
        clock);
  }

  @Bean
  EditDryRun editDryRun(
      AppointmentStore appointments,
      ReferenceStore references,
      Journal journal,
      CallbackMapper backgroundMapper,
      DirectoryInForce directory,
      Mappings mappings,
      LiveSettings settings,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new EditDryRun(
        appointments,
        references,
        journal,
        backgroundMapper,
        directory,
        mappings,
        settings,
        snapshots(transactions),
        clock);
  }

  /** Several reads of one moment. */
  private static TransactionTemplate snapshots(PlatformTransactionManager transactions) {
    TransactionTemplate snapshots = new TransactionTemplate(transactions);
    snapshots.setReadOnly(true);
    snapshots.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return snapshots;
  }

  @Bean
  Resync resync(
      AppointmentStore appointments,
      ReferenceStore references,
      CredentialsStore credentials,
      Placement placement,
      PlatformTransactionManager transactions,
      Signal lanesDue) {
    return new Resync(
        appointments,
        references,
        credentials,
        placement,
        new TransactionTemplate(transactions),
        lanesDue);
  }

  @Bean
  CallbackWorkers callbackWorkers(
      ObjectProvider<CamelContext> camel,
      Journal journal,
      CallbackMapper callbackMapper,
      Applying applying,
      Backoff backoff,
      PlatformTransactionManager transactions,
      Signal lanesDue,
      SyncSettings settings,
      SyncObserver observer,
      Clock clock) {
    return new CallbackWorkers(
        camel::getObject,
        journal,
        callbackMapper,
        applying,
        backoff::grown,
        new TransactionTemplate(transactions),
        lanesDue,
        settings.sync(),
        observer,
        clock);
  }

  @Bean
  RemapStore remapStore(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
    return new RemapStore(jdbc, json, clock);
  }

  @Bean
  Remapping remapping(
      Applying applying,
      ReferenceStore references,
      Mappings mappings,
      LiveSettings settings,
      Clock clock) {
    return new Remapping(applying, references, mappings, settings, clock);
  }

  @Bean
  Signal remapsDue() {
    return new Signal(1);
  }

  @Bean
  RemapWorkers remapWorkers(
      ObjectProvider<CamelContext> camel,
      RemapStore remaps,
      AppointmentStore appointments,
      Journal journal,
      CallbackMapper backgroundMapper,
      Remapping remapping,
      PlatformTransactionManager transactions,
      Signal remapsDue,
      Signal lanesDue,
      SyncSettings settings,
      Clock clock) {
    return new RemapWorkers(
        camel::getObject,
        remaps,
        appointments,
        journal,
        backgroundMapper,
        remapping,
        new TransactionTemplate(transactions),
        remapsDue,
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
      Sweeping sweeping,
      Setbacks setbacks,
      Pacing pacing,
      Signal lanesDue,
      SyncSettings settings,
      Clock clock,
      SyncObserver observer) {
    return new LaneWorkers(
        camel::getObject,
        dataSource,
        references,
        turns,
        sweeping,
        setbacks,
        pacing,
        lanesDue,
        settings.sync(),
        clock,
        observer);
  }
}
