package io.calroute.callback;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.DoorKeeper;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.door.IntakeGate;
import io.calroute.callback.door.IntakeObserver;
import io.calroute.callback.door.Problem;
import io.calroute.callback.door.RefusalStore;
import io.calroute.callback.door.RefusalWorkers;
import io.calroute.callback.door.Refusals;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.kafka.Topic;
import io.calroute.callback.port.BodyReader;
import io.calroute.callback.port.CallbackEngine;
import io.calroute.callback.port.CallbackPort;
import io.calroute.callback.port.CallbackServer;
import io.calroute.callback.port.Intake;
import io.calroute.callback.port.PortGuest;
import io.calroute.work.BodyBudget;
import io.calroute.work.IntakeFirst;
import io.calroute.work.Signal;
import io.calroute.work.SourceLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/** Wires the journal, the front door and the port that callbacks come in by. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Connections.class)
class CallbackConfiguration {

  @Bean(destroyMethod = "close")
  Journal journal(
      DataSource dataSource, Clock clock, @Value("${calroute.callbacks.writers:1}") int writers) {
    return new Journal(dataSource, writers, new Signal(1), clock);
  }

  @Bean
  LiveConnections liveConnections(Connections connections) {
    return new LiveConnections(connections);
  }

  @Bean
  IntakeGate intakeGate(
      @Value("${calroute.callbacks.route-wait-millis:5000}") long routeWaitMillis) {
    return new IntakeGate(Duration.ofMillis(routeWaitMillis));
  }

  @Bean
  DoorKeeper doorKeeper() {
    return new DoorKeeper();
  }

  @Bean
  FrontDoor frontDoor(LiveConnections connections, IntakeGate gate) {
    return new FrontDoor(connections, gate);
  }

  /**
   * Connects the component when a route first names it. It is no bean itself, so that a context
   * made for trying out routes gets a component of its own and does not stop the one in use.
   */
  @Bean
  ComponentCustomizer callbackCustomizer(
      LiveConnections connections, Journal journal, Topic topic, Clock clock) {
    SourceLimit failures = AuthenticateProducer.failures(clock);
    return ComponentCustomizer.forType(
        CallbackComponent.class,
        component -> component.connect(connections, journal, topic, failures));
  }

  @Bean
  IntakeFirst intakeFirst(Journal journal) {
    return journal.intake();
  }

  @Bean
  Problem callbackProblem() {
    return new Problem();
  }

  /** Camel starts and stops it. */
  @Bean(destroyMethod = "")
  CallbackServer callbackServer(
      @Value("${calroute.callbacks.address:0.0.0.0}") String address,
      @Value("${calroute.callbacks.port:8080}") int port,
      @Value("${calroute.callbacks.connections:512}") int connections,
      @Value("${calroute.callbacks.timeout-millis:30000}") long timeoutMillis,
      @Value("${calroute.callbacks.body-bytes:0}") long bodyBytes) {
    return new CallbackServer(
        address, port, connections, timeoutMillis, new BodyReader(new BodyBudget(bodyBytes)));
  }

  /**
   * Gives the component that takes callbacks its requests; a rehearsal has a component of its own.
   */
  @Bean
  ComponentCustomizer callbackEngine(CallbackServer server) {
    return ComponentCustomizer.forType(
        PlatformHttpComponent.class, component -> component.setEngine(new CallbackEngine(server)));
  }

  @Bean
  Intake intake(
      ObjectProvider<CamelContext> camel,
      CallbackServer server,
      DoorKeeper keeper,
      Journal journal) {
    return new Intake(camel::getObject, server, keeper, journal);
  }

  @Bean
  CallbackPort callbackPort(
      CallbackServer server,
      LiveConnections connections,
      DoorKeeper keeper,
      ObjectProvider<IntakeObserver> observer,
      Refusals refusals,
      Clock clock,
      ObjectProvider<PortGuest> guests,
      Environment environment) {
    return new CallbackPort(
        server, connections, keeper, observer, refusals, clock, guests, environment);
  }

  @Bean
  Refusals refusals() {
    return new Refusals();
  }

  @Bean
  RefusalStore refusalStore(JdbcTemplate jdbc, Clock clock) {
    return new RefusalStore(jdbc, clock);
  }

  @Bean
  RefusalWorkers refusalWorkers(
      Supplier<CamelContext> camel, Refusals refusals, RefusalStore store) {
    return new RefusalWorkers(camel, refusals, store);
  }
}
