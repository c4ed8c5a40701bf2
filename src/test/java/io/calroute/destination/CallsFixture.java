package io.calroute.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.destination.Call.Operation;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Calls to send through the target routes, and the routes to send them through. */
public final class CallsFixture {

  /** A marker as the planner makes them. */
  public static final Marker MARKER = new Marker("savvycal/default/appt_1", 2, "3-abcdef");

  private CallsFixture() {}

  /** Parses JSON written with single quotes. */
  public static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** A call to the calendar of Anna. */
  public static Call call(Target target, Operation operation, String eventId) {
    return new Call(target, operation, "anna@example.com", eventId, null, null, MARKER);
  }

  /** A call with content. */
  public static Call call(
      Target target, Operation operation, String eventId, String etag, String content) {
    return new Call(target, operation, "anna@example.com", eventId, etag, json(content), MARKER);
  }

  /** Loads the shipped files of routes into a context that leaves errors alone, as ours does. */
  public static void load(CamelContext context, String... files) throws Exception {
    context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
    for (String file : files) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "file:routes/" + file));
    }
  }

  /** Sends a call through a route. */
  public static Answer send(CamelContext context, String uri, Call call) {
    try (FluentProducerTemplate template = context.createFluentProducerTemplate()) {
      return template.to(uri).withBody(call).request(Answer.class);
    } catch (java.io.IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
