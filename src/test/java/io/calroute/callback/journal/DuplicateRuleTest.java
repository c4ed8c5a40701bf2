package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two deliveries the same one. */
class DuplicateRuleTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

  @Test
  void idInTheBody() {
    DuplicateRule rule = DuplicateRule.of("/id", 0);
    assertThat(key(rule, "{\"id\": \"evt_1\", \"a\": 1}"))
        .isEqualTo(key(rule, "{\"id\": \"evt_1\", \"a\": 2}"))
        .isEqualTo("id:evt_1");
    assertThat(key(rule, "{\"id\": 17}")).isEqualTo("id:17");
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
    assertThat(key(DuplicateRule.of("/id", 0), body)).startsWith("sha256:");
  }

  @Test
  void sameBodyIsNewsAgainAfterTheWindow() {
    DeliveryKey key = new DeliveryKey("sha256:a", Duration.ofSeconds(600));
    for (int second = 0; second < 1200; second++) {
      Instant first = NOON.plusSeconds(second);
      assertThat(key.joins(first, first.plusMillis(599_999))).isTrue();
      assertThat(key.joins(first.plusMillis(599_999), first)).isTrue();
      assertThat(key.joins(first, first.plusSeconds(600))).isFalse();
      assertThat(key.stored(first.plusSeconds(600), 0))
          .as("two that are kept have two names")
          .isNotEqualTo(key.stored(first, 0));
      assertThat(key.stored(first, 0))
          .as("what it repeats has its name or a neighbour's")
          .isIn(
              key.stored(first.plusMillis(599_999), -1), key.stored(first.plusMillis(599_999), 0));
    }
  }

  @Test
  void withoutAWindowItIsTheSameForEver() {
    DeliveryKey key = DuplicateRule.of("digest", 0).keyOf(null, new byte[0]);
    assertThat(key.joins(NOON, NOON.plus(Duration.ofDays(9999)))).isTrue();
    assertThat(key.stored(NOON, 0)).isEqualTo(key.stored(Instant.EPOCH, 0)).startsWith("sha256:");
    assertThat(key.stored(NOON, 1)).isNull();
  }

  private static String key(DuplicateRule rule, String body) {
    try {
      return rule.keyOf(
              JSON.readTree(body).at(rule.pointer()), body.getBytes(StandardCharsets.UTF_8))
          .text();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(body, e);
    }
  }
}
