package io.calroute.provider.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.ConnectionApi;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a provider answers is read within bounds. */
class ProviderClientTest {

  @Test
  void anAnswerWithoutEndIsGivenUpAndToldAsWhatItIs() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[64 * 1024];
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
              body.write(part);
            }
          } catch (IOException hungUp) {
            exchange.close();
          }
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      ProviderFault fault = catchThrowableOfType(ProviderFault.class, () -> ask(url));
      assertThat(fault.code()).isEqualTo("provider-answer-too-large");
      assertThat(fault).hasMessageContaining("smaller pages");
    } finally {
      server.stop(0);
    }
  }

  private static void ask(String url) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    ConnectionApi api =
        new ConnectionApi(url, "token", null, null, null, null, null, List.of(), null);
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("method", "GET").put("path", "/");
    new ProviderClient(new AccessTokens(clock), new CallLimits(null, Duration.ofMinutes(1)), clock)
        .send(
            new Connection(null, null, null, null, null, api),
            new ProviderClient.Manner(null, null, null, null, new CallLimits.Limit("acme", 0, 0)),
            call,
            false,
            false,
            done -> {});
  }
}
