package io.calroute.sandbox.provider.delivery;

import io.calroute.sandbox.provider.Provider;
import java.util.Map;

/**
 * A callback that a provider wants to send.
 *
 * @param booking id of the booking that it is about
 * @param event what happened, in the provider's word
 * @param path where it goes, below the root of Calroute's callbacks
 * @param headers besides the content type
 * @param body JSON text
 * @param sender id of what sends it, such as a watch
 */
public record Callback(
    String booking,
    String event,
    String path,
    Map<String, String> headers,
    String body,
    String sender) {

  /**
   * A callback to the default connection.
   *
   * @param provider who sends it
   * @param booking id of the booking that it is about
   * @param event what happened, in the provider's word
   * @param body JSON text
   */
  public static Callback of(Provider provider, String booking, String event, String body) {
    return new Callback(
        booking, event, provider.path(), provider.proof(body), body, provider.word());
  }
}
