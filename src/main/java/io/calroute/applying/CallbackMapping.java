package io.calroute.applying;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.component.mapping.SchemaViolation;
import io.calroute.destination.MailAddresses;
import io.calroute.mapping.Legible;
import io.calroute.mapping.Schema;
import io.calroute.mapping.SchemaProblem;
import io.calroute.mapping.function.MappingRefused;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What stands around the routes {@code map-<provider>}: the document that they get, the input of a
 * provider's mapping, the check of what they give, and what becomes of a callback that they can't
 * map. Safe for concurrent use.
 */
@Component
public final class CallbackMapping {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackMapping.class);

  private static final List<String> PEOPLE = List.of("client", "otherClients", "staff", "rooms");

  private final LiveConnections connections;
  private final Schema schema;
  private final ObjectMapper json;

  public CallbackMapping(LiveConnections connections, Schema schema, ObjectMapper json) {
    this.connections = connections;
    this.schema = schema;
    this.json = json;
  }

  /** The body as text, whatever charset it came in. */
  String text(Callback callback) {
    String text = new String(callback.body(), Charset.forName(callback.charset()));
    // Bytes that are no text came in before the door refused them; the JSON reader takes some.
    return text.indexOf('\ufffd') < 0 ? text : reread(callback.body(), text);
  }

  private String reread(byte[] body, String text) {
    try {
      return Legible.of(json.readTree(body)).toString();
    } catch (IOException noJson) {
      return text;
    }
  }

  /**
   * Makes the mapping's input.
   *
   * @param body its body, with whatever steps before the mapping have made of it
   */
  JsonNode input(Callback callback, JsonNode body) {
    ObjectNode input = json.createObjectNode();
    input.set("body", Legible.of(body));
    ObjectNode connection = input.putObject("connection");
    connection.put("name", callback.connection());
    connection.put(
        "timeZone",
        connections
            .find(callback.provider(), callback.connection())
            .map(Connection::timeZone)
            .orElse("UTC"));
    input.put("receivedAt", saidAt(callback).toString());
    return input;
  }

  /** What was read is as old as the question. */
  private static Instant saidAt(Callback callback) {
    return callback.reading() == null ? callback.receivedAt() : callback.reading().from();
  }

  /**
   * Checks the mapping's output.
   *
   * @param mapped what the mapping made of it
   * @return the mapped callback
   */
  MappedCallback check(Callback callback, JsonNode mapped) {
    // Whatever the body was free of, a mapping can bring it in again.
    JsonNode output = Legible.of(mapped);
    String type = output.path("type").textValue();
    List<SchemaProblem> problems = schema.check(output);
    if (!problems.isEmpty()) {
      Outcome failed = misfit(problems.get(0).toString());
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
    if (!(output instanceof ObjectNode appointment)) {
      return new MappedCallback(callback, output, null);
    }
    PEOPLE.forEach(people -> bareAddresses(appointment.path(people)));
    return new MappedCallback(callback, appointment, null, isStamped(appointment));
  }

  /** Guests are invited and calendars found by an address alone, whatever a provider writes. */
  private static void bareAddresses(JsonNode people) {
    for (JsonNode one : people.findParents("email")) {
      if (one.path("email").isTextual()) {
        ((ObjectNode) one).put("email", MailAddresses.bare(one.path("email").textValue()));
      }
    }
  }

  /** What is said of the version is no part of the appointment. */
  private static boolean isStamped(ObjectNode appointment) {
    JsonNode stamped = appointment.remove("stamped");
    return stamped == null || stamped.asBoolean(true);
  }

  /**
   * Turns what went wrong into the callback's outcome, so that it keeps no other one waiting.
   *
   * @param caught what went wrong
   * @return the mapped callback
   */
  MappedCallback failed(Callback callback, Throwable caught) {
    for (Throwable cause = caught; cause != null; cause = cause.getCause()) {
      if (cause instanceof MappingRefused refused) {
        return new MappedCallback(
            callback, null, Outcome.failed(refused.code(), refused.getMessage()));
      }
      if (cause instanceof SchemaViolation violation) {
        return new MappedCallback(callback, null, misfit(violation.getMessage()));
      }
      if (cause instanceof JsonProcessingException) {
        return new MappedCallback(
            callback, null, Outcome.failed("not-json", "The body is not JSON."));
      }
    }
    LOG.error(
        "Callback {} could not be mapped: {} in the route map-{}; the whole exception is logged at"
            + " DEBUG",
        callback.id(),
        what(caught),
        callback.provider());
    LOG.debug("What failed", caught);
    return new MappedCallback(
        callback,
        null,
        Outcome.failed(
            "mapping-fault",
            "A step of the route map-"
                + callback.provider()
                + " broke off with "
                + what(caught)
                + "; see the log at DEBUG, mend the step, then replay the callback."));
  }

  /** An exception's text may hold the address that a step called, and an address may be a key. */
  private static String what(Throwable caught) {
    Throwable innermost = caught;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String name = innermost.getClass().getSimpleName();
    return innermost instanceof HttpOperationFailedException answered
        ? name + " (" + answered.getStatusCode() + ")"
        : name;
  }

  private static Outcome misfit(String problem) {
    return Outcome.failed(
        "schema-violation", "The mapping's output does not fit: " + problem + ".");
  }
}
