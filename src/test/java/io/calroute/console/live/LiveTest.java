package io.calroute.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Pages that listen for what changes. */
@SuppressWarnings("try") // Camel says that closing may be interrupted.
class LiveTest {

  @Test
  void nobodyTakesAllStreamsAndThereAreNotMoreThanSoMany() throws Exception {
    try (CamelContext camel = new DefaultCamelContext()) {
      camel.start();
      Live live = new Live(() -> camel, List.of());
      live.start();
      try {
        assertThat(streams(live, "anna", 60)).isEqualTo(Live.LISTENERS_OF_ONE);
        assertThat(streams(live, "ben", 49)).isEqualTo(49);
        assertThat(streams(live, "carla", 10)).isOne();
        assertThat(Live.LISTENERS_LIMIT).isEqualTo(100);
      } finally {
        live.stop();
      }
    }
  }

  private static int streams(Live live, String who, int times) {
    int open = 0;
    for (int i = 0; i < times; i++) {
      open += live.listen(who) == null ? 0 : 1;
    }
    return open;
  }
}
