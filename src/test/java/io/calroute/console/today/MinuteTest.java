package io.calroute.console.today;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinuteTest {

  @Test
  void nineteenOfTwentyCount() {
    assertThat(settled(0, 0).p95()).isNull();
    assertThat(settled(95, 5).p95()).isEqualTo(Duration.ofMillis(100));
    assertThat(settled(94, 6).p95()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void whatIsCountedSinceIsTheDifference() {
    Minute done = new Minute(5, 4, 3, settled(2, 1).settled());
    assertThat(done.since(done).isNothing()).isTrue();
    assertThat(done.since(new Minute(1, 1, 1, settled(1, 1).settled())))
        .isEqualTo(new Minute(4, 3, 2, settled(1, 0).settled()));
  }

  /** So many within a tenth of a second, and so many later than any bucket. */
  private static Minute settled(long soon, long late) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(Minute.BUCKETS.size() + 1, 0L));
    counts.set(0, soon);
    counts.set(Minute.BUCKETS.size(), late);
    return new Minute(0, 0, 0, counts);
  }
}
