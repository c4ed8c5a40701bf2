package io.calroute.callback;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
  ComponentCustomizer callbackCustomizer(LiveConnections connections, Journal journal) {
    return ComponentCustomizer.forType(
        CallbackComponent.class, component -> component.connect(connections, journal));
  }

  @Bean
  Problem callbackProblem() {
    return new Problem();
  }

  @Bean
  CamelContextConfiguration callbackPort(
      @Value("${calroute.callbacks.port:8080}") int port,
      @Value("${calroute.callbacks.address:0.0.0.0}") String address,
      LiveConnections connections,
      DoorKeeper keeper,
      ObjectProvider<IntakeObserver> observer) {
    return new CallbackPort(address, port, connections, keeper, observer);
  }

  /** Opens the port before any route starts, and fails the start when it can't be had. */
  private record CallbackPort(
      String address,
      int port,
      LiveConnections connections,
      DoorKeeper keeper,
      ObjectProvider<IntakeObserver> observers)
      implements CamelContextConfiguration {

    private static final String UNKNOWN = "unknown";
    private static final List<String> FORMS =
        List.of("application/x-www-form-urlencoded", "multipart/");

    @Override
    public void beforeApplicationStart(CamelContext context) {
      VertxPlatformHttpServerConfiguration configuration =
          new VertxPlatformHttpServerConfiguration();
      configuration.setBindHost(address);
      configuration.setBindPort(port);
      configuration.setMaxBodySize((long) AcceptProducer.BODY_LIMIT_BYTES);
      configuration.getBodyHandler().setHandleFileUploads(false);
      VertxPlatformHttpServer server = new VertxPlatformHttpServer(configuration);
      try {
        context.addService(server);
      } catch (Exception e) {
        throw new IllegalStateException("The port for callbacks could not be opened", e);
      }
    }

    /**
     * Senders that call their JSON a form are common; parsed as a form, the raw bytes would be
     * gone.
     */
    private static void keepRawBody(RoutingContext call) {
      String type = call.request().getHeader(HttpHeaders.CONTENT_TYPE);
      if (type != null && FORMS.stream().anyMatch(type.toLowerCase(Locale.ROOT)::startsWith)) {
        call.request().headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
      }
      call.next();
    }

    private void watch(RoutingContext call, IntakeObserver observer) {
      call.addHeadersEndHandler(
          written -> {
            if (call.response().getStatusCode() == 500) {
              answerFault(call);
            }
            observer.answered(provider(call), call.response().getStatusCode());
          });
      call.next();
    }

    /** Camel's bare 500 says that no route has taken care of a fault: nothing was kept. */
    private static void answerFault(RoutingContext call) {
      CallbackRefused refused = CallbackRefused.unavailable("The callback could not be taken now.");
      call.response()
          .setStatusCode(refused.status())
          .putHeader("Retry-After", refused.retryAfterSeconds().toString());
    }

    /** Names that nobody has configured are not told: there is no end to them. */
    private String provider(RoutingContext call) {
      String path = call.request().path();
      if (path == null || !path.startsWith(FrontDoor.PREFIX)) {
        return UNKNOWN;
      }
      int end = path.indexOf('/', FrontDoor.PREFIX.length());
      String name = path.substring(FrontDoor.PREFIX.length(), end < 0 ? path.length() : end);
      return connections.of(name).isEmpty() ? UNKNOWN : name;
    }

    /** What Vert.x refuses before a route sees it: bodies over the limit, odd paths, and faults. */
    private static void answerFailure(RoutingContext call) {
      if (call.response().headWritten()) {
        return;
      }
      int status = call.statusCode();
      CallbackRefused refused =
          status == 413
              ? CallbackRefused.tooLarge(AcceptProducer.BODY_LIMIT_BYTES)
              : status >= 400 && status < 500
                  ? CallbackRefused.badRequest("bad-request", "The request could not be read.")
                  : CallbackRefused.unavailable("The callback could not be read now.");
      if (refused.retryAfterSeconds() != null) {
        call.response().putHeader("Retry-After", refused.retryAfterSeconds().toString());
      }
      call.response()
          .setStatusCode(refused.status())
          .putHeader("Content-Type", Problem.MEDIA_TYPE)
          .end(Problem.body(refused.status(), refused.code(), refused.getMessage()));
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
      VertxPlatformHttpRouter router =
          VertxPlatformHttpRouter.lookup(
              context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
      IntakeObserver observer = observers.getIfAvailable(() -> (provider, status) -> {});
      router
          .route()
          .order(Integer.MIN_VALUE)
          .handler(keeper)
          .handler(call -> watch(call, observer))
          .handler(CallbackPort::keepRawBody);
      router.route().failureHandler(CallbackPort::answerFailure);
    }
  }
}
