package io.calroute.provider.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.calroute.callback.connection.ConnectionApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

  @Test
  void aRedirectDoesNotCarryTheClientsSecretToSomebodyElse() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpServer other = server();
    HttpServer tokens = server();
    try {
      other.createContext(
          "/",
          call -> {
            heard.add(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            call.sendResponseHeaders(400, -1);
            call.close();
          });
      tokens.createContext(
          "/",
          call -> {
            call.getRequestBody().readAllBytes();
            call.getResponseHeaders().add("Location", address(other));
            call.sendResponseHeaders(307, -1);
            call.close();
          });
      ConnectionApi api =
          new ConnectionApi(
              null, null, null, "calroute", "hush", address(tokens), null, List.of(), null);
      assertThatThrownBy(() -> new AccessTokens(Clock.systemUTC()).current(api, null, null))
          .isInstanceOf(ProviderFault.class);
      assertThat(heard).isEmpty();
    } finally {
      other.stop(0);
      tokens.stop(0);
    }
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }
}
