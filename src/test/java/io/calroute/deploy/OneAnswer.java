package io.calroute.deploy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Answers everything with one status, at a free port of loopback. */
final class OneAnswer implements AutoCloseable {

  private final HttpServer server;
  private volatile String asked;

  OneAnswer(int status) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked = exchange.getRequestURI().getPath();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The path of the last request; null while there was none. */
  String asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
