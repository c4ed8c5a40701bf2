package io.calroute.bundle.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.bundle.file.Bundle;
import io.calroute.callback.door.FrontDoor;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * A callback as its provider sends it, with the proof. Kept beside the golden cases, so that a slip
 * in a route meets what the route itself does not say.
 *
 * @param secret that the proof is made with
 * @param headers by name; null for none
 * @param token last segment of the path; null for none
 */
record ProvenCallback(String secret, Map<String, String> headers, String token, String body) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static String file(String provider) {
    return Bundle.MAPPINGS + provider + "/proof.json";
  }

  static ProvenCallback of(String file, String text) throws Broken {
    try {
      ProvenCallback read = JSON.readValue(text, ProvenCallback.class);
      if (read != null && read.secret != null && read.body != null) {
        return read;
      }
    } catch (JsonProcessingException unreadable) {
      // Told below: what is expected says more than where the reader stumbled.
    }
    throw new Broken(
        null, "cannot be tried with " + file + ": secret, headers or token, and body are expected");
  }

  void into(Exchange exchange) {
    MultiMap sent = MultiMap.caseInsensitiveMultiMap();
    if (headers != null) {
      sent.addAll(headers);
    }
    exchange.setProperty(FrontDoor.HEADERS, sent);
    exchange.setProperty(FrontDoor.TOKEN, token);
    exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
  }

  /** Without its proof, which may be a real one. */
  @Override
  public String toString() {
    return "ProvenCallback";
  }
}
