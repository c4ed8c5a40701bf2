package io.calroute.component.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;

/** Applies mappings by name. Safe for concurrent use. */
@FunctionalInterface
public interface Transformation {

  /**
   * Applies a mapping.
   *
   * @return what takes the place of the body
   */
  JsonNode apply(String name, JsonNode document, Exchange exchange);
}
