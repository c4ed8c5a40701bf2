package io.calroute.sandbox.provider.agendize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.delivery.Callback;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What sends the callbacks of one company.
 *
 * @param id of the watch
 * @param name as people read it; null for none
 * @param address where callbacks go; only its path counts here
 * @param headers what callbacks prove themselves with
 * @param enabled false when it sends nothing
 */
record Watch(String id, String name, String address, Map<String, String> headers, boolean enabled) {

  /** The one that an administrator has registered by hand. */
  static Watch byHand(String id) {
    return new Watch(
        id,
        "By hand",
        "https://calroute.example.com" + Provider.AGENDIZE.path(),
        Provider.AGENDIZE.proof(""),
        true);
  }

  /** The one that a registration asks for. */
  static Watch of(String id, JsonNode body) {
    Map<String, String> headers = new LinkedHashMap<>();
    JsonNode basic = body.path("basicAuth");
    if (basic.isObject()) {
      String pair = basic.path("username").asText() + ":" + basic.path("password").asText();
      headers.put(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    body.path("httpRequestHeader")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return new Watch(
        id,
        body.path("name").asText(null),
        body.path("address").asText(),
        headers,
        !body.path("status").asText().equals("disabled"));
  }

  Watch enabled(boolean newEnabled) {
    return new Watch(id, name, address, headers, newEnabled);
  }

  Callback callback(String booking, String event, String body) {
    return new Callback(booking, event, URI.create(address).getPath(), headers, body, id);
  }

  ObjectNode shown() {
    ObjectNode watch = Json.object().put("id", id).put("name", name).put("address", address);
    watch.put("status", enabled ? "enabled" : "disabled").put("objectType", "schedulingCompany");
    watch.putObject("objectOwner").put("type", "company").put("id", AgendizeApi.COMPANY);
    return watch;
  }
}
