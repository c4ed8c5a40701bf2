package io.calroute.sync;

import io.calroute.destination.Quota;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.ReferenceStore;
import io.calroute.sync.lane.AllowanceStore;
import io.calroute.sync.lane.LaneQueue;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.sync.planner.EventIds;
import io.calroute.sync.sweep.Sweep;
import io.calroute.sync.sweep.SweepSettings;
import io.calroute.work.Backoff;
import io.calroute.work.ChangedAppointments;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the rooms of the sync share, and what is no bean by itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SweepSettings.class)
class SyncConfiguration {

  /** Looked up late: workers are made before the routes that they send to. */
  @Bean
  Supplier<CamelContext> camelLater(ObjectProvider<CamelContext> camel) {
    return camel::getObject;
  }

  @Bean
  SyncSettings.Sync pace(SyncSettings settings) {
    return settings.sync();
  }

  @Bean
  EventIds eventIds(SyncSettings settings) {
    return new EventIds(settings.tenant());
  }

  @Bean
  QuotaGate quotaGate(ObjectProvider<Quota> quotas, AllowanceStore allowances, Clock clock) {
    return new QuotaGate(quotas.stream().toList(), allowances, clock);
  }

  @Bean
  LaneQueue laneQueue(
      JdbcTemplate jdbc, ReferenceStore references, SyncSettings settings, QuotaGate quotaGate) {
    return new LaneQueue(jdbc, references, settings.sync().workers(), quotaGate.tariff());
  }

  @Bean
  Sweep sweep(EventIds ids, SweepSettings settings) {
    return new Sweep(ids, settings.sweepAge(), settings.sweepOrphans());
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
  ChangedAppointments changedAppointments() {
    return new ChangedAppointments();
  }

  @Bean
  Signal lanesDue(SyncSettings settings) {
    return new Signal(settings.sync().workers());
  }

  @Bean
  Signal sweepsDue() {
    return new Signal(1);
  }

  @Bean
  Signal remapsDue() {
    return new Signal(1);
  }
}
