package io.calroute.sync.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.appointment.Appointment;
import io.calroute.event.HeardEvents;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import io.calroute.sync.lane.AllowanceStore;
import io.calroute.sync.lane.CredentialsStore;
import io.calroute.sync.lane.LanePauses;
import io.calroute.sync.lane.LaneQueue;
import io.calroute.sync.lane.QuotaGate;
import io.calroute.sync.lane.Tariff;
import io.calroute.work.Backoff;
import io.calroute.work.IntakeFirst;
import io.calroute.work.Signal;
import io.calroute.work.SyncObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lane workers while somebody edits the routes that they send to. */
class ReplacedRouteTest {

  @TempDir Path home;

  @Test
  void aTurnThatMeetsARouteBeingReplacedIsTakenLaterAndIsNoFailure() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (StoredTurns stored = StoredTurns.start(home);
        DefaultCamelContext camel = new DefaultCamelContext()) {
      Appointment appointment = stored.appointment("1", StoredTurns.google("ada", 0));
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              errorHandler(noErrorHandler());
              from("direct:sync-reference")
                  .process(
                      exchange -> {
                        switch (tries.incrementAndGet()) {
                          case 1 ->
                              throw new DirectConsumerNotAvailableException("replaced", exchange);
                          case 2 -> throw new RejectedExecutionException("replaced");
                          default -> take(stored, appointment, exchange);
                        }
                      });
            }
          });
      camel.start();
      LaneWorkers workers = workers(stored, camel);
      workers.start();
      try {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    stored.reference(appointment.id(), "ada").state() == Reference.State.LIVE
                        && stored.reference(appointment.id(), "ada").dueAt() == null);
      } finally {
        workers.stop();
      }
      assertThat(tries).hasValue(3);
    }
  }

  private static void take(StoredTurns stored, Appointment appointment, Exchange exchange) {
    Reference reference = stored.reference(appointment.id(), "ada");
    assertThat(reference.failure()).isNull();
    assertThat(reference.attempts()).isZero();
    assertThat(exchange.getMessage().getBody(ReferenceStore.Due.class).id())
        .isEqualTo(reference.id());
    exchange.getMessage().setBody(stored.take(reference, "A"));
  }

  private static LaneWorkers workers(StoredTurns stored, DefaultCamelContext camel) {
    SyncSettings.Sync settings =
        new SyncSettings.Sync(
            "apply",
            1,
            1,
            1,
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            StoredTurns.SETTLE);
    QuotaGate quotaGate =
        new QuotaGate(List.of(), new AllowanceStore(stored.store.jdbc()), stored.clock);
    return new LaneWorkers(
        () -> camel,
        new LaneQueue(stored.store.jdbc(), stored.references, 1, Tariff.NONE),
        stored.references,
        stored.writer,
        stored.turns,
        null,
        new LanePauses(
            new CredentialsStore(stored.store.jdbc(), stored.clock),
            quotaGate,
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(1)),
            SyncObserver.NONE,
            stored.clock,
            stored.transactions,
            HeardEvents.unheard()),
        quotaGate,
        new Signal(1),
        new IntakeFirst(System::nanoTime),
        settings,
        stored.clock,
        SyncObserver.NONE);
  }
}
