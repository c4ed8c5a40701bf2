package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.callback.port.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is counted as being inside the front door. */
@SuppressWarnings("try") // Connections are only opened and closed.
class DoorKeeperTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final DoorKeeper keeper = new DoorKeeper();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            call -> {
              call.request().connection().closeHandler(closed -> gone.incrementAndGet());
              arrived.incrementAndGet();
              call.next();
            })
        .handler(keeper)
        .handler(call -> call.response().end());
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void whoWaitsOutsideComesInWhenTheDoorOpens() throws Exception {
    assertThat(keeper.close(LONG)).isTrue();
    try (RawConnection waiting = call()) {
      await().atMost(LONG).untilAtomic(arrived, org.hamcrest.Matchers.is(1));
      keeper.open();
      assertThat(waiting.status()).isEqualTo(200);
    }
    assertThat(keeper.close(LONG)).isTrue();
  }

  @Test
  void whoGoesAwayWhileWaitingIsNotWaitedFor() throws Exception {
    assertThat(keeper.close(LONG)).isTrue();
    try (RawConnection leaving = call()) {
      await().atMost(LONG).untilAtomic(arrived, org.hamcrest.Matchers.is(1));
    }
    await().atMost(LONG).untilAtomic(gone, org.hamcrest.Matchers.is(1));
    keeper.open();
    try (RawConnection next = call()) {
      assertThat(next.status()).isEqualTo(200);
    }
    assertThat(keeper.close(Duration.ofSeconds(2))).isTrue();
  }

  private RawConnection call() throws Exception {
    return new RawConnection(server.actualPort()).send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
}
