package io.calroute.applying;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.callback.journal.Callback;
import io.calroute.component.mapping.Transformation;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.function.MappingRefused;
import org.apache.camel.Exchange;

/**
 * What {@code mapping:} does in routes: it applies the mapping in use, or in a dry run the edited
 * one. A provider's own mapping gets the document as {@code .body}, with the connection and the
 * time of arrival beside it. Safe for concurrent use.
 */
public final class RouteMappings implements Transformation {

  /** Exchange property with the mappings of a dry run. */
  static final String EDITED = "editedMappings";

  /** Exchange property with what a mapping could say of a callback that it has refused. */
  static final String GLANCE = "refusedCallback";

  private final Mappings inUse;
  private final CallbackMapping callbacks;

  public RouteMappings(Mappings inUse, CallbackMapping callbacks) {
    this.inUse = inUse;
    this.callbacks = callbacks;
  }

  @Override
  public JsonNode apply(String name, JsonNode document, Exchange exchange) {
    Mappings mappings = exchange.getProperty(EDITED) instanceof Mappings edited ? edited : inUse;
    if (!(exchange.getProperty(Callback.PROPERTY) instanceof Callback callback)
        || !callback.provider().equals(name)) {
      return mappings.apply(name, document);
    }
    JsonNode input = callbacks.input(callback, document);
    try {
      return mappings.apply(name, input);
    } catch (MappingRefused refused) {
      mappings.glance(name, input).ifPresent(said -> exchange.setProperty(GLANCE, said));
      throw refused;
    }
  }
}
