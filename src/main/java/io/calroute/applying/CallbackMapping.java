package io.calroute.applying;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.mapping.Legible;
import io.calroute.mapping.Schema;
import io.calroute.mapping.SchemaProblem;
import io.calroute.mapping.function.MappingRefused;
import java.nio.charset.Charset;
import java.util.List;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands around a provider's mapping in the route {@code map-callback}: its input before, the
 * check of its output after, and what becomes of a callback that it can't map. Safe for concurrent
 * use.
 */
public final class CallbackMapping {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackMapping.class);

  private final LiveConnections connections;
  private final Schema schema;
  private final ObjectMapper json;

  public CallbackMapping(LiveConnections connections, Schema schema, ObjectMapper json) {
    this.connections = connections;
    this.schema = schema;
    this.json = json;
  }

  /**
   * The body as UTF-8 text, whatever charset it came in.
   *
   * @param callback the callback
   * @return bytes
   */
  public byte[] text(Callback callback) {
    return "UTF-8".equals(callback.charset())
        ? callback.body()
        : new String(callback.body(), Charset.forName(callback.charset()))
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /**
   * Makes the mapping's input.
   *
   * @param callback the callback
   * @param body its body
   * @return the input
   */
  public JsonNode input(Callback callback, JsonNode body) {
    ObjectNode input = json.createObjectNode();
    input.set("body", Legible.of(body, text(callback)));
    ObjectNode connection = input.putObject("connection");
    connection.put("name", callback.connection());
    connection.put(
        "timeZone",
        connections
            .find(callback.provider(), callback.connection())
            .map(io.calroute.callback.connection.Connection::timeZone)
            .orElse("UTC"));
    input.put("receivedAt", callback.receivedAt().toString());
    return input;
  }

  /**
   * Checks the mapping's output.
   *
   * @param callback the callback
   * @param mapped what the mapping made of it
   * @return the mapped callback
   */
  public MappedCallback check(Callback callback, JsonNode mapped) {
    // Whatever the body was free of, a mapping can bring it in again.
    JsonNode output = Legible.of(mapped);
    String type = output.path("type").textValue();
    List<SchemaProblem> problems = schema.check(output);
    if (!problems.isEmpty()) {
      Outcome failed =
          Outcome.failed(
              "schema-violation", "The mapping's output does not fit: " + problems.get(0) + ".");
      return new MappedCallback(callback, null, failed.about(type, output.path("id").textValue()));
    }
    if ("ignored".equals(output.path("outcome").textValue())) {
      JsonNode reason = output.path("reason");
      return new MappedCallback(
          callback,
          null,
          new Outcome(
              Outcome.Kind.IGNORED,
              reason.path("code").textValue(),
              reason.path("message").textValue(),
              type,
              output.path("id").textValue()));
    }
    return new MappedCallback(callback, output, null);
  }

  /**
   * Turns what went wrong into the callback's outcome, so that it keeps no other one waiting.
   *
   * @param exchange with the callback as property and the exception caught
   * @return the mapped callback
   */
  public MappedCallback failed(Exchange exchange) {
    return failed(
        exchange.getProperty("callback", Callback.class),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
  }

  /**
   * The same, outside a route.
   *
   * @param callback the callback
   * @param caught what went wrong
   * @return the mapped callback
   */
  public MappedCallback failed(Callback callback, Throwable caught) {
    for (Throwable cause = caught; cause != null; cause = cause.getCause()) {
      if (cause instanceof MappingRefused refused) {
        return new MappedCallback(
            callback, null, Outcome.failed(refused.code(), refused.getMessage()));
      }
      if (cause instanceof JsonProcessingException) {
        return new MappedCallback(
            callback, null, Outcome.failed("not-json", "The body is not JSON."));
      }
    }
    LOG.error("Callback {} could not be mapped", callback.id(), caught);
    return new MappedCallback(
        callback,
        null,
        Outcome.failed(
            "mapping-fault",
            "The mapping broke off with " + caught.getClass().getSimpleName() + "; see the log."));
  }
}
