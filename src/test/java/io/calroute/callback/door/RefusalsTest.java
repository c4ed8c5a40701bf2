package io.calroute.callback.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.ManualClock;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {

  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

  @TempDir static Path home;
  private static EmptyStore store;

  private final ManualClock clock = new ManualClock(NOW);
  private final Refusals refusals = new Refusals();
  private RefusalStore kept;

  @BeforeAll
  static void startStore() {
    store = EmptyStore.start(home);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void nothingIsKept() {
    store.jdbc().update("delete from refused_callback");
    kept = new RefusalStore(store.jdbc(), clock);
  }

  @Test
  void refusalsOfOneSenderAreCountedTogetherAlsoAcrossWritings() {
    refuse("acme", "10.0.0.1", 401, NOW);
    refuse("acme", "10.0.0.1", 401, NOW.plusSeconds(2));
    write();
    refuse("acme", "10.0.0.1", 401, NOW.plusSeconds(60));
    refuse("acme", "10.0.0.1", 404, NOW.plusSeconds(1));
    write();

    assertThat(kept.latest(10))
        .containsExactly(
            new RefusedCallbacks("acme", "default", "10.0.0.1", 401, NOW, NOW.plusSeconds(60), 3),
            new RefusedCallbacks(
                "acme", "default", "10.0.0.1", 404, NOW.plusSeconds(1), NOW.plusSeconds(1), 1));
  }

  @Test
  void aDayWithoutAnyBeginsTheCountAnew() {
    refuse("acme", "10.0.0.1", 401, NOW);
    write();
    Instant later = NOW.plus(Duration.ofHours(25));
    refuse("acme", "10.0.0.1", 401, later);
    write();
    assertThat(kept.latest(10))
        .containsExactly(new RefusedCallbacks("acme", "default", "10.0.0.1", 401, later, later, 1));
  }

  @Test
  void aFloodFromEverywhereTakesBoundedRoomAndLeavesOtherConnectionsAlone() {
    refuse("other", "10.0.0.1", 401, NOW.minusSeconds(60));
    for (int i = 0; i < 5000; i++) {
      refuse("acme", "10.1." + i / 250 + "." + i % 250, 401, NOW.plusMillis(i));
    }
    List<RefusedCallbacks> taken = refusals.take();
    assertThat(taken).hasSizeLessThan(1010);
    assertThat(taken.stream().mapToLong(RefusedCallbacks::times).sum()).isEqualTo(5001);
    kept.add(taken);

    assertThat(kept.latest(5000)).hasSize(201);
    assertThat(kept.latest(5000)).extracting(RefusedCallbacks::provider).contains("other");
    assertThat(kept.latest(5000)).extracting(RefusedCallbacks::source).contains("others");
  }

  @Test
  void whatIsOldIsForgotten() {
    refuse("acme", "10.0.0.1", 401, NOW);
    write();
    clock.advance(Duration.ofDays(31));
    refuse("acme", "10.0.0.2", 401, clock.instant());
    write();
    assertThat(kept.latest(10)).extracting(RefusedCallbacks::source).containsExactly("10.0.0.2");
  }

  private void refuse(String provider, String source, int status, Instant at) {
    refusals.add(new RefusedCallbacks(provider, "default", source, status, at, at, 1));
  }

  private void write() {
    kept.add(refusals.take());
  }
}
