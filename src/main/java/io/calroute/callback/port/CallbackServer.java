package io.calroute.callback.port;

import io.calroute.callback.door.CallbackRefused;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of callbacks. Unlike the server that it extends it says so when the port can't be had,
 * listens only once there are routes to take what comes, and limits connections and memory.
 */
public final class CallbackServer extends VertxPlatformHttpServer {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackServer.class);

  /** Longer than clients and ingresses keep a connection that they do not use. */
  private static final int IDLE_SECONDS = 120;

  private final String address;
  private final int port;
  private final int connectionLimit;
  private final long timeoutMillis;
  private final BodyReader reader;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<HttpConnection> tooMany = ConcurrentHashMap.newKeySet();
  private Consumer<Router> common = router -> {};
  private Predicate<HttpServerRequest> unrouted = request -> false;
  private BiConsumer<HttpServerRequest, CallbackRefused> refusing;
  private Vertx vertx;
  private Router router;
  private volatile HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param address to listen at
   * @param port 0 for any
   * @param connectionLimit how many connections are served; others are told to come again
   * @param timeoutMillis until the headers of a connection's first request have to be there
   * @param reader of bodies
   */
  public CallbackServer(
      String address, int port, int connectionLimit, long timeoutMillis, BodyReader reader) {
    super(new VertxPlatformHttpServerConfiguration());
    this.address = address;
    this.port = port;
    this.connectionLimit = connectionLimit;
    this.timeoutMillis = timeoutMillis;
    this.reader = reader;
  }

  /**
   * Says what requests go through besides routes, before the server is started.
   *
   * @param handlers adds it
   * @param before answers what is to come to no route; whether it has
   * @param refuse answers what can't go through anything
   */
  void with(
      Consumer<Router> handlers,
      Predicate<HttpServerRequest> before,
      BiConsumer<HttpServerRequest, CallbackRefused> refuse) {
    common = handlers;
    unrouted = before;
    refusing = refuse;
  }

  @Override
  protected void initializeServer() {
    vertx = createVertxInstance();
    router = Router.router(vertx);
    common.accept(router);
    // A request that waits at the door looks for its route when it comes in: among the routes of
    // this router itself it would find those that stood when it came to the door.
    Router routes = Router.router(vertx);
    router.route().subRouter(routes);
    getCamelContext()
        .getRegistry()
        .bind(
            routerName(),
            new VertxPlatformHttpRouter(this, vertx, routes, routerName()) {
              @Override
              public Handler<RoutingContext> bodyHandler() {
                return reader;
              }
            });
  }

  /** Requests that came before the routes would be answered 404, and never sent again. */
  @Override
  protected void startServer() {
    LOG.debug("The port for callbacks opens when the routes have started");
  }

  /**
   * Opens the port.
   *
   * @throws PortRefused when it can't be had
   */
  void listen() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_SECONDS)
            // Looked for, it would keep a connection from being counted until it says something.
            .setHttp2ClearTextEnabled(false);
    HttpServer opening =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::count)
            .invalidRequestHandler(this::refuse)
            .requestHandler(this::take);
    try {
      await(opening.listen(port, address).toCompletionStage().toCompletableFuture());
    } catch (ExecutionException e) {
      throw new PortRefused(address, port, e.getCause());
    }
    server = opening;
    LOG.info("Callbacks are taken at {}:{}", address, opening.actualPort());
  }

  private void take(HttpServerRequest request) {
    if (!unrouted.test(request)) {
      router.handle(request);
    }
  }

  /** What is no request of HTTP, or has more before its body than the port reads. */
  private void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    refusing.accept(
        request,
        cause instanceof TooLongHttpLineException
            ? CallbackRefused.pathTooLong()
            : cause instanceof TooLongHttpHeaderException
                ? CallbackRefused.headersTooLong()
                : CallbackRefused.badRequest("bad-request", "The request could not be read."));
    request.connection().close();
  }

  private void count(HttpConnection connection) {
    int now = connections.incrementAndGet();
    connection.closeHandler(
        closed -> {
          connections.decrementAndGet();
          tooMany.remove(connection);
        });
    if (now > 2 * connectionLimit) {
      connection.close();
      return;
    }
    ConnectionBase base = (ConnectionBase) connection;
    base.channel()
        .pipeline()
        .addFirst(new LingeringClose())
        .addBefore(base.channelHandlerContext().name(), null, new KnownVersions())
        .addBefore(
            base.channelHandlerContext().name(),
            null,
            new RequestDeadline(
                timeoutMillis,
                Math.max(2 * timeoutMillis, TimeUnit.SECONDS.toMillis(IDLE_SECONDS))));
    if (now > connectionLimit) {
      tooMany.add(connection);
    }
  }

  /** Whether a request came by a connection that is one too many. */
  boolean isTooMany(HttpConnection connection) {
    return tooMany.contains(connection);
  }

  /** Name of the router that routes of the port are in. */
  String routerName() {
    return VertxPlatformHttpRouter.getRouterNameFromPort(port);
  }

  /** Whether the port is open. */
  boolean isListening() {
    return server != null;
  }

  @Override
  public HttpServer getServer() {
    return server;
  }

  @Override
  public Vertx getVertx() {
    return vertx;
  }

  @Override
  public int getPort() {
    HttpServer now = server;
    return now == null ? port : now.actualPort();
  }

  @Override
  public String getHost() {
    return address;
  }

  @Override
  protected void stopServer() {
    HttpServer closing = server;
    server = null;
    if (closing != null) {
      quietly(closing.close().toCompletionStage().toCompletableFuture());
    }
  }

  @Override
  protected void stopVertx() {
    if (vertx != null) {
      quietly(vertx.close().toCompletionStage().toCompletableFuture());
    }
  }

  private static void quietly(Future<?> end) {
    try {
      await(end);
    } catch (ExecutionException e) {
      LOG.debug("The port for callbacks was closed with a fault", e);
    }
  }

  private static void await(Future<?> end) throws ExecutionException {
    try {
      end.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Has a request of another version than HTTP/1 refused like any other that can't be read. Vert.x
   * would answer it before anybody who counts hears of it.
   */
  private static final class KnownVersions extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
      if (read instanceof HttpRequest request
          && !HttpVersion.HTTP_1_1.equals(request.protocolVersion())
          && !HttpVersion.HTTP_1_0.equals(request.protocolVersion())) {
        request.setDecoderResult(
            DecoderResult.failure(
                new IllegalArgumentException(request.protocolVersion() + " is not spoken here")));
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
      }
      context.fireChannelRead(read);
    }
  }
}
