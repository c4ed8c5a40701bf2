package io.calroute.provider.reading;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.event.Events;
import io.calroute.provider.asking.AskStore;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.request.ProviderLease;
import io.calroute.work.Backoff;
import io.calroute.work.Signal;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what reads providers' lists. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReconcileSettings.class)
class ReadingConfiguration {

  @Bean
  ConnectionStore connectionStore(JdbcTemplate jdbc) {
    return new ConnectionStore(jdbc);
  }

  @Bean
  RunStore runStore(JdbcTemplate jdbc) {
    return new RunStore(jdbc);
  }

  @Bean
  FileImport fileImport(
      RunStore runs,
      JdbcTemplate jdbc,
      Journal journal,
      TransactionTemplate transactions,
      Clock clock) {
    return new FileImport(runs, new RowStore(jdbc), journal, transactions, clock);
  }

  /** Raised when a list is to be read. */
  @Bean
  Signal listsDue() {
    return new Signal(1);
  }

  @Bean
  ReadWorkers readWorkers(
      Supplier<CamelContext> camel,
      ReconcileSettings settings,
      ProviderLease leases,
      LiveConnections connections,
      ProviderRoutes providers,
      ConnectionStore standings,
      RunStore runs,
      Journal journal,
      AskStore asks,
      Events events,
      Backoff backoff,
      TransactionTemplate transactions,
      JdbcTemplate jdbc,
      Signal listsDue,
      Clock clock) {
    return new ReadWorkers(
        camel,
        settings,
        leases.lease(),
        connections,
        providers,
        standings,
        runs,
        new Reader(
            providers,
            runs,
            new RowStore(jdbc),
            standings,
            journal,
            asks,
            backoff::grown,
            transactions,
            clock),
        new AppointmentPolling(settings, jdbc, asks, transactions, clock),
        new Silence(jdbc, events, transactions, clock),
        listsDue,
        clock);
  }
}
