package io.calroute.bundle.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.mapping.Legible;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.SchemaProblem;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.mapping.golden.GoldenCases;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * A route {@code map-<provider>} makes an appointment of each golden input, or leaves it out with a
 * reason. From a step on that asks somebody else, nobody here knows what the route is given.
 */
record MapContract(
    RehearsalContext context, String provider, Mappings mappings, Schema schema, int limit)
    implements RehearsalContext.Contract {

  static final String ROUTE = "direct:map-";

  /** Exchange property: what the provider's mapping is given besides the body. */
  private static final String CASE = "calroute.case";

  @Override
  public void meet() throws Broken {
    GoldenCases cases = new GoldenCases(mappings, schema);
    for (String name : cases.names(provider).stream().limit(limit).toList()) {
      JsonNode input;
      try {
        input = cases.input(provider, name);
      } catch (IOException toldByTheCase) {
        continue;
      }
      Exchange exchange =
          context.send(context.camel().getEndpoint(ROUTE + provider), one -> fill(one, input));
      if (!context.outside().asked) {
        check(exchange, cases.expected(provider, name).has("refused"), name);
      }
    }
  }

  private void fill(Exchange exchange, JsonNode input) {
    exchange.setProperty(CASE, input);
    exchange.setProperty(
        Callback.PROPERTY,
        new Callback(
            1,
            provider,
            input.at("/connection/name").asText(),
            Instant.parse(input.path("receivedAt").asText()),
            "UTF-8",
            null,
            0,
            null));
    exchange.getMessage().setBody(input.path("body").toString());
  }

  /** Applies a mapping as {@code mapping:} does, for whichever case it is. */
  static JsonNode apply(Mappings mappings, String name, JsonNode document, Exchange exchange) {
    if (exchange.getProperty(CASE) instanceof JsonNode input
        && exchange.getProperty(Callback.PROPERTY, Callback.class).provider().equals(name)) {
      return mappings.apply(name, input.<ObjectNode>deepCopy().set("body", document));
    }
    return mappings.apply(name, document);
  }

  private void check(Exchange exchange, boolean refused, String name) throws Broken {
    String given = "given the golden case " + name + ", ";
    if (exchange.getException() != null) {
      if (!refused
          || !(RehearsalContext.cause(exchange.getException()) instanceof MappingRefused)) {
        throw new Broken(
            context.failed(),
            given + "breaks off with " + RehearsalContext.said(exchange.getException()));
      }
      return;
    }
    if (exchange.getProperty(Outcome.PROPERTY) instanceof Outcome) {
      return;
    }
    JsonNode output = exchange.getMessage().getBody(JsonNode.class);
    if (output == null) {
      throw new Broken(context.last(), given + "gives no JSON; an appointment is expected");
    }
    List<SchemaProblem> misfits = schema.check(Legible.of(output));
    if (!misfits.isEmpty()) {
      throw new Broken(context.last(), given + "gives what is no appointment: " + misfits.get(0));
    }
  }
}
