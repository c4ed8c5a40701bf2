package io.calroute.provider.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.event.EventType;
import io.calroute.event.KeptEvents;
import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who falls silent is told of. */
class SilenceTest {

  private static final Instant MORNING = Instant.parse("2026-11-02T08:00:00Z");
  private static final Duration OFTEN = Duration.ofMinutes(10);
  private static final Duration NOON = Duration.ofHours(3);

  @TempDir static Path home;
  private static EmptyStore store;

  private final ManualClock clock = new ManualClock(MORNING);
  private KeptEvents kept;
  private Silence silence;
  private ConnectionStore connections;
  private int calls;

  @BeforeAll
  static void start() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void begin() {
    store.jdbc().update("truncate callback, provider_connection, event cascade");
    store
        .jdbc()
        .update("update heard_until set callback = (select coalesce(max(id), 0) from callback)");
    kept = new KeptEvents(store.jdbc(), clock);
    connections = new ConnectionStore(store.jdbc());
    silence =
        new Silence(
            store.jdbc(),
            kept.keeping(EventType.CONNECTION_SILENT),
            new TransactionTemplate(new DataSourceTransactionManager(store.dataSource())),
            clock);
  }

  @Test
  void aConnectionThatFallsSilentBeyondItsRhythmAlertsOnceAndItsNextCallbackClosesIt() {
    Instant last = aDayWithALongNoon("acme");

    pass(NOON.multipliedBy(2).minus(OFTEN.multipliedBy(3)));
    assertThat(kept.all()).isEmpty();
    assertThat(health("acme").silentSince()).isNull();

    pass(OFTEN.multipliedBy(3));
    pass(NOON);
    pass(NOON);
    assertThat(kept.all())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.path("type").asText()).isEqualTo("connection.silent");
              assertThat(event.at("/data/provider").asText()).isEqualTo("acme");
              assertThat(event.at("/data/since").asText()).isEqualTo(last.toString());
            });
    assertThat(health("acme").silentSince()).isEqualTo(last);

    call("acme");
    pass(OFTEN);
    assertThat(health("acme").silentSince()).isNull();
    assertThat(health("acme").lastCallback()).isAfter(last);
    assertThat(kept.all()).hasSize(1);
  }

  @Test
  void whoeverCallsOnIsNotHeldToBeSilentBecauseOfAnother() {
    aDayWithALongNoon("acme");
    for (int i = 0; i < 60; i++) {
      call("other");
      pass(OFTEN);
    }
    assertThat(kept.all())
        .singleElement()
        .satisfies(event -> assertThat(event.at("/data/provider").asText()).isEqualTo("acme"));
    assertThat(health("other").silentSince()).isNull();
  }

  @Test
  void theNewestCallbackIsToldBeforeItIsCounted() {
    call("fresh");
    assertThat(health("fresh").lastCallback()).isEqualTo(clock.instant());

    Instant last = aDayWithALongNoon("acme");
    pass(NOON.multipliedBy(3));
    assertThat(health("acme").silentSince()).isEqualTo(last);
    call("acme");
    assertThat(health("acme").lastCallback()).isEqualTo(clock.instant());
    assertThat(health("acme").silentSince()).isNull();
    assertThat(connections.health("nobody", "default")).isEmpty();
  }

  @Test
  void aFewCallbacksHaveNoRhythm() {
    for (int i = 0; i < 5; i++) {
      call("acme");
      pass(OFTEN);
    }
    pass(Duration.ofDays(3));
    assertThat(kept.all()).isEmpty();
    assertThat(health("acme").silentSince()).isNull();
  }

  /** When the last of its callbacks came. */
  private Instant aDayWithALongNoon(String provider) {
    Instant last = clock.instant();
    for (int i = 0; i < 30; i++) {
      last = clock.instant();
      call(provider);
      pass(i == 15 ? NOON : OFTEN);
    }
    return last;
  }

  private void pass(Duration duration) {
    clock.advance(duration);
    silence.look();
  }

  private void call(String provider) {
    calls++;
    store
        .jdbc()
        .update(
            """
            insert into callback (provider, connection, delivery_key, received_at, charset, body)
            values (?, 'default', ?, ?, 'UTF-8', '{}'::bytea)
            """,
            provider,
            "call-" + calls,
            Timestamp.from(clock.instant()));
  }

  private ConnectionStore.Health health(String provider) {
    return connections.health(provider, "default").orElseThrow();
  }
}
