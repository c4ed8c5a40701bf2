package io.calroute.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.access.caller.OidcIssuer;
import io.calroute.access.caller.OidcSettings;
import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** A provider that has answered once and then hangs. */
@SuppressWarnings("try") // Some are closed before the end, too.
class OidcIssuerTest {

  private static final int CALLERS = 40;

  @Test
  void guessedKeysHoldNoThreadsAndTokensOfAKnownKeyAreTaken() throws Exception {
    int port = RunningCalroute.freePort();
    JwtDecoder decoder =
        new OidcIssuer(
                new OidcSettings(
                    URI.create("http://127.0.0.1:" + port),
                    OpenIdSimulator.CLIENT,
                    OpenIdSimulator.SECRET,
                    null,
                    null,
                    "email",
                    "groups",
                    List.of(),
                    List.of()))
            .decoder();
    String good;
    try (OpenIdSimulator provider = OpenIdSimulator.start(port)) {
      good = OpenIdSimulator.signed(provider.key(), provider.claims());
      assertThat(decoder.decode(good)).isNotNull();
    }

    List<Socket> asked = new ArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (ServerSocket hanging = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      Thread taking =
          new Thread(
              () -> {
                try {
                  while (true) {
                    asked.add(hanging.accept());
                  }
                } catch (IOException closed) {
                  // The end of the test.
                }
              });
      taking.start();
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"guess-" + i + "\"}";
        String guess =
            Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + good.substring(good.indexOf('.'));
        all.add(
            CompletableFuture.runAsync(
                () ->
                    assertThatThrownBy(() -> decoder.decode(guess))
                        .isInstanceOf(JwtException.class),
                callers));
      }
      assertThat(decoder.decode(good)).isNotNull();
      for (CompletableFuture<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      hanging.close();
      taking.join();
      assertThat(asked).hasSize(1);
    } finally {
      callers.shutdownNow();
    }
  }
}
