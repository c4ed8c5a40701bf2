package io.calroute.provider.writing;

import io.calroute.appointment.AppointmentStore;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.link.JoinAddresses;
import io.calroute.policy.LiveLinkSettings;
import io.calroute.policy.LiveWriteBackSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.work.Backoff;
import io.calroute.work.ChangedAppointments;
import io.calroute.work.IntakeFirst;
import io.calroute.work.Signal;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what writes into bookings. Where calendars are only planned, nothing is written either. */
@Configuration(proxyBeanMethods = false)
class WritingConfiguration {

  @Bean
  Accounts writtenAccounts(
      LiveConnections connections,
      ProviderRoutes providers,
      LiveWriteBackSettings writeBack,
      LiveLinkSettings links) {
    return new Accounts(connections, providers, writeBack, links);
  }

  @Bean
  OutboxStore outboxStore(JdbcTemplate jdbc, TransactionTemplate transactions) {
    return new OutboxStore(jdbc, transactions, new Signal(1));
  }

  @Bean
  WantWorkers wantWorkers(
      Supplier<CamelContext> camel,
      Accounts accounts,
      AppointmentStore appointments,
      JoinAddresses addresses,
      OutboxStore outbox,
      ChangedAppointments changed,
      LiveWriteBackSettings writeBack,
      LiveLinkSettings links,
      IntakeFirst intake,
      SyncSettings.Sync settings,
      JdbcTemplate jdbc,
      Clock clock) {
    return new WantWorkers(
        camel,
        accounts,
        new WantedFields(jdbc, appointments, addresses, accounts),
        outbox,
        changed,
        () -> List.of(writeBack.get(), links.get()),
        intake,
        jdbc,
        clock,
        settings.isPlanned() ? 0 : 1);
  }

  @Bean
  WriteWorkers writeWorkers(
      Supplier<CamelContext> camel,
      Accounts accounts,
      OutboxStore outbox,
      ProviderRoutes providers,
      Backoff backoff,
      SyncSettings.Sync settings,
      Clock clock) {
    return new WriteWorkers(
        camel,
        accounts,
        outbox,
        new BookingWriter(providers),
        backoff::grown,
        settings.isPlanned(),
        clock);
  }
}
