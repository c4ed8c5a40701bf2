package io.calroute.component.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Checks documents by schemas. Safe for concurrent use. */
@FunctionalInterface
public interface Validation {

  /**
   * Checks a document.
   *
   * @return what does not fit, the first problem first; empty when all fits
   */
  List<String> check(String name, JsonNode document);
}
