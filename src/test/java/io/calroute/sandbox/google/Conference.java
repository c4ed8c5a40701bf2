package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.Json;
import java.util.Locale;

/**
 * Conference data of an event (reference "Events": {@code conferenceData}): Google Meet is made
 * asynchronously; links of other makers are refused or dropped (reported by users in 2026).
 */
final class Conference {

  private static final String DATA = "conferenceData";
  private static final String MEET = "hangoutsMeet";

  private Conference() {}

  /** Carries the stored conference over into a replaced content. */
  static void keep(ObjectNode stored, ObjectNode content) {
    copy(stored, content, DATA);
    copy(stored, content, "hangoutLink");
  }

  private static void copy(ObjectNode from, ObjectNode to, String name) {
    if (from.has(name)) {
      to.set(name, from.get(name).deepCopy());
    }
  }

  /** Applies what a client that knows conferences sent. */
  static void write(ObjectNode content, JsonNode data) {
    if (data.isNull()) {
      content.remove(DATA);
      content.remove("hangoutLink");
      return;
    }
    JsonNode request = data.path("createRequest");
    if (request.isObject() && !request.has("status")) {
      request(content, request);
      return;
    }
    JsonNode solution = data.path("conferenceSolution");
    String type = solution.path("key").path("type").asText(null);
    if ("addOn".equals(type)) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid conference data"));
    }
    if (MEET.equals(type)) {
      content.set(DATA, data.deepCopy());
    }
    // Without a type the data is dropped and the call succeeds all the same.
  }

  private static void request(ObjectNode content, JsonNode request) {
    String id = request.path("requestId").asText("");
    String type = request.path("conferenceSolutionKey").path("type").asText(MEET);
    if (id.isEmpty() || !MEET.equals(type)) {
      throw GoogleErrors.refuse(GoogleErrors.invalid("Invalid conference type value."));
    }
    JsonNode previous = content.path(DATA).path("createRequest").path("requestId");
    if (previous.asText("").equals(id)) {
      return;
    }
    ObjectNode pending = Json.object();
    ObjectNode made = pending.putObject("createRequest").put("requestId", id);
    made.putObject("conferenceSolutionKey").put("type", MEET);
    made.putObject("status").put("statusCode", "pending");
    content.set(DATA, pending);
    content.remove("hangoutLink");
  }

  /** Finishes a pending request; called when the event is looked at again. */
  static void settle(GoogleEvent event) {
    JsonNode status = event.content.path(DATA).path("createRequest").path("status");
    if (!"pending".equals(status.path("statusCode").asText())) {
      return;
    }
    ((ObjectNode) status).put("statusCode", "success");
    ObjectNode data = (ObjectNode) event.content.get(DATA);
    String code = code(event.id + data.path("createRequest").path("requestId").asText());
    String link = "https://meet.google.com/" + code;
    data.putArray("entryPoints")
        .addObject()
        .put("entryPointType", "video")
        .put("uri", link)
        .put("label", "meet.google.com/" + code);
    ObjectNode solution = data.putObject("conferenceSolution");
    solution.putObject("key").put("type", MEET);
    solution.put("name", "Google Meet");
    data.put("conferenceId", code);
    event.content.put("hangoutLink", link);
  }

  private static String code(String seed) {
    String letters =
        Integer.toString(Math.abs(seed.hashCode() % 1_000_000_000) + 1_000_000_000, 26)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[0-9]", "x");
    return "abc-" + letters.substring(0, 4) + "-xyz";
  }
}
