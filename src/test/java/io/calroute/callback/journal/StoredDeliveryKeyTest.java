package io.calroute.callback.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.sandbox.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Names that journals hold already. A change of any of these values takes every repeated delivery
 * for a new one.
 */
class StoredDeliveryKeyTest {

  private static final String BODY = "{\"type\":\"x\",\"id\":\"1\"}";
  private static final Instant AT = Instant.parse("2027-03-01T10:00:00Z");

  @Test
  void theKeyOfAnIdInTheBodyStaysWhatItIs() {
    assertThat(key("/id", 0).stored(AT, 0)).isEqualTo("id:1");
    assertThat(key("/id", 60).stored(AT, 0)).isEqualTo("id:1");
  }

  @Test
  void theKeyOfAWholeBodyStaysWhatItIs() {
    assertThat(key("digest", 0).stored(AT, 0))
        .isEqualTo("sha256:e0e6331d91a26312ee65c74c11ac0c7b9f8a5a9328b1a400bd60668849c14e94");
    assertThat(key("/none", 0).stored(AT, 0))
        .isEqualTo("sha256:e0e6331d91a26312ee65c74c11ac0c7b9f8a5a9328b1a400bd60668849c14e94");
  }

  @Test
  void theKeyOfAWindowStaysWhatItIs() {
    DeliveryKey key = key("digest", 300);

    assertThat(key.window()).isEqualTo(Duration.ofMinutes(5));
    assertThat(key.stored(AT, 0))
        .isEqualTo(
            "sha256:e0e6331d91a26312ee65c74c11ac0c7b9f8a5a9328b1a400bd60668849c14e94@"
                + AT.getEpochSecond() / 300);
    assertThat(key.stored(AT, -1)).endsWith("@" + (AT.getEpochSecond() / 300 - 1));
    assertThat(AT.getEpochSecond() / 300).isEqualTo(6012984L);
  }

  @Test
  void theKeyOfABodyWhoseIdStandsForAnotherOneStaysWhatItIs() {
    assertThat(DuplicateRule.ofBody(BODY.getBytes(StandardCharsets.UTF_8)).stored(AT, 0))
        .isEqualTo("sha256:e0e6331d91a26312ee65c74c11ac0c7b9f8a5a9328b1a400bd60668849c14e94");
  }

  @Test
  void theKeyOfABodyAfterAnotherOneStaysWhatItIs() {
    assertThat(key("digest", 300).after(17).stored(AT, 0))
        .isEqualTo("sha256:e0e6331d91a26312ee65c74c11ac0c7b9f8a5a9328b1a400bd60668849c14e94>17");
  }

  private static DeliveryKey key(String option, int windowSeconds) {
    DuplicateRule rule = DuplicateRule.of(option, windowSeconds);
    return rule.keyOf(
        rule.pointer() == null ? null : Json.parse(BODY).at(rule.pointer()),
        BODY.getBytes(StandardCharsets.UTF_8));
  }
}
