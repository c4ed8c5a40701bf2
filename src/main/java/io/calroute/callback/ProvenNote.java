package io.calroute.callback;

import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.door.FrontDoor;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes that the callback of an exchange has proven where it comes from; {@link
 * io.calroute.callback.connection.Authentication} decides that. No step of a route can make one up;
 * whatever edits have made of a route, nothing is kept without it.
 *
 * @param body what was proven
 */
record ProvenNote(String provider, String connection, byte[] body) {

  private static final Logger LOG = LoggerFactory.getLogger(ProvenNote.class);
  private static final String PROPERTY = "callback.proof";

  static void note(Exchange exchange, String provider, byte[] body) {
    exchange.setProperty(
        PROPERTY,
        new ProvenNote(provider, exchange.getProperty(FrontDoor.CONNECTION, String.class), body));
  }

  /**
   * Asks for the note about what is about to be kept.
   *
   * @throws CallbackRefused when there is none
   */
  static void require(Exchange exchange, byte[] body) {
    String provider = exchange.getProperty(FrontDoor.PROVIDER, String.class);
    String missing = null;
    if (!(exchange.getProperty(PROPERTY) instanceof ProvenNote proven)) {
      missing = "it has gone through no callback:authenticate";
    } else if (!proven.provider().equals(provider)
        || !proven.connection().equals(exchange.getProperty(FrontDoor.CONNECTION))) {
      missing = "it has proven to come from " + proven.provider() + "/" + proven.connection();
    } else if (!Arrays.equals(proven.body(), body)) {
      missing = "a step of its route has changed the body since callback:authenticate";
    }
    if (missing != null) {
      LOG.warn("A callback for {} was not accepted: {}", provider, missing);
      throw CallbackRefused.notAccepted();
    }
  }
}
