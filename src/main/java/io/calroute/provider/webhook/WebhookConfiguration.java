package io.calroute.provider.webhook;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Journal;
import io.calroute.policy.LiveLinkSettings;
import io.calroute.provider.asking.ProviderRoutes;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what looks after webhooks. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

  @Bean
  Webhooks webhooks(
      ProviderRoutes providers, LiveConnections connections, LiveLinkSettings settings) {
    return new Webhooks(providers, connections, settings);
  }

  @Bean
  WebhookStore webhookStore(JdbcTemplate jdbc) {
    return new WebhookStore(jdbc);
  }

  @Bean
  WebhookWorkers webhookWorkers(
      Supplier<CamelContext> camel,
      LiveConnections connections,
      Webhooks webhooks,
      WebhookStore store,
      Journal journal,
      TransactionTemplate transactions,
      Clock clock) {
    return new WebhookWorkers(camel, connections, webhooks, store, journal, transactions, clock);
  }
}
