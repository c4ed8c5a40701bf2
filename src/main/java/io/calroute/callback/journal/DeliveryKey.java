package io.calroute.callback.journal;

import java.time.Duration;
import java.time.Instant;

/**
 * What makes two deliveries the same one, within provider and connection.
 *
 * <p>With a window, a delivery repeats an earlier one of the same text for that long after the
 * first. It is stored under the text and the number of the window that it came in, counted from
 * 1970; so two that are a window apart never share a name, and those that are less apart have the
 * same name or neighbouring ones.
 *
 * @param text such as {@code id:evt_1} or {@code sha256:...}
 * @param window how long it counts; zero for ever
 */
public record DeliveryKey(String text, Duration window) {

  /** Whether it counts for some time only. */
  boolean isWindowed() {
    return !window.isZero();
  }

  /**
   * The name that a delivery is stored by.
   *
   * @param receivedAt when it came in
   * @param windows 0 for its own window; -1 and 1 for the neighbours, which have no name when there
   *     is no window
   * @return null when there is none
   */
  String stored(Instant receivedAt, int windows) {
    if (!isWindowed()) {
      return windows == 0 ? text : null;
    }
    return text + "@" + (Math.floorDiv(receivedAt.toEpochMilli(), window.toMillis()) + windows);
  }

  /**
   * The key of a delivery that says the same again after something else was said.
   *
   * @param callback that said something else
   */
  DeliveryKey after(long callback) {
    return new DeliveryKey(text + ">" + callback, Duration.ZERO);
  }

  /** Whether two moments are less than the window apart; always when there is none. */
  boolean joins(Instant one, Instant other) {
    return !isWindowed() || Duration.between(one, other).abs().compareTo(window) < 0;
  }
}
