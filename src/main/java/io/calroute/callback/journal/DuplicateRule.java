package io.calroute.callback.journal;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Tells deliveries apart: by an id in the body where the provider gives one, otherwise by the whole
 * body. Immutable and safe for concurrent use.
 *
 * @param pointer where the id stands in the body; null for the whole body
 * @param window how long the same body counts as the same delivery; zero for ever. A body without
 *     id and time can be news again: a booking that is moved away and back
 */
public record DuplicateRule(JsonPointer pointer, Duration window) {

  private static final int LENGTH_LIMIT = 200;

  /**
   * The rule of a {@code callback:accept} endpoint.
   *
   * @param option a JSON pointer, or {@code digest}
   * @param windowSeconds 0 for ever
   */
  public static DuplicateRule of(String option, int windowSeconds) {
    JsonPointer pointer = "digest".equals(option) ? null : JsonPointer.compile(option);
    return new DuplicateRule(pointer, Duration.ofSeconds(windowSeconds));
  }

  /**
   * The key of one delivery.
   *
   * @param named what stands at the pointer; anything without one
   * @param body the whole as it came
   */
  public DeliveryKey keyOf(JsonNode named, byte[] body) {
    if (pointer != null) {
      String key = named.isValueNode() && !named.isNull() ? named.asText() : "";
      if (isUsable(key)) {
        return new DeliveryKey("id:" + key, Duration.ZERO);
      }
    }
    return ofBody(body, window);
  }

  /** The key of a delivery whose id stands for another body already. */
  static DeliveryKey ofBody(byte[] body) {
    return ofBody(body, Duration.ZERO);
  }

  private static DeliveryKey ofBody(byte[] body, Duration window) {
    return new DeliveryKey("sha256:" + digest(body), window);
  }

  /** The key of a delivery that is not to be applied; it keeps none out that is. */
  public static DeliveryKey ignored(byte[] body) {
    return new DeliveryKey("ignored:sha256:" + digest(body), Duration.ZERO);
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
