package io.calroute.operations;

import io.calroute.callback.journal.Journal;
import io.calroute.callback.kafka.Topic;
import io.calroute.callback.port.Intake;
import io.calroute.operations.status.EarlyProbes;
import io.calroute.operations.status.IntakeHealthIndicator;
import io.calroute.operations.status.StatusMetrics;
import io.calroute.operations.status.StatusReading;
import io.calroute.operations.status.StoreHealthIndicator;
import io.calroute.operations.web.ProblemReportValve;
import io.calroute.operations.web.Snapshots;
import io.calroute.policy.SyncSettings;
import io.calroute.store.WhileWaiting;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires the operations port. */
@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {

  /** Ids are opaque: one with a slash in it is one segment of a path all the same. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesInIds() {
    return server ->
        server.addConnectorCustomizers(
            connector ->
                connector.setEncodedSolidusHandling(
                    EncodedSolidusHandling.PASS_THROUGH.getValue()));
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages() {
    return server ->
        server.addContextCustomizers(
            context ->
                ((StandardHost) context.getParent())
                    .setErrorReportValveClass(ProblemReportValve.class.getName()));
  }

  @Bean
  StatusReading statusReading(Snapshots snapshots, SyncSettings settings, Clock clock) {
    return new StatusReading(snapshots, settings.sync().isPlanned(), clock);
  }

  @Bean(destroyMethod = "close")
  StoreHealthIndicator storeHealthIndicator(DataSource dataSource, Journal journal) {
    return new StoreHealthIndicator(dataSource, journal::canKeep);
  }

  @Bean
  @ConditionalOnWebApplication
  EarlyProbes earlyProbes(ServerProperties server, Environment environment) {
    boolean secured = server.getSsl() != null && server.getSsl().isEnabled();
    int port = environment.getProperty("server.port", Integer.class, 0);
    InetAddress address = server.getAddress();
    return new EarlyProbes(
        secured ? 0 : environment.getProperty("management.server.port", Integer.class, port),
        address == null ? new InetSocketAddress(0).getAddress() : address);
  }

  @Bean
  WhileWaiting whileWaiting(ObjectProvider<EarlyProbes> probes) {
    return () -> probes.ifAvailable(EarlyProbes::open);
  }

  /** With brokers, callbacks are taken while the store is away. */
  @Bean
  IntakeHealthIndicator intakeHealthIndicator(
      Intake intake,
      StoreHealthIndicator store,
      @Value("${calroute.kafka.brokers:}") String brokers) {
    BooleanSupplier canPromise =
        () -> !brokers.isBlank() || store.health().getStatus().equals(Status.UP);
    return new IntakeHealthIndicator(
        () -> intake.isOpen() && canPromise.getAsBoolean(), intake::address);
  }

  @Bean
  @ConditionalOnExpression("!'${calroute.kafka.brokers:}'.isBlank()")
  HealthIndicator kafkaHealthIndicator(Topic topic) {
    return () ->
        (topic.state().isReachable() ? Health.up() : Health.down())
            .withDetail(
                "waiting", topic.state().waiting() == null ? "unknown" : topic.state().waiting())
            .build();
  }

  /** With a tracer, Spring would take one that looks for a trace of every operator's request. */
  @Bean
  DefaultMeterObservationHandler countedRequests(MeterRegistry registry) {
    return new DefaultMeterObservationHandler(registry);
  }

  @Bean
  StatusMetrics statusMetrics(StatusReading status) {
    return new StatusMetrics(status::now, System::nanoTime);
  }
}
