package io.calroute.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourceLimitTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-27T10:00:00Z"));

  @Test
  void aSourceHasThirtyRequestsAndGetsOneBackEveryTwoSeconds() {
    SourceLimit limit = new SourceLimit(clock, 30, Duration.ofMinutes(1));
    for (int i = 0; i < 30; i++) {
      assertThat(limit.take("one")).isZero();
    }
    assertThat(limit.take("one")).isEqualTo(Duration.ofSeconds(2));
    assertThat(limit.take("another")).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(limit.take("one")).isEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(limit.take("one")).isZero();
    assertThat(limit.take("one")).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void theSourcesThatWereHeardOfLongestAgoAreForgotten() {
    SourceLimit limit = new SourceLimit(clock, 30, Duration.ofMinutes(1), 2);
    for (int i = 0; i < 30; i++) {
      limit.take("one");
    }
    limit.take("two");
    limit.take("one");
    limit.take("three");
    assertThat(limit.take("one")).as("heard of again before it was forgotten").isPositive();
    limit.take("two");
    limit.take("three");
    assertThat(limit.take("one")).isZero();
  }
}
