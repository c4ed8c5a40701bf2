package io.calroute.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-12-01T10:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "1 | PT1S",
        "2.128 | PT2.128S",
        " 30  | PT30S",
        "Tue, 01 Dec 2026 10:00:07 GMT | PT7S",
        "Tue, 01 Dec 2026 09:59:00 GMT | PT0S",
      })
  void readsSecondsFractionsAndDates(String header, Duration pause) {
    assertThat(RetryAfter.parse(header, NOW)).isEqualTo(pause);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "1e3", "999999999999", "1.", "NaN"})
  void takesWhatItCannotReadForNoWish(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isNull();
  }

  @Test
  void takesNoHeaderForNoWish() {
    assertThat(RetryAfter.parse(null, NOW)).isNull();
  }
}
