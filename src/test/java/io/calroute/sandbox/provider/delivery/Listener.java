package io.calroute.sandbox.provider.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.calroute.sandbox.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes callbacks in place of Calroute and answers 202 to all of them. */
public final class Listener implements AutoCloseable {

  private final HttpServer server;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  /**
   * A callback that came.
   *
   * @param path where it came to
   * @param authorization the header of that name; null without one
   * @param body what it says
   */
  public record Heard(String path, String authorization, JsonNode body) {}

  private Listener(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free port. */
  public static Listener start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Listener listener = new Listener(server);
      server.createContext("/", listener::take);
      server.start();
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Root URL, without a slash at the end. */
  public String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What came, oldest first. */
  public List<Heard> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    heard.add(
        new Heard(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            Json.parse(body)));
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
  }
}
