package io.calroute.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event that a worker has claimed.
 *
 * @param attempts how often it was claimed, this time included
 */
record KeptEvent(long row, int attempts, Document document) {

  /**
   * A CloudEvent, version 1.0, in its structured form.
   *
   * @param id the same whenever it is told
   * @param time when it happened, in ISO form
   */
  @JsonPropertyOrder({"specversion", "id", "source", "type", "time", "subject", "data"})
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Document(String id, String type, String time, String subject, JsonNode data) {

    Document(String id, String type, Instant time, String subject, JsonNode data) {
      this(id, type, time.toString(), subject, data);
    }

    @JsonProperty("specversion")
    String version() {
      return "1.0";
    }

    @JsonProperty("source")
    String source() {
      return "calroute";
    }
  }
}
