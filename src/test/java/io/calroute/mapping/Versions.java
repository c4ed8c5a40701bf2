package io.calroute.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The version rule, in its plainest form: what stands after callbacks arrived in some order. */
final class Versions {
  private Versions() {}

  /**
   * Element by element, numbers as numbers and text as text; a longer version is the later one. An
   * arrival counts beside a stamp, and not beside its like.
   */
  static int compare(JsonNode left, JsonNode right) {
    for (int place = 0; place < Math.min(left.size(), right.size()); place++) {
      JsonNode one = left.get(place);
      JsonNode other = right.get(place);
      if (one.isObject() && other.isObject()) {
        continue;
      }
      one = one.isObject() ? one.path("arrived") : one;
      other = other.isObject() ? other.path("arrived") : other;
      int order =
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.asText().compareTo(other.asText());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** What stands after all have arrived; in a tie the later arrival. */
  static JsonNode after(List<JsonNode> arrivals) {
    JsonNode standing = null;
    for (JsonNode arrival : arrivals) {
      if (standing == null || compare(arrival.path("version"), standing.path("version")) >= 0) {
        standing = arrival;
      }
    }
    return standing;
  }
}
