package io.calroute.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedTarget;
import io.calroute.sandbox.Visit;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The HTTP side of a simulator: reads requests, lets faults strike, records, answers.
 *
 * <p>One event loop serves everything, and the target's state is only touched under the lock.
 */
public final class SimulatorServer implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Set<String> RECORDED_HEADERS =
      Set.of(
          "if-match",
          "if-none-match",
          "prefer",
          "traceparent",
          "content-type",
          "content-encoding",
          "user-agent",
          "x-goog-quota-user",
          "x-http-method-override",
          "client-request-id",
          "x-correlation-id");
  private static final int LONGEST_REQUEST_LINE = 16_384;
  private static final String RETRY_AFTER = "Retry-After";
  private static final int MOST_PARAMETERS = 1_000;

  private final SimulatedTarget target;
  private final Clock clock;
  private final Object lock;
  private final RequestLog requests = new RequestLog();
  private final Faults faults = new Faults();
  private final Map<String, Integer> underWay = new HashMap<>();
  private final AdminApi admin;
  private final Vertx vertx;
  private final HttpServer server;
  private volatile Duration latency = Duration.ZERO;
  private long arrivals;

  /**
   * Starts serving on the loopback interface.
   *
   * @param target the rules
   * @param clock the target's clock; waiting is done in real time
   * @param port TCP port; 0 for any free one
   * @param lock guards the target's state
   */
  public SimulatorServer(SimulatedTarget target, Clock clock, int port, Object lock) {
    this.target = target;
    this.clock = clock;
    this.lock = lock;
    admin = new AdminApi(this, target);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(System.getProperty("sandbox.host", LOOPBACK))
            .setPort(port)
            .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
            // Google's Java client sends its bodies in gzip.
            .setDecompressionSupported(true);
    server = await(vertx.createHttpServer(options).requestHandler(this::receive)::listen, "start");
  }

  /** The root of the simulator's URLs, with a slash at the end. */
  public String rootUrl() {
    return "http://" + LOOPBACK + ":" + server.actualPort() + "/";
  }

  /** What was asked so far. */
  public RequestLog requests() {
    return requests;
  }

  /** The faults that are on. */
  public Faults faults() {
    return faults;
  }

  /**
   * Makes every call take some time.
   *
   * @param duration real time from arrival until the call takes effect and is answered
   */
  public void latency(Duration duration) {
    latency = duration;
  }

  /**
   * Works on the target's state.
   *
   * @param <T> what comes out
   * @param work done under the lock
   */
  public <T> T exclusively(Supplier<T> work) {
    synchronized (lock) {
      return work.get();
    }
  }

  Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    await(vertx::close, "stop");
  }

  private static <T> T await(Supplier<Future<T>> step, String name) {
    try {
      return step.get().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the simulator was to " + name, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The simulator did not " + name, e);
    }
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              try {
                serve(request, read(request, body));
              } catch (IllegalArgumentException e) {
                send(request.response(), Reply.of(400, Json.object().put("error", e.getMessage())));
              }
            });
  }

  private void serve(HttpServerRequest request, Inbound inbound) {
    if (AdminApi.concerns(inbound)) {
      admin.serve(inbound, request.response());
    } else {
      new Turn(request, inbound).begin();
    }
  }

  private static Inbound read(HttpServerRequest request, Buffer body) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    String override = headers.get("x-http-method-override");
    String contentType = headers.getOrDefault("content-type", "");
    String rawQuery = request.query() == null ? "" : request.query();
    boolean form = contentType.startsWith("application/x-www-form-urlencoded");
    String parameters = form ? body.toString(StandardCharsets.UTF_8) : rawQuery;
    Optional<JsonNode> json =
        form || body.length() == 0 ? Optional.empty() : Json.read(body.getBytes());
    return new Inbound(
        override == null ? request.method().name() : override.toUpperCase(Locale.ROOT),
        request.path(),
        segments(request.path()),
        rawQuery,
        new QueryStringDecoder(parameters, StandardCharsets.UTF_8, false, MOST_PARAMETERS, true)
            .parameters(),
        headers,
        json.orElse(null),
        !form && body.length() > 0 && json.isEmpty());
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(segment.indexOf('%') < 0 ? segment : decode(segment));
      }
    }
    return segments;
  }

  private static String decode(String segment) {
    // In a path, unlike in a query, a plus sign is a plus sign.
    return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  static void send(HttpServerResponse response, Reply reply) {
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    if (reply.body() == null) {
      response.end();
      return;
    }
    if (!response.headers().contains("content-type")) {
      response.putHeader("content-type", "application/json; charset=UTF-8");
    }
    response.end(Buffer.buffer(Json.write(reply.body(), reply.layout())));
  }

  /** The reply with an HTTP date where Retry-After was put as {@code date+seconds}. */
  private Reply dated(Reply reply) {
    String value = reply.headers().getOrDefault(RETRY_AFTER, "");
    String prefix = "date+";
    if (!value.startsWith(prefix)) {
      return reply;
    }
    Instant then = clock.instant().plusSeconds(Long.parseLong(value.substring(prefix.length())));
    return reply.header(
        RETRY_AFTER, DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC)));
  }

  /** One request on its way through the simulator; runs on the event loop. */
  private final class Turn {
    private final HttpServerRequest request;
    private final Inbound inbound;
    private final Visit visit;
    private final Instant arrival = clock.instant();
    private final long number = ++arrivals;
    private String appointment;
    private String user;
    private Effect effect;
    private boolean left;

    private Turn(HttpServerRequest request, Inbound inbound) {
      this.request = request;
      this.inbound = inbound;
      visit = exclusively(() -> target.route(inbound));
    }

    private void begin() {
      int together = underWay.merge(visit.lane(), 1, Integer::sum);
      requests.underWay(visit.lane(), together);
      Optional<Reply> refusal =
          exclusively(
              () -> {
                user = target.userOf(inbound);
                return target.throttle(inbound, visit, together);
              });
      if (refusal.isPresent()) {
        answer(refusal.get());
      } else {
        after(latency, this::proceed);
      }
    }

    private void proceed() {
      appointment = exclusively(() -> target.appointmentOf(inbound, visit));
      effect = faults.strike(visit.operation(), visit.calendar()).orElse(null);
      if (effect == null) {
        answer(carryOut());
        return;
      }
      switch (effect.kind()) {
        case COMMIT_THEN_DROP_CONNECTION -> drop(carryOut());
        case COMMIT_THEN_STATUS -> {
          carryOut();
          answer(injected());
        }
        case DROP_BEFORE -> drop(Reply.of(0, null));
        case STATUS -> answer(injected());
        case DELAY -> {
          Reply reply = carryOut();
          after(effect.delay(), () -> answer(reply));
        }
        case DELAY_THEN_APPLY_AFTER_NEWER -> {
          hangUp();
          after(effect.delay(), () -> record(carryOut(), false));
        }
        case EMPTY_LIST -> {
          Reply reply = carryOut();
          answer(exclusively(() -> target.emptied(visit, reply)));
        }
        case NOT_FOUND_AFTER_CREATE -> {
          Reply reply = carryOut();
          exclusively(
              () -> {
                target.hide(visit, reply, effect.delay());
                return null;
              });
          answer(reply);
        }
      }
    }

    private Reply carryOut() {
      try {
        return exclusively(() -> target.handle(inbound, visit));
      } catch (RuntimeException e) {
        // A gap of the simulator must be seen at once, not as a client's timeout.
        return Reply.of(500, Json.object().put("simulator", e.toString()));
      }
    }

    private Reply injected() {
      Reply reply = exclusively(() -> target.fault(visit, effect.status(), effect.reason()));
      return effect.retryAfter() == null ? reply : reply.header(RETRY_AFTER, effect.retryAfter());
    }

    private void after(Duration duration, Runnable step) {
      if (duration.toMillis() <= 0) {
        step.run();
      } else {
        vertx.setTimer(duration.toMillis(), timer -> step.run());
      }
    }

    private void answer(Reply decided) {
      leave();
      Reply reply = dated(decided);
      // Recorded before it is sent, so that whoever has the answer also finds it in the log.
      record(reply, !request.response().closed());
      send(request.response(), reply);
    }

    private void drop(Reply reply) {
      record(reply, false);
      hangUp();
    }

    private void hangUp() {
      leave();
      request.connection().close();
    }

    private void leave() {
      if (!left) {
        left = true;
        underWay.computeIfPresent(visit.lane(), (lane, n) -> n == 1 ? null : n - 1);
      }
    }

    private void record(Reply reply, boolean answered) {
      Map<String, String> answerHeaders = new LinkedHashMap<>();
      reply
          .headers()
          .forEach((name, value) -> answerHeaders.put(name.toLowerCase(Locale.ROOT), value));
      Map<String, String> headers = new LinkedHashMap<>(inbound.headers());
      headers.keySet().retainAll(RECORDED_HEADERS);
      requests.add(
          new Exchange(
              number,
              arrival,
              visit.operation(),
              inbound.method(),
              inbound.path(),
              inbound.rawQuery(),
              headers,
              inbound.body(),
              reply.status(),
              answerHeaders,
              reply.body(),
              visit.calendar(),
              appointment,
              user,
              effect == null ? null : effect.kind(),
              answered));
    }
  }
}
