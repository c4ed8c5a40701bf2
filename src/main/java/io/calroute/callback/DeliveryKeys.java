package io.calroute.callback;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Tells deliveries apart: by an id in the body where the provider gives one, otherwise by the whole
 * body. Immutable and safe for concurrent use.
 *
 * @param pointer where the id stands in the body; null for the whole body
 * @param window how long the same body counts as the same delivery; zero for ever. A body without
 *     id and time can be news again: a booking that is moved away and back
 * @param clock for the window
 */
record DeliveryKeys(JsonPointer pointer, Duration window, Clock clock) {

  private static final int LENGTH_LIMIT = 200;

  /**
   * The keys of a {@code callback:accept} endpoint.
   *
   * @param option a JSON pointer, or {@code digest}
   * @param windowSeconds 0 for ever
   * @param clock for the window
   */
  static DeliveryKeys of(String option, int windowSeconds, Clock clock) {
    JsonPointer pointer = "digest".equals(option) ? null : JsonPointer.compile(option);
    return new DeliveryKeys(pointer, Duration.ofSeconds(windowSeconds), clock);
  }

  /**
   * The key of one delivery.
   *
   * @param document the body
   * @param body the same as it came
   */
  String of(JsonNode document, byte[] body) {
    if (pointer != null) {
      JsonNode named = document.at(pointer);
      String key = named.isValueNode() && !named.isNull() ? named.asText() : "";
      if (isUsable(key)) {
        return "id:" + key;
      }
    }
    String digest = "sha256:" + digest(body);
    return window.isZero() ? digest : digest + "@" + clock.millis() / window.toMillis();
  }

  private static boolean isUsable(String key) {
    return !key.isBlank()
        && key.length() <= LENGTH_LIMIT
        && key.chars().allMatch(c -> c > 0x1f && !Character.isSurrogate((char) c));
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
