package io.calroute.operations.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Answers probes at the operations port while a start waits for PostgreSQL: the process is alive,
 * and not ready. Gives the port back just before the operations API takes it. Safe for concurrent
 * use.
 */
public final class EarlyProbes implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(EarlyProbes.class);
  private static final String LIVENESS = "/actuator/health/liveness";

  /** Spring's web server starts in this one. */
  private static final int WEB_SERVER_PHASE = Integer.MAX_VALUE - 2048;

  private final InetSocketAddress address;
  private HttpServer server;
  private ExecutorService answering;

  /**
   * Probes that are not answered yet.
   *
   * @param port of operations; 0 for nobody, where the port is not known yet or asks for TLS
   * @param address of that port
   */
  public EarlyProbes(int port, InetAddress address) {
    this.address = new InetSocketAddress(address, port);
  }

  /** Answers from now on. A port that can't be had is left to whoever needs it. */
  public synchronized void open() {
    if (server != null || address.getPort() == 0) {
      return;
    }
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException taken) {
      LOG.debug("Nobody answers probes while the start waits", taken);
      return;
    }
    answering =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "early-probes");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(answering);
    server.createContext("/", EarlyProbes::answer);
    server.start();
  }

  private static void answer(HttpExchange probe) throws IOException {
    try (probe) {
      boolean alive = LIVENESS.equals(probe.getRequestURI().getPath());
      byte[] body =
          "{\"status\":\"%s\"}"
              .formatted(alive ? "UP" : "OUT_OF_SERVICE")
              .getBytes(StandardCharsets.UTF_8);
      probe
          .getResponseHeaders()
          .set("Content-Type", "application/vnd.spring-boot.actuator.v3+json");
      probe.getResponseHeaders().set("Connection", "close");
      if (!alive) {
        probe.getResponseHeaders().set("Retry-After", "5");
      }
      if (probe.getRequestMethod().equals("HEAD")) {
        probe.sendResponseHeaders(alive ? 200 : 503, -1);
      } else {
        probe.sendResponseHeaders(alive ? 200 : 503, body.length);
        probe.getResponseBody().write(body);
      }
    }
  }

  /** Answers no more. */
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      answering.shutdownNow();
      server = null;
    }
  }

  /** The start is through the wait. */
  @Override
  public void start() {
    close();
  }

  @Override
  public void stop() {
    close();
  }

  /** So that it is started, which is its end. */
  @Override
  public boolean isRunning() {
    return false;
  }

  @Override
  public int getPhase() {
    return WEB_SERVER_PHASE - 1;
  }
}
