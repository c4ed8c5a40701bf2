package io.calroute.component.microsoft365.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.component.microsoft365.Microsoft365Component;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientCredentialsTest {

  /** A clock that is set by hand. */
  private static final class Hands extends Clock {
    private volatile Instant now = Instant.parse("2026-12-01T10:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }

    void forward(Duration time) {
      now = now.plus(time);
    }
  }

  private final HttpStub entra = new HttpStub();
  private final Hands clock = new Hands();
  private final AtomicInteger issued = new AtomicInteger();
  private final HttpExchange http =
      new HttpExchange(Duration.ofSeconds(2), Duration.ofSeconds(2), "Calroute");
  private final ClientCredentials tokens =
      new ClientCredentials(
          http,
          new ClientCredentials.Settings(
              entra.url() + "/token", "c 1", "s&1", Microsoft365Component.DEFAULT_SCOPE),
          clock);

  @BeforeEach
  void issue() {
    entra.answer(request -> token());
  }

  @AfterEach
  void close() throws Exception {
    http.close();
    entra.close();
  }

  private Reply token() {
    return Reply.json(
        200, "{\"access_token\":\"t" + issued.incrementAndGet() + "\",\"expires_in\":3600}");
  }

  @Test
  void asksWithTheClientsCredentials() throws Exception {
    assertThat(tokens.current()).isEqualTo("t1");
    assertThat(entra.last().method()).isEqualTo("POST");
    assertThat(entra.last().body())
        .isEqualTo(
            "grant_type=client_credentials&client_id=c+1&client_secret=s%261"
                + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default");
  }

  @Test
  void keepsATokenUntilShortlyBeforeItExpires() throws Exception {
    assertThat(tokens.current()).isEqualTo("t1");
    clock.forward(Duration.ofMinutes(54));
    assertThat(tokens.current()).isEqualTo("t1");
    clock.forward(Duration.ofMinutes(2));
    assertThat(tokens.current()).isEqualTo("t2");
    assertThat(entra.requests()).hasSize(2);
  }

  @Test
  void keepsAGoodTokenWhileTheEndpointFails() throws Exception {
    tokens.current();
    entra.answer(request -> Reply.of(503));
    clock.forward(Duration.ofMinutes(56));
    assertThat(tokens.current()).isEqualTo("t1");
    clock.forward(Duration.ofMinutes(5));
    assertThatThrownBy(tokens::current).isInstanceOf(Microsoft365Exception.class);
    issue();
    assertThat(tokens.current()).isEqualTo("t2");
  }

  @Test
  void fetchesAgainOnlyForTheTokenThatWasRefused() throws Exception {
    String first = tokens.current();
    tokens.refused(first);
    String second = tokens.current();
    tokens.refused(first);
    assertThat(tokens.current()).isEqualTo(second).isEqualTo("t2");
  }

  @Test
  void fetchesOnceForAllThatWait() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    entra.answer(
        request -> {
          asked.countDown();
          await(answer);
          return token();
        });
    ExecutorService lanes = Executors.newFixedThreadPool(16);
    try {
      List<Future<String>> waiting = new ArrayList<>();
      for (int lane = 0; lane < 16; lane++) {
        waiting.add(lanes.submit(tokens::current));
      }
      await(asked);
      answer.countDown();
      for (Future<String> token : waiting) {
        assertThat(token.get(5, TimeUnit.SECONDS)).isEqualTo("t1");
      }
    } finally {
      lanes.shutdownNow();
    }
    assertThat(entra.requests()).hasSize(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void namesTheNumberOfARefusalAndNothingElse() {
    entra.answer(
        request ->
            Reply.json(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"Invalid secret 'abc'\","
                    + "\"error_codes\":[7000215],\"trace_id\":\"11-22\"}"));
    assertThatThrownBy(tokens::current)
        .isInstanceOfSatisfying(
            Microsoft365Exception.class,
            refusal -> {
              assertThat(refusal.source()).isEqualTo(Microsoft365Exception.Source.TOKEN);
              assertThat(refusal.status()).isEqualTo(401);
              assertThat(refusal.code()).isEqualTo("AADSTS7000215");
              assertThat(refusal.requestId()).isEqualTo("11-22");
              assertThat(refusal).message().doesNotContain("abc");
            });
  }
}
