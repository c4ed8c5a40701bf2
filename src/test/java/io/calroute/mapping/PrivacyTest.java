package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.calroute.mapping.function.Expressions;
import io.calroute.mapping.function.MappingRefused;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Plants marks in every golden callback and looks where they come out. */
class PrivacyTest {
  private static final String SECRET = "https://secret.example.com/S3CR3T";
  private static final String NOTE = "N0TE-for-colleagues";
  private static final String PHONE = "+999000111222";

  static final List<String> PROVIDERS = HouseMappings.PROVIDERS;

  /** Members that act in somebody's name, or that nobody is to see, by the end of their path. */
  private static final Map<String, List<String>> SECRETS =
      Map.of(
          "savvycal",
          List.of(
              "/object/add_to_calendar_url",
              "/object/cancel_url",
              "/object/confirm_url",
              "/object/ics_url",
              "/object/join_url",
              "/object/reschedule_url",
              "/urls/cancel/0",
              "/meeting/host_url",
              "/meeting/password",
              "/meeting/error_message",
              "/custom_reason_text"),
          "agendize",
          List.of("/encryptedId", "/rescheduleLink", "/rescheduleLink/url", "/private/k"),
          "pexip-engage",
          List.of(
              "/token",
              "/cancelUrl",
              "/editUrl",
              "/inviteUrl",
              "/employee/staticVideoUrl",
              "/answers/0/value"),
          "ombori",
          List.of("/message", "/QRCodeCheckInPositionId", "/settings/from"),
          "cabinetfm",
          List.of(
              "/cancel_url",
              "/cancel_url_client",
              "/reschedule_url",
              "/reschedule_url_client",
              "/old_booking_cancel_reason",
              "/report/text"));

  private static final Set<String> NOTES = Set.of("notes", "internalNotes", "note");
  private static final Set<String> PHONES = Set.of("phone", "mobilePhone", "phoneNumber", "to");

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void noSecretLeavesAProviderMapping(String provider) throws IOException {
    Set<String> planted = new HashSet<>();
    for (JsonNode body : golden(provider)) {
      JsonNode marked =
          mark(
              body,
              "",
              (path, value) -> {
                for (String end : SECRETS.get(provider)) {
                  if (path.endsWith(end)) {
                    planted.add(end);
                    return SECRET;
                  }
                }
                return null;
              });
      JsonNode output = apply(provider, marked);
      assertThat(output.toString()).doesNotContain("S3CR3T");
      for (JsonNode event : events(provider, output)) {
        assertThat(event.toString()).doesNotContain("S3CR3T");
      }
    }
    assertThat(planted).as("every secret was tried").containsAll(SECRETS.get(provider));
  }

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void notesAreNeverInAnEventAndPhonesNeverInATitle(String provider) throws IOException {
    int events = 0;
    for (JsonNode body : golden(provider)) {
      JsonNode marked =
          mark(
              body,
              "",
              (path, value) -> {
                String name = path.substring(path.lastIndexOf('/') + 1);
                boolean phone = PHONES.contains(name) || path.endsWith("/phone/value");
                return NOTES.contains(name) ? NOTE : phone ? PHONE : null;
              });
      JsonNode output = apply(provider, marked);
      assertThat(output.path("title").asText()).doesNotContain(PHONE);
      for (JsonNode event : events(provider, output)) {
        assertThat(event.toString()).doesNotContain(NOTE).doesNotContain(PHONE);
        events++;
      }
    }
    assertThat(events).isPositive();
  }

  @Test
  void aPersonalEntryShowsNothingButThatSomebodyIsBusy() throws IOException {
    JsonNode output = HouseMappings.CASES.actual("agendize", "personal");
    ((ObjectNode) output)
        .put("message", SECRET)
        .put("location", SECRET)
        .put("title", SECRET)
        .set("client", Expressions.json("{\"name\":\"" + SECRET + "\"}"));
    ((ObjectNode) output.path("meeting")).put("link", SECRET);

    for (JsonNode event : events("agendize", output)) {
      assertThat(event.toString()).doesNotContain("S3CR3T").contains("Busy");
    }
  }

  @Test
  void aStaffMembersOwnLinkIsInThatMembersEventOnly() throws IOException {
    JsonNode output = HouseMappings.CASES.actual("pexip-engage", "generic-update-video");

    assertThat(output.toString()).doesNotContain("customer-1");
    for (String mapping : List.of("google-event", "office365-event")) {
      for (int member = 0; member < 2; member++) {
        JsonNode event =
            HouseMappings.MAPPINGS.apply(
                mapping,
                HouseMappings.event("pexip-engage", output, output.path("staff").get(member)));
        assertThat(event.toString())
            .contains("https://video.example.com/staff-" + (member + 1))
            .doesNotContain("https://video.example.com/staff-" + (2 - member));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("PROVIDERS")
  void aRefusalNeverQuotesTheCallback(String provider) throws IOException {
    int refusals = 0;
    for (JsonNode body : golden(provider)) {
      JsonNode garbled =
          mark(
              body,
              "",
              (path, value) ->
                  value.isTextual() && value.asText().matches("\\d{4}-\\d{2}.*|[A-Z]\\w+/\\w+")
                      ? "Jane Private"
                      : null);
      try {
        HouseMappings.MAPPINGS.apply(provider, HouseMappings.callback(garbled));
      } catch (MappingRefused refusal) {
        assertThat(refusal.getMessage()).doesNotContain("Jane").doesNotContain("Private");
        assertThat(refusal.code()).matches("[a-z]+(-[a-z]+)*");
        refusals++;
      }
    }
    assertThat(refusals).as("what is garbled is refused").isPositive();
  }

  /** What becomes of a leaf; null leaves it as it is. */
  @FunctionalInterface
  private interface Marker {
    String mark(String path, JsonNode value);
  }

  private static JsonNode mark(JsonNode node, String path, Marker marker) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              member ->
                  copy.set(
                      member.getKey(),
                      mark(member.getValue(), path + "/" + member.getKey(), marker)));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      for (int place = 0; place < node.size(); place++) {
        copy.add(mark(node.get(place), path + "/" + place, marker));
      }
      return copy;
    }
    String mark = marker.mark(path, node);
    return mark == null ? node : TextNode.valueOf(mark);
  }

  private static JsonNode apply(String provider, JsonNode body) {
    try {
      return HouseMappings.MAPPINGS.apply(provider, HouseMappings.callback(body));
    } catch (MappingRefused refusal) {
      return TextNode.valueOf(refusal.code() + refusal.getMessage());
    }
  }

  private static List<JsonNode> events(String provider, JsonNode appointment) {
    List<JsonNode> events = new ArrayList<>();
    if (HouseMappings.hasEvent(appointment)) {
      for (String mapping : HouseMappings.EVENTS) {
        events.add(
            HouseMappings.MAPPINGS.apply(
                mapping, HouseMappings.event(provider, appointment, null)));
        StreamSupport.stream(appointment.path("staff").spliterator(), false)
            .map(staff -> HouseMappings.event(provider, appointment, staff))
            .forEach(input -> events.add(HouseMappings.MAPPINGS.apply(mapping, input)));
      }
    }
    return events;
  }

  private static List<JsonNode> golden(String provider) throws IOException {
    List<JsonNode> bodies = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("mappings", provider), "*.in.json")) {
      for (Path file : files) {
        bodies.add(Expressions.JSON.readTree(file.toFile()));
      }
    }
    return bodies;
  }
}
