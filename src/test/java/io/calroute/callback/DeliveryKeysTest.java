package io.calroute.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two deliveries the same one. */
class DeliveryKeysTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-02T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void idInTheBody() {
    DeliveryKeys keys = DeliveryKeys.of("/id", 0, NOON);
    assertThat(key(keys, "{\"id\": \"evt_1\", \"a\": 1}"))
        .isEqualTo(key(keys, "{\"id\": \"evt_1\", \"a\": 2}"))
        .isEqualTo("id:evt_1");
    assertThat(key(keys, "{\"id\": 17}")).isEqualTo("id:17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "{\"id\": null}",
        "{\"id\": \"\"}",
        "{\"id\": \" \"}",
        "{\"id\": {}}",
        "{\"id\": \"a\\u0000\"}",
        "{\"id\": \"\\ud800\"}"
      })
  void wholeBodyWhenTheIdIsOfNoUse(String body) {
    assertThat(key(DeliveryKeys.of("/id", 0, NOON), body)).startsWith("sha256:");
  }

  @Test
  void sameBodyIsNewsAgainAfterTheWindow() {
    String body = "{\"start\": 1}";
    DeliveryKeys now = DeliveryKeys.of("digest", 600, NOON);
    DeliveryKeys soon = DeliveryKeys.of("digest", 600, Clock.offset(NOON, Duration.ofSeconds(599)));
    DeliveryKeys later =
        DeliveryKeys.of("digest", 600, Clock.offset(NOON, Duration.ofSeconds(600)));
    assertThat(key(soon, body)).isEqualTo(key(now, body));
    assertThat(key(later, body)).isNotEqualTo(key(now, body));
    assertThat(key(DeliveryKeys.of("digest", 0, Clock.systemUTC()), body))
        .as("without a window, for ever")
        .isEqualTo(key(DeliveryKeys.of("digest", 0, NOON), body));
  }

  private static String key(DeliveryKeys keys, String body) {
    try {
      return keys.of(JSON.readTree(body), body.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(body, e);
    }
  }
}
