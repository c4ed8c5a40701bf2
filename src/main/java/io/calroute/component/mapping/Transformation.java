package io.calroute.component.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;

/** Applies mappings by name. Safe for concurrent use. */
@FunctionalInterface
public interface Transformation {

  /**
   * Applies a mapping.
   *
   * @param document the body of the message; not changed
   * @param exchange what else the mapping may be about
   * @return what takes the place of the body
   */
  JsonNode apply(String name, JsonNode document, Exchange exchange);
}
