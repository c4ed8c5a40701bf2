package io.calroute.provider.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.store.EmptyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLeaseTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private static final Duration LEASE = Duration.ofMinutes(1);

  @TempDir Path home;

  @Test
  void whoComesLateChangesNothingOfAReadingThatAnotherHasTakenOver() {
    try (EmptyStore store = EmptyStore.start(home)) {
      RunStore runs = new RunStore(store.jdbc());
      runs.begin("acme", "default", Run.Kind.SLOW, NOW, NOW.plus(LEASE), null, null, NOW);
      Run late = runs.take(NOW, LEASE).orElseThrow();
      Instant after = NOW.plus(LEASE).plusSeconds(1);
      Run next = runs.take(after, LEASE).orElseThrow();
      assertThat(runs.goOn(late, TextNode.valueOf("2"), 10, 10, 30L, false, after)).isFalse();
      assertThat(runs.putOff(late, "slow", "It is slow.", after)).isFalse();
      runs.beginAgain(late, after);
      assertThat(runs.goOn(next, TextNode.valueOf("2"), 10, 10, 30L, false, after)).isTrue();
      Run read = runs.take(after, LEASE).orElseThrow();
      assertThat(read.page().asText()).isEqualTo("2");
      assertThat(read.listed()).isEqualTo(10);
      assertThat(read.attempts()).isZero();
    }
  }
}
