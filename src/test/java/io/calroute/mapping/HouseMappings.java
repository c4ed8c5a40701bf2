package io.calroute.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.golden.GoldenCases;
import java.nio.file.Path;
import java.util.List;

/** The mappings of this project, and how they are fed. */
public final class HouseMappings {
  public static final Mappings MAPPINGS = new Mappings(Path.of("mappings"));
  public static final Schema SCHEMA = new Schema(Path.of("mappings").resolve(Schema.APPOINTMENT));
  public static final GoldenCases CASES = new GoldenCases(MAPPINGS, SCHEMA);
  public static final List<String> PROVIDERS =
      List.of("agendize", "cabinetfm", "ombori", "pexip-engage", "savvycal");
  public static final List<String> EVENTS =
      List.of("google-event", "office365-event", "teams-meeting");

  private HouseMappings() {}

  static ObjectNode callback(JsonNode body) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("body", body);
    input.putObject("connection").put("name", "default").put("timeZone", "UTC");
    input.put("receivedAt", "2036-01-01T00:00:00Z");
    return input;
  }

  /** What the event mappings get for one member of the staff; staff may be null. */
  static ObjectNode event(String provider, JsonNode appointment, JsonNode staff) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("appointment", appointment);
    input.put("provider", provider).put("connection", "default").put("calendar", "a@example.com");
    input.set("staff", staff == null ? JsonNodeFactory.instance.nullNode() : staff);
    input
        .putObject("meeting")
        .put("onEvent", false)
        .set("link", appointment.path("meeting").path("link"));
    return input;
  }

  static boolean hasEvent(JsonNode appointment) {
    return appointment.has("status")
        && !List.of("cancelled", "deleted", "unscheduled")
            .contains(appointment.path("status").asText());
  }
}
