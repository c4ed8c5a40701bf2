package io.calroute.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionSettingsTest {

  @Test
  void neverAndNothingKeepEverything() {
    Duration longTime = Duration.ofDays(100_000);
    assertThat(new RetentionSettings("never", "0").keepCallbacks()).isGreaterThan(longTime);
    assertThat(new RetentionSettings("0s", "never").keepAppointments()).isGreaterThan(longTime);
    assertThat(new RetentionSettings("30d", "400d").keepAppointments())
        .isEqualTo(Duration.ofDays(400));
  }

  @ParameterizedTest
  @CsvSource({
    "2d, 400d, 3d at least",
    "-1d, 400d, 3d at least",
    "30d, 29d, must not be shorter",
    "never, 400d, must not be shorter",
    "a month, 400d, write 30d"
  })
  void whatWouldTakeOldCallbacksForNewsIsRefused(
      String callbacks, String appointments, String why) {
    assertThatThrownBy(() -> new RetentionSettings(callbacks, appointments))
        .hasMessageContaining("calroute.retention.")
        .hasMessageContaining(why);
  }
}
