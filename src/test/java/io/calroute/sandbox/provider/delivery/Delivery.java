package io.calroute.sandbox.provider.delivery;

import java.time.Instant;

/**
 * One attempt to deliver a callback.
 *
 * @param at when, by the provider's clock
 * @param callback what was sent
 * @param status what Calroute answered; 0 when it was lost or nobody answered
 */
public record Delivery(Instant at, Callback callback, int status) {

  /** Whether Calroute took it. */
  public boolean delivered() {
    return status / 100 == 2;
  }
}
