package io.calroute.callback.port;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.DoorKeeper;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.door.IntakeObserver;
import io.calroute.callback.door.Problem;
import io.calroute.callback.door.Refusals;
import io.calroute.callback.door.RefusedCallbacks;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * What every request to the port of callbacks goes through, and the answers that no route gives.
 * The port opens once the routes have started, and fails the start when it can't be had.
 */
public record CallbackPort(
    CallbackServer server,
    LiveConnections connections,
    DoorKeeper keeper,
    ObjectProvider<IntakeObserver> observers,
    Refusals refusals,
    Clock clock,
    ObjectProvider<PortGuest> guests,
    Environment environment)
    implements CamelContextConfiguration, ApplicationListener<ApplicationStartedEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackPort.class);
  private static final String UNKNOWN = "unknown";

  /** What a request is answered by the port itself, as the code of the reason. */
  private static final String REFUSAL = "callback.refusal";

  private static final int LEAST_REFUSAL = 400;
  private static final Pattern HALF_ESCAPED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** An escape before the token; anywhere, an empty segment that has another behind it, or dots. */
  private static final Pattern NOT_PLAIN =
      Pattern.compile("(?s)(?:/[^/%]*){0,2}/[^/%]*%|.*?(?://|\\\\|/(?:\\.|%2[eE]){1,2}(?:/|$))");

  private static final CallbackRefused UNREADABLE_PATH =
      CallbackRefused.badRequest("bad-request", "The path of the request can't be decoded.");
  private static final List<String> METHODS = List.of("POST", "PUT");
  private static final List<String> FORMS =
      List.of("application/x-www-form-urlencoded", "multipart/");

  @Override
  public void beforeApplicationStart(CamelContext context) {
    requireOwnPort();
    List<PortGuest> seated = guests.stream().toList();
    server.with(this::common, request -> answersUnrouted(request, seated), this::refuseUnread);
    try {
      context.addService(server);
    } catch (Exception e) {
      throw new IllegalStateException("The port for callbacks could not be prepared", e);
    }
  }

  private void common(Router router) {
    IntakeObserver observer = observer();
    router
        .route()
        .order(Integer.MIN_VALUE)
        .handler(keeper)
        .handler(call -> watch(call, observer))
        .handler(this::seat)
        .handler(CallbackPort::keepRawBody);
    // After all routes, those included that replace others while Calroute runs.
    router
        .route()
        .order(Integer.MAX_VALUE)
        .handler(CallbackPort::answerNobody)
        .failureHandler(CallbackPort::answerFailure);
  }

  @Override
  public void afterApplicationStart(CamelContext context) {
    // A fault would be ignored here; the port opens right after.
  }

  @Override
  public void onApplicationEvent(ApplicationStartedEvent routesHaveStarted) {
    server.listen();
  }

  private void requireOwnPort() {
    for (String key : List.of("server.port", "management.server.port")) {
      int other = environment.getProperty(key, Integer.class, 0);
      if (other > 0 && other == server.getPort()) {
        throw new PortRefused(key, other);
      }
    }
  }

  private IntakeObserver observer() {
    return observers.getIfAvailable(() -> sent -> (provider, status, refusal, id) -> {});
  }

  /**
   * Answers what comes to no route: a guest's requests, for no guest waits while a route of
   * callbacks is replaced; and paths that a router would make others of, or give up on.
   */
  private boolean answersUnrouted(HttpServerRequest request, List<PortGuest> seated) {
    String path = request.path();
    if (path == null) {
      refuseUnread(request, UNREADABLE_PATH);
      return true;
    }
    for (PortGuest guest : seated) {
      if (path.startsWith(guest.prefix())) {
        welcome(request, guest);
        return true;
      }
    }
    if (HALF_ESCAPED.matcher(path).find()) {
      refuseUnread(request, UNREADABLE_PATH);
      return true;
    }
    if (isPlain(path)) {
      return false;
    }
    refuseUnread(request, CallbackRefused.unknownConnection());
    return true;
  }

  private void welcome(HttpServerRequest request, PortGuest guest) {
    if (server.isTooMany(request.connection())) {
      refuse(request.response(), CallbackRefused.busy());
      request.connection().close();
    } else {
      guest.handle(request);
    }
  }

  /** Whether everybody who reads the path reads the same provider and connection in it. */
  private static boolean isPlain(String path) {
    return !NOT_PLAIN.matcher(path).lookingAt();
  }

  private void seat(RoutingContext call) {
    if (server.isTooMany(call.request().connection())) {
      answer(call, CallbackRefused.busy());
      call.request().connection().close();
    } else {
      call.next();
    }
  }

  /**
   * Senders that call their JSON a form are common; parsed as a form, the raw bytes would be gone.
   */
  private static void keepRawBody(RoutingContext call) {
    String type = call.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && FORMS.stream().anyMatch(type.toLowerCase(Locale.ROOT)::startsWith)) {
      call.request().headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    }
    call.next();
  }

  private void watch(RoutingContext call, IntakeObserver observer) {
    MultiMap headers = call.request().headers();
    String sent = headers.get(FrontDoor.TRACEPARENT);
    IntakeObserver.Arrival arrival = observer.arrived(sent);
    if (arrival.traceparent() != null) {
      headers.set(FrontDoor.TRACEPARENT, arrival.traceparent());
    } else if (sent != null) {
      headers.remove(FrontDoor.TRACEPARENT);
    }
    call.addHeadersEndHandler(
        written -> {
          if (call.response().getStatusCode() == 500
              && !Problem.MEDIA_TYPE.equals(call.response().headers().get("Content-Type"))) {
            answerFault(call);
          }
          int status = call.response().getStatusCode();
          tell(arrival, call, status);
          if (status >= LEAST_REFUSAL) {
            remember(call.request(), status);
          }
        });
    call.next();
  }

  private void tell(IntakeObserver.Arrival arrival, RoutingContext call, int status) {
    Exchange exchange = call.get(CallbackEngine.EXCHANGE);
    String refusal = call.get(REFUSAL);
    if (refusal == null && exchange != null) {
      refusal = CallbackAnswer.refusal(exchange);
    }
    boolean refused = status >= LEAST_REFUSAL;
    arrival.answered(
        provider(call.request().path()),
        status,
        refused && refusal == null ? UNKNOWN : refusal,
        refused || exchange == null ? null : CallbackAnswer.callback(exchange));
  }

  /** Of whatever only passes by, nothing is remembered. */
  private void remember(HttpServerRequest request, int status) {
    String path = request.path();
    if (path == null || !path.startsWith(FrontDoor.PREFIX)) {
      return;
    }
    String provider = provider(path);
    boolean known = !provider.equals(UNKNOWN);
    Instant now = clock.instant();
    SocketAddress neighbour = request.remoteAddress();
    refusals.add(
        new RefusedCallbacks(
            known ? provider : "",
            known ? connection(provider, path) : "",
            Visitor.source(
                neighbour == null ? null : neighbour.hostAddress(),
                request.headers().getAll("X-Forwarded-For")),
            status,
            now,
            now,
            1));
  }

  /** What stands in a wrong place of a path may be a secret: only what is configured is told. */
  private String connection(String provider, String path) {
    String[] segments = path.substring(FrontDoor.PREFIX.length()).split("/", 3);
    String name = segments.length < 2 || segments[1].isEmpty() ? Connections.DEFAULT : segments[1];
    return connections.find(provider, name).isPresent() ? name : "";
  }

  /** Camel's bare 500 says that no route has taken care of a fault: nothing was kept. */
  private static void answerFault(RoutingContext call) {
    CallbackRefused refused = CallbackRefused.stepFailed();
    call.put(REFUSAL, refused.code());
    call.response()
        .setStatusCode(refused.status())
        .putHeader("Retry-After", refused.retryAfterSeconds().toString());
  }

  /** Names that nobody has configured are not told: there is no end to them. */
  private String provider(String path) {
    if (path == null || !path.startsWith(FrontDoor.PREFIX) || !isPlain(path)) {
      return UNKNOWN;
    }
    int end = path.indexOf('/', FrontDoor.PREFIX.length());
    String name = path.substring(FrontDoor.PREFIX.length(), end < 0 ? path.length() : end);
    return connections.of(name).isEmpty() ? UNKNOWN : name;
  }

  /** What no route takes. */
  private static void answerNobody(RoutingContext call) {
    String path = call.normalizedPath();
    boolean isFrontDoor = path.equals("/callbacks") || path.startsWith(FrontDoor.PREFIX);
    if (!isFrontDoor) {
      answer(call, CallbackRefused.unknownConnection());
    } else if (!METHODS.contains(call.request().method().name())) {
      answer(call, CallbackRefused.notAllowed(String.join(", ", METHODS)));
    } else {
      answer(call, CallbackRefused.noRoute());
    }
  }

  /** What is refused before a route sees it: bodies over a limit, odd paths, and faults. */
  private static void answerFailure(RoutingContext call) {
    if (!call.response().headWritten()) {
      answer(call, refusal(call));
    }
  }

  private static CallbackRefused refusal(RoutingContext call) {
    int status = call.statusCode();
    if (call.failure() instanceof CallbackRefused refused) {
      return refused;
    }
    if (status == 413) {
      return CallbackRefused.tooLarge(BodyReader.LIMIT_BYTES);
    }
    if (status >= 400 && status < 500) {
      return CallbackRefused.badRequest("bad-request", "The request could not be read.");
    }
    if (call.failure() != null) {
      LOG.error("A callback was not taken because of a fault", call.failure());
      return CallbackRefused.fault();
    }
    // The time for a request is over.
    return call.request().isEnded() ? CallbackEngine.late(call) : CallbackRefused.tooSlow();
  }

  private static void answer(RoutingContext call, CallbackRefused refused) {
    call.put(REFUSAL, refused.code());
    refuse(call.response(), refused);
  }

  /** What comes to no router. Of a path that is too long nothing is known. */
  private void refuseUnread(HttpServerRequest request, CallbackRefused refused) {
    observer()
        .arrived(null)
        .answered(provider(request.path()), refused.status(), refused.code(), null);
    remember(request, refused.status());
    refuse(request.response(), refused);
  }

  private static void refuse(HttpServerResponse response, CallbackRefused refused) {
    if (refused.retryAfterSeconds() != null) {
      response.putHeader("Retry-After", refused.retryAfterSeconds().toString());
    }
    refused.headers().forEach(response::putHeader);
    response
        .setStatusCode(refused.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(Problem.body(refused.status(), refused.code(), refused.getMessage()));
  }
}
